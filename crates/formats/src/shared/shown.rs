//! What a cell reads: its value, and beside it what a program shows of it where that says more or something else.

/// Returns a number as it is shown, with its value in brackets where that is not to be read from it.
pub(crate) fn number(value: &str, shown: &str) -> String {
    let shown = shown.trim();
    if shown.is_empty() {
        value.to_owned()
    } else if holds(shown, value) {
        shown.to_owned()
    } else {
        format!("{shown} [{value}]")
    }
}

/// Tells whether a value stands in what is shown, with no digits before or behind it: `12` in `12.00 EUR`.
fn holds(shown: &str, value: &str) -> bool {
    shown.match_indices(value).any(|(at, _)| {
        let before = shown[..at].chars().next_back();
        let after = shown[at + value.len()..].chars().next();
        !before.into_iter().chain(after).any(char::is_alphanumeric)
    })
}

/// Returns a day or moment (ISO 8601) with what is shown of it in brackets, unless that can be taken for another day.
pub(crate) fn date(value: &str, shown: &str) -> String {
    let shown = shown.trim();
    if shown.is_empty() || value.starts_with(shown) || is_ambiguous(shown) {
        value.to_owned()
    } else {
        format!("{value} [{shown}]")
    }
}

/// Returns what a field shows of a day (ISO 8601), with the day behind it unless the year is to be read from that already.
pub(crate) fn day(value: &str, shown: &str) -> String {
    let year = value.split('-').find(|part| !part.is_empty()).unwrap_or(value);
    if shown.trim().is_empty() || holds(shown, value) {
        value.to_owned()
    } else if holds(shown, year) && !is_ambiguous(shown) {
        shown.to_owned()
    } else {
        format!("{shown} [{value}]")
    }
}

/// Tells whether nothing but the order of its numbers says which of them is the day: `02/01/2021`, `03-04-05`.
fn is_ambiguous(shown: &str) -> bool {
    let numbers: Vec<&str> = shown.split(|letter: char| !letter.is_ascii_digit()).collect();
    let mut numbers = numbers.iter().filter(|digits| !digits.is_empty());
    let has_word = shown.chars().any(char::is_alphabetic);
    let (Some(first), Some(second), Some(_)) = (numbers.next(), numbers.next(), numbers.next())
    else {
        return false;
    };
    let could_be_a_month = |digits: &str| digits.parse().is_ok_and(|number: u32| number <= 12);
    !has_word && first != second && could_be_a_month(first) && could_be_a_month(second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stands_as_shown_and_with_its_value() {
        assert_eq!(number("1234567.5", "1,234,567.50 EUR"), "1,234,567.50 EUR [1234567.5]");
        assert_eq!(number("7", "7"), "7");
        assert_eq!(number("7", ""), "7");
    }

    #[test]
    fn a_day_stands_behind_what_shows_a_part_of_it() {
        assert_eq!(day("2020-11-05", "5 nov."), "5 nov. [2020-11-05]");
        assert_eq!(day("2020-11-05", "5 novembre 2020"), "5 novembre 2020");
        assert_eq!(day("2020-11-05", "11/05/2020"), "11/05/2020 [2020-11-05]");
        assert_eq!(day("2020-11-05", ""), "2020-11-05");
    }

    #[test]
    fn a_date_stands_with_what_is_shown_unless_that_reads_as_another_day() {
        assert_eq!(date("2021-10-18", "10-18"), "2021-10-18 [10-18]");
        assert_eq!(date("2021-10-18", "18/10/2021"), "2021-10-18 [18/10/2021]");
        assert_eq!(date("2021-02-01", "1 Feb 2021"), "2021-02-01 [1 Feb 2021]");
        assert_eq!(date("2021-02-01", "02/01/2021"), "2021-02-01");
        assert_eq!(date("2021-02-01 10:00:00", "2021-02-01"), "2021-02-01 10:00:00");
    }
}
