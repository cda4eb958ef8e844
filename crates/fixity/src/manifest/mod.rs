//! The list of what was seen, in our own form and in those that other tools know.
//!
//! # The native form
//!
//! A text of lines that end in LF, with columns parted by tabs; [`item::escape`] keeps both out of names.
//!
//! ```text
//! dossier-manifest  1
//! program           dossier 1.2.0
//! settings          …
//! files             2
//! files-root        <64 hex digits>
//! items             5
//! items-root        <64 hex digits>
//!
//! file  1234  <BLAKE3>  <SHA-256>  read          a/b.zip  1700000000.123456789  md5=<hex>,sha1=<hex>
//! file  -     -         -          skipped:fifo  a/pipe   -                     -
//! sha256  <SHA-256 of all bytes above this line>
//! ```
//!
//! A `file` line says: size in bytes, BLAKE3, SHA-256, how it went (`read`, or status and reason of the outcome), the
//! locator in its printed form, when the content changed last (seconds since 1970-01-01 UTC), other digests. What is
//! not known is `-`. Lines are sorted by locator.
//!
//! The **files root** is the Merkle root over the `file` lines, each without its last two columns
//! (`cut -f1-6`): path, size and digests alone, whatever program, version or settings saw them. The **items root** is
//! that over the items with all members, each as [`ItemLine::leaf`] writes it.
//!
//! # Other forms
//!
//! `b3sum`, `sha256sum` (both escape LF, CR and backslash and accept `--check` inside the trove folder), `hashdeep` and
//! plain lists of digests. They know nothing of what was not read, and not every name; [`Written::left_out`] says what
//! they leave out. [`parse`] reads each of these back, and besides the lines of all that coreutils and OpenSSL print, lines
//! that end with their digest, what `Get-FileHash` and `certutil` print, and 7-Zip, tables with a head, a sheet for each file,
//! JSON, XML, links of magnets, specifications of `mtree` and body files of the Sleuth Kit. [`Parsed::fitted`] finds the files whose names another system writes otherwise;
//! digests of algorithms that are not taken here are kept by name ([`Known::foreign`]).

pub mod bag;
mod bare;
mod body;
mod columns;
mod entry;
mod fitted;
mod gathered;
mod hashdeep;
mod json;
mod left_out;
mod lines;
mod magnet;
mod mtree;
mod native;
mod powershell;
mod recorded;
mod row;
mod scope;
mod seven_zip;
mod sheet;
mod signed;
mod sums;
mod table;
#[cfg(test)]
mod testing;
mod told;
mod utf16;
mod xml;

use std::fmt;
use std::io::{self, BufWriter, Write};
use std::str::FromStr;

use crate::Error;

pub use entry::{FileLine, ItemLine, Manifest, items_root};
pub use fitted::Reading;
pub use left_out::{LeftOut, Why, Written};
pub use native::read;
pub use recorded::{Known, Parsed, Recorded, Shape};
pub use scope::Scope;

/// A form in which a manifest is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// Our own, which leaves out nothing.
    Dossier,
    /// That of `b3sum`: UTF-8 names only.
    B3sum,
    /// That of `sha256sum`.
    Sha256sum,
    /// That of hashdeep 1.0, with sizes.
    Hashdeep,
    /// The SHA-256 digests alone, sorted, each once.
    Hashset,
}

impl Form {
    /// Every form with its name on the command line.
    pub const ALL: [(&'static str, Self); 5] = [
        ("dossier", Self::Dossier),
        ("b3sum", Self::B3sum),
        ("sha256sum", Self::Sha256sum),
        ("hashdeep", Self::Hashdeep),
        ("hashset", Self::Hashset),
    ];

    /// Returns the name on the command line.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, form)| *form == self).map_or("", |(name, _)| name)
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Form {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, form)| form).ok_or(())
    }
}

/// Writes a manifest; forms other than our own list the first trove, by paths relative to its folder.
pub fn write(manifest: &Manifest, form: Form, out: &mut dyn Write) -> io::Result<Written> {
    let out = &mut BufWriter::new(out);
    let written = match form {
        Form::Dossier => native::write(manifest, out),
        Form::B3sum => sums::write(manifest, sums::Tool::B3sum, out),
        Form::Sha256sum => sums::write(manifest, sums::Tool::Sha256sum, out),
        Form::Hashdeep => hashdeep::write(manifest, out),
        Form::Hashset => sums::write_digests(manifest, out),
    }?;
    out.flush()?;
    Ok(written)
}

/// Reads a manifest in any form; tells the forms apart by their first line.
///
/// Paths of forms other than our own are taken as relative to the folder of the first trove; a leading `./` is dropped.
/// Lines that begin with `#`, `;` or `//` are comments there, and what signs a text is left out. UTF-16, which Windows writes, is read as UTF-8 is.
pub fn parse(bytes: &[u8]) -> Result<Parsed, Error> {
    let bytes = utf16::to_utf8(bytes)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    if bytes.starts_with(native::MAGIC.as_bytes()) {
        return read(bytes).map(|manifest| Parsed::from(&manifest));
    }
    if bytes.starts_with(hashdeep::MAGIC) {
        return hashdeep::parse(bytes);
    }
    if sums::has_zero_ends(bytes) {
        return sums::parse(bytes);
    }
    let bytes = &signed::text(bytes);
    let forms = [
        json::parse,
        xml::parse,
        mtree::parse,
        powershell::parse,
        seven_zip::parse,
        magnet::parse,
        body::parse,
        sheet::parse,
        table::parse,
    ];
    forms.iter().find_map(|parse| parse(bytes)).unwrap_or_else(|| sums::parse(bytes))
}
