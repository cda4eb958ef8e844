//! Numbers of notices and of Interpol's files, `2019/114539`: only after a label or near an anchor, because laws,
//! cases and dates have the same shape.

use std::ops::Range;
use std::sync::LazyLock;

use item::Kind;

use crate::finding::{Cue, Finding, Found, Need};
use crate::lexicon::{Words, role};
use crate::phrase::{self, Phrases};
use crate::table;
use crate::tokenized::{Gap, TokenizedBlock};

use super::notice::WINDOW;

/// How far a label may stand before its number, in words.
const LABEL_REACH: usize = 5;

/// Labels of numbers: whether they name a file of Interpol.
static LABELS: LazyLock<Phrases<bool>> = LazyLock::new(|| {
    let mut labels = Phrases::default();
    for row in table::rows(include_str!("../../data/number-labels.tsv")) {
        table::phrases(table::cell(&row, 1)).for_each(|phrase| labels.add(phrase, row[0] == "own"));
    }
    labels
});

/// Enters the words of labels.
pub(crate) fn learn(words: &mut Words) {
    phrase::learn(words, role::LABEL, &LABELS);
}

/// Finds numbers of notices and files.
pub(crate) fn find(block: &TokenizedBlock, found: &mut Found) {
    for at in 1..block.words.len() {
        let words = at - 1..at + 1;
        if !is_number(block, at - 1) || found.is_taken(&words) {
            continue;
        }
        let label = label(block, at - 1);
        if label == Some(false) {
            continue;
        }
        enter(block, found, &words, label.is_some());
    }
}

fn is_number(block: &TokenizedBlock, at: usize) -> bool {
    let (year, serial) = (&block.words[at], &block.words[at + 1]);
    let shape = year.is_number() && year.len() == 4 && matches!(year.number, 1900..=2099);
    let tail = serial.is_number()
        && (3..=6).contains(&serial.len())
        && matches!(serial.gap, Gap::Slash | Gap::Dash);
    let before = block.gap(at);
    let after = block.gap(at + 2);
    let open = matches!(before, Gap::Slash | Gap::Dash | Gap::Dot)
        && at > 0
        && block.words[at - 1].is_number();
    let goes_on =
        matches!(after, Gap::Slash | Gap::Dash | Gap::Dot) && block.number(at + 2).is_some();
    shape && tail && !open && !goes_on && !is_years(year.number, block, at + 1)
}

/// Tells whether the second number goes on from the first as years do: `2019-2021`.
fn is_years(year: u32, block: &TokenizedBlock, at: usize) -> bool {
    let serial = &block.words[at];
    serial.len() == 4 && serial.gap == Gap::Dash && (year..year + 100).contains(&serial.number)
}

/// Returns what a label right before the number says: of Interpol, or of something else.
fn label(block: &TokenizedBlock, at: usize) -> Option<bool> {
    let places =
        (at.saturating_sub(LABEL_REACH)..at).filter(|place| block.words[*place].has(role::LABEL));
    let mut labels = places
        .filter_map(|place| LABELS.longest(block, place).map(|(len, own)| (place + len, *own)));
    labels.find(|(end, _)| (*end..at).all(|between| is_sign(block, between))).map(|(_, own)| own)
}

/// Tells whether a word between label and number is a mere sign: `no`, `n°`, `N`.
fn is_sign(block: &TokenizedBlock, at: usize) -> bool {
    block.words[at].end - block.words[at].start <= 3 && !block.words[at].is_number()
}

fn enter(block: &TokenizedBlock, found: &mut Found, words: &Range<usize>, labelled: bool) {
    let normal = format!("{}/{}", block.folded(words.start), block.folded(words.start + 1));
    let near = block.anchor_near(words, WINDOW, true) || found.notice_near(words, WINDOW);
    let confidence = match (labelled, near) {
        (true, true) => 0.95,
        (true, false) => 0.75,
        (false, _) => 0.8,
    };
    let mut finding = Finding::new(Kind::NoticeId, block.span(words), normal, confidence);
    if labelled || near {
        found.take(block, finding);
    } else {
        finding.need = Some(Need::new(Cue::StrongAnchor, WINDOW, words, block));
        found.add(finding);
    }
}
