//! How a text is parted into blocks, and what is remembered of a block.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::echo::{self, Capital};
use crate::finding::{Cue, DateCue, Finding, Found, Need};
use crate::kinds::{self, RECOGNISERS};
use crate::lexicon::role;
use crate::tagger::Tagger;
use crate::tokenized::TokenizedBlock;
use crate::unite;

/// The longest block, in bytes; a longer paragraph is cut, where something ends if it can be.
const LONGEST: usize = 64 << 10;
/// A block of this many bytes at most is remembered.
const REMEMBERED: usize = 4 << 10;
/// After about this many bytes of remembered blocks and findings everything is forgotten.
const MEMORY: usize = 8 << 20;

/// What was found in a block, and what its neighbours must know of it.
pub(crate) struct Reading {
    pub(crate) findings: Vec<Finding>,
    /// Words that may be bare family names.
    pub(crate) capitals: Vec<Capital>,
    /// How many dates in figures can only have the day first.
    pub(crate) day_first: usize,
    /// How many can only have the month first.
    pub(crate) month_first: usize,
    /// Whether a word of it may label a name, or words before a date a birth.
    pub(crate) has_label: bool,
    words: usize,
    anchors: Reach,
    strong: Reach,
    notices: Reach,
}

/// How far from the edges of a block its first and last cue stand, in words.
#[derive(Clone, Copy, Default)]
struct Reach(Option<(usize, usize)>);

/// Remembers blocks that come again: quoted mails, page headers, labels of forms.
#[derive(Default)]
pub(crate) struct Memory {
    readings: HashMap<Box<str>, Arc<Reading>>,
    bytes: usize,
}

impl Memory {
    /// Reads a block, or recalls its reading.
    pub(crate) fn read(&mut self, block: &str, tagger: &mut Tagger) -> Arc<Reading> {
        if block.len() > REMEMBERED {
            return Arc::new(read(block, tagger));
        }
        if let Some(reading) = self.readings.get(block) {
            return Arc::clone(reading);
        }
        let reading = Arc::new(read(block, tagger));
        self.remember(block, &reading);
        reading
    }

    fn remember(&mut self, block: &str, reading: &Arc<Reading>) {
        if self.bytes > MEMORY {
            self.readings.clear();
            self.bytes = 0;
        }
        self.bytes += block.len() + 64 + 256 * reading.findings.len() + 32 * reading.capitals.len();
        self.readings.insert(block.into(), Arc::clone(reading));
    }
}

/// Returns what lists and patterns find in a block.
pub(crate) fn find(block: &TokenizedBlock) -> Found {
    let mut found = Found::new(block);
    for recogniser in RECOGNISERS {
        let before = found.findings.len();
        (recogniser.find)(block, &mut found);
        let new = &found.findings[before..];
        debug_assert!(new.iter().all(|finding| finding.kind == recogniser.kind));
    }
    found
}

fn read(block: &str, tagger: &mut Tagger) -> Reading {
    let block = kinds::read(block);
    let mut found = find(&block);
    let names = tagger.names(&block, &found);
    unite::unite(&block, &mut found, &names);
    let total = block.words.len();
    let anchors = block.anchors.iter().map(|anchor| anchor.at..anchor.at + anchor.len);
    let strong = block.anchors.iter().filter(|anchor| anchor.strong);
    Reading {
        has_label: block.words.iter().any(|word| word.has(role::NAME_LABEL))
            || found.findings.iter().any(|finding| finding.date_cue == Some(DateCue::Birth)),
        words: total,
        anchors: Reach::of(anchors, total),
        strong: Reach::of(strong.map(|anchor| anchor.at..anchor.at + anchor.len), total),
        notices: Reach::of(found.notices(), total),
        day_first: found.day_first,
        month_first: found.month_first,
        capitals: echo::capitals(&block, &found),
        findings: found.findings,
    }
}

impl Reach {
    fn of(cues: impl Iterator<Item = Range<usize>>, total: usize) -> Self {
        Self(cues.fold(None, |reach, cue| {
            let (first, last) = (cue.start, total - cue.end);
            let (best_first, best_last) = reach.unwrap_or((first, last));
            Some((first.min(best_first), last.min(best_last)))
        }))
    }

    /// Returns the reach of the cues of both.
    fn or(self, other: Self) -> Self {
        let nearest = |a: (usize, usize), b: (usize, usize)| (a.0.min(b.0), a.1.min(b.1));
        match (self.0, other.0) {
            (Some(a), Some(b)) => Self(Some(nearest(a, b))),
            (a, b) => Self(a.or(b)),
        }
    }
}

impl Reading {
    fn reach(&self, cue: Cue) -> Reach {
        match cue {
            Cue::Anchor => self.anchors,
            Cue::StrongAnchor => self.strong,
            Cue::Notice => self.notices,
            Cue::Subject => self.strong.or(self.notices),
        }
    }
}

/// Tells whether the blocks around `readings[at]` hold what a finding of it needs.
pub(crate) fn is_met(need: &Need, readings: &[Arc<Reading>], at: usize) -> bool {
    let before = readings[..at]
        .iter()
        .rev()
        .map(|block| (block, block.reach(need.cue).0.map(|reach| reach.1)));
    let after = readings[at + 1..]
        .iter()
        .map(|block| (block, block.reach(need.cue).0.map(|reach| reach.0)));
    reaches(before, need.before, need.window) || reaches(after, need.after, need.window)
}

fn reaches<'r>(
    blocks: impl Iterator<Item = (&'r Arc<Reading>, Option<usize>)>,
    mut distance: usize,
    window: usize,
) -> bool {
    for (block, cue) in blocks {
        if distance >= window {
            return false;
        }
        if cue.is_some_and(|cue| distance + cue < window) {
            return true;
        }
        distance += block.words.max(1);
    }
    false
}

/// Yields the blocks of a text as byte ranges: paragraphs, each with the blank line that ends it.
pub(crate) fn blocks(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let end = start + block_end(rest);
        Some(std::mem::replace(&mut start, end)..end)
    })
}

fn block_end(text: &str) -> usize {
    let limit = floor(text, LONGEST);
    let window = &text[..limit];
    if let Some(end) = blank_line(window) {
        return end;
    }
    if limit == text.len() {
        return limit;
    }
    let half = window.ceil_char_boundary(limit / 2);
    seam(&window[half..]).map_or(limit, |at| half + at)
}

/// Returns the offset at which a text is cut with the least harm: after its last sentence, line or cell, before its last
/// blank. What is named is seldom on both sides of the first ones.
fn seam(text: &str) -> Option<usize> {
    // A number or small letter after a full stop tells of an abbreviation.
    let begins = |next: char| !next.is_numeric() && !next.is_lowercase();
    let ends_sentence = |(at, end): &(usize, &str)| {
        let after = &text[at + end.len()..];
        after.starts_with(char::is_whitespace) && after.trim_start().starts_with(begins)
    };
    let sentence = text.rmatch_indices(['.', '!', '?', '؟', '۔']).find(ends_sentence);
    let after = |(at, end): (usize, &str)| at + end.len();
    sentence
        .or_else(|| text.rmatch_indices(['\n', '\t']).next())
        .map(after)
        .or_else(|| text.rfind(char::is_whitespace))
}

/// Returns the offset after the first blank line or page break that follows something.
fn blank_line(text: &str) -> Option<usize> {
    let first = text.find(|character: char| !character.is_ascii_whitespace())?;
    let mut from = first;
    while let Some(line) = text[from..].find('\n') {
        let end = from + line + 1;
        let rest = text[end..].trim_start_matches([' ', '\t', '\r', '\n', '\x0c']);
        let blanks = &text[end..text.len() - rest.len()];
        if !rest.is_empty() && blanks.contains(['\n', '\x0c']) {
            return Some(text.len() - rest.len());
        }
        from = text.len() - rest.len();
    }
    None
}

fn floor(text: &str, most: usize) -> usize {
    if text.len() <= most {
        return text.len();
    }
    (0..=most).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        blocks(text).map(|range| &text[range]).collect()
    }

    #[test]
    fn paragraphs_are_blocks_and_nothing_is_lost() {
        assert_eq!(cut("\n\na\nb\n \nc\r\n\r\nd"), ["\n\na\nb\n \n", "c\r\n\r\n", "d"]);
        assert_eq!(cut(""), Vec::<&str>::new());
    }

    #[test]
    fn a_long_paragraph_is_cut_where_something_ends() {
        for unit in [
            "One ends. Another goes on with no end in sight, ",
            "Конец? Дальше ",
            "a row\n",
            "сell\tcell ",
        ] {
            let text = unit.repeat(2 * LONGEST / unit.len());
            let found = cut(&text);
            assert_eq!(found.concat(), text);
            assert!(found.iter().all(|block| block.len() <= LONGEST));
            let ends = [".", "?", "\n", "\t"];
            assert!(ends.iter().any(|end| found[0].ends_with(end)), "{unit}");
        }
    }

    #[test]
    fn a_paragraph_without_end_is_cut_at_a_blank() {
        let text = "слово ".repeat(20_000);
        let found = cut(&text);
        assert_eq!(found.concat(), text);
        assert!(found.iter().all(|block| block.len() <= LONGEST));
        assert!(found[1].starts_with(" слово"));
    }
}
