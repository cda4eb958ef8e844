//! Countries by their codes of three letters (ISO 3166-1 alpha-3), behind a label or in a column of countries: `Nationality: UZB`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use item::Kind;

use crate::finding::Finding;
use crate::table;
use crate::tokenized::{Gap, Shape, TokenizedBlock};

/// The longest heading of a column of countries, in words.
const HEADING_WORDS: usize = 4;

static CODES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let rows = table::rows(include_str!("../../data/country-codes.tsv"));
    rows.map(|row| (table::cell(&row, 1), row[0])).collect()
});

/// The last words of labels whose values are countries, folded.
static LABELS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let rows = table::rows(include_str!("../../data/country-labels.tsv"));
    rows.flat_map(|row| table::cell(&row, 1).split(';')).map(text::fold).collect()
});

/// Tells whether a text is the heading of a column of countries.
pub(crate) fn is_label(heading: &TokenizedBlock) -> bool {
    let words = heading.words.len();
    (1..=HEADING_WORDS).contains(&words) && LABELS.contains(heading.folded(words - 1))
}

/// Returns the country of a cell that is a code and nothing else.
pub(crate) fn of_cell(cell: &TokenizedBlock) -> Option<Finding> {
    let code = (cell.words.len() == 1).then(|| code(cell, 0)).flatten()?;
    Some(finding(cell, 0, code))
}

/// Returns the country whose code stands at a word, right behind a label or behind another code that does.
pub(super) fn behind_label(
    block: &TokenizedBlock,
    at: usize,
    last: Option<usize>,
) -> Option<Finding> {
    let before = at.checked_sub(1)?;
    let is_labelled = || {
        let is_value = block.gap(at) == Gap::Colon || block.gap_text(at).contains('\t');
        is_value && LABELS.contains(block.folded(before))
    };
    let goes_on = || last == Some(before) && matches!(block.gap(at), Gap::Comma | Gap::Slash);
    let code = code(block, at)?;
    (is_labelled() || goes_on()).then(|| finding(block, at, code))
}

/// Returns the country whose code a word is, in capitals and joined to nothing.
fn code(block: &TokenizedBlock, at: usize) -> Option<&'static str> {
    let word = block.word(at).filter(|word| word.shape == Shape::Upper && word.len() == 3)?;
    let is_joined = matches!(block.gap(at + 1), Gap::None | Gap::Dash | Gap::Dot | Gap::Apostrophe);
    let code = CODES.get(&block.text[word.start..word.end])?;
    (!is_joined).then_some(*code)
}

fn finding(block: &TokenizedBlock, at: usize, code: &'static str) -> Finding {
    Finding::new(Kind::Country, block.span(&(at..at + 1)), code, 0.9)
}
