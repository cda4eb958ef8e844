//! Our own form, which leaves out nothing.

use std::io::{self, Write};

use item::Digest;
use sha2::{Digest as _, Sha256};

use super::entry::{FileLine, Manifest};
use super::left_out::Written;
use super::lines::number_from;
use crate::Error;

pub(super) const MAGIC: &str = "dossier-manifest\t";

pub(super) fn write(manifest: &Manifest, out: &mut dyn Write) -> io::Result<Written> {
    let mut out = Digesting { out, taken: Sha256::new() };
    out.write_all(header(manifest).as_bytes())?;
    for file in &manifest.files {
        writeln!(out, "{}", file.line())?;
    }
    let Digesting { out, taken } = out;
    writeln!(out, "sha256\t{}", Digest(taken.finalize().into()))?;
    Ok(Written { lines: manifest.files().len() as u64, left_out: Vec::new() })
}

fn header(manifest: &Manifest) -> String {
    let Manifest { files, files_root, items, items_root, .. } = manifest;
    let (program, settings) = (&manifest.program, &manifest.settings);
    let (program, settings) = (item::escape(program.as_bytes()), item::escape(settings.as_bytes()));
    format!(
        "{MAGIC}1\nprogram\t{program}\nsettings\t{settings}\nfiles\t{}\nfiles-root\t{files_root}\n\
         items\t{items}\nitems-root\t{items_root}\n\n",
        files.len()
    )
}

struct Digesting<'a> {
    out: &'a mut dyn Write,
    taken: Sha256,
}

impl Write for Digesting<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.out.write(bytes)?;
        self.taken.update(&bytes[..length]);
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Reads a manifest in our own form, and checks it against its last line and its files root.
pub fn read(bytes: &[u8]) -> Result<Manifest, Error> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = before.split(|byte| *byte == b'\n').count();
        Error::Line { line, what: "it is no UTF-8" }
    })?;
    let mut lines = Lines { number: 0, rest: text };
    let (count, stated) = read_header(&mut lines)?;
    let mut files = Vec::new();
    while lines.rest.starts_with("file\t") {
        files.push(read_file(&mut lines)?);
    }
    check_end(text, &lines)?;
    if files.len() as u64 != count {
        return Err(Error::Header { of: "number of files" });
    }
    check(Manifest { files, ..stated })
}

struct Lines<'a> {
    number: usize,
    rest: &'a str,
}

impl<'a> Lines<'a> {
    /// Returns the next line, which ends in LF.
    fn next(&mut self) -> Result<&'a str, Error> {
        self.number += 1;
        let (line, rest) = self.rest.split_once('\n').ok_or(Error::Altered)?;
        self.rest = rest;
        Ok(line)
    }

    /// Returns what stands in the next line behind `name` and a tab.
    fn value(&mut self, name: &str) -> Result<&'a str, Error> {
        let line = self.next()?;
        let value = line.strip_prefix(name).and_then(|rest| rest.strip_prefix('\t'));
        value.ok_or(self.wrong("it is not the line that the header has here"))
    }

    fn wrong(&self, what: &'static str) -> Error {
        Error::Line { line: self.number, what }
    }
}

/// Reads the header: the number of files, and a manifest with the stated roots whose files are still to come.
fn read_header(lines: &mut Lines<'_>) -> Result<(u64, Manifest), Error> {
    let version = lines.value("dossier-manifest")?;
    if version != "1" {
        return Err(Error::Version { version: item::escape(version.as_bytes()) });
    }
    let program = read_text(lines, "program")?;
    let settings = read_text(lines, "settings")?;
    let count = read_number(lines, "files")?;
    let files_root = read_digest(lines, "files-root")?;
    let items = read_number(lines, "items")?;
    let items_root = read_digest(lines, "items-root")?;
    if !lines.next()?.is_empty() {
        return Err(lines.wrong("the header ends in an empty line"));
    }
    let files = Vec::new();
    Ok((count, Manifest { program, settings, files, files_root, items, items_root }))
}

fn read_text(lines: &mut Lines<'_>, name: &str) -> Result<String, Error> {
    let bytes = item::unescape(lines.value(name)?);
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    text.ok_or(lines.wrong("it is no printed form of a text"))
}

fn read_number(lines: &mut Lines<'_>, name: &str) -> Result<u64, Error> {
    number_from(lines.value(name)?).ok_or(lines.wrong("it is no number"))
}

fn read_digest(lines: &mut Lines<'_>, name: &str) -> Result<Digest, Error> {
    lines.value(name)?.parse().map_err(|_| lines.wrong("it is no digest of 64 hex digits"))
}

fn read_file(lines: &mut Lines<'_>) -> Result<FileLine, Error> {
    let columns: Vec<_> = lines.next()?.split('\t').collect();
    FileLine::from_columns(&columns).ok_or(lines.wrong("it is no line about a file"))
}

fn check_end(text: &str, lines: &Lines<'_>) -> Result<(), Error> {
    let above = &text[..text.len() - lines.rest.len()];
    let expected = format!("sha256\t{}\n", Digest(Sha256::digest(above).into()));
    if lines.rest == expected { Ok(()) } else { Err(Error::Altered) }
}

/// Checks the stated root and the order against the lines.
fn check(read: Manifest) -> Result<Manifest, Error> {
    if !read.files.is_sorted_by(|one, other| one.locator <= other.locator) {
        return Err(Error::Header { of: "order" });
    }
    let Manifest { program, settings, files, files_root, items, items_root } = read;
    let manifest = Manifest { program, settings, items, items_root, ..Manifest::new(files) };
    if manifest.files_root() == files_root {
        Ok(manifest)
    } else {
        Err(Error::Header { of: "files root" })
    }
}
