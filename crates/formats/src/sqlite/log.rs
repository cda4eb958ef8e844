//! Pages that `SQLite` keeps beside a database: those of a write-ahead log, which the database has not taken in yet or has
//! long since, and those of a rollback journal, as they were before a change (`SQLite` Database File Format, sections 3
//! and 4).
//!
//! Which table a page belongs to stands in the database alone, so rows come without the names of columns, page by page.

use std::collections::{BTreeMap, HashMap, HashSet};

use bytes::Bytes;
use item::{Layer, PartialReason, Place, Segment};

use super::page::Pages;
use super::printable;
use super::record::{self, Value};
use crate::shared::bytes::u32_be_at;
use crate::{Error, Flow, Input, Sink};

/// The header of a log, and that of each of its frames.
const HEADER: usize = 32;
const FRAME: usize = 24;
/// The header of a journal fills a sector; the numbers of its sizes stand here.
const SECTOR_SIZE: usize = 20;
const PAGE_SIZE: usize = 24;
/// Before a page of a journal stands its number, behind it a checksum.
const NUMBER: usize = 4;
const CHECKSUM: usize = 4;
/// Sizes of pages are powers of two from this to 65,536.
const SMALLEST: usize = 512;
const LARGEST: usize = 65_536;

/// How many bytes of rows are taken from one state of a page, and from all its earlier ones.
const MOST_ROWS: usize = 16 << 20;

/// The pages in the order in which they were written: number and place.
struct Written {
    size: usize,
    pages: Vec<(u32, usize)>,
    is_cut: bool,
}

/// Pushes the rows of a write-ahead log: the last state of each page, and what earlier ones had besides.
pub(crate) fn extract_log(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    push(&input.bytes, &frames(&input.bytes).ok_or(Error::Truncated)?, Layer::Body, sink);
    Ok(())
}

/// Pushes the rows of a rollback journal: what the database had before.
pub(crate) fn extract_journal(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let written = journal(&input.bytes).ok_or(Error::Truncated)?;
    push(&input.bytes, &written, Layer::EarlierRevision, sink);
    Ok(())
}

fn frames(bytes: &[u8]) -> Option<Written> {
    let size = page_size(u32_be_at(bytes, 8)?)?;
    let mut pages = Vec::new();
    let mut at = HEADER;
    while let Some(number) = u32_be_at(bytes, at) {
        let page = at + FRAME;
        if page + size > bytes.len() {
            break;
        }
        pages.push((number, page));
        at = page + size;
    }
    Some(Written { size, pages, is_cut: at < bytes.len() })
}

fn journal(bytes: &[u8]) -> Option<Written> {
    let sector = usize::try_from(u32_be_at(bytes, SECTOR_SIZE)?).ok()?;
    let sector = Some(sector).filter(|sector| (32..=LARGEST).contains(sector))?;
    let size = page_size(u32_be_at(bytes, PAGE_SIZE)?)?;
    let mut pages = Vec::new();
    let mut at = sector;
    while let Some(number) = u32_be_at(bytes, at).filter(|number| *number > 0) {
        let page = at + NUMBER;
        if page + size > bytes.len() {
            break;
        }
        pages.push((number, page));
        at = page + size + CHECKSUM;
    }
    Some(Written { size, pages, is_cut: false })
}

fn page_size(stated: u32) -> Option<usize> {
    let size = if stated == 1 { LARGEST } else { usize::try_from(stated).ok()? };
    (size.is_power_of_two() && (SMALLEST..=LARGEST).contains(&size)).then_some(size)
}

/// Pushes the rows of the last state of each page in `layer`, and those that only earlier states have as such.
fn push(bytes: &Bytes, written: &Written, layer: Layer, sink: &mut dyn Sink) {
    let mut states: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (number, at) in &written.pages {
        states.entry(*number).or_default().push(*at);
    }
    let last: HashMap<u32, usize> =
        states.iter().filter_map(|(number, places)| Some((*number, *places.last()?))).collect();
    let pages = Pages::of_log(bytes, written.size, last);
    for (number, places) in states {
        let Some((last, earlier)) = places.split_last() else { continue };
        let last = rows(&pages, number, *last);
        let mut seen: HashSet<String> = last.iter().cloned().collect();
        let mut gone = Vec::new();
        let mut size = 0;
        for row in earlier.iter().flat_map(|at| rows(&pages, number, *at)) {
            if size < MOST_ROWS && seen.insert(row.clone()) {
                size += row.len();
                gone.push(row);
            }
        }
        let texts = [(layer, last.join("\n")), (Layer::EarlierRevision, gone.join("\n"))];
        for (layer, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
            let place = Place::Part(format!("page {number}"));
            if sink.text(Segment::new(place, layer, text)) == Flow::Stop {
                return;
            }
        }
    }
    if written.is_cut {
        sink.partial(PartialReason::Truncated);
    }
}

/// Returns the rows of a page that is a leaf of a table, the cells with tabs between; entries of a hostile page that lie
/// over each other are not all of them rows.
fn rows(pages: &Pages<'_>, number: u32, at: usize) -> Vec<String> {
    let (mut rows, mut size) = (Vec::new(), 0);
    let _all = pages.leaf(number, at, &mut |_, record| {
        let row = row(&record::values(record, pages.charset));
        if !row.trim().is_empty() {
            size += row.len();
            rows.push(row);
        }
        if size < MOST_ROWS { Flow::Continue } else { Flow::Stop }
    });
    rows
}

fn row(values: &[Value]) -> String {
    let cell = |value: &Value| match value {
        Value::Null => String::new(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text.replace(['\t', '\n', '\r'], " "),
        Value::Bytes(bytes) => printable(bytes),
    };
    values.iter().map(cell).collect::<Vec<_>>().join("\t").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::{leaf, mark, record};
    use super::*;
    use crate::probe;

    fn page(texts: &[&str]) -> Vec<u8> {
        let of = |text: &&str| record(&[0, mark(text.len(), true)], text.as_bytes());
        leaf(0, &texts.iter().map(of).collect::<Vec<_>>())
    }

    fn log(pages: &[(u32, Vec<u8>)]) -> Vec<u8> {
        let mut log = [0x377f_0682_u32, 3_007_000, 512, 0, 1, 2, 0, 0]
            .iter()
            .flat_map(|word| word.to_be_bytes())
            .collect::<Vec<u8>>();
        for (number, page) in pages {
            let header = [*number, 2, 1, 2, 0, 0];
            log.extend(header.iter().flat_map(|word| word.to_be_bytes()));
            log.extend(page);
        }
        log
    }

    #[test]
    fn the_last_state_of_a_page_is_read_and_what_earlier_ones_had_besides() {
        let bytes = log(&[(7, page(&["meet at six", "burn it"])), (7, page(&["meet at six"]))]);
        let found = probe::of(extract_log, &bytes);
        assert_eq!(found.body().trim(), "meet at six");
        assert_eq!(found.layer(Layer::EarlierRevision).trim(), "burn it");
        let places: Vec<_> = found.segments.iter().map(|segment| segment.place.clone()).collect();
        assert_eq!(places, [Place::Part("page 7".into()), Place::Part("page 7".into())]);
    }

    #[test]
    fn a_journal_holds_what_was_there_before() {
        let mut bytes = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7".to_vec();
        for word in [1_u32, 0, 2, 512, 512] {
            bytes.extend(word.to_be_bytes());
        }
        bytes.resize(512, 0);
        bytes.extend(3_u32.to_be_bytes());
        bytes.extend(page(&["the old list"]));
        bytes.extend([0; CHECKSUM]);
        let found = probe::of(extract_journal, &bytes);
        assert_eq!(found.layer(Layer::EarlierRevision).trim(), "the old list");
        assert!(found.partial.is_empty() && found.error.is_none());
    }

    #[test]
    fn a_cut_log_gives_what_is_whole() {
        let bytes = log(&[(2, page(&["whole"])), (3, page(&["cut"]))]);
        let found = probe::of(extract_log, &bytes[..bytes.len() - 9]);
        assert_eq!(found.body().trim(), "whole");
        assert_eq!(found.partial, [PartialReason::Truncated]);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 1..20), at in 0_usize..1200) {
            let mut hostile = log(&[(2, page(&["a", "b"])), (2, page(&["a"]))]);
            let at = at % hostile.len();
            hostile.splice(at..(at + bytes.len()).min(hostile.len()), bytes);
            probe::of(extract_log, &hostile);
            probe::of(extract_journal, &hostile);
        }
    }
}
