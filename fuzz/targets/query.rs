//! A query, the first line, over a text, the rest: it is never refused, and what is shown is what stands there.
#![no_main]

use std::collections::BTreeSet;

use item::{Basis, Extraction, Identified, ItemId, Layer, Outcome, Place, Segment};
use libfuzzer_sys::fuzz_target;
use search::{
    ContentRecord, Engine, IndexWriter, ItemRecord, Memory, Query, Request, Snippets, parse,
};

fuzz_target!(|text: &str| {
    let (query, text) = text.split_once('\n').unwrap_or((text, ""));
    let parsed = parse(query);
    let segments = [Segment::new(Place::Page(1), Layer::Body, text)];
    let snippets = Snippets::new(&parsed.query);
    for snippet in snippets.of(&segments, &[], 5) {
        for [start, end] in &snippet.highlights {
            assert!(snippet.text.get(*start..*end).is_some(), "{snippet:?}");
        }
    }
    ask(&parsed.query, &segments);
    for (segment, range) in snippets.all_in(&segments, &[]) {
        assert!(segments[segment].text.get(range.clone()).is_some(), "{range:?}");
    }
});

/// Asks an index of one content.
fn ask(query: &Query, segments: &[Segment]) {
    let identified = Identified { format: "text".into(), basis: Basis::None, warnings: Vec::new() };
    let mut extraction = Extraction::nothing(identified, Outcome::Extracted);
    extraction.segments = segments.to_vec();
    let mut memory = Memory::default();
    memory.add_content(&ContentRecord::new(0, &extraction)).expect("memory takes it");
    memory.add_item(&item()).expect("memory takes it");
    memory.commit("").expect("memory takes it");
    memory.search(query, &Request::default()).expect("no query is refused");
}

fn item() -> ItemRecord {
    ItemRecord {
        ord: 0,
        id: ItemId([0; 16]),
        content: Some(0),
        locator: "letters/1.txt".into(),
        depth: 0,
        size: Some(10),
        modified: Some("2024-05-17".into()),
        outcome: Outcome::Extracted,
        blake3: None,
        sha256: None,
        tags: BTreeSet::new(),
        lists: BTreeSet::new(),
        note_words: BTreeSet::new(),
    }
}
