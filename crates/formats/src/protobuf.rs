//! Messages of Protocol Buffers, as phones and programs keep notes and chats: the texts in them. Nothing marks such a message;
//! it is told by its fields, which fill it to the last byte and hold a text.

use item::{Layer, Place, Segment};

use crate::iwork::message::{Field, fields};
use crate::{Error, Input, Sink};

/// How deep messages may stand in each other.
const DEPTH: u32 = 12;
/// A longer content is none.
const MOST: usize = 4 << 20;
/// So many letters in a row are a text.
const LETTERS: usize = 8;

/// Tells whether bytes are a message whose texts make a good part of it.
pub(crate) fn is_message(bytes: &[u8]) -> bool {
    if !(LETTERS..=MOST).contains(&bytes.len()) || !is_whole(bytes) {
        return false;
    }
    let texts = texts(bytes);
    let letters: usize = texts.iter().map(String::len).sum();
    texts.iter().any(|text| text.chars().filter(|it| it.is_alphabetic()).count() >= LETTERS)
        && letters * 3 >= bytes.len()
}

/// Pushes the texts in their order, a line each.
#[expect(clippy::unnecessary_wraps, reason = "the signature of every extractor")]
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let segment = Segment::new(Place::Whole, Layer::Body, texts(&input.bytes).join("\n"));
    if segment.has_text() {
        let _ = sink.text(segment);
    }
    Ok(())
}

/// Tells whether fields with plausible numbers fill bytes to the last one.
fn is_whole(bytes: &[u8]) -> bool {
    /// The largest number of a field (Encoding, field numbers).
    const LARGEST: u64 = (1 << 29) - 1;
    let mut length = 0;
    for (number, field) in fields(bytes) {
        if !(1..=LARGEST).contains(&number) {
            return false;
        }
        let key = width(number << 3);
        length += key
            + match field {
                Field::Number(value) => width(value),
                Field::Bytes(value) => width(value.len() as u64) + value.len(),
                Field::Fixed(size) => size,
            };
    }
    length == bytes.len()
}

/// Returns how many bytes a number takes, seven bits each.
fn width(value: u64) -> usize {
    usize::try_from((64 - (value | 1).leading_zeros()).div_ceil(7)).unwrap_or(1)
}

/// Returns the texts of a message and of those in it.
fn texts(bytes: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    gather(bytes, DEPTH, &mut texts);
    texts
}

fn gather(bytes: &[u8], depth: u32, texts: &mut Vec<String>) {
    for (_, field) in fields(bytes) {
        let Field::Bytes(value) = field else { continue };
        match std::str::from_utf8(value) {
            Ok(text) if is_text(text) => texts.push(text.to_owned()),
            _ if depth > 0 && !value.is_empty() && is_whole(value) => {
                gather(value, depth - 1, texts);
            }
            _ => {}
        }
    }
}

/// Tells whether bytes that are UTF-8 are a text, and no message that looks so.
fn is_text(text: &str) -> bool {
    let is_odd = |letter: char| letter.is_control() && !letter.is_ascii_whitespace();
    text.chars().count() > 1 && !text.contains(is_odd) && text.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe;

    const NOTE: &[u8] = b"\x08\x00\x12\x1c\x08\x00\x1a\x18Vera has gone to Narva. \x20\x07";

    #[test]
    fn texts_of_messages_in_each_other_are_read() {
        assert!(is_message(NOTE));
        assert_eq!(probe::of(extract, NOTE).body(), "Vera has gone to Narva. ");
    }

    #[test]
    fn other_bytes_are_no_message() {
        assert!((0..NOTE.len()).all(|end| end == 32 || !is_message(&NOTE[..end])));
        for bytes in [&b"plain words of a text"[..], &[0xff; 64], b"\x0a\x03abc", &[0; 40]] {
            assert!(!is_message(bytes), "{bytes:?}");
        }
    }

    #[test]
    fn messages_in_each_other_take_no_long_time() {
        let mut bytes = b"words of a text that is long".to_vec();
        for _ in 0..2_000 {
            let mut outer = vec![0x0a];
            let mut length = bytes.len();
            while length > 0x7f {
                outer.push(u8::try_from(length & 0x7f).unwrap_or_default() | 0x80);
                length >>= 7;
            }
            outer.push(u8::try_from(length).unwrap_or_default());
            outer.extend(&bytes);
            bytes = outer;
        }
        assert!(!is_message(&bytes));
    }
}
