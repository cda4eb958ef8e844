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
//! The **files root** is the [`merkle`] root over the `file` lines, each without its last two columns
//! (`cut -f1-6`): path, size and digests alone, whatever program, version or settings saw them. The **items root** is
//! that over the items with all members, each as [`ItemLine::leaf`] writes it.
//!
//! # Other forms
//!
//! `b3sum`, `sha256sum` (both escape LF, CR and backslash and accept `--check` inside the trove folder), `hashdeep` and
//! plain lists of digests. They know nothing of what was not read, and not every name; [`Written::left_out`] says what
//! they leave out. [`parse`] reads each of these back, and the lines of `md5sum`, `sha1sum`, `sha512sum` and of the
//! `--tag` option besides.

mod hashdeep;
mod lines;
mod native;
mod recorded;
mod sums;

use std::fmt;
use std::io::{self, BufWriter, Write};
use std::str::FromStr;

use item::{Digest, Digests, ItemId, Locator, Outcome, Status};

use crate::{Error, merkle};

pub use native::read;
pub use recorded::{Known, Parsed, Recorded, Shape};

/// What was seen at one path beneath a trove folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLine {
    /// Where; it has no members.
    pub locator: Locator,
    /// The digests of its bytes, where they were read; those of the target's bytes for a link, where they were taken.
    pub digests: Option<Digests>,
    /// When the content changed last, in nanoseconds since 1970-01-01 UTC.
    pub modified_ns: Option<i64>,
    /// How it ended, where it was not read to the end: unreadable, or skipped.
    pub closed: Option<Outcome>,
}

impl FileLine {
    /// Returns how it ended, where it was not read; a line without digests and without outcome counts as unreadable.
    pub fn unread(&self) -> Option<Outcome> {
        let unreadable = Outcome { status: Status::Unreadable, reason: None };
        self.closed.or(if self.digests.is_none() { Some(unreadable) } else { None })
    }
}

/// What became of one item, with or without members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemLine {
    /// Its id.
    pub id: ItemId,
    /// Where it stands.
    pub locator: Locator,
    /// The digests of its bytes, where they could be had.
    pub digests: Option<Digests>,
    /// The format that it was identified as.
    pub format: String,
    /// How it ended.
    pub outcome: Outcome,
}

/// The list of what was seen under all trove folders of a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Name and version of the program that made the items; of any content.
    pub program: String,
    /// The settings that made the items; of any content.
    pub settings: String,
    /// What lies under the trove folders, sorted by locator.
    files: Vec<FileLine>,
    /// The root over [`Manifest::files`].
    files_root: Digest,
    /// How many items there are.
    pub items: u64,
    /// The root over all items, from [`items_root`].
    pub items_root: Digest,
}

impl Manifest {
    /// Makes a manifest of files in any order, without items.
    pub fn new(mut files: Vec<FileLine>) -> Self {
        files.sort_by(|one, other| one.locator.cmp(&other.locator));
        let files_root = merkle::root(files.iter().map(FileLine::leaf_hash));
        let items_root = merkle::root([]);
        let (program, settings) = (String::new(), String::new());
        Self { program, settings, files, files_root, items: 0, items_root }
    }

    /// Returns what lies under the trove folders, sorted by locator.
    pub fn files(&self) -> &[FileLine] {
        &self.files
    }

    /// Returns the root over all files: the one to sign, stamp and publish.
    pub fn files_root(&self) -> Digest {
        self.files_root
    }
}

/// Returns the root over items that come sorted by locator.
pub fn items_root<'a>(items: impl IntoIterator<Item = &'a ItemLine>) -> Digest {
    merkle::root(items.into_iter().map(ItemLine::leaf_hash))
}

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

/// What was written, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// How many files or digests the manifest lists.
    pub lines: u64,
    /// What the form has no place for.
    pub left_out: Vec<LeftOut>,
}

/// A file that a form has no place for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Which.
    pub locator: Locator,
    /// Why.
    pub why: Why,
}

/// Why a form has no place for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It was not read: a link, a device, an unreadable file.
    NotRead,
    /// Its name is no UTF-8, or holds U+FFFD, and `b3sum --check` fails on it.
    NameNotUtf8,
    /// Its name holds a line break, for which hashdeep has no escape.
    LineBreakInName,
    /// It lies in another trove than the first file; paths without a label would be mixed up.
    OtherTrove,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::NotRead => "it was not read",
            Self::NameNotUtf8 => "its name is no UTF-8",
            Self::LineBreakInName => "its name holds a line break",
            Self::OtherTrove => "it lies in another trove",
        })
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
pub fn parse(bytes: &[u8]) -> Result<Parsed, Error> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.starts_with(native::MAGIC.as_bytes()) {
        return read(bytes).map(|manifest| Parsed::from(&manifest));
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Error::Line { line: 1, what: "it is UTF-16; save the manifest as UTF-8" });
    }
    if bytes.starts_with(hashdeep::MAGIC) {
        return hashdeep::parse(bytes);
    }
    sums::parse(bytes)
}

/// Yields what a form without labels, outcomes or escapes of its own can list, and notes what it cannot.
fn listable<'a>(
    manifest: &'a Manifest,
    written: &'a mut Written,
    refuse: impl Fn(&[u8]) -> Option<Why> + 'a,
) -> impl Iterator<Item = (&'a [u8], &'a Digests)> + 'a {
    let first = manifest.files.first().map(|file| &file.locator.trove);
    manifest.files.iter().filter_map(move |file| {
        let read = file.digests.as_ref().filter(|_| file.unread().is_none());
        let why = match read {
            None => Some(Why::NotRead),
            Some(_) if Some(&file.locator.trove) != first => Some(Why::OtherTrove),
            Some(_) => refuse(&file.locator.path),
        };
        if let Some(why) = why {
            written.left_out.push(LeftOut { locator: file.locator.clone(), why });
            return None;
        }
        written.lines += 1;
        Some((&file.locator.path[..], read?))
    })
}
