//! Numbers of bank cards: behind a word for one, with the check digit of ISO/IEC 7812-1.

use item::Kind;

use crate::finding::{Finding, Found};
use crate::tokenized::{Gap, TokenizedBlock};

use super::numbers::{Cue, begins_cell, cues, luhn, number_after};

/// Finds numbers of cards.
pub(crate) fn find(block: &TokenizedBlock, found: &mut Found) {
    let places: Vec<usize> = cues(block, Cue::Card).collect();
    for from in places {
        let number = number_after(block, from).and_then(|at| Some((at, card(block, at)?)));
        if let Some((at, (end, digits))) =
            number.filter(|(at, (end, _))| !found.is_taken(&(*at..*end)))
        {
            found.take(block, Finding::new(Kind::Card, block.span(&(at..end)), digits, 0.95));
        }
    }
}

/// Reads as many digits as cards of that issuer have, in groups that blanks or dashes part.
fn card(block: &TokenizedBlock, at: usize) -> Option<(usize, String)> {
    let mut digits = String::new();
    let mut end = at;
    while let Some(number) = block.number(end) {
        let is_linked =
            end == at || matches!(number.gap, Gap::Space | Gap::Dash) && !begins_cell(block, end);
        if !is_linked || length(&digits).is_some_and(|length| digits.len() >= length) {
            break;
        }
        digits.push_str(block.folded(end));
        end += 1;
    }
    (length(&digits) == Some(digits.len()) && luhn(&digits)).then_some((end, digits))
}

/// Returns how many digits the numbers of an issuer have, by those that they begin with.
fn length(digits: &str) -> Option<usize> {
    match digits.as_bytes() {
        [b'3', b'4' | b'7', ..] => Some(15),
        [b'3', b'0' | b'6' | b'8', ..] => Some(14),
        [b'2' | b'4' | b'5' | b'6', ..] => Some(16),
        _ => None,
    }
}
