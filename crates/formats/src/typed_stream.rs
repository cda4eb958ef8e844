//! Typed streams of Apple (`streamtyped`), in which messages and notes keep their texts with their looks: the texts alone.

use item::{Layer, Place, Segment};

use crate::{Error, Input, Sink};

/// How such a stream begins.
pub(crate) const START: &[u8] = b"\x04\x0bstreamtyped";

/// Stands before the bytes of a text: the kind of the value.
const TEXT: &[u8] = b"\x84\x01+";
/// The class of texts; those of names of attributes are of it, too.
const CLASS: &[u8] = b"NSString";

/// Pushes the texts in their order.
#[expect(clippy::unnecessary_wraps, reason = "the signature of every extractor")]
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let texts = texts(&input.bytes);
    let segment = Segment::new(Place::Whole, Layer::Body, texts.join("\n"));
    if segment.has_text() {
        let _ = sink.text(segment);
    }
    Ok(())
}

/// Returns the texts of a stream; names of attributes, which programs write, are left out.
fn texts(bytes: &[u8]) -> Vec<String> {
    let Some(first) = memchr::memmem::find(bytes, CLASS) else { return Vec::new() };
    let mut rest = &bytes[first..];
    let mut texts = Vec::new();
    while let Some(at) = memchr::memmem::find(rest, TEXT) {
        rest = &rest[at + TEXT.len()..];
        let Some((text, after)) = text(rest) else { continue };
        rest = after;
        texts.extend(
            Some(text).filter(|text| !text.starts_with("__kIM") && !text.starts_with("NS")),
        );
    }
    texts
}

/// Reads a text behind its length: a byte, or two or four behind a mark.
fn text(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (length, rest) = match bytes {
        [0x81, low, high, rest @ ..] => (usize::from(u16::from_le_bytes([*low, *high])), rest),
        [0x82, a, b, c, d, rest @ ..] => {
            (usize::try_from(u32::from_le_bytes([*a, *b, *c, *d])).ok()?, rest)
        }
        [length, rest @ ..] if *length < 0x80 => (usize::from(*length), rest),
        _ => return None,
    };
    let (text, rest) = rest.split_at_checked(length)?;
    Some((std::str::from_utf8(text).ok()?.to_owned(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe;

    fn stream(text: &[u8]) -> Vec<u8> {
        [START, b"\x81\xe8\x03\x84\x01@\x84\x84\x84\x08NSString\x01\x94", TEXT, text, b"\x86\x84"]
            .concat()
    }

    #[test]
    fn texts_of_any_length_are_read() {
        assert_eq!(probe::of(extract, &stream(b"\x04Riga")).body(), "Riga");
        let long = [&b"\x81\x2c\x01"[..], &[b'x'; 300]].concat();
        assert_eq!(probe::of(extract, &stream(&long)).body().len(), 300);
        assert_eq!(probe::of(extract, &stream(b"\x0f__kIMFileTransf")).body(), "");
    }

    #[test]
    fn what_is_cut_makes_no_harm() {
        let whole = stream(b"\x04Riga");
        for end in 0..whole.len() {
            assert!(probe::of(extract, &whole[..end]).error.is_none());
        }
    }
}
