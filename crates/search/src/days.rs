//! Which days a written date covers.

use std::fmt;

use crate::sign::DAYS;

/// Added to day numbers so that they have eight digits and sort as text.
const OFFSET: i64 = 50_000_000;

/// A range of days, both ends included, counted from 1970-01-01 in the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Days {
    /// The first day.
    pub first: i32,
    /// The last day.
    pub last: i32,
}

impl Days {
    /// The first day that can be named: 0000-01-01.
    pub const FIRST: i32 = -719_528;
    /// The last day that can be named: 9999-12-31.
    pub const LAST: i32 = 2_932_896;

    /// Reads an ISO 8601 date as precise as written — `2024`, `2024-05`, `2024-05-17`, with a time or without — or a
    /// range of two with `/` between; also `17.05.2024`.
    ///
    /// A range that runs backwards covers nothing and is refused.
    pub fn read(text: &str) -> Option<Self> {
        let Some((from, to)) = text.split_once('/') else { return read_date(text.trim()) };
        let (from, to) = (read_date(from.trim())?, read_date(to.trim())?);
        (from.first <= to.last).then_some(Self { first: from.first, last: to.last })
    }

    /// Tells whether the ranges share a day.
    pub fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Returns the term under which a date is indexed.
    pub(crate) fn term(self) -> String {
        let (first, last) = (i64::from(self.first) + OFFSET, i64::from(self.last) + OFFSET);
        format!("{DAYS}{first:08}{last:08}")
    }

    /// Tells whether the days that `term` stands for share one with these.
    pub(crate) fn overlap_term(self, term: &str) -> bool {
        Self::of_term(term).is_some_and(|days| days.overlaps(self))
    }

    fn of_term(term: &str) -> Option<Self> {
        let digits = term.strip_prefix(DAYS).filter(|digits| digits.len() == 16)?;
        let day = |digits: &str| i32::try_from(digits.parse::<i64>().ok()? - OFFSET).ok();
        Some(Self { first: day(digits.get(..8)?)?, last: day(digits.get(8..)?)? })
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "days {} to {}", self.first, self.last)
    }
}

fn read_date(text: &str) -> Option<Days> {
    let date = text.split(['T', 't', ' ']).next()?;
    let numbers: Vec<&str> = date.split('-').collect();
    match numbers[..] {
        [year] if year.contains('.') => read_dotted(year),
        // The basic format of ISO 8601.
        [day] if day.len() == 8 => {
            let part = |from: usize, to: usize| number(day.get(from..to)?, to - from);
            days_of(part(0, 4)?, Some(part(4, 6)?), Some(part(6, 8)?))
        }
        [year] => days_of(number(year, 4)?, None, None),
        [year, month] => days_of(number(year, 4)?, Some(number(month, 2)?), None),
        [year, month, day] => {
            days_of(number(year, 4)?, Some(number(month, 2)?), Some(number(day, 2)?))
        }
        _ => None,
    }
}

fn read_dotted(text: &str) -> Option<Days> {
    let parts: Vec<&str> = text.split('.').collect();
    let [day, month, year] = parts[..] else { return None };
    let short = |digits: &str| number(digits, digits.len().clamp(1, 2));
    days_of(number(year, 4)?, Some(short(month)?), Some(short(day)?))
}

fn number(digits: &str, length: usize) -> Option<i32> {
    let is_number = digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

fn days_of(year: i32, month: Option<i32>, day: Option<i32>) -> Option<Days> {
    if !(1..=12).contains(&month.unwrap_or(1))
        || !(1..=days_in(year, month.unwrap_or(1))).contains(&day.unwrap_or(1))
    {
        return None;
    }
    let first = day_number(year, month.unwrap_or(1), day.unwrap_or(1));
    let last_month = month.unwrap_or(12);
    let last = day_number(year, last_month, day.unwrap_or_else(|| days_in(year, last_month)));
    Some(Days { first, last })
}

fn days_in(year: i32, month: i32) -> i32 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Counts days from 1970-01-01, with years that begin in March so that leap days come last.
fn day_number(year: i32, month: i32, day: i32) -> i32 {
    let shifted = if month > 2 { year } else { year - 1 };
    let century_cycle = shifted.div_euclid(400);
    let year_in_cycle = shifted.rem_euclid(400);
    let day_in_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_in_cycle = year_in_cycle * 365 + year_in_cycle / 4 - year_in_cycle / 100 + day_in_year;
    century_cycle * 146_097 + day_in_cycle - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_covers_as_many_days_as_it_leaves_open() {
        assert_eq!(Days::read("1970-01-01"), Some(Days { first: 0, last: 0 }));
        assert_eq!(Days::read("1970"), Some(Days { first: 0, last: 364 }));
        assert_eq!(Days::read("2024-02"), Some(Days { first: 19_754, last: 19_782 }));
        assert_eq!(Days::read("2024-02-29T10:00:00Z"), Some(Days { first: 19_782, last: 19_782 }));
        assert_eq!(Days::read("29.2.2024"), Days::read("2024-02-29"));
        assert_eq!(Days::read("20240229"), Days::read("2024-02-29"));
        assert_eq!(Days::read("20240230"), None);
        assert_eq!(Days::read("1970-01/1970-02"), Some(Days { first: 0, last: 58 }));
        assert_eq!(Days::read("0000-01-01").map(|days| days.first), Some(Days::FIRST));
        assert_eq!(Days::read("9999").map(|days| days.last), Some(Days::LAST));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["", "2023-02-29", "20245", "2024-13", "yesterday", "2024/2023", "1.2", "٢٠٢٤"]
        {
            assert_eq!(Days::read(text), None, "{text}");
        }
    }

    #[test]
    fn the_term_keeps_the_days() {
        let days = Days::read("1899-12-30/2024").expect("both are dates");
        assert!(days.overlap_term(&days.term()));
        assert_eq!(Days::of_term(&days.term()), Some(days));
        assert!(!days.overlap_term("19"));
    }
}
