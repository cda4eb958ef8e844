//! Dates of the Islamic calendar: `15 رمضان 1440 هـ`.
//!
//! Months begin when the new moon is seen or as a country's tables have it, so that a date stands for one of three days.
//! They are counted by the tabular calendar (30-year cycle, civil epoch), which is off from Umm al-Qura, the calendar of
//! Saudi Arabia, by one day at most.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::lexicon::{Words, role};
use crate::phrase::{self, Phrases};
use crate::table;
use crate::tokenized::{Gap, TokenizedBlock};

use super::parts;

/// Years of the calendar that are read: 1883 to 2076.
const YEARS: std::ops::RangeInclusive<u32> = 1300..=1500;
/// The Julian day number of 1 January 1970.
const UNIX_EPOCH: i64 = 2_440_588;
/// By how many days a date may be off.
const ERROR: i64 = 1;

static MONTHS: LazyLock<Phrases<Option<i64>>> = LazyLock::new(|| {
    let mut months = Phrases::default();
    for row in table::rows(include_str!("../../../data/hijri-months.tsv")) {
        table::phrases(table::cell(&row, 2))
            .for_each(|phrase| months.add(phrase, row[0].parse().ok()));
    }
    months
});

/// Enters the names of the months and of the era.
pub(crate) fn learn(words: &mut Words) {
    phrase::learn(words, role::HIJRI, &MONTHS);
}

/// Reads a date of the calendar that begins at word `at`, and returns its words with the first and last day that it may
/// be.
pub(crate) fn read(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Date, Date)> {
    let (end, year, month, day) =
        worded(block, at).or_else(|| figures(block, at)).or_else(|| year_alone(block, at))?;
    let first = gregorian(year, month.unwrap_or(1), day.unwrap_or(1))?;
    let last = match (month, day) {
        (Some(month), Some(day)) => gregorian(year, month, day)?,
        (Some(12), None) | (None, _) => gregorian(year + 1, 1, 0)?,
        (Some(month), None) => gregorian(year, month + 1, 0)?,
    };
    let first = first.checked_sub(ERROR.days()).ok()?;
    Some((at..end, first, last.checked_add(ERROR.days()).ok()?))
}

/// Returns the day of the Gregorian calendar; day 0 is the last one of the month before.
fn gregorian(year: i64, month: i64, day: i64) -> Option<Date> {
    let number = (11 * year + 3) / 30 + 354 * year + 30 * month - (month - 1) / 2 + day + 1_948_055;
    Date::constant(1970, 1, 1).checked_add((number - UNIX_EPOCH).days()).ok()
}

/// The word after it, its year, month and day.
type Parts = (usize, i64, Option<i64>, Option<i64>);

/// Reads `15 رمضان 1440`, `Ramadan 1440`, with or without the era.
fn worded(block: &TokenizedBlock, at: usize) -> Option<Parts> {
    let day = parts::day(block, at);
    let from = day.map_or(at, |(_, end)| end);
    let (month, end) = match day {
        Some(_) => parts::after_small_words(block, from, |place| month(block, place))?,
        None => month(block, from)?,
    };
    let (year, end) = parts::after_small_words(block, end, |place| year(block, place))?;
    let day = day.map(|(day, _)| i64::from(day));
    (day.is_none_or(|day| day <= 30))
        .then(|| (era(block, end).unwrap_or(end), year, Some(month), day))
}

fn month(block: &TokenizedBlock, at: usize) -> Option<(i64, usize)> {
    block.word(at).filter(|word| word.has(role::HIJRI))?;
    MONTHS.longest(block, at).and_then(|(len, month)| Some(((*month)?, at + len)))
}

fn year(block: &TokenizedBlock, at: usize) -> Option<(i64, usize)> {
    let number =
        block.number(at).filter(|number| number.len() == 4 && YEARS.contains(&number.number));
    number.map(|number| (i64::from(number.number), at + 1))
}

/// Returns the word after the era, `هـ` or `AH`, where it stands at `at` or after small words.
fn era(block: &TokenizedBlock, at: usize) -> Option<usize> {
    let era = |place: usize| {
        block.word(place).filter(|word| word.has(role::HIJRI))?;
        MONTHS
            .longest(block, place)
            .filter(|(_, month)| month.is_none())
            .map(|(len, _)| place + len)
    };
    let at = at + usize::from(parts::is_year_word(block, at));
    parts::after_small_words(block, at, era)
}

/// Reads `15/9/1440 هـ` and `1440/9/15 هـ`.
fn figures(block: &TokenizedBlock, at: usize) -> Option<Parts> {
    let sign = parts::separator(block, at + 1)?;
    let month = block
        .number(at + 1)
        .filter(|month| month.len() <= 2 && (1..=12).contains(&month.number))?;
    let day_at = |at: usize| {
        let day =
            block.number(at).filter(|day| day.len() <= 2 && (1..=30).contains(&day.number))?;
        Some(i64::from(day.number))
    };
    parts::separator(block, at + 2).filter(|other| *other == sign)?;
    let (year, day) = match year(block, at) {
        Some((year, _)) => (year, day_at(at + 2)?),
        None => (year(block, at + 2)?.0, day_at(at)?),
    };
    Some((era(block, at + 3)?, year, Some(i64::from(month.number)), Some(day)))
}

/// Reads `1440 هـ`.
fn year_alone(block: &TokenizedBlock, at: usize) -> Option<Parts> {
    let (year, end) = year(block, at)?;
    let touches = matches!(block.gap(end), Gap::Space | Gap::None | Gap::Open | Gap::Line);
    Some((era(block, end).filter(|_| touches)?, year, None, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_differ_from_umm_al_qura_by_one_at_most() {
        // Days that the calendar of Saudi Arabia fixes: new years, the first of Ramadan, the feast of sacrifice.
        let table = [
            ((1420, 1, 1), "1999-04-17"),
            ((1437, 1, 1), "2015-10-14"),
            ((1440, 1, 1), "2018-09-11"),
            ((1440, 9, 1), "2019-05-06"),
            ((1441, 12, 10), "2020-07-31"),
            ((1445, 1, 1), "2023-07-19"),
            ((1445, 9, 1), "2024-03-11"),
        ];
        for ((year, month, day), expected) in table {
            let expected: Date = expected.parse().expect("the table has dates");
            let found = gregorian(year, month, day).expect("the day is of this era");
            assert!((found - expected).get_days().abs() <= 1, "{year}-{month}-{day}: {found}");
        }
    }
}
