//! The form of hashdeep 1.0: comma-separated columns, the size first and the name last.

use std::io::{self, Write};

use item::{Algorithm, Digest};

use super::entry::Manifest;
use super::left_out::{Written, listable, refused_by_hashdeep};
use super::lines::{hex_from, is_comment, length_of, number_from, push_hex};
use super::recorded::{Known, Parsed, Recorded, Shape};
use super::sums::locator_from;
use crate::Error;

pub(super) const MAGIC: &[u8] = b"%%%% HASHDEEP-";

pub(super) fn write(manifest: &Manifest, out: &mut dyn Write) -> io::Result<Written> {
    let has_md5 = |digests: &item::Digests| digests.more.contains_key(&Algorithm::Md5);
    let mut read = manifest.files().iter().filter(|file| file.unread().is_none());
    let with_md5 = read.all(|file| file.digests.as_ref().is_some_and(has_md5));
    let columns = if with_md5 { "size,md5,sha256,filename" } else { "size,sha256,filename" };
    write!(out, "%%%% HASHDEEP-1.0\n%%%% {columns}\n")?;
    write!(
        out,
        "## Names are relative to the trove folder.\n## Files root: {}\n## \n",
        manifest.files_root()
    )?;
    let mut written = Written::default();
    for (path, digests) in listable(manifest, &mut written, refused_by_hashdeep) {
        let mut line = format!("{},", digests.size);
        if let Some(md5) = digests.more.get(&Algorithm::Md5).filter(|_| with_md5) {
            push_hex(&mut line, md5);
            line.push(',');
        }
        write!(out, "{line}{},", digests.sha256)?;
        out.write_all(path)?;
        out.write_all(b"\n")?;
    }
    Ok(written)
}

enum Column {
    Known(Algorithm),
    Sha256,
    /// Tiger or Whirlpool, which are not taken here.
    Foreign,
}

pub(super) fn parse(bytes: &[u8]) -> Result<Parsed, Error> {
    let lines = bytes.split(|byte| *byte == b'\n').enumerate();
    let mut lines = lines.map(|(at, line)| (at + 1, line.strip_suffix(b"\r").unwrap_or(line)));
    let version = lines.next().and_then(|(_, line)| line.strip_prefix(MAGIC)).unwrap_or_default();
    if version != b"1.0" {
        return Err(Error::Version { version: item::escape(version) });
    }
    let header = lines.next().and_then(|(_, line)| line.strip_prefix(b"%%%% "));
    let columns = header.map_or(Err("the second line must name the columns"), columns_from);
    let columns = columns.map_err(|what| Error::Line { line: 2, what })?;
    let mut recorded = Vec::new();
    for (number, line) in lines {
        if !is_comment(line) {
            let entry = entry_from(line, &columns);
            recorded.push(entry.map_err(|what| Error::Line { line: number, what })?);
        }
    }
    Ok(Parsed::foreign(Shape::Hashdeep, recorded))
}

/// Reads the names of the columns between the size and the file name.
fn columns_from(header: &[u8]) -> Result<Vec<Column>, &'static str> {
    let inner = header.strip_prefix(b"size,").and_then(|rest| rest.strip_suffix(b",filename"));
    let inner = inner.ok_or("the first column must be `size` and the last `filename`")?;
    let columns =
        inner.split(|byte| *byte == b',').map(column_from).collect::<Result<Vec<_>, _>>()?;
    if columns.iter().all(|column| matches!(column, Column::Foreign)) {
        return Err("it has no digest that can be taken here: MD5, SHA-1 or SHA-256");
    }
    Ok(columns)
}

fn column_from(name: &[u8]) -> Result<Column, &'static str> {
    match name {
        b"md5" => Ok(Column::Known(Algorithm::Md5)),
        b"sha1" => Ok(Column::Known(Algorithm::Sha1)),
        b"sha256" => Ok(Column::Sha256),
        b"tiger" | b"whirlpool" => Ok(Column::Foreign),
        _ => Err("it names a column that hashdeep does not have"),
    }
}

fn entry_from(line: &[u8], columns: &[Column]) -> Result<Recorded, &'static str> {
    let mut cells = line.splitn(columns.len() + 2, |byte| *byte == b',');
    let size = cells.next().and_then(|cell| std::str::from_utf8(cell).ok()).and_then(number_from);
    let size = size.ok_or("it does not begin with a size")?;
    let mut known = Known::default();
    for (column, cell) in columns.iter().zip(&mut cells) {
        take(&mut known, column, cell).ok_or("a digest has a wrong length or digit")?;
    }
    let path = cells.next().ok_or("it has too few columns")?;
    let locator = Some(locator_from(path)?);
    Ok(Recorded { locator, size: Some(size), known, modified_ns: None, closed: None })
}

fn take(known: &mut Known, column: &Column, cell: &[u8]) -> Option<()> {
    match column {
        Column::Foreign => {}
        Column::Sha256 => known.sha256 = Some(Digest(hex_from(cell)?.try_into().ok()?)),
        Column::Known(algorithm) => {
            let digest = hex_from(cell).filter(|digest| digest.len() == length_of(*algorithm))?;
            known.more.insert(*algorithm, digest);
        }
    }
    Some(())
}
