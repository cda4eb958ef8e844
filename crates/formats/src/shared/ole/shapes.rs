//! Texts among the properties of shapes ([MS-ODRAW] §2.2.9): what describes a picture, what is drawn as an ornament.

use crate::shared::bytes::{size_at, u16_at};
use crate::shared::legacy_text::CodePage;

/// How deep records may stand in each other.
const DEPTH: usize = 64;

/// The records that hold properties.
const PROPERTIES: [u16; 3] = [0xf00b, 0xf121, 0xf122];

/// Properties whose value is a text: letters drawn as an ornament, the description of a shape, a link's hint.
const TEXTS: [u16; 3] = [0x00c0, 0x0381, 0x038d];

/// A value that stands behind the list of properties.
const IS_BEHIND: u16 = 0x8000;

/// Returns the texts among drawing records, in their order.
pub(crate) fn shape_texts(bytes: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    read(bytes, 0, &mut texts);
    texts.retain(|text| !text.trim().is_empty());
    texts
}

fn read(mut rest: &[u8], depth: usize, texts: &mut Vec<String>) {
    while let (Some(head), Some(kind), Some(length)) =
        (u16_at(rest, 0), u16_at(rest, 2), size_at(rest, 4))
    {
        let content = &rest[8.min(rest.len())..];
        let content = &content[..length.min(content.len())];
        if head & 0xf == 0xf && depth < DEPTH {
            read(content, depth + 1, texts);
        } else if PROPERTIES.contains(&kind) {
            properties(content, usize::from(head >> 4), texts);
        }
        rest = &rest[8 + content.len()..];
    }
}

fn properties(content: &[u8], count: usize, texts: &mut Vec<String>) {
    let list = content.chunks_exact(6).take(count);
    let mut behind = content.get(6 * count..).unwrap_or_default();
    for property in list {
        let (Some(id), Some(length)) = (u16_at(property, 0), size_at(property, 2)) else { return };
        if id & IS_BEHIND == 0 {
            continue;
        }
        let (value, after) = behind.split_at(length.min(behind.len()));
        behind = after;
        if TEXTS.contains(&(id & 0x3fff)) {
            texts.push(CodePage::Utf16.decode(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_of_a_shape_is_found() {
        let list = b"\x7f\0\x01\0\0\0\x81\x83\x04\0\0\0a\0b\0";
        let properties = [&b"\x23\0\x0b\xf0"[..], &[16, 0, 0, 0], list].concat();
        let container = [&b"\x0f\0\x04\xf0"[..], &[24, 0, 0, 0], &properties].concat();
        assert_eq!(shape_texts(&container), ["ab"]);
        for end in 0..container.len() {
            shape_texts(&container[..end]);
        }
    }
}
