//! Day and time as signals write them: `171430Z MAY 19`, `171430ZMAY2019`.

use std::ops::Range;

use crate::tokenized::{Gap, Shape, TokenizedBlock};

use super::parts::{self, MONTHS, When, century, small, year};
use super::reading::Reading;

/// Reads day, hour and minute, the letter of the zone, the month and the year.
pub(super) fn read(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Reading)> {
    let time = block.number(at).filter(|time| time.len() == 6)?.number;
    let is_time = time / 100 % 100 < 24 && time % 100 < 60;
    let zone = block
        .word(at + 1)
        .filter(|zone| zone.gap == Gap::None && zone.shape == Shape::Upper && is_time)?;
    let (month, of_year) = if zone.len() == 1 {
        let (month, end) = parts::month(block, at + 2)?;
        (month, Some(end).filter(|end| *end == at + 3 && block.gap(at + 2).is_blank())?)
    } else {
        (month_after_zone(block.folded(at + 1))?, at + 2)
    };
    let number = block
        .number(of_year)
        .filter(|_| matches!(block.gap(of_year), Gap::Space | Gap::None | Gap::Line))?;
    let year = match number.len() {
        2 => century(number.number),
        4 => year(number.number),
        _ => return None,
    };
    let when = When::new(year, Some(month), Some(small(time / 10_000)))?;
    Some((at..of_year + 1, Reading::One(when, 0.9)))
}

/// Returns the month of `ZMAY`.
fn month_after_zone(folded: &str) -> Option<i8> {
    let month = TokenizedBlock::cut(folded.get(1..)?);
    MONTHS.longest(&month, 0).map(|(_, month)| *month)
}
