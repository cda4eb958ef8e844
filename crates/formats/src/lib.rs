//! How a format is recognised and what it yields.
//!
//! A format is one file of this crate and one line in [`FORMATS`]. Its extractor is a plain function that sees the
//! [`Input`] and pushes what it finds into a [`Sink`]: no path, no process, no clock, no network, no other extractor.
//! It never recurses: children are pushed as bytes and come back as inputs of their own.

use std::io::Read;

use item::{
    Declared, EncryptedReason, Key, LimitReason, PartialReason, Place, Segment, SkippedReason,
    UnreadableReason, UnsupportedReason, Warning,
};

mod identify;
mod table;

pub mod baseline;
mod shared;

mod ar;
mod arj;
mod axml;
mod bzip2;
mod cab;
mod chm;
mod compress;
mod cpio;
mod csv;
mod dbf;
mod dbx;
mod djvu;
mod doc;
mod docx;
mod ds_store;
mod eml;
mod epub;
mod fat;
mod forks;
mod gzip;
mod html;
mod ics;
mod image;
mod iso;
mod iwork;
mod iwork_xml;
mod joining;
mod json;
mod lha;
mod lnk;
mod locked_package;
mod lotus;
mod lz4;
mod lzip;
mod lzma;
mod mbox;
mod mdb;
mod media;
mod metafile;
mod msg;
mod odf;
mod office_lock;
mod ole;
mod olm;
mod onenote;
mod opc;
mod p7m;
mod palm;
mod pdf;
mod pem;
mod pgp;
mod picture;
mod plain;
mod plist;
mod ppt;
mod pptx;
mod protobuf;
mod pst;
mod publisher;
mod rar;
mod raw;
mod recycled;
mod rereading;
mod rpm;
mod rpmsg;
mod rtf;
mod sevenz;
mod sqlite;
mod subtitles;
mod sylk;
mod tar;
mod torrent;
mod typed_stream;
mod vcf;
mod vsd;
mod warc;
mod works;
mod wpd;
mod xar;
mod xls;
mod xlsx;
mod xml;
mod xz;
mod zip;
mod zlib;
mod zstandard;

#[cfg(test)]
mod probe;
#[cfg(test)]
mod template;

pub use identify::identify;
pub use joining::Joining;
pub use picture::{GREY, Portion, pictures};
pub use raw::raw;
pub use rereading::Rereading;
pub use shared::decode::is_charset;
pub use shared::passwords::Passwords;
pub use table::{EMPTY, FORMATS, Format, IDENTIFICATION, UNKNOWN};

/// The bytes of a content: cheap to clone, owned, perhaps a map of a file.
pub use bytes::Bytes;

/// Extracts one content: pushes texts, children, properties and warnings into the sink, in reading order.
///
/// What was pushed before an error counts.
pub type Extract = fn(&Input, &mut dyn Sink) -> Result<(), Error>;

/// What an extractor sees of an item.
#[derive(Clone, Debug)]
pub struct Input {
    /// The bytes.
    pub bytes: Bytes,
    /// How long the volumes are of which they were laid together; nothing where they are those of one file.
    pub volumes: Vec<u64>,
    /// The name, without folders, as bytes.
    pub name: Vec<u8>,
    /// What its container says of it.
    pub declared: Declared,
    /// Passwords to try on what is encrypted, after the empty one.
    pub passwords: Passwords,
    /// Limits on what it may yield.
    pub limits: Limits,
}

/// Limits on what one item may yield. The sink and the parent process count again on their side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Limits {
    /// Bytes of text over all segments.
    pub text_bytes: u64,
    /// Children.
    pub members: u64,
    /// Bytes of children and of inflated parts.
    pub inflated_bytes: u64,
    /// Nesting of elements, arrays, parts inside one content.
    pub nesting: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { text_bytes: 64 << 20, members: 100_000, inflated_bytes: 4 << 30, nesting: 256 }
    }
}

/// Where an extractor pushes what it finds.
pub trait Sink {
    /// Takes a piece of text.
    fn text(&mut self, segment: Segment) -> Flow;
    /// Takes a child. A stream is read to its end before the call returns.
    fn child(&mut self, child: Child, content: Content<'_>) -> Flow;
    /// Takes a picture in which text may stand that only OCR can read: pushed by [`pictures`] alone.
    fn picture(&mut self, _place: Place, _picture: Picture) -> Flow {
        Flow::Continue
    }
    /// Takes a property; empty values are dropped.
    fn metadata(&mut self, key: Key, value: &str);
    /// Takes what is doubtful.
    fn warn(&mut self, warning: Warning);
    /// Takes that something is known to be missing, and why: the outcome is `partial` at best.
    fn partial(&mut self, reason: PartialReason);
}

/// Whether to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Flow {
    /// Go on.
    Continue,
    /// A limit is reached, the sink has noted which; return `Ok` soon.
    Stop,
}

/// A child of a container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Child {
    /// The name as the container gives it, components joined by `/`, as bytes. An extractor names the nameless
    /// (`1.eml`, `attachment-2.pdf`).
    pub name: Vec<u8>,
    /// What the container says of it.
    pub declared: Declared,
    /// When the container says it was changed last, ISO 8601.
    pub modified: Option<String>,
}

/// A picture in an item, for OCR.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The media type of the bytes.
    pub media_type: String,
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
    /// The picture as a file of its media type.
    pub bytes: Bytes,
}

/// The bytes of a child, or why there are none.
pub enum Content<'a> {
    /// The bytes, to be read once; an error while reading makes the child `unreadable`, and what was read counts.
    Stream(&'a mut dyn Read),
    /// Locked by a password that was not given.
    Encrypted,
    /// The bytes cannot be had.
    Unreadable(UnreadableReason),
    /// Not opened, because that would exceed a limit.
    Limited(LimitReason),
    /// Packed by a method that is not built in.
    Unsupported(UnsupportedReason),
    /// A link, a device, a socket inside an archive.
    Skipped(SkippedReason),
}

/// Why an extractor stopped before the end of its input.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The content is locked; the reason says by what.
    #[error("encrypted")]
    Encrypted(EncryptedReason),
    /// A feature that no reader is built in for.
    #[error("unsupported: {0}")]
    Unsupported(String),
    /// A limit of [`Input::limits`] was reached inside the extractor; the reason says which.
    #[error("limit reached")]
    Limit(LimitReason),
    /// The content breaks the rules of its format; the message says how.
    #[error("malformed: {0}")]
    Malformed(String),
    /// The content ends too early.
    #[error("truncated")]
    Truncated,
}

impl Error {
    /// Makes a [`Error::Malformed`] from a library's error.
    pub(crate) fn malformed(cause: impl std::fmt::Display) -> Self {
        Self::Malformed(cause.to_string())
    }
}
