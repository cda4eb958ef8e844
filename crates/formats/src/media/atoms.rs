//! Boxes of ISO base media files (ISO/IEC 14496-12) with the texts that Apple, Android and 3GPP put there.

use item::Key;

use super::tags::{Tags, text};
use crate::shared::time::utc;

/// How deep boxes may stand in each other.
const DEPTH: u32 = 8;
/// Seconds from the beginning of 1904 to that of 1970.
const EPOCH: i64 = 2_082_844_800;

/// Reads the texts of a film, and when it was made.
pub(super) fn read(bytes: &[u8], tags: &mut Tags) {
    walk(bytes, DEPTH, tags);
}

fn walk(mut rest: &[u8], depth: u32, tags: &mut Tags) {
    while let Some((name, body, after)) = next(rest) {
        match &name {
            b"moov" | b"udta" | b"ilst" if depth > 0 => walk(body, depth - 1, tags),
            // A version stands before the boxes of this one, where Apple does not leave it out.
            b"meta" if depth > 0 => {
                let boxes =
                    if body.get(4..8) == Some(b"hdlr") { Some(body) } else { body.get(4..) };
                walk(boxes.unwrap_or_default(), depth - 1, tags);
            }
            b"mvhd" => tags.add(Key::CREATED, &made(body).unwrap_or_default()),
            b"covr" => tags.pictures.extend(data(body).map(<[u8]>::to_vec)),
            _ => {
                if let Some(key) = key_of(name) {
                    tags.add(key, &value(body));
                }
            }
        }
        rest = after;
    }
}

/// Reads the box at the start: its name, its body, what follows.
fn next(bytes: &[u8]) -> Option<([u8; 4], &[u8], &[u8])> {
    let length = u32::from_be_bytes(*bytes.first_chunk()?);
    let name = *bytes.get(4..)?.first_chunk()?;
    let (head, length) = match length {
        0 => (8, bytes.len()),
        1 => {
            let length = u64::from_be_bytes(*bytes.get(8..)?.first_chunk()?);
            (16, usize::try_from(length).unwrap_or(usize::MAX))
        }
        _ => (8, usize::try_from(length).ok()?),
    };
    let end = length.min(bytes.len());
    Some((name, bytes.get(head..end)?, &bytes[end..]))
}

/// Returns the bytes of the box `data` in a box of Apple, behind their kind and language.
fn data(body: &[u8]) -> Option<&[u8]> {
    next(body).filter(|found| &found.0 == b"data").and_then(|found| found.1.get(8..))
}

/// Reads a text: in a box of Apple, or behind a length and language of `QuickTime`, or behind those of 3GPP.
fn value(body: &[u8]) -> String {
    let quick_time = || {
        let length = usize::from(u16::from_be_bytes(*body.first_chunk()?));
        body.get(4..4 + length)
    };
    let mobile = || body.get(6..).filter(|_| body.starts_with(&[0; 4]));
    text(data(body).or_else(mobile).or_else(quick_time).unwrap_or_default())
}

/// Reads when a film was made; many cameras leave it unset.
fn made(body: &[u8]) -> Option<String> {
    let seconds = if body.first() == Some(&1) {
        i64::try_from(u64::from_be_bytes(*body.get(4..)?.first_chunk()?)).ok()?
    } else {
        i64::from(u32::from_be_bytes(*body.get(4..)?.first_chunk()?))
    };
    (EPOCH..2 * EPOCH + EPOCH).contains(&seconds).then(|| utc(seconds - EPOCH))
}

fn key_of(name: [u8; 4]) -> Option<Key> {
    Some(match &name {
        b"\xa9nam" | b"titl" => Key::TITLE,
        b"\xa9ART" | b"\xa9wrt" | b"auth" => Key::AUTHOR,
        b"aART" | b"perf" | b"\xa9prd" => Key::CONTRIBUTOR,
        b"\xa9alb" | b"albm" => Key::SUBJECT,
        b"\xa9cmt" | b"desc" | b"ldes" | b"dscp" | b"\xa9inf" | b"\xa9lyr" | b"\xa9des" => {
            Key::DESCRIPTION
        }
        b"\xa9day" | b"yrrc" => Key::CREATED,
        b"\xa9gen" | b"gnre" => Key::CATEGORY,
        b"cprt" | b"\xa9cpy" => Key::RIGHTS,
        b"\xa9too" | b"\xa9swr" | b"\xa9enc" => Key::GENERATOR,
        b"\xa9mak" | b"\xa9mod" => Key::CAMERA,
        b"\xa9xyz" => Key::COORDINATES,
        b"keyw" => Key::KEYWORDS,
        _ => return None,
    })
}
