//! Where the properties of a PNG picture stand: in chunks of texts, of Exif and of XMP (PNG, third edition, 11.3).

use std::io::Read;

use bytes::Bytes;
use flate2::bufread::ZlibDecoder;
use item::Key;

use super::{Found, exif};

/// The longest text that is inflated; in bytes.
const MOST_TEXT: u64 = 4 << 20;

/// Reads the chunks; their checksums are not looked at.
pub(super) fn read(bytes: &Bytes, found: &mut Found) {
    let mut rest = bytes.get(8..).unwrap_or_default();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let Some((kind, after)) = after.split_first_chunk::<4>() else { return };
        let content = &after[..length.min(after.len())];
        chunk(*kind, content, found);
        rest = after.get(length.saturating_add(4)..).unwrap_or_default();
        if kind == b"IEND" {
            found.behind(bytes.slice_ref(rest));
            return;
        }
    }
}

fn chunk(kind: [u8; 4], content: &[u8], found: &mut Found) {
    match &kind {
        b"eXIf" => exif::read(content, found),
        b"tEXt" => {
            let (name, value) = at_zero(content);
            add(name, &latin(value), found);
        }
        b"zTXt" => {
            let (name, value) = at_zero(content);
            add(name, &latin(&inflated(value.get(1..).unwrap_or_default())), found);
        }
        b"iTXt" => international(content, found),
        _ => {}
    }
}

/// Reads a text in UTF-8: its name, whether and how it is packed, its language, its name in that.
fn international(content: &[u8], found: &mut Found) {
    let (name, rest) = at_zero(content);
    let Some(([is_packed, _], rest)) = rest.split_first_chunk::<2>() else { return };
    let (_, value) = at_zero(at_zero(rest).1);
    let value = if *is_packed == 1 { inflated(value) } else { value.to_vec() };
    if name == b"XML:com.adobe.xmp" {
        found.xmp(&value);
    } else {
        add(name, &String::from_utf8_lossy(&value), found);
    }
}

/// Adds a text under the key that its name stands for (11.3.3.2), or under one of its own.
fn add(name: &[u8], value: &str, found: &mut Found) {
    let key = match name {
        b"Title" => Key::TITLE,
        b"Author" => Key::AUTHOR,
        b"Description" | b"Comment" | b"Disclaimer" | b"Warning" => Key::DESCRIPTION,
        b"Copyright" => Key::RIGHTS,
        b"Creation Time" => Key::CREATED,
        b"Software" => Key::GENERATOR,
        b"Source" => Key::SOURCE,
        _ => Key::custom(&latin(name)),
    };
    found.add(key, value);
}

fn at_zero(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    (&bytes[..end], bytes.get(end + 1..).unwrap_or_default())
}

fn latin(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::mem::decode_latin1(bytes).into_owned(),
    }
}

fn inflated(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    // What breaks off gives what it had.
    ZlibDecoder::new(bytes).take(MOST_TEXT).read_to_end(&mut text).ok();
    text
}
