//! Weeks of a year (ISO 8601): `2018-W22`, `2018-W22-3`, `week 22 of 2018`, `23-я неделя 2018 года`.

use std::ops::Range;

use jiff::civil::{Date, ISOWeekDate, Weekday};

use crate::tokenized::{Gap, TokenizedBlock};

use super::parts::{self, BARE_YEARS, ORDINAL, WEEK};

/// Reads a week that begins at word `at`, and returns its words with its first and last day.
pub(super) fn read(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Date, Date)> {
    if let Some((end, year, week, day)) = standard(block, at) {
        let (first, last) = day.map_or((Weekday::Monday, Weekday::Sunday), |day| (day, day));
        return Some((at..end, date(year, week, first)?, date(year, week, last)?));
    }
    let (noun, number) =
        if is_week(block, at) { (at, at + 1) } else { (after_number(block, at)?, at) };
    let week = block.number(number).filter(|week| week.len() <= 2)?.number;
    let second = number.max(noun);
    let is_near = block.gap(second).is_blank() || block.gap(second) == Gap::DotSpace;
    if !is_near || !is_week(block, noun) {
        return None;
    }
    let next = if noun == at { number + 1 } else { noun + 1 };
    let (year, end) = parts::after_small_words(block, next, |place| parts::year_at(block, place))?;
    let end = end + usize::from(parts::is_year_word(block, end));
    Some((at..end, date(year, week, Weekday::Monday)?, date(year, week, Weekday::Sunday)?))
}

/// Returns the word after a number and the end of its ordinal: `23-я`, `22nd`.
fn after_number(block: &TokenizedBlock, at: usize) -> Option<usize> {
    block.number(at)?;
    let is_ordinal = matches!(block.gap(at + 1), Gap::None | Gap::Dash)
        && parts::uses(block, at + 1) & ORDINAL != 0;
    Some(at + 1 + usize::from(is_ordinal))
}

/// Reads `2018-W22` and `2018-W22-3`: the word after it, the year, the week and the day.
fn standard(block: &TokenizedBlock, at: usize) -> Option<(usize, i16, u32, Option<Weekday>)> {
    let year =
        block.number(at).filter(|year| year.len() == 4 && BARE_YEARS.contains(&year.number))?;
    let is_week = block.word(at + 1).is_some() && block.folded(at + 1) == "w";
    let week = block.number(at + 2).filter(|week| week.len() == 2 && week.gap == Gap::None)?;
    if !is_week || !matches!(block.gap(at + 1), Gap::Dash | Gap::None) {
        return None;
    }
    let day = block.number(at + 3).filter(|day| day.len() == 1 && day.gap == Gap::Dash);
    let weekday = match day {
        Some(day) => Some(Weekday::from_monday_one_offset(parts::small(day.number)).ok()?),
        None => None,
    };
    Some((at + 3 + usize::from(day.is_some()), parts::year(year.number), week.number, weekday))
}

fn is_week(block: &TokenizedBlock, at: usize) -> bool {
    parts::uses(block, at) & WEEK != 0
}

fn date(year: i16, week: u32, day: Weekday) -> Option<Date> {
    Some(ISOWeekDate::new(year, parts::small(week), day).ok()?.date())
}
