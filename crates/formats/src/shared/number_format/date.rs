//! How a serial number of days is shown as a date, a time or a duration.

use super::code::{Section, Token};
use super::plain;
use super::words::Named;
use crate::shared::time::date_of_day;

/// The last serial number that is a date: 9999-12-31.
const LAST_DATE: f64 = 2_958_466.0;
const SECONDS_A_DAY: f64 = 86_400.0;

/// A moment.
pub(super) struct Moment {
    year: i64,
    month: i64,
    day: i64,
    /// Sunday is 0.
    weekday: i64,
    seconds: i64,
}

impl Moment {
    /// Finds the moment of a serial number.
    pub(super) fn of(serial: f64, from_1904: bool) -> Option<Self> {
        if !(0.0..LAST_DATE).contains(&serial) {
            return None;
        }
        let seconds = (serial.fract() * SECONDS_A_DAY).round();
        let carried = seconds >= SECONDS_A_DAY;
        #[expect(clippy::cast_possible_truncation, reason = "it is below the last date")]
        let (days, seconds) = (serial.trunc() as i64 + i64::from(carried), seconds as i64);
        let seconds = if carried { 0 } else { seconds };
        let since_1970 = match days {
            _ if from_1904 => days - 24_107,
            0..=59 => days - 25_568,
            _ => days - 25_569,
        };
        let weekday = (since_1970 + 4).rem_euclid(7);
        let (year, month, day) = match days {
            60 if !from_1904 => (1900, 2, 29),
            _ => date_of_day(since_1970),
        };
        Some(Self { year, month, day, weekday, seconds })
    }

    /// Returns the day, ISO 8601.
    pub(super) fn day(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// Returns the time of day.
    pub(super) fn clock(&self) -> String {
        clock(self.seconds)
    }
}

fn clock(seconds: i64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Returns a number of days as hours, minutes and seconds.
pub(super) fn duration(days: f64) -> String {
    let sign = if days < 0.0 { "-" } else { "" };
    whole_seconds(days).map_or_else(|| plain(days), |seconds| format!("{sign}{}", clock(seconds)))
}

fn whole_seconds(days: f64) -> Option<i64> {
    let seconds = (days.abs() * SECONDS_A_DAY).round();
    #[expect(clippy::cast_possible_truncation, reason = "it is below 10^12")]
    (seconds < 1e12).then_some(seconds as i64)
}

/// Returns what a section shows of a serial number.
pub(super) fn show(section: &Section, serial: f64, from_1904: bool) -> Option<String> {
    let elapsed = whole_seconds(serial)?;
    let moment = Moment::of(serial.abs(), from_1904)?;
    let is_duration = section.tokens.iter().any(|token| matches!(token, Token::Elapsed(..)));
    if serial < 0.0 && !is_duration {
        return None;
    }
    let has_half_days = section.tokens.iter().any(|token| matches!(token, Token::HalfDay { .. }));
    let mut text = if serial < 0.0 { "-".to_owned() } else { String::new() };
    let mut tokens = section.tokens.iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            Token::Literal(literal) => text.push_str(literal),
            Token::Moment(letter, count) => {
                text.push_str(&part(&moment, *letter, *count, has_half_days, section.named));
            }
            Token::Elapsed(letter, width) => {
                let unit = match letter {
                    'h' => 3600,
                    'm' => 60,
                    _ => 1,
                };
                let number = (elapsed / unit).to_string();
                text.extend(std::iter::repeat_n('0', width.saturating_sub(number.len())));
                text += &number;
            }
            Token::HalfDay { is_short } => {
                let half = if moment.seconds < 43_200 { "AM" } else { "PM" };
                text.push_str(if *is_short { &half[..1] } else { half });
            }
            // Parts of a second are not kept.
            Token::Point => match tokens.peek() {
                Some(Token::Digit(_)) => {}
                _ => text.push('.'),
            },
            Token::Comma => text.push(','),
            _ => {}
        }
    }
    Some(text.trim().to_owned())
}

fn part(moment: &Moment, letter: char, count: usize, has_half_days: bool, named: Named) -> String {
    let numbered =
        |number: i64| if count == 1 { number.to_string() } else { format!("{number:02}") };
    let index = |number: i64| usize::try_from(number).unwrap_or(0);
    match letter {
        'y' if count <= 2 => format!("{:02}", moment.year % 100),
        'y' => format!("{:04}", moment.year),
        'M' if count > 2 => named.month(index(moment.month - 1), count),
        'M' => numbered(moment.month),
        'd' if count > 2 => named.day(index(moment.weekday), count),
        'd' => numbered(moment.day),
        'h' if has_half_days => numbered((moment.seconds / 3600 + 11) % 12 + 1),
        'h' => numbered(moment.seconds / 3600),
        'm' => numbered(moment.seconds / 60 % 60),
        _ => numbered(moment.seconds % 60),
    }
}
