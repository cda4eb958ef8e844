//! What the binary XML of Android packages yields, `AndroidManifest.xml` first of all: a line for each element with its
//! attributes, and its texts (`ResourceTypes.h` of the Android Open Source Project).

mod pool;

use item::{Key, Layer, PartialReason, Place, Segment};

use crate::shared::bytes::{size_at, u16_at, u32_at};
use crate::{Error, Flow, Input, Sink};
use pool::Pool;

/// Types of chunks.
const XML: u16 = 0x0003;
const STRINGS: u16 = 0x0001;
const RESOURCES: u16 = 0x0180;
const START: u16 = 0x0102;
const TEXT: u16 = 0x0104;

/// What stands in a node before its own fields: the head of its chunk, a line number, a comment.
const NODE: usize = 16;
/// How long an attribute is at least.
const ATTRIBUTE: usize = 20;
/// No string.
const NONE: u32 = u32::MAX;

/// Names of attributes by their numbers, for files that leave the names out (`public.xml` of the same project).
const NAMES: [(u32, &str); 10] = [
    (0x0101_0001, "label"),
    (0x0101_0003, "name"),
    (0x0101_0006, "permission"),
    (0x0101_0010, "exported"),
    (0x0101_0018, "authorities"),
    (0x0101_0024, "value"),
    (0x0101_020c, "minSdkVersion"),
    (0x0101_021b, "versionCode"),
    (0x0101_021c, "versionName"),
    (0x0101_0270, "targetSdkVersion"),
];

/// Tells whether it is such a file: a list of strings follows the head, as far as the file goes.
pub(crate) fn is_axml(bytes: &[u8]) -> bool {
    let head = [XML, 8].map(u16::to_le_bytes).concat();
    let list = [STRINGS, 28].map(u16::to_le_bytes).concat();
    bytes.starts_with(&head) && (bytes.len() < 12 || bytes[8..].starts_with(&list))
}

/// Pushes the elements and texts as one text, and what the manifest says of its package.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    if !is_axml(&input.bytes) {
        return Err(Error::malformed("no list of strings at the beginning"));
    }
    if input.bytes.len() < 12 {
        sink.partial(PartialReason::Truncated);
    }
    let most = usize::try_from(input.limits.text_bytes).unwrap_or(usize::MAX);
    let mut reading = Reading { most, ..Reading::default() };
    let mut at = usize::from(u16_at(&input.bytes, 2).unwrap_or(0));
    while at < input.bytes.len() && reading.text.len() <= most {
        let Some(chunk) = chunk(&input.bytes, at) else {
            sink.partial(PartialReason::Truncated);
            break;
        };
        reading.take(chunk, sink);
        at += chunk.len();
    }
    if reading.is_damaged {
        sink.partial(PartialReason::Damaged);
    }
    if !reading.text.is_empty() {
        let segment = Segment::new(Place::Whole, Layer::Body, reading.text);
        if sink.text(segment) == Flow::Stop {
            return Ok(());
        }
    }
    Ok(())
}

/// Returns the chunk at a place; nothing where it is not all there.
fn chunk(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let rest = bytes.get(at..)?;
    let length = size_at(rest, 4).filter(|length| *length >= 8)?;
    rest.get(..length)
}

/// What was read so far.
#[derive(Default)]
struct Reading<'a> {
    pool: Pool<'a>,
    /// The numbers of attributes by the numbers of their names.
    resources: &'a [u8],
    text: String,
    /// How long the text may be: a few strings named often make much of it.
    most: usize,
    is_damaged: bool,
}

impl<'a> Reading<'a> {
    fn take(&mut self, chunk: &'a [u8], sink: &mut dyn Sink) {
        match u16_at(chunk, 0) {
            Some(STRINGS) => self.pool = Pool::of(chunk),
            Some(RESOURCES) => self.resources = chunk.get(8..).unwrap_or_default(),
            Some(START) => self.is_damaged |= self.element(chunk, sink).is_none(),
            Some(TEXT) => {
                let text = u32_at(chunk, NODE).and_then(|string| self.pool.string(string));
                self.text.extend(text.map(|text| text + "\n"));
            }
            _ => {}
        }
    }

    /// Adds an element and its attributes as a line.
    fn element(&mut self, chunk: &'a [u8], sink: &mut dyn Sink) -> Option<()> {
        let fields = chunk.get(NODE..)?;
        let element = self.pool.string(u32_at(fields, 4)?)?;
        let (start, size) = (usize::from(u16_at(fields, 8)?), usize::from(u16_at(fields, 10)?));
        let count = usize::from(u16_at(fields, 12)?);
        let mut line = element.clone();
        let attributes = fields.get(start..)?.chunks(size.max(ATTRIBUTE)).take(count);
        for attribute in attributes {
            let (name, value) = self.attribute(attribute)?;
            if element == "manifest" {
                note(&name, &value, sink);
            }
            line.extend([" ", &name, "=\"", &value, "\""]);
            if self.text.len() + line.len() > self.most {
                break;
            }
        }
        line.push('\n');
        self.text.push_str(&line);
        Some(())
    }

    fn attribute(&self, attribute: &[u8]) -> Option<(String, String)> {
        let (name, raw) = (u32_at(attribute, 4)?, u32_at(attribute, 8)?);
        let (kind, data) = (*attribute.get(15)?, u32_at(attribute, 16)?);
        let value = match kind {
            _ if raw != NONE => self.pool.string(raw)?,
            0x03 => self.pool.string(data)?,
            0x01 => format!("@0x{data:08x}"),
            0x02 => format!("?0x{data:08x}"),
            0x04 => f32::from_bits(data).to_string(),
            0x11 => format!("0x{data:x}"),
            0x12 => (data != 0).to_string(),
            _ => data.cast_signed().to_string(),
        };
        Some((self.name(name)?, value))
    }

    fn name(&self, string: u32) -> Option<String> {
        let name = self.pool.string(string)?;
        if !name.is_empty() {
            return Some(name);
        }
        let at = usize::try_from(string).ok()?.checked_mul(4)?;
        let resource = u32_at(self.resources, at)?;
        let known = NAMES.iter().find(|(number, _)| *number == resource);
        Some(known.map_or_else(|| format!("@0x{resource:08x}"), |(_, name)| (*name).to_owned()))
    }
}

/// Pushes what the manifest says of its package.
fn note(name: &str, value: &str, sink: &mut dyn Sink) {
    match name {
        "package" => sink.metadata(Key::IDENTIFIER, value),
        "versionName" => sink.metadata(Key::VERSION, value),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    fn chunk_of(kind: u16, head: u16, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(8 + body.len()).expect("tests are short");
        [&kind.to_le_bytes()[..], &head.to_le_bytes(), &length.to_le_bytes(), body].concat()
    }

    fn words(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    fn short(number: usize) -> u32 {
        u32::try_from(number).expect("tests are short")
    }

    /// Makes a list of strings, in UTF-16 or UTF-8.
    fn strings(all: &[&str], is_utf8: bool) -> Vec<u8> {
        let (mut offsets, mut data) = (Vec::new(), Vec::new());
        for string in all {
            offsets.push(short(data.len()));
            if is_utf8 {
                data.push(u8::try_from(string.chars().count()).expect("short"));
                data.push(u8::try_from(string.len()).expect("short"));
                data.extend(string.as_bytes());
                data.push(0);
            } else {
                let units: Vec<u16> = string.encode_utf16().collect();
                data.extend(u16::try_from(units.len()).expect("short").to_le_bytes());
                data.extend(units.iter().chain(&[0]).flat_map(|unit| unit.to_le_bytes()));
            }
        }
        let count = short(all.len());
        let flags = if is_utf8 { 0x100 } else { 0 };
        let head = words(&[count, 0, flags, 28 + 4 * count, 0]);
        chunk_of(STRINGS, 28, &[head, words(&offsets), data].concat())
    }

    fn element(name: u32, attributes: &[[u32; 5]]) -> Vec<u8> {
        let count = u16::try_from(attributes.len()).expect("short");
        let places: Vec<u8> =
            [20, 20, count, 0, 0, 0].iter().flat_map(|number| number.to_le_bytes()).collect();
        let attributes: Vec<u8> = attributes.iter().flat_map(|fields| words(fields)).collect();
        chunk_of(START, 16, &[words(&[1, NONE, NONE, name]), places, attributes].concat())
    }

    /// A manifest whose name of the version is left out, with its number in the list of resources.
    fn sample(is_utf8: bool) -> Vec<u8> {
        let all =
            ["", "manifest", "package", "org.example.chat", "2.1", "label", "Кафе", "activity"];
        let typed = |kind: u32| 8 | kind << 24;
        let parts = [
            strings(&all, is_utf8),
            chunk_of(RESOURCES, 8, &words(&[0x0101_021c])),
            element(1, &[[NONE, 2, 3, typed(3), 3], [NONE, 0, 4, typed(3), 4]]),
            element(7, &[[NONE, 5, NONE, typed(0x12), 1], [NONE, 5, NONE, typed(0x10), 7]]),
            chunk_of(TEXT, 16, &words(&[1, NONE, 6, 8, 0])),
        ];
        chunk_of(XML, 8, &parts.concat())
    }

    #[test]
    fn elements_attributes_and_texts_come_as_lines() {
        for is_utf8 in [false, true] {
            let found = probe::of(extract, &sample(is_utf8));
            assert_eq!(
                found.body(),
                "manifest package=\"org.example.chat\" versionName=\"2.1\"\n\
                 activity label=\"true\" label=\"7\"\nКафе\n"
            );
            assert_eq!(found.first(&Key::IDENTIFIER), "org.example.chat");
            assert_eq!(found.first(&Key::VERSION), "2.1");
            assert!(found.error.is_none() && found.partial.is_empty());
        }
    }

    #[test]
    fn a_cut_file_gives_what_it_has() {
        let whole = sample(false);
        let found = probe::of(extract, &whole[..whole.len() - 4]);
        assert!(found.body().contains("activity"));
        assert_eq!(found.partial, [PartialReason::Truncated]);
    }

    #[test]
    fn a_list_that_promises_more_strings_than_there_are_yields_none_of_them() {
        let mut broken = sample(false);
        broken[16..20].copy_from_slice(&u32::MAX.to_le_bytes());
        probe::of(extract, &broken);
        let text = broken.len() - 12;
        broken[text..text + 4].copy_from_slice(&9_999_u32.to_le_bytes());
        assert!(!probe::of(extract, &broken).body().contains("Кафе"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60), at in 0..500_usize) {
            let mut broken = sample(at % 2 == 0);
            let at = at.min(broken.len());
            let end = broken.len().min(at + bytes.len());
            broken.splice(at..end, bytes);
            probe::of(extract, &broken);
        }
    }
}
