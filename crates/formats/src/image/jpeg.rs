//! Where the properties of a JPEG picture stand: in segments before the picture itself (ITU-T T.81, annex B).

use bytes::Bytes;
use item::Key;

use super::{Found, exif, iptc, text};
use crate::shared::bytes::u16_be_at;

const COMMENT: u8 = 0xfe;
const START_OF_SCAN: u8 = 0xda;
const END: u8 = 0xd9;
/// Begins a piece of a packet that is longer than a segment (ISO 16684-3 §1.1.3.1).
const EXTENSION: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";

/// Reads the segments up to the picture.
pub(super) fn read(bytes: &Bytes, found: &mut Found) {
    let mut resources = Vec::new();
    let mut extension = Vec::new();
    for (marker, content) in segments(bytes) {
        match marker {
            COMMENT => found.add(Key::DESCRIPTION, &text(content)),
            0xe1 => match content.strip_prefix(EXTENSION) {
                Some(piece) => extension.extend(piece_of_packet(piece)),
                None => application(content, found),
            },
            0xed => resources
                .extend_from_slice(content.strip_prefix(b"Photoshop 3.0\0").unwrap_or_default()),
            _ => {}
        }
    }
    if let Some(end) = end(bytes) {
        found.behind_camera(bytes.slice(end..));
    }
    // Resources that are longer than a segment go on in the next one.
    iptc::resources(&resources, found);
    extension.sort_by_key(|(at, _)| *at);
    let packet: Vec<u8> = extension.iter().flat_map(|(_, piece)| *piece).copied().collect();
    found.xmp(&packet);
}

/// Parts a piece of a long packet from where it stands: behind a digest and the length of the whole.
fn piece_of_packet(piece: &[u8]) -> Option<(u32, &[u8])> {
    let (at, piece) = piece.get(36..)?.split_first_chunk::<4>()?;
    Some((u32::from_be_bytes(*at), piece))
}

fn application(content: &[u8], found: &mut Found) {
    if let Some(tags) = content.strip_prefix(b"Exif\0\0") {
        exif::read(tags, found);
    } else if let Some(packet) = content.strip_prefix(b"http://ns.adobe.com/xap/1.0/\0") {
        found.xmp(packet);
    }
}

/// Finds where the picture ends: behind a mark that packed data never hold (B.1.1.2 and B.1.1.5).
fn end(bytes: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        let [0xff, marker, rest @ ..] = bytes.get(at..)? else { return None };
        at += match *marker {
            END => return Some(at + 2),
            0xff => 1,
            0x01 | 0xd0..=0xd7 => 2,
            START_OF_SCAN => 2 + scan(rest)?,
            _ => 2 + usize::from(u16_be_at(rest, 0)?),
        };
    }
}

/// Tells how long the head and the packed data of a scan are.
fn scan(bytes: &[u8]) -> Option<usize> {
    let head = usize::from(u16_be_at(bytes, 0)?);
    let data = bytes.get(head..)?;
    let is_marker =
        |at: &usize| data.get(at + 1).is_some_and(|next| !matches!(next, 0 | 0xd0..=0xd7));
    Some(head + memchr::memchr_iter(0xff, data).find(is_marker)?)
}

fn segments(bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut rest = bytes.get(2..).unwrap_or_default();
    std::iter::from_fn(move || {
        while let [0xff, 0xff, ..] = rest {
            rest = &rest[1..];
        }
        let [0xff, marker, high, low, ..] = *rest else { return None };
        if matches!(marker, START_OF_SCAN | END) {
            return None;
        }
        let length = usize::from(high) << 8 | usize::from(low);
        let (content, after) = (rest.get(4..2 + length)?, rest.get(2 + length..)?);
        rest = after;
        Some((marker, content))
    })
}
