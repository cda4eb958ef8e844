//! Where properties stand in pictures that consist of blocks: GIF, WebP, JPEG 2000; and what stands behind a picture's end.

use bytes::Bytes;
use item::Key;

use super::{Found, exif, text};
use crate::shared::xml::{Event, Xml};

/// Reads the comments of a GIF, and finds its end (`GIF89a`, 20 to 27).
pub(super) fn gif(bytes: &Bytes, found: &mut Found) -> Option<()> {
    let flags = *bytes.get(10)?;
    let mut at = 13 + table(flags);
    loop {
        match *bytes.get(at)? {
            b'!' => {
                let is_comment = *bytes.get(at + 1)? == 0xfe;
                let (content, next) = sub_blocks(bytes, at + 2)?;
                if is_comment {
                    found.add(Key::DESCRIPTION, &text(&content));
                }
                at = next;
            }
            b',' => at = sub_blocks(bytes, at + 11 + table(*bytes.get(at + 9)?))?.1,
            b';' => {
                found.behind(bytes.slice(at + 1..));
                return Some(());
            }
            _ => return None,
        }
    }
}

/// Returns how long the table of colours is that flags announce.
fn table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Joins pieces that have their lengths before them, up to an empty one.
fn sub_blocks(bytes: &[u8], mut at: usize) -> Option<(Vec<u8>, usize)> {
    let mut content = Vec::new();
    loop {
        let length = usize::from(*bytes.get(at)?);
        if length == 0 {
            return Some((content, at + 1));
        }
        content.extend_from_slice(bytes.get(at + 1..at + 1 + length)?);
        at += 1 + length;
    }
}

/// Reads the chunk of a WebP that holds Exif, and finds its end (RFC 9649 §2.4 and §2.7.1.4).
pub(super) fn webp(bytes: &Bytes, found: &mut Found) {
    found.behind_length(bytes, 4, 8);
    let mut rest = bytes.get(12..).unwrap_or_default();
    while let Some((head, content)) = rest.split_first_chunk::<8>() {
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if head.starts_with(b"EXIF") {
            let tags = &content[..length.min(content.len())];
            exif::read(tags.strip_prefix(b"Exif\0\0").unwrap_or(tags), found);
        }
        rest = content.get(length.saturating_add(length % 2)..).unwrap_or_default();
    }
}

/// Reads the boxes of XML of a JPEG 2000 (ISO/IEC 15444-1 I.7.1).
pub(super) fn jp2(bytes: &[u8], found: &mut Found) {
    let mut rest = bytes;
    while let Some((head, content)) = rest.split_first_chunk::<8>() {
        let length = usize::try_from(u32::from_be_bytes([head[0], head[1], head[2], head[3]]));
        let Some(length) = length.ok().and_then(|length| length.checked_sub(8)) else { return };
        let content = &content[..length.min(content.len())];
        if head.ends_with(b"xml ") {
            found.add(Key::DESCRIPTION, &words_of(content));
        }
        rest = rest.get(8 + length..).unwrap_or_default();
    }
}

/// Returns the texts of elements, parted by blanks.
fn words_of(xml: &[u8]) -> String {
    let mut words = String::new();
    let mut xml = Xml::new(xml);
    while let Some(event) = xml.next_event() {
        match event {
            Event::Text(piece) => words.push_str(&piece),
            Event::Open(_) | Event::Close(_) => words.push(' '),
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
