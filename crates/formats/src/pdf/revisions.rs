//! What earlier revisions of a PDF said that the last one does not.
//!
//! A program that changes a PDF may append the changes and leave the old bytes in place (ISO 32000-2 §7.5.6). Each
//! prefix of the file that ends in an end-of-file marker then is a document of its own.

use std::collections::HashSet;

use bytes::Bytes;
use item::{Layer, Place, Segment, Warning, WarningCode};

use super::{pages, unlock};
use crate::{Flow, Input, Sink};

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
    for (number, end) in (1..).zip(ends).skip(skipped) {
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
