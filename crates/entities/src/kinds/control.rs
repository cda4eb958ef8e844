//! Control numbers: series letter, serial, month and year, `A-1234/5-2020`.

use std::sync::LazyLock;

use item::Kind;

use crate::finding::{Finding, Found};
use crate::fold;
use crate::lexicon::Words;
use crate::phrase::{self, Phrases};
use crate::table;
use crate::tokenized::{Gap, TokenizedBlock};

/// Within how many words an anchor or a label lets the series be a small letter.
const WINDOW: usize = 6;

static LABELS: LazyLock<Phrases<()>> = LazyLock::new(|| {
    let mut labels = Phrases::default();
    let rows = table::rows(include_str!("../../data/number-cues.tsv"));
    for row in rows.filter(|row| row[0] == "control") {
        table::phrases(table::cell(&row, 1)).for_each(|phrase| labels.add(phrase, ()));
    }
    labels
});

/// Enters the words of labels.
pub(crate) fn learn(words: &mut Words) {
    phrase::learn(words, 0, &LABELS);
}

/// Finds control numbers.
pub(crate) fn find(block: &TokenizedBlock, found: &mut Found) {
    for at in 0..block.words.len() {
        if let Some(normal) = control_number(block, at).filter(|_| !found.is_taken(&(at..at + 4))) {
            found.tell_notice(at..at + 4);
            found.take(block, Finding::new(Kind::Control, block.span(&(at..at + 4)), normal, 0.95));
        }
    }
}

fn control_number(block: &TokenizedBlock, at: usize) -> Option<String> {
    let year = block
        .number(at + 3)
        .filter(|year| year.len() == 4 && matches!(year.number, 1900..=2099))?;
    let month =
        block.number(at + 2).filter(|month| month.len() <= 2 && matches!(month.number, 1..=12))?;
    let serial = block.number(at + 1).filter(|serial| serial.len() <= 6)?;
    let series = series(block, at)?;
    let dashes = matches!(serial.gap, Gap::Dash | Gap::Space) && year.gap == Gap::Dash;
    let ends = block.gap(at + 4) != Gap::Dash || block.number(at + 4).is_none();
    let fits = dashes
        && month.gap == Gap::Slash
        && ends
        && starts_clean(block, at)
        && (block.words[at].is_capitalised() || is_told(block, at));
    fits.then(|| format!("{series}-{}/{}-{}", block.folded(at + 1), month.number, year.number))
}

/// Returns the series letter, A to H, in Latin whichever script it is written in.
fn series(block: &TokenizedBlock, at: usize) -> Option<char> {
    let word = block.word(at)?;
    let mut letters = block.text[word.start..word.end].chars();
    let letter =
        letters.next().and_then(fold::look_alike).filter(|letter| ('A'..='H').contains(letter))?;
    letters.next().is_none().then_some(letter)
}

/// Tells whether a number with a small letter and a dash stands after a label or beside an anchor.
fn is_told(block: &TokenizedBlock, at: usize) -> bool {
    let mut before = at.saturating_sub(WINDOW)..at;
    block.gap(at + 1) == Gap::Dash
        && (block.anchor_near(&(at..at + 4), WINDOW, true)
            || before.any(|place| LABELS.longest(block, place).is_some()))
}

fn starts_clean(block: &TokenizedBlock, at: usize) -> bool {
    !matches!(block.gap(at), Gap::None | Gap::Dash) || block.gap_text(at).contains(' ')
}
