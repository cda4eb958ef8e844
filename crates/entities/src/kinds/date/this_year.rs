//! Days and months of the year of the document: `12 мая с. г.`, `3rd of May this year`, `el 3 de mayo del año en curso`.
//!
//! They count where the document states its own date; what tells no more than `yesterday` is none.

use std::ops::Range;
use std::sync::LazyLock;

use item::Kind;

use crate::finding::{DateCue, Finding};
use crate::lexicon::{Words, role};
use crate::phrase::{self, Phrases};
use crate::table;
use crate::tokenized::TokenizedBlock;

use super::parts::{self, IN, OF, WITHIN};
use super::reading::{Reading, ThisYear};

/// How sure such a date is.
const CONFIDENCE: f32 = 0.6;

/// Words for a year, each with how many years before that of the document it is.
static YEARS: LazyLock<Phrases<i16>> = LazyLock::new(|| {
    let mut years = Phrases::default();
    for row in table::rows(include_str!("../../../data/document-years.tsv")) {
        let before = row[0].parse().unwrap_or_default();
        table::phrases(table::cell(&row, 2)).for_each(|phrase| years.add(phrase, before));
    }
    years
});

impl ThisYear {
    /// Makes a finding whose year the document has yet to tell.
    pub(super) fn finding(self, bytes: Range<usize>) -> Finding {
        let day = self.day.map_or_else(String::new, |day| format!("-{day:02}"));
        let normal = format!("{:02}{day}", self.month);
        let cue = Some(DateCue::OfDocument(self.before));
        Finding { date_cue: cue, ..Finding::new(Kind::Date, bytes, normal, CONFIDENCE) }
    }
}

/// Enters the first words of the phrases.
pub(super) fn learn(words: &mut Words) {
    phrase::learn(words, role::DATE_NOUN, &YEARS);
}

/// Reads such a date that begins at word `at`.
pub(super) fn read(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Reading)> {
    let day = parts::day(block, at);
    let (month, end) = match day {
        Some((_, end)) => parts::after_small_words(block, end, |place| parts::month(block, place))?,
        // `may` and `march` are other words besides
        None if parts::opener(block, at) & (IN | OF | WITHIN) != 0 => parts::month(block, at)?,
        None => return None,
    };
    let (before, end) = parts::after_small_words(block, end, |place| year(block, place))?;
    let this_year = ThisYear { before, month, day: day.map(|(day, _)| day) };
    Some((at..end, Reading::OfThisYear(this_year)))
}

fn year(block: &TokenizedBlock, at: usize) -> Option<(i16, usize)> {
    block.word(at).filter(|word| word.has(role::DATE_NOUN))?;
    YEARS.longest(block, at).map(|(len, before)| (*before, at + len))
}
