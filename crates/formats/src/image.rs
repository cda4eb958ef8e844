//! Pictures: what they say of themselves, in properties; their text waits to be read off.

mod blocks;
mod exif;
mod iptc;
mod jpeg;
mod png;
mod psd;

use bytes::{Buf, Bytes};
use item::{Key, PartialReason, Warning, WarningCode};
use memchr::memmem;

use crate::shared::bytes::size_at;
use crate::shared::xmp;
use crate::{Child, Content, Error, Input, Sink};
pub(crate) use psd::extract as photoshop;

/// In pictures whose blocks are not walked, packets are looked for in so many bytes from the start.
const SCANNED: usize = 16 << 20;
/// So many marks of Exif are looked at: lists of what a file holds have the name, too.
const MARKS: usize = 16;

/// How archives and documents begin that people put behind pictures.
const HIDDEN: [&[u8]; 6] = [
    b"PK\x03\x04",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b\x08",
    b"%PDF-",
    b"\xd0\xcf\x11\xe0",
];

/// The longest packet of XMP that is read; in bytes.
const MOST_XMP: usize = 4 << 20;

/// Pushes the properties, and notes that the picture waits for its text to be read off.
#[expect(clippy::unnecessary_wraps, reason = "the signature of every extractor")]
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let mut found = Found::default();
    found.picture(&input.bytes);
    for (key, value) in found.properties {
        sink.metadata(key, &value);
    }
    if !found.behind.is_empty() {
        sink.warn(Warning::new(
            WarningCode::TrailingBytes,
            format_args!("{} bytes after the picture", found.behind.len()),
        ));
        let child = Child { name: b"behind the picture".to_vec(), ..Child::default() };
        let _ = sink.child(child, Content::Stream(&mut found.behind.reader()));
    }
    sink.partial(PartialReason::AwaitingOcr);
    Ok(())
}

/// The properties of a picture, each value once: cameras write the same into Exif, IPTC and XMP.
#[derive(Debug, Default)]
struct Found {
    properties: Vec<(Key, String)>,
    /// What stands behind the end of the picture, where nothing shows it.
    behind: Bytes,
}

impl Found {
    fn picture(&mut self, bytes: &Bytes) {
        if bytes.starts_with(b"\xff\xd8") {
            jpeg::read(bytes, self);
        } else if bytes.starts_with(b"\x89PNG") {
            png::read(bytes, self);
        } else if exif::is_tiff(bytes) {
            exif::read(bytes, self);
        } else {
            match bytes.get(..4) {
                Some(b"GIF8") => {
                    let _ = blocks::gif(bytes, self);
                }
                Some(b"RIFF") => blocks::webp(bytes, self),
                Some([b'B', b'M', ..]) => self.behind_length(bytes, 2, 0),
                Some(b"\0\0\0\x0c") => blocks::jp2(bytes, self),
                _ => {}
            }
            self.scan(&bytes[..bytes.len().min(SCANNED)]);
        }
    }

    /// Keeps what stands behind the end of a picture, unless it only fills up.
    fn behind(&mut self, rest: Bytes) {
        if rest.iter().any(|byte| !byte.is_ascii_whitespace() && *byte != 0) {
            self.behind = rest;
        }
    }

    /// Keeps what stands behind the length that a picture states at `at`, and `more` bytes.
    fn behind_length(&mut self, bytes: &Bytes, at: usize, more: usize) {
        let end = size_at(bytes, at).and_then(|length| length.checked_add(more));
        if let Some(end) = end.filter(|end| *end < bytes.len()) {
            self.behind_camera(bytes.slice(end..));
        }
    }

    /// Keeps what stands there where it is an archive or a document: cameras write much behind their pictures.
    fn behind_camera(&mut self, rest: Bytes) {
        if HIDDEN.iter().any(|mark| rest.starts_with(mark)) {
            self.behind = rest;
        }
    }

    /// Finds packets by their marks, as the standard allows for files of any kind (ISO 16684-1 §7.3.2).
    fn scan(&mut self, bytes: &[u8]) {
        for at in memmem::find_iter(bytes, b"Exif\0\0").take(MARKS) {
            exif::read(&bytes[at + 6..], self);
        }
        let Some(start) = memmem::find(bytes, b"<x:xmpmeta") else { return };
        let end = memmem::find(&bytes[start..], b"</x:xmpmeta>").unwrap_or(0);
        self.xmp(&bytes[start..start + end]);
    }

    fn xmp(&mut self, packet: &[u8]) {
        for (key, value) in xmp::properties(&packet[..packet.len().min(MOST_XMP)]) {
            self.add(key, &value);
        }
    }

    fn add(&mut self, key: Key, value: &str) {
        let value = value.trim_matches(|letter: char| letter == '\0' || letter.is_whitespace());
        let is_known = || self.properties.iter().any(|known| known.0 == key && known.1 == value);
        if !value.is_empty() && !is_known() {
            self.properties.push((key, value.to_owned()));
        }
    }
}

/// Decodes a text whose encoding nothing states.
fn text(bytes: &[u8]) -> String {
    crate::shared::decode::text(bytes, None).text
}

#[cfg(test)]
mod tests;
