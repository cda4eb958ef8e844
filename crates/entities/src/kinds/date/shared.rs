//! Days in figures that share a month or a year: `12-14.03.2019`, `с 28.02 по 03.03.2019`, `12 и 14.03.2019`.

use std::ops::Range;

use crate::tokenized::{Gap, TokenizedBlock};

use super::figures::numeric;
use super::parts::{
    AND, BETWEEN, FROM, UNTIL, When, is_dash_after_point, is_numbered, opener, separator, small,
    uses,
};
use super::reading::Reading;

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
    let (end, figures) = numeric(block, next)?;
    // `1.3` is a day where the whole date has its month in one digit, too.
    let is_short = |month: usize| block.number(month).is_some_and(|month| month.len() == 1);
    if start.month.is_some() && is_short(at + 1) && !is_short(next + 1) {
        return None;
    }
    let last = Some(figures.when)
        .filter(|_| figures.swapped.is_none() && separator(block, next + 1) != Some(Gap::Dash))?;
    let first = first(&start, last)?;
    let reading = match link {
        Link::Night if start.day + 1 != last.day? => return None,
        Link::Night | Link::Period => Reading::Period(first, last),
        Link::List => Reading::Several(vec![(at..start.end, first), (next..end, last)]),
    };
    (first < last).then_some((at..end, reading))
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
