//! Days in figures that share a month or a year: `12-14.03.2019`, `с 28.02 по 03.03.2019`, `12 и 14.03.2019`.

use std::ops::Range;

use crate::tokenized::{Gap, TokenizedBlock};

use super::figures::{numeric, roman_date};
use super::parts::{
    AND, BETWEEN, FROM, UNTIL, When, is_dash_after_point, is_numbered, opener, separator, small,
    uses,
};
use super::reading::Reading;

/// The most days before a date that share its month.
const MOST_DAYS: usize = 12;

/// A day, perhaps with its month, and the word after it.
struct Start {
    day: i8,
    month: Option<i8>,
    end: usize,
}

/// How the start is linked with the whole date behind it.
enum Link {
    Period,
    /// A slash: the night between two days.
    Night,
    List,
}

/// Reads such days that begin at word `at`.
pub(super) fn read(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Reading)> {
    if is_numbered(block, at) {
        return None;
    }
    let start = with_month(block, at).or_else(|| day_alone(block, at))?;
    let (next, link) = link(block, at, &start)?;
    let (end, last) = whole(block, next)?;
    // `1.3` is a day where the whole date has its month in one digit, too.
    let is_short = |month: usize| block.number(month).is_some_and(|month| month.len() == 1);
    let is_closed = block.gap_text(start.end).starts_with('.');
    if start.month.is_some() && !is_closed && is_short(at + 1) && !is_short(next + 1) {
        return None;
    }
    let first = first(&start, last)?;
    let reading = match link {
        Link::Night if start.day + 1 != last.day? => return None,
        Link::Night | Link::Period => Reading::Period(first, last),
        Link::List => Reading::Several(vec![(at..start.end, first), (next..end, last)]),
    };
    (first < last).then_some((at..end, reading))
}

/// Reads the whole date behind a day, its month in figures or in Roman figures, and returns the word after it.
fn whole(block: &TokenizedBlock, at: usize) -> Option<(usize, When)> {
    let Some((end, figures)) = numeric(block, at) else {
        return roman_date(block, at).map(|(end, when, _)| (end, when));
    };
    let is_whole = figures.swapped.is_none() && separator(block, at + 1) != Some(Gap::Dash);
    is_whole.then_some((end, figures.when))
}

/// Reads three days and more before a whole date in figures: `1, 2 и 15.03.2019`.
pub(super) fn row(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Reading)> {
    if is_numbered(block, at) {
        return None;
    }
    let mut days = vec![day_alone(block, at)?];
    while block.gap(days.last()?.end) == Gap::Comma && days.len() < MOST_DAYS {
        days.push(day_alone(block, days.last()?.end)?);
    }
    let end = days.last()?.end;
    let is_linked = uses(block, end) & AND != 0 && block.gap(end).is_blank();
    let (end_of_last, last) = whole(block, end + 1).filter(|_| is_linked && days.len() > 1)?;
    let mut dates = Vec::with_capacity(days.len() + 1);
    for (number, day) in days.iter().enumerate() {
        dates.push((at + number..day.end, When::new(last.year, last.month, Some(day.day))?));
    }
    dates.push((end + 1..end_of_last, last));
    let ascend = dates.is_sorted_by(|(_, one), (_, next)| one < next);
    ascend.then_some((at..end_of_last, Reading::Several(dates)))
}

/// Returns the first date; where it would stand behind the last one, it is of the year before.
fn first(start: &Start, last: When) -> Option<When> {
    last.day?;
    let first = When::new(last.year, start.month.or(last.month), Some(start.day))?;
    if first > last && start.month.is_some() {
        When::new(last.year - 1, start.month, Some(start.day))
    } else {
        Some(first)
    }
}

fn day_alone(block: &TokenizedBlock, at: usize) -> Option<Start> {
    let day = block.number(at).filter(|day| day.len() <= 2)?;
    Some(Start { day: small(day.number), month: None, end: at + 1 })
}

/// Reads `28.02` and `28/02`.
fn with_month(block: &TokenizedBlock, at: usize) -> Option<Start> {
    let month =
        block.number(at + 1).filter(|month| month.len() <= 2 && matches!(month.number, 1..=12))?;
    let sign = separator(block, at + 1).filter(|sign| matches!(sign, Gap::Dot | Gap::Slash))?;
    // `12/13.03.2019` is a night.
    let goes_on = separator(block, at + 2)
        .is_some_and(|next| next == sign || sign == Gap::Slash && next == Gap::Dot);
    let day = day_alone(block, at).filter(|_| !goes_on)?;
    Some(Start { month: Some(small(month.number)), end: at + 2, ..day })
}

/// Returns where the whole date begins, and how it is linked.
fn link(block: &TokenizedBlock, at: usize, start: &Start) -> Option<(usize, Link)> {
    let end = start.end;
    if block.gap(end) == Gap::Dash || is_dash_after_point(block, end) {
        return Some((end, Link::Period));
    }
    if separator(block, end) == Some(Gap::Slash) && start.month.is_none() {
        return Some((end, Link::Night));
    }
    let opener = opener(block, at);
    let is_near =
        block.gap(end).is_blank() || start.month.is_some() && block.gap(end) == Gap::DotSpace;
    let link = uses(block, end);
    let is_period =
        link & UNTIL != 0 && opener & FROM != 0 || link & AND != 0 && opener & BETWEEN != 0;
    let link = match (is_period, link & AND != 0) {
        (true, _) => Link::Period,
        (false, true) => Link::List,
        (false, false) => return None,
    };
    is_near.then_some((end + 1, link))
}
