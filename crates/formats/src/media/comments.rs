//! Comments as Xiph defines them (Ogg Vorbis I §5), in Ogg and in FLAC (RFC 9639 §8.6).

use item::Key;
use memchr::memmem;

use super::tags::Tags;
use crate::shared::bytes::size_at;

/// Comments stand in the second packet; they are looked for so far. In bytes.
const NEAR: usize = 64 << 10;
/// The kinds of blocks of FLAC that are read.
const COMMENTS: u8 = 4;
const PICTURE: u8 = 6;

/// Reads the comments of an Ogg stream; those that go over a page's border are read to the border.
pub(super) fn read_ogg(bytes: &[u8], tags: &mut Tags) {
    let near = &bytes[..bytes.len().min(NEAR)];
    for sign in [&b"\x03vorbis"[..], b"OpusTags", b"\x81theora", b"Speex   "] {
        if let Some(at) = memmem::find(near, sign) {
            read(&near[at + sign.len()..], tags);
        }
    }
}

/// Reads the blocks of a FLAC file behind its sign.
pub(super) fn read_flac(mut rest: &[u8], tags: &mut Tags) {
    while let [kind, a, b, c, after @ ..] = rest {
        let length = usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c);
        let body = &after[..length.min(after.len())];
        match kind & 0x7f {
            COMMENTS => read(body, tags),
            PICTURE => tags.pictures.extend(picture(body)),
            _ => {}
        }
        if kind & 0x80 != 0 {
            return;
        }
        rest = &after[body.len()..];
    }
}

/// Takes out a picture behind its kind, type, label and sizes, each with its length before it.
fn picture(body: &[u8]) -> Option<Vec<u8>> {
    let long = |at: usize| Some(u32::from_be_bytes(*body.get(at..)?.first_chunk()?) as usize);
    let label = 8_usize.checked_add(long(4)?)?;
    let sizes = label.checked_add(4)?.checked_add(long(label)?)?;
    let start = sizes.checked_add(20)?;
    body.get(start..start.checked_add(long(sizes + 16)?)?).map(<[u8]>::to_vec)
}

/// Reads the program that wrote them, and the comments `NAME=value`.
fn read(bytes: &[u8], tags: &mut Tags) {
    let Some((program, rest)) = string(bytes) else { return };
    tags.add(Key::GENERATOR, &program);
    let count = size_at(rest, 0).unwrap_or(0);
    let mut rest = rest.get(4..).unwrap_or_default();
    for _ in 0..count {
        let Some((comment, after)) = string(rest) else { return };
        if let Some((name, value)) = comment.split_once('=') {
            tags.add(key_of(&name.to_ascii_uppercase()), value);
        }
        rest = after;
    }
}

/// Reads a string behind its length, and returns it with what follows.
fn string(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (value, rest) = bytes.get(4..)?.split_at_checked(size_at(bytes, 0)?)?;
    Some((String::from_utf8_lossy(value).into_owned(), rest))
}

fn key_of(name: &str) -> Key {
    match name {
        "TITLE" => Key::TITLE,
        "ARTIST" | "COMPOSER" | "AUTHOR" => Key::AUTHOR,
        "PERFORMER" | "ALBUMARTIST" => Key::CONTRIBUTOR,
        "ALBUM" => Key::SUBJECT,
        "GENRE" => Key::CATEGORY,
        "DATE" => Key::CREATED,
        "ORGANIZATION" => Key::PUBLISHER,
        "COPYRIGHT" | "LICENSE" => Key::RIGHTS,
        "LOCATION" => Key::PLACE_NAME,
        "ENCODER" => Key::GENERATOR,
        "DESCRIPTION" | "COMMENT" | "LYRICS" => Key::DESCRIPTION,
        _ => Key::custom(name),
    }
}
