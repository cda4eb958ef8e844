//! What a part of an iWork package of 2013 and later yields: running texts, comments, names and the strings of tables.
//!
//! The format is not published. Parts are chunks of Snappy, in which objects stand one after the other, each with a head that
//! names its kind; heads and objects are messages of Protocol Buffers.

pub(crate) mod message;
mod snappy;

use item::{Key, Layer, PartialReason, Place, Warning, WarningCode};

use crate::shared::legacy_text::push_text;
use crate::{Error, Flow, Input, Sink};
use message::{Field, fields, number};

/// What is taken out of the objects of a kind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    /// A field that is a text, in a layer.
    Text(u64, Layer),
    /// A field of messages, in which a field is a text.
    Entries(u64, u64),
    /// The author of comments.
    Author(u64),
    /// Cells of a table, which hold numbers and dates.
    Cells(u64),
}

/// Kinds of objects that hold text.
const KINDS: &[(u64, Taken)] = &[
    // The name of a sheet of Numbers; in the other programs that field of that kind is no text.
    (2, Taken::Text(1, Layer::Name)),
    (212, Taken::Author(1)),
    (2001, Taken::Text(3, Layer::Body)),
    (3056, Taken::Text(1, Layer::Comment)),
    // The name of a table.
    (6001, Taken::Text(8, Layer::Body)),
    (6002, Taken::Cells(5)),
    (6005, Taken::Entries(3, 3)),
];

/// Pushes the texts of a part, a line each, layer by layer.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let inflated = snappy::inflate(&input.bytes, input.limits.inflated_bytes)?;
    let by_layer = [Layer::Name, Layer::Body, Layer::Comment].map(|layer| (layer, String::new()));
    let mut texts = Texts { by_layer, authors: Vec::new(), has_cells: false };
    let mut rest = &inflated.bytes[..];
    while !rest.is_empty() {
        let Some(after) = texts.object(rest) else { break };
        rest = after;
    }
    if inflated.is_cut || !rest.is_empty() {
        sink.partial(PartialReason::Damaged);
    }
    texts.push(sink);
    Ok(())
}

/// Texts of a part by layer.
struct Texts {
    by_layer: [(Layer, String); 3],
    authors: Vec<String>,
    has_cells: bool,
}

impl Texts {
    /// Reads a head with the objects that it is about, and returns what follows.
    fn object<'b>(&mut self, bytes: &'b [u8]) -> Option<&'b [u8]> {
        let (length, rest) = number(bytes)?;
        let (head, mut rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        for (field, value) in fields(head) {
            let (2, Field::Bytes(info)) = (field, value) else { continue };
            let value = |wanted| {
                fields(info).find_map(|(field, value)| value.number().filter(|_| field == wanted))
            };
            let length = usize::try_from(value(3).unwrap_or(0)).ok()?;
            let (object, after) = rest.split_at_checked(length)?;
            self.take(value(1).unwrap_or(0), object);
            rest = after;
        }
        Some(rest)
    }

    fn take(&mut self, kind: u64, object: &[u8]) {
        for (_, taken) in KINDS.iter().filter(|line| line.0 == kind) {
            match *taken {
                Taken::Text(field, layer) => {
                    strings(object, field).for_each(|text| self.add(layer, text));
                }
                Taken::Entries(list, field) => {
                    let entries = bytes(object, list);
                    entries
                        .flat_map(|entry| strings(entry, field))
                        .for_each(|text| self.add(Layer::Body, text));
                }
                Taken::Author(field) => {
                    self.authors.extend(strings(object, field).map(str::to_owned));
                }
                Taken::Cells(field) => self.has_cells |= bytes(object, field).next().is_some(),
            }
        }
    }

    fn add(&mut self, layer: Layer, text: &str) {
        let Some((_, all)) = self.by_layer.iter_mut().find(|line| line.0 == layer) else { return };
        // Places of drawings and ends of pages are characters of their own.
        let is_mark = |letter: char| letter == '\u{fffc}' || letter.is_control() && letter != '\t';
        let lines = text.split(is_mark).filter(|line| !line.trim().is_empty());
        lines.for_each(|line| all.extend([line, "\n"]));
    }

    fn push(self, sink: &mut dyn Sink) {
        self.authors.iter().for_each(|author| sink.metadata(Key::COMMENT_AUTHOR, author));
        if self.has_cells {
            sink.warn(Warning::new(
                WarningCode::Unsupported,
                "numbers and dates in cells of tables",
            ));
            sink.partial(PartialReason::PartUnsupported);
        }
        for (layer, text) in self.by_layer {
            if push_text(&Place::Whole, layer, &text, sink) == Flow::Stop {
                return;
            }
        }
    }
}

/// Yields the values of a field that are messages or strings.
fn bytes(object: &[u8], wanted: u64) -> impl Iterator<Item = &[u8]> {
    fields(object).filter_map(move |(field, value)| match value {
        Field::Bytes(bytes) if field == wanted => Some(bytes),
        _ => None,
    })
}

/// Yields the values of a field that are text.
fn strings(object: &[u8], wanted: u64) -> impl Iterator<Item = &str> {
    bytes(object, wanted).filter_map(|bytes| std::str::from_utf8(bytes).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
        let length = u8::try_from(bytes.len()).expect("tests are short");
        [&[number << 3 | 2, length], bytes].concat()
    }

    fn object(kind: u8, high: u8, object: &[u8]) -> Vec<u8> {
        let length = u8::try_from(object.len()).expect("tests are short");
        let info = field(2, &[8, kind | 0x80, high, 24, length]);
        let head_length = u8::try_from(info.len()).expect("tests are short");
        [&[head_length][..], &info, object].concat()
    }

    /// Packs bytes as one chunk with one literal.
    fn packed(bytes: &[u8]) -> Vec<u8> {
        let length = u8::try_from(bytes.len()).expect("tests are short");
        let literal = [&[length, 60 << 2, length - 1][..], bytes].concat();
        let size = u8::try_from(literal.len()).expect("tests are short");
        [&[0, size, 0, 0][..], &literal].concat()
    }

    fn part() -> Vec<u8> {
        let story = object(0x51, 15, &field(3, "Вера\nspeaks\u{fffc}".as_bytes()));
        let strings = object(0x75, 46, &field(3, &field(3, b"cell")));
        packed(&[story, strings].concat())
    }

    #[test]
    fn stories_and_strings_of_tables_are_text() {
        let found = probe::of(extract, &part());
        assert_eq!(found.body(), "Вера\nspeaks\ncell");
        assert!(found.partial.is_empty() && found.error.is_none());
    }

    #[test]
    fn a_cut_part_is_said_to_be_damaged() {
        let whole = part();
        let found = probe::of(extract, &whole[..whole.len() - 3]);
        assert_eq!(found.partial, [PartialReason::Damaged]);
        assert!(found.body().starts_with("Вера"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 1..200), at in 0..100_usize) {
            probe::of(extract, &bytes);
            probe::of(extract, &packed(&bytes));
            let mut broken = part();
            let at = at.min(broken.len());
            let end = broken.len().min(at + bytes.len());
            broken.splice(at..end, bytes);
            probe::of(extract, &broken);
        }
    }
}
