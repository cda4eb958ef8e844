//! What a document says of itself in its property sets ([MS-OLEPS], [MS-OSHARED] §2.3.3).

use std::collections::BTreeMap;

use item::Key;

use super::{Compound, iso_8601};
use crate::Sink;
use crate::shared::bytes::{size_at, u16_at, u32_at, u64_at};
use crate::shared::legacy_text::CodePage;

/// How many properties of one set are read.
const MOST: usize = 4096;

/// Reports the properties of a document.
pub(crate) fn report(file: &Compound<'_>, sink: &mut dyn Sink) {
    let summary = file.stream_named("\u{5}SummaryInformation").unwrap_or_default();
    if let Some(set) = Set::read(&summary, 0) {
        set.report(summary_key, sink);
    }
    if let Some(stream) = file.stream_named("\u{5}DocumentSummaryInformation") {
        if let Some(set) = Set::read(&stream, 0) {
            set.report(document_key, sink);
        }
        if let Some(set) = Set::read(&stream, 1) {
            set.report_custom(sink);
        }
    }
}

fn summary_key(number: u32) -> Option<Key> {
    Some(match number {
        2 => Key::TITLE,
        3 => Key::SUBJECT,
        4 => Key::AUTHOR,
        5 => Key::KEYWORDS,
        6 => Key::DESCRIPTION,
        7 => Key::TEMPLATE,
        8 => Key::LAST_AUTHOR,
        9 => Key::REVISION,
        11 => Key::PRINTED,
        12 => Key::CREATED,
        13 => Key::MODIFIED,
        14 => Key::PAGES,
        18 => Key::GENERATOR,
        _ => return None,
    })
}

fn document_key(number: u32) -> Option<Key> {
    Some(match number {
        2 => Key::CATEGORY,
        14 => Key::MANAGER,
        15 => Key::COMPANY,
        27 => Key::STATUS,
        28 => Key::LANGUAGE,
        _ => return None,
    })
}

struct Set<'a> {
    section: &'a [u8],
    /// Numbers of properties with where they stand in the section.
    places: Vec<(u32, usize)>,
    code_page: CodePage,
}

impl<'a> Set<'a> {
    fn read(stream: &'a [u8], which: usize) -> Option<Self> {
        let count = size_at(stream, 24)?;
        let start = size_at(stream, 28 + 20 * which + 16).filter(|_| which < count)?;
        let section = stream.get(start..)?;
        let count = size_at(section, 4)?.min(MOST);
        let places = (0..count).map_while(|place| {
            Some((u32_at(section, 8 + 8 * place)?, size_at(section, 12 + 8 * place)?))
        });
        let mut set =
            Self { section, places: places.collect(), code_page: CodePage::by_number(1252) };
        let stated = set.places.iter().find(|(number, _)| *number == 1);
        if let Some(number) = stated.and_then(|(_, at)| u16_at(section, at.checked_add(4)?)) {
            set.code_page = CodePage::by_number(u32::from(number));
        }
        Some(set)
    }

    fn report(&self, key: fn(u32) -> Option<Key>, sink: &mut dyn Sink) {
        for (number, at) in &self.places {
            if let (Some(key), Some(value)) = (key(*number), self.value(*at)) {
                sink.metadata(key, &value);
            }
        }
    }

    /// Reports properties that users named.
    fn report_custom(&self, sink: &mut dyn Sink) {
        let names = self.names().unwrap_or_default();
        for (number, at) in &self.places {
            if let (Some(name), Some(value)) = (names.get(number), self.value(*at)) {
                sink.metadata(Key::custom(name), &value);
            }
        }
    }

    /// Reads the dictionary, which is property 0.
    fn names(&self) -> Option<BTreeMap<u32, String>> {
        let (_, start) = self.places.iter().find(|(number, _)| *number == 0)?;
        let count = size_at(self.section, *start)?.min(MOST);
        let is_wide = self.code_page.is_utf_16();
        let (mut names, mut at) = (BTreeMap::new(), start + 4);
        for _ in 0..count {
            let Some(number) = u32_at(self.section, at) else { break };
            let Some(length) = size_at(self.section, at + 4) else { break };
            let length = if is_wide { length.saturating_mul(2) } else { length };
            let end = (at + 8).saturating_add(length);
            let Some(name) = self.section.get(at + 8..end) else { break };
            names.insert(number, self.code_page.decode(name));
            at = if is_wide { end.next_multiple_of(4) } else { end };
        }
        Some(names)
    }

    fn value(&self, at: usize) -> Option<String> {
        let content = at.checked_add(4)?;
        let value = match u16_at(self.section, at)? {
            2 => u16_at(self.section, content)?.to_string(),
            3 | 19 => u32_at(self.section, content)?.to_string(),
            5 => f64::from_bits(u64_at(self.section, content)?).to_string(),
            11 => (u16_at(self.section, content)? != 0).to_string(),
            30 | 8 => self.code_page.decode(self.counted(content, 1)?),
            31 => CodePage::Utf16.decode(self.counted(content, 2)?),
            64 => iso_8601(u64_at(self.section, content)?)?,
            _ => return None,
        };
        Some(value.trim().to_owned())
    }

    /// Returns what stands behind its length, as far as the section goes.
    fn counted(&self, at: usize, unit: usize) -> Option<&'a [u8]> {
        let length = size_at(self.section, at)?.checked_mul(unit)?;
        let rest = self.section.get(at.checked_add(4)?..)?;
        Some(&rest[..length.min(rest.len())])
    }
}
