//! What a section of `OneNote` yields: the text of its pages, their titles and authors, and the files in it ([MS-ONESTORE],
//! [MS-ONE]).
//!
//! Both ways in which sections are stored, the revision store and the package of a server, keep the properties of an object in
//! one run of bytes ([MS-ONESTORE] §2.6.7). Those runs are looked for, and the graph of objects and revisions is not followed: a
//! text that a later revision replaced is read too, as long as the file keeps it.

use std::collections::BTreeMap;

use item::{Key, Layer, PartialReason, Place, UnreadableReason};
use memchr::memmem;

use crate::shared::bytes::{fitting, size_at, u16_at, u32_at, u64_at};
use crate::shared::decode::Charset;
use crate::shared::legacy_text::{CodePage, push_text};
use crate::shared::segments::Lines;
use crate::{Child, Content, Error, Flow, Input, Sink};

/// What a property is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// Text of a page, in UTF-16.
    Wide,
    /// Text of a page, in a code page of Windows.
    Narrow,
    /// The title of a page or section.
    Title,
    /// Who wrote something.
    Author,
    /// The name of a file or section.
    Name,
}

/// Properties that hold text, by their ids ([MS-ONE] §2.1.12).
const KINDS: &[(u32, Kind)] = &[
    (0x1c00_1c22, Kind::Wide),
    (0x1c00_3498, Kind::Narrow),
    (0x1c00_1cf3, Kind::Title),
    (0x1c00_1d3c, Kind::Title),
    (0x1c00_349b, Kind::Title),
    (0x1c00_1d75, Kind::Author),
    (0x1c00_1d9c, Kind::Name),
    (0x1c00_1d9d, Kind::Name),
    (0x1c00_1dd7, Kind::Name),
    (0x1c00_1d6b, Kind::Name),
    // What a picture shows, and where a link leads.
    (0x1c00_1e58, Kind::Wide),
    (0x1c00_1e20, Kind::Wide),
];

/// The sign before a file ([MS-ONESTORE] §2.6.13), and how long the head behind it is.
const FILE: &[u8] = b"\xe7\x16\xe3\xbd\x65\x26\x11\x45\xa4\xc4\x8d\x4d\x0b\x7a\x9e\xac";
const FILE_HEAD: usize = 36;

/// No object has more properties.
const MOST_PROPERTIES: usize = 256;
/// How deep sets of properties may stand in each other.
const DEPTH: u32 = 8;

/// Pushes text, titles, authors and files.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let (values, are_all) = values(&input.bytes);
    if !are_all {
        sink.partial(PartialReason::Damaged);
    }
    if push_texts(&values, sink) == Flow::Stop
        || push_files(&input.bytes, input, sink)? == Flow::Stop
    {
        return Ok(());
    }
    if values.is_empty() {
        return Err(Error::Unsupported("a section without a known text".into()));
    }
    Ok(())
}

/// A property with its text.
type Value = (Kind, String);

/// Collects the values of all sets in the order of the file, each once, and tells whether these are all: texts of sets that
/// lie in each other may be more than there is.
fn values(bytes: &[u8]) -> (Vec<Value>, bool) {
    let mut sets: BTreeMap<usize, Vec<(Kind, &[u8])>> = BTreeMap::new();
    for (id, _) in KINDS {
        for at in memmem::find_iter(bytes, &id.to_le_bytes()) {
            let start = set_around(bytes, at);
            if let Some(start) = start.filter(|start| !sets.contains_key(start)) {
                let mut found = Vec::new();
                let _ = read_set(bytes, start, DEPTH, &mut found);
                sets.insert(start, found);
            }
        }
    }
    let all: Vec<(Kind, &[u8])> = sets.into_values().flatten().collect();
    let fitting = fitting(bytes.len(), all.iter().map(|(_, data)| data.len()));
    let mut seen = std::collections::HashSet::new();
    let values = all[..fitting].iter().map(|(kind, data)| (*kind, text(*kind, data)));
    let values = values.filter(|value| !value.1.trim().is_empty() && seen.insert(value.1.clone()));
    (values.collect(), fitting == all.len())
}

/// Finds where the set begins that a property stands in: a count, and as many properties.
fn set_around(bytes: &[u8], at: usize) -> Option<usize> {
    (0..MOST_PROPERTIES)
        .map_while(|before| at.checked_sub(4 * before + 2).map(|start| (before, start)))
        // A property before that is none ends the set, whatever stands farther.
        .take_while(|(before, start)| *before == 0 || is_property(bytes, start + 2))
        .find(|(before, start)| {
            let count = u16_at(bytes, *start).map_or(0, usize::from);
            let is_count = count > *before && count <= MOST_PROPERTIES;
            is_count && (0..count).all(|number| is_property(bytes, start + 2 + 4 * number))
        })
        .map(|(_, start)| start)
}

/// Tells whether four bytes can be a property: the ids are few, and there are seventeen types ([MS-ONESTORE] §2.6.6).
fn is_property(bytes: &[u8], at: usize) -> bool {
    u32_at(bytes, at).is_some_and(|property| {
        let (id, kind) = (property & 0x03ff_ffff, property >> 26 & 0x1f);
        matches!(id, 0x1400..=0x3fff | 0x8800..=0x88ff) && matches!(kind, 1..=13 | 16 | 17)
    })
}

/// Reads a set, and returns where it ends.
fn read_set<'b>(
    bytes: &'b [u8],
    start: usize,
    depth: u32,
    found: &mut Vec<(Kind, &'b [u8])>,
) -> Option<usize> {
    let count = usize::from(u16_at(bytes, start)?);
    let mut at = start + 2 + 4 * count;
    for number in 0..count {
        let property = u32_at(bytes, start + 2 + 4 * number)?;
        at = read_value(bytes, property, at, depth, found)?;
    }
    Some(at)
}

/// Reads the value of a property, and returns where the next one begins ([MS-ONESTORE] §2.6.6).
fn read_value<'b>(
    bytes: &'b [u8],
    property: u32,
    at: usize,
    depth: u32,
    found: &mut Vec<(Kind, &'b [u8])>,
) -> Option<usize> {
    let next = |length: usize| at.checked_add(length);
    match property >> 26 & 0x1f {
        1 | 2 | 8 | 10 | 12 => Some(at),
        3 => next(1),
        4 => next(2),
        // A list of ids holds their number here; the ids stand elsewhere.
        5 | 9 | 11 | 13 => next(4),
        6 => next(8),
        7 => {
            let end = at.checked_add(4)?.checked_add(size_at(bytes, at)?)?;
            let data = bytes.get(at + 4..end)?;
            let kind = KINDS.iter().find(|line| line.0 == property & 0x7fff_ffff);
            found.extend(kind.map(|line| (line.1, data)));
            Some(end)
        }
        16 => {
            let count = size_at(bytes, at)?;
            let mut end = next(if count == 0 { 4 } else { 8 })?;
            for _ in 0..count {
                end = read_set(bytes, end, depth.checked_sub(1)?, &mut Vec::new())?;
            }
            Some(end)
        }
        17 => read_set(bytes, at, depth.checked_sub(1)?, &mut Vec::new()),
        _ => None,
    }
}

/// Decodes a text; the mark before the address of a link is no character of it.
fn text(kind: Kind, data: &[u8]) -> String {
    let text = match kind {
        Kind::Narrow => CodePage::default().decode(data),
        _ => Charset::Utf16Le.decode(data).0,
    };
    text.trim_end_matches(['\0', ' ']).replace(['\u{fddf}', '\u{b}'], "\n")
}

fn push_texts(values: &[Value], sink: &mut dyn Sink) -> Flow {
    let of = |kinds: &[Kind]| {
        values
            .iter()
            .filter(|value| kinds.contains(&value.0))
            .map(|value| value.1.as_str())
            .collect::<Vec<_>>()
    };
    for (kind, key) in [(Kind::Title, Key::TITLE), (Kind::Author, Key::AUTHOR)] {
        for value in of(&[kind]) {
            sink.metadata(key.clone(), value);
        }
    }
    let mut lines = Lines::new(sink, Layer::Body, "lines");
    for line in of(&[Kind::Wide, Kind::Narrow]) {
        if lines.line(line) == Flow::Stop {
            return Flow::Stop;
        }
    }
    if lines.finish() == Flow::Stop {
        return Flow::Stop;
    }
    push_text(&Place::Part("names".into()), Layer::Name, &of(&[Kind::Name]).join("\n"), sink)
}

/// Pushes the files that stand in a section, numbered: their names stand with other objects.
fn push_files(bytes: &[u8], input: &Input, sink: &mut dyn Sink) -> Result<Flow, Error> {
    for (at, number) in memmem::find_iter(bytes, FILE).zip(1_u64..) {
        if number > input.limits.members {
            return Err(Error::Limit(item::LimitReason::Members));
        }
        let length = u64_at(bytes, at + FILE.len()).and_then(|length| usize::try_from(length).ok());
        let start = at + FILE_HEAD;
        let end = length.and_then(|length| start.checked_add(length));
        let file = end.and_then(|end| bytes.get(start..end));
        let child = Child { name: format!("file-{number}").into_bytes(), ..Child::default() };
        let flow = match file {
            Some(mut file) => sink.child(child, Content::Stream(&mut file)),
            None => sink.child(child, Content::Unreadable(UnreadableReason::Truncated)),
        };
        if flow == Flow::Stop {
            return Ok(Flow::Stop);
        }
    }
    Ok(Flow::Continue)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    fn long(bytes: &[u8]) -> Vec<u8> {
        let length = u32::try_from(bytes.len()).expect("tests are short");
        [&length.to_le_bytes()[..], bytes].concat()
    }

    fn wide(text: &str) -> Vec<u8> {
        long(&text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>())
    }

    fn set(properties: &[(u32, Vec<u8>)]) -> Vec<u8> {
        let count = u16::try_from(properties.len()).expect("tests are short").to_le_bytes();
        let ids = properties.iter().flat_map(|property| property.0.to_le_bytes());
        let data = properties.iter().flat_map(|property| property.1.clone());
        count.into_iter().chain(ids).chain(data).collect()
    }

    fn section() -> Vec<u8> {
        let page = set(&[
            (0x1400_1d09, vec![1, 2, 3, 4]),
            (0x8800_1cb5, vec![]),
            (0x1c00_1cf3, wide("Plan")),
            (0x1c00_1d75, wide("Вера")),
        ]);
        let text = set(&[
            (
                0x4000_1d0a,
                [
                    &1_u32.to_le_bytes()[..],
                    &0x1400_1d09_u32.to_le_bytes(),
                    &set(&[(0x0c00_1c5e, vec![7])]),
                ]
                .concat(),
            ),
            (0x1c00_1c22, wide("Belozerov pays")),
        ]);
        let old = set(&[(0x1c00_3498, long(b"old caf\xe9\0"))]);
        let file = [FILE, &3_u64.to_le_bytes(), &[0; 12], b"abc"].concat();
        [&[9; 64][..], &page, &[0xff; 5], &text, &text, &old, &file].concat()
    }

    #[test]
    fn texts_titles_authors_and_files_are_found_each_once() {
        let found = probe::of(extract, &section());
        assert_eq!(found.body(), "Belozerov pays\nold café\n");
        assert_eq!((found.first(&Key::TITLE), found.first(&Key::AUTHOR)), ("Plan", "Вера"));
        assert_eq!((found.names(), &found.children[0].1[..]), (vec!["file-1".into()], &b"abc"[..]));
    }

    #[test]
    fn a_section_without_a_known_text_is_said_to_be_unread() {
        let found = probe::of(extract, &[7; 500]);
        assert!(matches!(found.error, Some(Error::Unsupported(_))));
    }

    #[test]
    fn texts_that_lie_in_each_other_are_no_more_than_there_is() {
        // Each text goes on to the end, over the sets behind it.
        let mut section = vec![9; 64];
        for left in (0..2_000_u32).rev() {
            let length = 10 * left + 1_000;
            let set = [1_u16.to_le_bytes().as_slice(), &0x1c00_3498_u32.to_le_bytes()].concat();
            section.extend([&set[..], &length.to_le_bytes()].concat());
        }
        section.extend([b'x'; 1_000]);
        let found = probe::of(extract, &section);
        assert!(found.body().ends_with("xxx\n"));
        assert!(found.body().len() < 4 * section.len(), "{}", found.body().len());
        assert_eq!(found.partial, [PartialReason::Damaged]);
    }

    #[test]
    fn a_cut_section_gives_what_it_has() {
        let whole = section();
        for end in 0..whole.len() {
            probe::of(extract, &whole[..end]);
        }
        assert!(
            probe::of(extract, &whole[..whole.len() - 60]).body().starts_with("Belozerov pays")
        );
        let cut = probe::of(extract, &whole[..whole.len() - 1]);
        assert_eq!((cut.names(), &cut.children[0].1[..]), (vec!["file-1".into()], &b""[..]));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60), at in 0..300_usize) {
            let mut broken = section();
            let at = at.min(broken.len());
            let end = broken.len().min(at + bytes.len());
            broken.splice(at..end, bytes);
            probe::of(extract, &broken);
        }
    }
}
