//! Days, months and years that are told by how far they are from the date of the document: `yesterday`, `в прошлом месяце`.
//!
//! They count where the document states its own date. `Today` adds nothing to that, and is none.

use std::ops::Range;
use std::sync::LazyLock;

use item::Kind;

use crate::finding::{DateCue, Finding, Span};
use crate::lexicon::{Words, role};
use crate::phrase::{self, Phrases};
use crate::table;
use crate::tokenized::TokenizedBlock;

use super::reading::Reading;

/// How sure such a date is.
const CONFIDENCE: f32 = 0.6;

/// Articles and the like before the Spanish word for tomorrow, behind which it is the morning: `por la mañana`.
const BEFORE_MORNING: [&str; 5] = ["la", "una", "esta", "cada", "media"];
/// That word, folded.
const MANANA: &str = "manana";

static SPANS: LazyLock<Phrases<Span>> = LazyLock::new(|| {
    let mut spans = Phrases::default();
    for row in table::rows(include_str!("../../../data/document-days.tsv")) {
        let count: i16 = row[1].parse().unwrap_or_default();
        let span = match row[0] {
            "day" => Span::Days(count.into()),
            "month" => Span::Months(count.into()),
            _ => Span::Years(count),
        };
        table::phrases(table::cell(&row, 3)).for_each(|phrase| spans.add(phrase, span));
    }
    spans
});

/// Enters the first words of the phrases.
pub(super) fn learn(words: &mut Words) {
    phrase::learn(words, role::RELATIVE, &SPANS);
}

/// Reads such a date that begins at word `at`.
pub(super) fn read(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Reading)> {
    block.word(at).filter(|word| word.has(role::RELATIVE))?;
    let (len, span) = SPANS.longest(block, at)?;
    let is_morning =
        block.folded(at) == MANANA && at > 0 && BEFORE_MORNING.contains(&block.folded(at - 1));
    (!is_morning).then_some((at..at + len, Reading::FromDocument(*span)))
}

/// Makes a finding whose date the document has yet to tell.
pub(super) fn finding(bytes: Range<usize>, span: Span) -> Finding {
    let cue = Some(DateCue::FromDocument(span));
    Finding { date_cue: cue, ..Finding::new(Kind::Date, bytes, String::new(), CONFIDENCE) }
}
