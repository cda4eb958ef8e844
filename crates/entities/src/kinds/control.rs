//! Control numbers: series letter, serial, month and year, `A-1234/5-2020`.

use std::sync::LazyLock;

use item::Kind;

use crate::finding::{Finding, Found};
use crate::fold;
use crate::lexicon::{self, Words};
use crate::page::{Gap, Page};
use crate::phrase::Phrases;
use crate::table;

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
    lexicon::learn(words, 0, &LABELS);
}

/// Finds control numbers.
pub(crate) fn find(page: &Page, found: &mut Found) {
    for at in 0..page.words.len() {
        if let Some(normal) = control_number(page, at).filter(|_| !found.is_taken(&(at..at + 4))) {
            found.tell_notice(at..at + 4);
            found.take(page, Finding::new(Kind::Control, page.span(&(at..at + 4)), normal, 0.95));
        }
    }
}

fn control_number(page: &Page, at: usize) -> Option<String> {
    let year =
        page.number(at + 3).filter(|year| year.len() == 4 && matches!(year.number, 1900..=2099))?;
    let month =
        page.number(at + 2).filter(|month| month.len() <= 2 && matches!(month.number, 1..=12))?;
    let serial = page.number(at + 1).filter(|serial| serial.len() <= 6)?;
    let series = series(page, at)?;
    let dashes = matches!(serial.gap, Gap::Dash | Gap::Space) && year.gap == Gap::Dash;
    let ends = page.gap(at + 4) != Gap::Dash || page.number(at + 4).is_none();
    let fits = dashes
        && month.gap == Gap::Slash
        && ends
        && starts_clean(page, at)
        && (page.words[at].is_capitalised() || is_told(page, at));
    fits.then(|| format!("{series}-{}/{}-{}", page.folded(at + 1), month.number, year.number))
}

/// Returns the series letter, A to H, in Latin whichever script it is written in.
fn series(page: &Page, at: usize) -> Option<char> {
    let word = page.word(at)?;
    let mut letters = page.text[word.start..word.end].chars();
    let letter =
        letters.next().and_then(fold::look_alike).filter(|letter| ('A'..='H').contains(letter))?;
    letters.next().is_none().then_some(letter)
}

/// Tells whether a number with a small letter and a dash stands after a label or beside an anchor.
fn is_told(page: &Page, at: usize) -> bool {
    let mut before = at.saturating_sub(WINDOW)..at;
    page.gap(at + 1) == Gap::Dash
        && (page.anchor_near(&(at..at + 4), WINDOW, true)
            || before.any(|place| LABELS.longest(page, place).is_some()))
}

fn starts_clean(page: &Page, at: usize) -> bool {
    !matches!(page.gap(at), Gap::None | Gap::Dash) || page.gap_text(at).contains(' ')
}
