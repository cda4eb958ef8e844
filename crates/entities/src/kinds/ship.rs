//! Ships: IMO numbers (resolution A.1117(30) of the International Maritime Organization) and MMSI (ITU-R M.585), behind
//! their names.

use item::Kind;

use crate::finding::{Finding, Found};
use crate::tokenized::TokenizedBlock;

use super::numbers::{Cue, cues, number_after};

/// Within how many words behind its name a number stands: `IMO number: 9074729`.
const REACH: usize = 2;

/// Finds ships.
pub(crate) fn find(block: &TokenizedBlock, found: &mut Found) {
    numbers(block, found, Cue::Imo, "imo", is_imo);
    numbers(block, found, Cue::Mmsi, "mmsi", is_mmsi);
}

fn numbers(
    block: &TokenizedBlock,
    found: &mut Found,
    cue: Cue,
    name: &str,
    is_one: fn(&str) -> bool,
) {
    let places: Vec<usize> = cues(block, cue).collect();
    for from in places {
        let at = number_after(block, from).filter(|at| *at <= from + REACH);
        let Some(at) =
            at.filter(|at| is_one(block.folded(*at)) && !found.is_taken(&(*at..*at + 1)))
        else {
            continue;
        };
        let normal = format!("{name}-{}", block.folded(at));
        found.take(block, Finding::new(Kind::Ship, block.span(&(at..at + 1)), normal, 0.97));
    }
}

/// Tells whether seven digits are an IMO number: the last one is that of the others weighed by 7 to 2.
fn is_imo(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    let sum: usize = bytes
        .iter()
        .zip((2..=7).rev())
        .map(|(byte, weight)| usize::from(byte - b'0') * weight)
        .sum();
    bytes.len() == 7 && sum % 10 == usize::from(bytes[6] - b'0')
}

/// Tells whether nine digits are those of a ship's station, which begin with its country (201 to 775).
fn is_mmsi(digits: &str) -> bool {
    digits.len() == 9 && digits.starts_with(|first| matches!(first, '2'..='7'))
}
