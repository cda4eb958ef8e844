//! What earlier revisions of a PDF said that the last one does not.
//!
//! A program that changes a PDF may append the changes and leave the old bytes in place (ISO 32000-2 §7.5.6). Each
//! prefix of the file that ends in an end-of-file marker then is a document of its own.

use std::collections::{BTreeSet, HashSet};

use bytes::Bytes;
use item::{Key, Layer, PartialReason, Place, Segment, Warning, WarningCode};

use super::structure::{self, Objects};
use super::{pages, unlock};
use crate::{Child, Content, Flow, Input, Sink};

/// How many earlier revisions are read, the latest ones.
const REVISIONS_MAX: usize = 8;
const MARKER: &[u8] = b"%%EOF";

/// Where each earlier revision ends, in the order in which they were made.
pub(super) fn ends(bytes: &[u8]) -> Vec<usize> {
    let mut ends: Vec<usize> = memchr::memmem::find_iter(bytes, MARKER)
        .map(|at| at + MARKER.len())
        .filter(|end| is_whole(&bytes[..*end]))
        .collect();
    // The last one is the document itself.
    ends.pop();
    ends
}

/// Tells whether a prefix names a cross-reference section inside of itself: the first part of a linearised file
/// does not.
fn is_whole(prefix: &[u8]) -> bool {
    const TAIL: usize = 256;
    let tail = &prefix[prefix.len().saturating_sub(TAIL)..];
    let Some(at) = memchr::memmem::rfind(tail, b"startxref") else { return false };
    let digits = tail[at + b"startxref".len()..].trim_ascii_start();
    let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let start =
        std::str::from_utf8(&digits[..length]).ok().and_then(|digits| digits.parse::<usize>().ok());
    start.is_some_and(|start| start > 0 && start < prefix.len())
}

/// Pushes those page texts of the revisions ending at `ends` that are not among `texts`, each of them once.
pub(super) fn read(
    bytes: &Bytes,
    ends: &[usize],
    texts: &[String],
    mut budget: u64,
    input: &Input,
    sink: &mut dyn Sink,
) -> Flow {
    let mut known: HashSet<String> = texts.iter().map(|text| words(text)).collect();
    let skipped = ends.len().saturating_sub(REVISIONS_MAX);
    if skipped > 0 {
        sink.warn(Warning::new(WarningCode::EarlierRevisionsSkipped, skipped));
    }
    let now = if ends.is_empty() { BTreeSet::new() } else { said(bytes, input) };
    for (number, end) in (1..).zip(ends).skip(skipped) {
        let before = said(&bytes.slice(..*end), input);
        let gone: Vec<String> = before.difference(&now).cloned().collect();
        let place = Place::Part(format!("revision {number}, beside the pages"));
        let segment = Segment::new(place, Layer::EarlierRevision, gone.join("\n"));
        if known.insert(words(&segment.text))
            && segment.has_text()
            && sink.text(segment) == Flow::Stop
        {
            return Flow::Stop;
        }
        let Ok(opened) = unlock::open(&bytes.slice(..*end), input) else { continue };
        let mut stopped = Flow::Continue;
        let result = pages::each(&opened.pdf, budget, |page, _, texts| {
            let text = texts.whole();
            budget = budget.saturating_sub(text.len() as u64);
            if text.is_empty() || !known.insert(words(&text)) {
                return Flow::Continue;
            }
            let place = Place::Part(format!("revision {number}, page {page}"));
            stopped = sink.text(Segment::new(place, Layer::EarlierRevision, text));
            stopped
        });
        if stopped == Flow::Stop || result.is_err() {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

/// A longer file is not read again for each revision of its properties, comments and fields.
const OBJECTS_MAX: usize = 16 << 20;

/// What a revision says beside its pages: properties, comments, fields of forms, a line each.
fn said(bytes: &Bytes, input: &Input) -> BTreeSet<String> {
    let mut lines = Said::default();
    let document = Some(bytes).filter(|bytes| bytes.len() <= OBJECTS_MAX);
    let document = document.and_then(|bytes| unlock::load(bytes, "", input));
    if let Some(document) = document {
        let objects = Objects::new(&document, unlock::inflated_max(input));
        structure::properties(&objects, &mut lines);
        let _ = structure::annotations(&objects, &mut lines);
        let _ = structure::form(&objects, &mut lines);
    }
    lines.0
}

/// A sink that gathers lines. Dates change with each revision and say nothing of what was taken away.
#[derive(Default)]
struct Said(BTreeSet<String>);

impl Sink for Said {
    fn text(&mut self, segment: Segment) -> Flow {
        self.0.extend(segment.text.lines().map(str::to_owned));
        Flow::Continue
    }

    fn child(&mut self, _: Child, _: Content<'_>) -> Flow {
        Flow::Continue
    }

    fn metadata(&mut self, key: Key, value: &str) {
        let is_told =
            [Key::TITLE, Key::AUTHOR, Key::SUBJECT, Key::KEYWORDS, Key::LINK].contains(&key);
        if is_told || key.name().starts_with("custom-") {
            self.0.insert(format!("{key}: {value}"));
        }
    }

    fn warn(&mut self, _: Warning) {}

    fn partial(&mut self, _: PartialReason) {}
}

/// A text without the differences that a new layout makes.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_updates_has_no_earlier_revision() {
        assert!(ends(b"%PDF-1.4 ... startxref\n9\n%%EOF\n").is_empty());
    }

    #[test]
    fn an_update_leaves_the_revision_before_it() {
        let file = b"%PDF-1.4 ... startxref\n9\n%%EOF\n more startxref\n30\n%%EOF\n";
        assert_eq!(ends(file), [30]);
    }

    #[test]
    fn the_first_part_of_a_linearised_file_is_no_revision() {
        assert!(ends(b"%PDF-1.4 startxref\n0\n%%EOF\n more startxref\n9\n%%EOF\n").is_empty());
    }
}
