//! Days by their number in the year: `the 150th day of 2019`, `150-й день 2019 года`, `Julian day 2019-150`.

use std::ops::{Range, RangeInclusive};

use jiff::ToSpan;
use jiff::civil::Date;

use crate::tokenized::{Gap, TokenizedBlock};

use super::parts::{self, BARE_YEARS, DAY, OF, ORDINAL};

/// Numbers of days that no month has, so that `day 3 of 2019` may count those of a fair.
const NUMBERS: RangeInclusive<u32> = 32..=366;
/// Words before figures that are year and day: `Julian day 2019-150`.
const JULIAN: [&str; 4] = ["julian", "doy", "julien", "juliano"];
/// Within how many words such a word stands.
const JULIAN_WITHIN: usize = 3;

/// Reads such a day around or from the number at `at` on, and returns its words.
pub(super) fn read(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Date)> {
    julian(block, at).or_else(|| worded(block, at))
}

/// Reads `2019-150` behind a word that tells what it is.
fn julian(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Date)> {
    let year =
        block.number(at).filter(|year| year.len() == 4 && BARE_YEARS.contains(&year.number))?;
    let day = block.number(at + 1).filter(|day| day.len() == 3 && day.gap == Gap::Dash)?;
    let mut before = at.saturating_sub(JULIAN_WITHIN)..at;
    let is_told = before.any(|word| JULIAN.contains(&block.folded(word)));
    let date = date(parts::year(year.number), day.number).filter(|_| is_told)?;
    Some((at..at + 2, date))
}

/// Reads `150th day of 2019` and, with the noun before it, `day 150 of 2019`.
fn worded(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Date)> {
    let number = block.number(at).filter(|day| NUMBERS.contains(&day.number))?.number;
    let is_noun = |at: usize| parts::uses(block, at) & DAY != 0 && block.gap(at).is_blank();
    let is_ordinal = matches!(block.gap(at + 1), Gap::None | Gap::Dash | Gap::Dot)
        && parts::uses(block, at + 1) & ORDINAL != 0;
    let (start, next) = if is_ordinal && is_noun(at + 2) {
        (at, at + 3)
    } else {
        let noun = at.checked_sub(1).filter(|noun| parts::uses(block, *noun) & DAY != 0)?;
        let is_linked = block.gap(at).is_blank() && parts::uses(block, at + 1) & OF != 0;
        (noun, Some(at + 1).filter(|_| is_linked)?)
    };
    let (year, end) = parts::after_small_words(block, next, |place| parts::year_at(block, place))?;
    let end = end + usize::from(parts::is_year_word(block, end));
    Some((start..end, date(year, number)?))
}

/// Returns the day of a year with this number.
fn date(year: i16, number: u32) -> Option<Date> {
    let first = Date::new(year, 1, 1).ok()?;
    let date = first.checked_add(i64::from(number.checked_sub(1)?).days()).ok()?;
    (date.year() == year).then_some(date)
}
