//! Photoshop documents: what they say of themselves, the names of layers and the texts on them (Photoshop File Formats, 2019).
//! The picture itself is not drawn.

use item::{Layer, PartialReason, Place, Segment, Warning, WarningCode};
use memchr::memmem;

use super::{Found, iptc};
use crate::{Error, Input, Sink};

/// The longest name or text of a layer; in bytes.
const MOST_TEXT: usize = 1 << 20;

/// Stands before a text in the description of a layer; the text is a literal of PDF in UTF-16.
const TEXT: &[u8] = b"/Text (\xfe\xff";

/// Pushes the properties and the texts.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let bytes = &input.bytes[..];
    let colours = block(bytes, 26).ok_or(Error::Truncated)?;
    let resources = block(bytes, colours.end).ok_or(Error::Truncated)?;
    let mut found = Found::default();
    iptc::resources(&bytes[resources.clone()], &mut found);
    found.scan(&bytes[resources.clone()]);
    for (key, value) in found.properties {
        sink.metadata(key, &value);
    }
    let rest = &bytes[resources.end..];
    for (name, texts) in [("layers", names(rest)), ("texts of layers", texts(rest))] {
        let segment = Segment::new(Place::Part(name.into()), Layer::Body, texts.join("\n"));
        if segment.has_text() {
            let _ = sink.text(segment);
        }
    }
    sink.warn(Warning::bare(WarningCode::PictureNotRead));
    sink.partial(PartialReason::PartUnsupported);
    Ok(())
}

/// Returns where the bytes stand that have their length before them.
fn block(bytes: &[u8], at: usize) -> Option<std::ops::Range<usize>> {
    let length = u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?);
    let end = (at + 4).checked_add(usize::try_from(length).ok()?)?;
    (end <= bytes.len()).then_some(at + 4..end)
}

/// Returns the names of layers: a mark, a length, how many letters, the letters.
fn names(bytes: &[u8]) -> Vec<String> {
    const MARK: &[u8] = b"luni";
    read_each(bytes, MARK, |rest| {
        let count = u32::from_be_bytes(*rest.get(4..)?.first_chunk()?);
        let length = usize::try_from(count).ok()?.min(MOST_TEXT).checked_mul(2)?;
        let letters = rest.get(8..)?.get(..length)?;
        let name = encoding_rs::UTF_16BE.decode(letters).0.trim_matches('\0').to_owned();
        Some((name, 8 + length))
    })
}

/// Returns the texts on layers.
fn texts(bytes: &[u8]) -> Vec<String> {
    read_each(bytes, TEXT, |rest| {
        let rest = &rest[..rest.len().min(MOST_TEXT)];
        let mut literal = Vec::new();
        let mut letters = (1..).zip(rest);
        loop {
            match letters.next() {
                None => return Some((String::new(), rest.len())),
                Some((length, b')')) => {
                    let text = encoding_rs::UTF_16BE.decode(&literal).0.replace('\r', "\n");
                    return Some((text.trim().to_owned(), length));
                }
                Some((_, b'\\')) => literal.extend(letters.next().map(|(_, byte)| *byte)),
                Some((_, byte)) => literal.push(*byte),
            }
        }
    })
}

/// Reads what stands behind each mark, and goes on behind that: no bytes are read twice.
fn read_each(
    bytes: &[u8],
    mark: &[u8],
    read: impl Fn(&[u8]) -> Option<(String, usize)>,
) -> Vec<String> {
    let (mut found, mut rest) = (Vec::new(), bytes);
    while let Some(at) = memmem::find(rest, mark) {
        rest = &rest[at + mark.len()..];
        if let Some((text, length)) = read(rest) {
            rest = rest.get(length..).unwrap_or_default();
            found.extend(Some(text).filter(|text| !text.is_empty()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe;

    fn document(layers: &[u8]) -> Vec<u8> {
        let mut bytes = b"8BPS\0\x01".to_vec();
        bytes.resize(30, 0);
        let caption = b"\x1c\x02\x78\0\x04Riga";
        let mut resource = b"8BIM\x04\x04\0\0\0\0\0\x09".to_vec();
        resource.extend_from_slice(caption);
        resource.push(0);
        bytes.extend(u32::try_from(resource.len()).unwrap_or_default().to_be_bytes());
        bytes.extend(resource);
        bytes.extend(u32::try_from(layers.len()).unwrap_or_default().to_be_bytes());
        [&bytes[..], layers].concat()
    }

    #[test]
    fn captions_names_and_texts_of_layers_are_read() {
        let layers = b"8BIMluni\0\0\0\x08\0\0\0\x02\x04\x11\x045 /Text (\xfe\xff\0O\0\\)\0k)";
        let found = probe::of(extract, &document(layers));
        assert_eq!(found.first(&item::Key::DESCRIPTION), "Riga");
        assert_eq!(found.body(), "БеO)k");
        assert_eq!(found.partial, [PartialReason::PartUnsupported]);
    }

    #[test]
    fn bytes_that_many_marks_claim_are_read_once() {
        let claimed = b"luni\0\0\0\x08\0\0\x10\0".repeat(2_000);
        let letters: usize = names(&claimed).iter().map(String::len).sum();
        assert!(letters <= 2 * claimed.len(), "{letters} of {}", claimed.len());
        assert!(texts(&TEXT.repeat(50_000)).is_empty());
    }

    #[test]
    fn what_is_cut_makes_no_harm() {
        let whole = document(b"8BIMluni\0\0\0\x08\xff\xff\xff\xff\x04\x11");
        for end in 0..whole.len() {
            assert!(probe::of(extract, &whole[..end]).children.is_empty());
        }
    }
}
