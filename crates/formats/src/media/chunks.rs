//! Chunks of RIFF (WAV, AVI: Multimedia Programming Interface 1.0 §2) and of IFF (AIFF).

use item::Key;

use super::id3;
use super::tags::{Tags, text};

/// How deep lists may stand in each other.
const DEPTH: u32 = 4;

/// Reads the texts of a file.
pub(super) fn read(bytes: &[u8], tags: &mut Tags) {
    let is_big = bytes.starts_with(b"FORM");
    walk(bytes.get(12..).unwrap_or_default(), is_big, DEPTH, tags);
}

fn walk(mut rest: &[u8], is_big: bool, depth: u32, tags: &mut Tags) {
    while let [a, b, c, d, e, f, g, h, after @ ..] = rest {
        let size = [*e, *f, *g, *h];
        let size = if is_big { u32::from_be_bytes(size) } else { u32::from_le_bytes(size) };
        let length = usize::try_from(size).unwrap_or(usize::MAX).min(after.len());
        let body = &after[..length];
        match &[*a, *b, *c, *d] {
            b"LIST" if depth > 0 => {
                walk(body.get(4..).unwrap_or_default(), is_big, depth - 1, tags);
            }
            b"id3 " | b"ID3 " => id3::read(body, tags),
            name => {
                if let Some(key) = key_of(*name) {
                    tags.add(key, &text(body.split(|byte| *byte == 0).next().unwrap_or_default()));
                }
            }
        }
        // Chunks begin at even places.
        rest = after.get(length + length % 2..).unwrap_or_default();
    }
}

fn key_of(name: [u8; 4]) -> Option<Key> {
    Some(match &name {
        b"INAM" | b"NAME" => Key::TITLE,
        b"IART" | b"AUTH" | b"IWRI" => Key::AUTHOR,
        b"ICMT" | b"ANNO" | b"ISBJ" => Key::DESCRIPTION,
        b"ICOP" | b"(c) " => Key::RIGHTS,
        b"ICRD" | b"IDIT" => Key::CREATED,
        b"IENG" | b"ITCH" => Key::CONTRIBUTOR,
        b"IGNR" => Key::CATEGORY,
        b"IKEY" => Key::KEYWORDS,
        b"IPRD" => Key::SUBJECT,
        b"ISFT" => Key::GENERATOR,
        b"ISRC" => Key::SOURCE,
        _ => return None,
    })
}
