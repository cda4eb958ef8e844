//! The form of hashdeep 1.0: comma-separated columns, the size first and the name last.

use std::io::{self, Write};

use item::Algorithm;

use super::entry::Manifest;
use super::left_out::{Written, listable, refused_by_hashdeep};
use super::lines::{is_comment, locator_from, number_from, push_hex};
use super::recorded::{Known, Parsed, Recorded, Shape};
use super::told::{Named, by_name};
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

pub(super) fn parse(bytes: &[u8]) -> Result<Parsed, Error> {
    let lines = bytes.split(|byte| *byte == b'\n').enumerate();
    let lines = lines.map(|(at, line)| (at + 1, line.strip_suffix(b"\r").unwrap_or(line)));
    let mut columns = None;
    let mut recorded = Vec::new();
    for (number, line) in lines {
        let wrong = |what| Error::Line { line: number, what };
        if let Some(version) = line.strip_prefix(MAGIC) {
            if version != b"1.0" {
                return Err(Error::Version { version: item::escape(version) });
            }
            columns = None;
        } else if let Some(header) = line.strip_prefix(b"%%%% ") {
            columns = Some(columns_from(header).map_err(wrong)?);
        } else if !is_comment(line) {
            let columns =
                columns.as_ref().ok_or(wrong("a line before it must name the columns"))?;
            recorded.push(entry_from(line, columns).map_err(wrong)?);
        }
    }
    Ok(Parsed::foreign(Shape::Hashdeep, recorded))
}

/// Reads the names of the columns between the size and the file name.
fn columns_from(header: &[u8]) -> Result<Vec<String>, &'static str> {
    let header = std::str::from_utf8(header).ok();
    let inner = header.and_then(|header| header.strip_prefix("size,")?.strip_suffix(",filename"));
    let inner = inner.ok_or("the first column must be `size` and the last `filename`")?;
    let columns: Vec<String> = inner.split(',').map(str::to_owned).collect();
    let are_known = columns.iter().all(|name| Named::of(name).is_some());
    are_known.then_some(columns).ok_or("it names a column that hashdeep does not have")
}

fn entry_from(line: &[u8], columns: &[String]) -> Result<Recorded, &'static str> {
    let mut cells = line.splitn(columns.len() + 2, |byte| *byte == b',');
    let size = cells.next().and_then(|cell| std::str::from_utf8(cell).ok()).and_then(number_from);
    let size = size.ok_or("it does not begin with a size")?;
    let mut known = Known::default();
    for (name, cell) in columns.iter().zip(&mut cells) {
        known.add(by_name(name, cell)?);
    }
    let path = cells.next().ok_or("it has too few columns")?;
    let locator = Some(locator_from(path)?);
    Ok(Recorded { locator, size: Some(size), known, modified_ns: None, closed: None })
}
