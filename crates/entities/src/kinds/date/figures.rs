//! Dates in figures: `17.05.2024`, `2024-05-17`, `24. 02. 2022`, `00.05.1975`.

use crate::finding::DateCue;
use crate::kinds::date_role;
use crate::tokenized::{Gap, Shape, TokenizedBlock, Word};

use super::parts::{
    self, BARE_YEARS, ORDINAL, When, YEARS, century, is_of_section, is_year_word, separator, small,
    uses, year,
};

/// Tells whether the number goes on from another one, as in a section or telephone number; two whole dates may be
/// joined by a dash.
pub(super) fn in_chain(block: &TokenizedBlock, at: usize) -> bool {
    let is_joined = at > 0 && separator(block, at).is_some() && block.words[at - 1].is_number();
    let follows_date =
        || separator(block, at) == Some(Gap::Dash) && at >= 3 && is_whole_date(block, at - 3);
    is_joined && !follows_date()
}

/// A date in figures.
pub(super) struct Figures {
    pub(super) when: When,
    /// The reading with day and month exchanged, where there is one.
    pub(super) swapped: Option<When>,
    pub(super) order: Order,
}

/// Which of day and month stands first, as far as it shows.
pub(super) enum Order {
    Plain,
    DayFirst,
    MonthFirst,
}

pub(super) fn numeric(block: &TokenizedBlock, at: usize) -> Option<(usize, Figures)> {
    let first = block.number(at)?;
    let ordinal = block.gap(at + 1) == Gap::None && uses(block, at + 1) & ORDINAL != 0;
    let next = at + 1 + usize::from(ordinal);
    let (second, third) = (block.number(next)?, block.number(next + 1)?);
    let sign = sign_of_date(block, at, next)?;
    if sign == Gap::Other && third.len() == 2 && first.len() != 4 || is_of_section(block, at) {
        return None;
    }
    if goes_on(block, next + 2) {
        return None;
    }
    let plain = |when| Some((next + 2, Figures { when, swapped: None, order: Order::Plain }));
    if first.len() == 4 && second.len() <= 2 && third.len() <= 2 && YEARS.contains(&first.number) {
        return plain(as_far_as_known(year(first.number), second.number, third.number)?);
    }
    let year = match third.len() {
        4 if YEARS.contains(&third.number) && first.len() <= 2 && second.len() <= 2 => {
            year(third.number)
        }
        2 if parts::is_numbered(block, at) => return None,
        2 if first.len() == 2 && second.len() == 2
            || first.len() <= 2
                && second.len() <= 2
                && (is_told(block, at, next + 2) || is_american(sign, first, second)) =>
        {
            century(third.number)
        }
        _ => return None,
    };
    let day_first = as_far_as_known(year, second.number, first.number);
    let month_first = When::new(year, Some(small(first.number)), Some(small(second.number)));
    if sign == Gap::Dot || ordinal || first.number == 0 {
        // `10.31.1974`
        let is_whole = third.len() == 4 && !ordinal;
        return plain(day_first.or(month_first.filter(|_| is_whole))?);
    }
    let figures = match (day_first, month_first) {
        (Some(a), Some(b)) if a == b => Figures { when: a, swapped: None, order: Order::Plain },
        (Some(a), Some(b)) => Figures { when: a, swapped: Some(b), order: Order::Plain },
        (Some(a), None) => Figures { when: a, swapped: None, order: Order::DayFirst },
        (None, Some(b)) => Figures { when: b, swapped: None, order: Order::MonthFirst },
        (None, None) => return None,
    };
    Some((next + 2, figures))
}

/// Tells whether slashes and a second number that is no month show the order of America: `5/20/19`.
fn is_american(sign: Gap, first: &Word, second: &Word) -> bool {
    sign == Gap::Slash && matches!(first.number, 1..=12) && matches!(second.number, 13..=31)
}

/// Returns the sign between the parts of a date: one that touches them, `24. 02. 2022` with all digits, or a blank where a
/// label tells a date, `DOB 05 02 1975`.
fn sign_of_date(block: &TokenizedBlock, at: usize, next: usize) -> Option<Gap> {
    if let Some(sign) = separator(block, next) {
        return (separator(block, next + 1) == Some(sign)).then_some(sign);
    }
    let lengths = [at, next, next + 1].map(|at| block.number(at).map_or(0, Word::len));
    let signs = [next, next + 1].map(|at| block.gap_text(at).trim());
    let is_whole = matches!(lengths, [2, 2, 4] | [4, 2, 2]);
    let is_short = || {
        let is_year = |at| block.number(at).is_some_and(|year| BARE_YEARS.contains(&year.number));
        matches!(lengths, [1 | 2, 1 | 2, 4]) && is_year(next + 1)
    };
    // a day in quotes, `«17» 05 2019 г.`
    let is_gap = |gap| matches!(gap, Gap::Space | Gap::Quote);
    let is_blank = || [next, next + 1].iter().all(|at| is_gap(block.gap(*at)));
    let is_dotted = signs == ["."; 2];
    // as scans part them: `18 / 04 / 1976`, `12 - 11 - 2018`
    let spaced = match signs {
        ["/", "/"] => Some(Gap::Slash),
        ["-", "-"] | ["–", "–"] => Some(Gap::Dash),
        _ => None,
    };
    if is_whole && spaced.is_some() {
        return spaced;
    }
    let is_labelled = || is_blank() && is_told(block, at, next + 2);
    (is_dotted && (is_whole || is_short()) || is_whole && is_labelled()).then_some(Gap::Dot)
}

/// Makes a date whose day is zero where nobody knows it, as in records of persons. Where the month is zero besides, the form
/// was filled in by a program, and its year is often no more than a guess: that is no date.
fn as_far_as_known(year: i16, month: u32, day: u32) -> Option<When> {
    match (month, day) {
        (0, 0) => None,
        (month, 0) => When::new(year, Some(small(month)), None),
        (month, day) => When::new(year, Some(small(month)), Some(small(day))),
    }
}

/// Tells whether a label or the word for a year makes a date of figures that may be those of a section: `7.5.95`.
pub(super) fn is_told(block: &TokenizedBlock, at: usize, end: usize) -> bool {
    let cue = date_role::cue(block, &(at..end));
    is_year_word(block, end) || matches!(cue, Some(DateCue::Birth | DateCue::Label))
}

/// Tells whether three numbers have the form of a date with all digits of its year, or with two of each part and points.
fn is_whole_date(block: &TokenizedBlock, at: usize) -> bool {
    let [first, second, third] = [at, at + 1, at + 2].map(|at| block.number(at));
    let (Some(first), Some(second), Some(third)) = (first, second, third) else { return false };
    let sign = separator(block, at + 1);
    let is_whole = match (first.len(), second.len(), third.len()) {
        (1 | 2, 1 | 2, 4) | (4, 2, 2) => sign.is_some(),
        (2, 2, 2) => sign == Some(Gap::Dot),
        _ => false,
    };
    is_whole && separator(block, at + 2) == sign
}

/// Tells whether another number is joined to the date: then it is something longer, unless it is a second date.
pub(super) fn goes_on(block: &TokenizedBlock, at: usize) -> bool {
    block.number(at).is_some()
        && match separator(block, at) {
            Some(Gap::Slash) => block.words[at].len() != 4 || block.number(at + 2).is_none(),
            Some(Gap::Dash) => !is_whole_date(block, at),
            Some(_) => true,
            None => false,
        }
}

/// Reads `21.VI.2019`, the month in Roman figures between two equal signs or blanks, and returns the word after it and the
/// sign.
pub(super) fn roman_date(block: &TokenizedBlock, at: usize) -> Option<(usize, When, Gap)> {
    let day = block.number(at).filter(|day| day.len() <= 2)?;
    let signs = (block.gap(at + 1), block.gap(at + 2));
    let year = roman_year(block, at + 2)?;
    let is_sign =
        |gap| matches!(gap, Gap::Dot | Gap::DotSpace | Gap::Slash | Gap::Dash | Gap::Space);
    // `15/III-2018`
    let is_one_sign = is_sign(signs.0) && (signs.0 == signs.1 || signs == (Gap::Slash, Gap::Dash));
    let month = match signs.0 {
        Gap::Dot | Gap::Slash | Gap::Dash => parts::roman_in_any_case(block, at + 1),
        _ => parts::roman(block, at + 1),
    };
    let month = month.filter(|_| is_one_sign && !goes_on(block, at + 3))?;
    let when = When::new(year, Some(month), Some(small(day.number)))?;
    Some((at + 3, when, signs.0))
}

/// Reads the year behind a month in Roman figures; one without its century behind a sign and a capital alone: `31.VIII.98`.
fn roman_year(block: &TokenizedBlock, at: usize) -> Option<i16> {
    let number = block.number(at)?;
    let is_sign = matches!(separator(block, at), Some(Gap::Dot | Gap::Slash));
    match number.len() {
        4 if YEARS.contains(&number.number) => Some(year(number.number)),
        2 if is_sign && block.words[at - 1].shape == Shape::Upper => Some(century(number.number)),
        _ => None,
    }
}

/// Reads `2019.V.17`, the year in front.
pub(super) fn roman_date_after_year(block: &TokenizedBlock, at: usize) -> Option<(usize, When)> {
    let number =
        block.number(at).filter(|year| year.len() == 4 && BARE_YEARS.contains(&year.number))?;
    let day = block.number(at + 2).filter(|day| day.len() <= 2)?;
    let sign = separator_of_roman(block, at + 1)?;
    let is_one_sign = separator_of_roman(block, at + 2) == Some(sign);
    let month = parts::roman(block, at + 1).filter(|_| is_one_sign && !goes_on(block, at + 3))?;
    let when = When::new(year(number.number), Some(month), Some(small(day.number)))?;
    Some((at + 3, when))
}

fn separator_of_roman(block: &TokenizedBlock, at: usize) -> Option<Gap> {
    separator(block, at).or_else(|| Some(block.gap(at)).filter(|gap| *gap == Gap::DotSpace))
}

/// Reads two dates in the order of day and month that one of them shows; where neither does, in both orders, the one with the
/// day first in front.
pub(super) fn in_one_order(first: &Figures, last: &Figures) -> Vec<(When, When)> {
    match (first.swapped, last.swapped, &first.order, &last.order) {
        (Some(start), Some(stop), ..) => vec![(first.when, last.when), (start, stop)],
        (Some(swapped), None, _, Order::MonthFirst) => vec![(swapped, last.when)],
        (None, Some(swapped), Order::MonthFirst, _) => vec![(first.when, swapped)],
        _ => vec![(first.when, last.when)],
    }
}
