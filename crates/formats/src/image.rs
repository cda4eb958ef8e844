//! Pictures: what they say of themselves, in properties; their text waits to be read off.

mod exif;
mod iptc;
mod jpeg;
mod png;

use bytes::Bytes;
use item::{Key, PartialReason};
use memchr::memmem;

use crate::shared::xmp;
use crate::{Error, Input, Sink};

/// In pictures whose blocks are not walked, packets are looked for in so many bytes from the start.
const SCANNED: usize = 16 << 20;
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
    sink.partial(PartialReason::AwaitingOcr);
    Ok(())
}

/// The properties of a picture, each value once: cameras write the same into Exif, IPTC and XMP.
#[derive(Debug, Default)]
struct Found {
    properties: Vec<(Key, String)>,
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
            self.scan(&bytes[..bytes.len().min(SCANNED)]);
        }
    }

    /// Finds packets by their marks, as the standard allows for files of any kind (ISO 16684-1 §7.3.2).
    fn scan(&mut self, bytes: &[u8]) {
        if let Some(at) = memmem::find(bytes, b"Exif\0\0") {
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
