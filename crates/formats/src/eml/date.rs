//! When a mail was sent, in the many ways that this is written.

use mail_parser::DateTime;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Reads a date as RFC 5322 §3.3 has it, into ISO 8601.
pub(super) fn rfc_5322(text: &str) -> Option<String> {
    let date = DateTime::parse_rfc822(text)?;
    date.is_valid().then(|| date.to_rfc3339())
}

/// Reads a date whose parts can be told, in whatever order: a month by its English name (or year-month-day in figures), a
/// day, a year of four figures, perhaps a time and a zone.
pub(super) fn lenient(text: &str) -> Option<String> {
    let tokens: Vec<&str> =
        text.split([' ', ',', '\t', '(', ')', 'T']).filter(|token| !token.is_empty()).collect();
    let (year, month, day) =
        tokens.iter().find_map(|token| figures(token)).or_else(|| named(&tokens))?;
    let is_date =
        (1970..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let time = tokens.iter().find_map(|token| time(token)).unwrap_or_default();
    is_date.then(|| format!("{year:04}-{month:02}-{day:02}{time}"))
}

/// Reads `2011-07-08`.
fn figures(token: &str) -> Option<(u32, u32, u32)> {
    let mut parts = token.split('-').map(number);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    (year > 31).then_some((year, month, day))
}

/// Reads a month by name with the day and year beside it; `8-Jul-2011` too.
fn named(tokens: &[&str]) -> Option<(u32, u32, u32)> {
    let tokens: Vec<&str> = tokens.iter().flat_map(|token| token.split('-')).collect();
    let at = tokens.iter().position(|token| month(token).is_some())?;
    let day = [at + 1, at.wrapping_sub(1)].into_iter();
    let day = day.filter_map(|at| number(tokens.get(at)?)).find(|day| (1..=31).contains(day))?;
    let year = tokens[at..].iter().filter_map(|token| number(token)).find(|year| *year > 31)?;
    Some((year, month(tokens[at])?, day))
}

fn month(token: &str) -> Option<u32> {
    let start = token.get(..3)?.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| *month == start)?;
    u32::try_from(at + 1).ok()
}

/// Reads `12:08` or `12:08:34`; without a zone, as those who wrote so did not say which.
fn time(token: &str) -> Option<String> {
    let parts: Vec<u32> = token.split(':').map(number).collect::<Option<_>>()?;
    match parts[..] {
        [hour, minute] if hour < 24 && minute < 60 => Some(format!("T{hour:02}:{minute:02}:00")),
        [hour, minute, second] if hour < 24 && minute < 60 && second < 61 => {
            Some(format!("T{hour:02}:{minute:02}:{second:02}"))
        }
        _ => None,
    }
}

fn number(text: &str) -> Option<u32> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_other_orders_are_read() {
        let dates = [
            ("Fri Mar 10 2006 13:40:00 GMT+0100", "2006-03-10T13:40:00"),
            ("2011-07-08 12:08", "2011-07-08T12:08:00"),
            ("8-Jul-2011 1:08:34", "2011-07-08T01:08:34"),
            ("Friday, July 8, 2011", "2011-07-08"),
        ];
        for (written, read) in dates {
            assert_eq!(lenient(written).as_deref(), Some(read), "{written}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in ["", "the day after", "31", "99-99-99", "May I?", "Jul 45 2011"] {
            assert_eq!(lenient(text), None, "{text}");
        }
    }
}
