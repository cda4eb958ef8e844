//! Dates in words and figures, as precise as written; days that no calendar has are none.

mod hijri;
mod parts;
mod spelled;
mod term;

use std::ops::Range;

use item::Kind;

use crate::finding::{DateCue, Finding, Found};
use crate::lexicon::{Words, role};
use crate::tokenized::{Gap, TokenizedBlock};

use super::date_role;
use parts::{
    AND, BEFORE, BETWEEN, FROM, IN, ORDINAL, UNTIL, WITHIN, When, YEARS, after_small_words,
    century, connector, day, is_year_word, month, opener, separator, small, uses, year, year_at,
};

/// Years that count without a month.
const BARE_YEARS: std::ops::RangeInclusive<u32> = 1900..=2039;

/// Enters the words of dates.
pub(crate) fn learn(words: &mut Words) {
    parts::learn(words);
    spelled::learn(words);
    term::learn(words);
    hijri::learn(words);
    date_role::learn(words);
}

/// What a run of words says.
enum Reading {
    One(When, f32),
    /// Two readings, the one with the day first in front.
    Either(When, When),
    Period(When, When),
    /// Several dates, each with its words.
    Several(Vec<(Range<usize>, When)>),
    /// The days that a date of the Islamic calendar may be.
    Hijri(jiff::civil::Date, jiff::civil::Date),
}

/// Words that a date may begin with, besides numbers.
const BEGINNINGS: crate::lexicon::Role = role::MONTH | role::NUMERAL | role::TERM | role::HIJRI;

/// Finds dates.
pub(crate) fn find(block: &TokenizedBlock, found: &mut Found) {
    let mut at = 0;
    while at < block.words.len() {
        let word = &block.words[at];
        if !(word.is_number() || word.has(BEGINNINGS)) {
            at += 1;
            continue;
        }
        match read(block, at, found) {
            Some((words, reading)) if !found.is_taken(&words) => {
                at = words.end.max(at + 1);
                enter(block, found, &words, &reading);
            }
            _ => at += 1,
        }
    }
}

fn enter(block: &TokenizedBlock, found: &mut Found, words: &Range<usize>, reading: &Reading) {
    if let Reading::Several(dates) = reading {
        for (words, when) in dates {
            enter(block, found, words, &Reading::One(*when, 0.9));
        }
        return;
    }
    let mut bytes = block.span(words);
    bytes.start = quoted(block, words.start).unwrap_or(bytes.start);
    let finding = match reading {
        Reading::One(when, confidence) => {
            Finding::new(Kind::Date, bytes, when.to_string(), *confidence)
        }
        Reading::Period(start, end) => {
            Finding::new(Kind::Date, bytes, format!("{start}/{end}"), 0.9)
        }
        Reading::Hijri(first, last) => {
            Finding::new(Kind::Date, bytes, format!("{first}/{last}"), 0.75)
        }
        Reading::Several(_) => return,
        Reading::Either(day_first, month_first) => {
            let mut finding = Finding::new(Kind::Date, bytes, day_first.to_string(), 0.5);
            finding.alternatives = vec![day_first.to_string(), month_first.to_string()];
            finding
        }
    };
    found.touch(words);
    found.add(Finding { date_cue: date_role::cue(block, words), ..finding });
}

fn read(block: &TokenizedBlock, at: usize, found: &mut Found) -> Option<(Range<usize>, Reading)> {
    if block.words[at].is_number()
        && (in_chain(block, at) || block.gap(at) == Gap::None && !follows_mark(block, at))
    {
        return None;
    }
    if let Some((end, figures)) = numeric(block, at) {
        match figures.order {
            Order::DayFirst => found.day_first += 1,
            Order::MonthFirst => found.month_first += 1,
            Order::Plain => {}
        }
        let alone = match figures.swapped {
            None => Reading::One(figures.when, 0.95),
            Some(swapped) => Reading::Either(figures.when, swapped),
        };
        return Some(period_of_figures(block, at, end, &figures).unwrap_or((at..end, alone)));
    }
    if let Some((words, first, last)) = hijri::read(block, at) {
        return Some((words, Reading::Hijri(first, last)));
    }
    if let Some((words, start, end)) = term::read(block, at) {
        return Some((words, Reading::Period(start, end)));
    }
    roman_month(block, at)
        .or_else(|| worded(block, at))
        .or_else(|| month_and_year(block, at))
        .or_else(|| bare_year(block, at))
}

/// Reads `21.VI.2019`, the month in Roman figures between two equal signs or blanks.
fn roman_month(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Reading)> {
    let day = block.number(at).filter(|day| day.len() <= 2)?;
    let year =
        block.number(at + 2).filter(|year| year.len() == 4 && YEARS.contains(&year.number))?;
    let signs = (block.gap(at + 1), block.gap(at + 2));
    let is_one_sign = signs.0 == signs.1
        && matches!(signs.0, Gap::Dot | Gap::DotSpace | Gap::Slash | Gap::Dash | Gap::Space);
    let month = parts::roman(block, at + 1).filter(|_| is_one_sign && !goes_on(block, at + 3))?;
    let when = When::new(parts::year(year.number), Some(month), Some(small(day.number)))?;
    let confidence = if signs.0 == Gap::Space { 0.8 } else { 0.95 };
    Some((at..at + 3, Reading::One(when, confidence)))
}

/// Tells whether the number goes on from another one, as in a section or telephone number; two whole dates may be
/// joined by a dash.
fn in_chain(block: &TokenizedBlock, at: usize) -> bool {
    let is_joined = at > 0 && separator(block, at).is_some() && block.words[at - 1].is_number();
    let follows_date =
        || separator(block, at) == Some(Gap::Dash) && at >= 3 && is_whole_date(block, at - 3);
    is_joined && !follows_date()
}

/// Tells whether letters right before a number are no part of a longer code: `D:20240517` is one, `с2015` is not.
fn follows_mark(block: &TokenizedBlock, at: usize) -> bool {
    at > 0 && block.words[at - 1].has(role::DATE_WORD | role::MONTH)
}

/// A date in figures.
struct Figures {
    when: When,
    swapped: Option<When>,
    order: Order,
}

enum Order {
    Plain,
    DayFirst,
    MonthFirst,
}

fn numeric(block: &TokenizedBlock, at: usize) -> Option<(usize, Figures)> {
    let first = block.number(at)?;
    let ordinal = block.gap(at + 1) == Gap::None && uses(block, at + 1) & ORDINAL != 0;
    let next = at + 1 + usize::from(ordinal);
    let (second, third) = (block.number(next)?, block.number(next + 1)?);
    let sign = separator(block, next)?;
    if separator(block, next + 1) != Some(sign) || goes_on(block, next + 2) {
        return None;
    }
    let plain = |when| Some((next + 2, Figures { when, swapped: None, order: Order::Plain }));
    if first.len() == 4 && second.len() <= 2 && third.len() <= 2 && YEARS.contains(&first.number) {
        return plain(When::new(
            year(first.number),
            Some(small(second.number)),
            Some(small(third.number)),
        )?);
    }
    let year = match third.len() {
        4 if YEARS.contains(&third.number) && first.len() <= 2 && second.len() <= 2 => {
            year(third.number)
        }
        2 if first.len() == 2 && second.len() == 2
            || first.len() <= 2 && second.len() <= 2 && is_told(block, at, next + 2) =>
        {
            century(third.number)
        }
        _ => return None,
    };
    let day_first = When::new(year, Some(small(second.number)), Some(small(first.number)));
    if sign == Gap::Dot || ordinal {
        return plain(day_first?);
    }
    let month_first = When::new(year, Some(small(first.number)), Some(small(second.number)));
    let figures = match (day_first, month_first) {
        (Some(a), Some(b)) if a == b => Figures { when: a, swapped: None, order: Order::Plain },
        (Some(a), Some(b)) => Figures { when: a, swapped: Some(b), order: Order::Plain },
        (Some(a), None) => Figures { when: a, swapped: None, order: Order::DayFirst },
        (None, Some(b)) => Figures { when: b, swapped: None, order: Order::MonthFirst },
        (None, None) => return None,
    };
    Some((next + 2, figures))
}

/// Tells whether a label or the word for a year makes a date of figures that may be those of a section: `7.5.95`.
fn is_told(block: &TokenizedBlock, at: usize, end: usize) -> bool {
    let cue = date_role::cue(block, &(at..end));
    is_year_word(block, end) || matches!(cue, Some(DateCue::Birth | DateCue::Label))
}

/// Tells whether three numbers have the form of a date with all digits of its year.
fn is_whole_date(block: &TokenizedBlock, at: usize) -> bool {
    let [first, second, third] = [at, at + 1, at + 2].map(|at| block.number(at));
    let (Some(first), Some(second), Some(third)) = (first, second, third) else { return false };
    let sign = separator(block, at + 1);
    matches!((first.len(), second.len(), third.len()), (1 | 2, 1 | 2, 4) | (4, 2, 2))
        && sign.is_some()
        && separator(block, at + 2) == sign
}

/// Tells whether another number is joined to the date: then it is something longer, unless it is a second date.
fn goes_on(block: &TokenizedBlock, at: usize) -> bool {
    block.number(at).is_some()
        && match separator(block, at) {
            Some(Gap::Slash) => block.words[at].len() != 4 || block.number(at + 2).is_none(),
            Some(Gap::Dash) => !is_whole_date(block, at),
            Some(_) => true,
            None => false,
        }
}

/// Reads the second half of a period between two dates in figures.
fn period_of_figures(
    block: &TokenizedBlock,
    at: usize,
    end: usize,
    first: &Figures,
) -> Option<(Range<usize>, Reading)> {
    let next = connector(block, end, opener(block, at), true)?;
    let (end, last) = numeric(block, next)?;
    let (start, stop) = in_one_order(first, &last)?;
    (start <= stop).then_some((at..end, Reading::Period(start, stop)))
}

/// Reads two dates in the order of day and month that one of them shows; nothing where neither does.
fn in_one_order(first: &Figures, last: &Figures) -> Option<(When, When)> {
    match (first.swapped, last.swapped, &first.order, &last.order) {
        (Some(_), Some(_), ..) => None,
        (Some(swapped), None, _, Order::MonthFirst) => Some((swapped, last.when)),
        (None, Some(swapped), Order::MonthFirst, _) => Some((first.when, swapped)),
        _ => Some((first.when, last.when)),
    }
}

/// A day, month or year as far as it is told at one place.
#[derive(Clone, Copy, Default)]
struct Point {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    end: usize,
}

/// Reads a date with the month in words, or a period of such dates.
fn worded(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Reading)> {
    let first = point(block, at)?;
    if let Some(several) = several(block, at, first) {
        return Some(several);
    }
    let period = || period(block, at, first);
    if first.month.is_none() || first.year.is_none() {
        return period();
    }
    let when = When::new(first.year?, first.month, first.day)?;
    Some(period().unwrap_or((at..first.end, Reading::One(when, 0.97))))
}

/// The most dates that share a month or a year.
const MOST_SHARED: usize = 12;

/// Reads dates that share a month or a year: `12, 14 and 16 March 2019`, `12 марта и 14 апреля 2019 года`, `March 12 and
/// 15, 2019`.
///
/// A list must end with `and`, and begin with what no label makes a number of something else.
fn several(block: &TokenizedBlock, at: usize, first: Point) -> Option<(Range<usize>, Reading)> {
    let is_labelled = at > 0
        && block.words[at - 1].has(role::ARTICLE | role::LABEL)
        && !block.words[at - 1].has(role::DATE_WORD);
    if first.year.is_some()
        || opener(block, at) & BETWEEN != 0
        || is_labelled
        || is_numbered(block, at)
    {
        return None;
    }
    let (mut points, mut is_last) = (vec![(at, first)], false);
    while !is_last && points.len() < MOST_SHARED {
        let end = points.last()?.1.end;
        is_last = uses(block, end) & AND != 0 && block.gap(end).is_blank();
        if !(is_last || block.gap(end) == Gap::Comma) {
            return None;
        }
        let next = after_article(block, end + usize::from(is_last));
        points.push((next, point(block, next)?));
    }
    if block.words[at].has(role::MONTH) && first.day.is_some() {
        share_first_month(block, &mut points);
    } else {
        share_last_month(&mut points);
    }
    let last = points.last().filter(|_| is_last)?.1;
    let date = |(start, point): &(usize, Point)| {
        let is_like = point.day.is_some() == last.day.is_some();
        let when = When::new(point.year.or(last.year)?, Some(point.month?), point.day)?;
        is_like.then_some((*start..point.end, when))
    };
    let dates: Option<Vec<_>> = points.iter().map(date).collect();
    Some((at..last.end, Reading::Several(dates?)))
}

/// Gives days without a month that of the next one: `12, 14 and 16 March`.
fn share_last_month(points: &mut [(usize, Point)]) {
    let mut month = None;
    for (_, point) in points.iter_mut().rev() {
        point.month = point.month.or(month);
        month = point.month;
    }
}

/// Gives days without a month that of the one before, and the last one the year behind it: `March 12, 14 and 16, 2019`.
fn share_first_month(block: &TokenizedBlock, points: &mut [(usize, Point)]) {
    let mut month = None;
    for (_, point) in points.iter_mut() {
        point.month = point.month.or(month);
        month = point.month;
    }
    if let Some((_, last)) = points.last_mut().filter(|(_, last)| last.year.is_none()) {
        *last = with_year(block, *last);
    }
}

/// Returns the word after an article before a day: `to the 30th`.
fn after_article(block: &TokenizedBlock, at: usize) -> usize {
    let is_article = block.word(at).is_some() && parts::is_article(block.folded(at));
    at + usize::from(is_article && block.gap(at + 1).is_blank())
}

fn period(block: &TokenizedBlock, at: usize, first: Point) -> Option<(Range<usize>, Reading)> {
    let next = connector(block, first.end, opener(block, at), first.year.is_some())?;
    let mut last = point(block, after_article(block, next))?;
    if first.month.is_some() && first.day.is_some() && last.month.is_none() {
        last = with_year(block, last);
    }
    let end_month =
        last.month.or(first.month.filter(|_| first.day.is_some() && last.day.is_some()))?;
    let end = When::new(last.year?, Some(end_month), last.day)?;
    let is_like = first.day.is_some() == last.day.is_some();
    let start = When::new(first.year.unwrap_or(end.year), first.month.or(end.month), first.day)?;
    (is_like && start <= end).then_some((at..last.end, Reading::Period(start, end)))
}

fn point(block: &TokenizedBlock, at: usize) -> Option<Point> {
    let word = block.word(at)?;
    if word.has(role::MONTH) { month_point(block, at) } else { day_point(block, at) }
}

/// Reads `17`, `17 May`, `17 May 2024`, `1er mai`, `17-го мая`, `«17» мая`, `17 de mayo de 2024`.
fn day_point(block: &TokenizedBlock, at: usize) -> Option<Point> {
    let (day, end) = day(block, at)?;
    let point = Point { day: Some(day), end, ..Point::default() };
    let month = match quoted(block, at) {
        Some(_) => month(block, end),
        None if block.words[at].is_number() && is_of_list(block, at)
            || uses(block, end) & WITHIN != 0 =>
        {
            None
        }
        None => after_small_words(block, end, |place| month(block, place)),
    };
    let Some((month, end)) = month else { return Some(point) };
    let point = Point { month: Some(month), end, ..point };
    Some(with_year(block, point))
}

/// Reads `May 2024`, `May 17`, `May 17, 2024`.
fn month_point(block: &TokenizedBlock, at: usize) -> Option<Point> {
    // The day before it was no day of this month, or it would have been read with it.
    if at > 0 && block.gap(at) == Gap::Space && day(block, at - 1).is_some_and(|(_, end)| end == at)
    {
        return None;
    }
    let (month, end) = month(block, at)?;
    let point = Point { month: Some(month), end, ..Point::default() };
    let dated = with_year(block, point);
    if dated.year.is_some() {
        return Some(dated);
    }
    let is_near = block.gap(end).is_blank() || matches!(block.gap(end), Gap::DotSpace | Gap::Dash);
    // `9-13` are days, unless `May-5-24` has dashes throughout.
    let is_figures = block.gap(end) == Gap::Dash;
    match day(block, end).filter(|_| is_near) {
        Some((day, end)) if !is_figures && is_joined_day(block, end) => {
            Some(Point { day: Some(day), end, ..point })
        }
        Some((day, end)) => Some(with_year(block, Point { day: Some(day), end, ..point })),
        None => Some(point),
    }
}

/// Tells whether a dash joins a further day to the one before.
fn is_joined_day(block: &TokenizedBlock, at: usize) -> bool {
    block.gap(at) == Gap::Dash && block.number(at).is_some() && day(block, at).is_some()
}

/// Tells whether a number is that of a paragraph or of an item of a list: first in its line, with a sign and a blank
/// after it, or with a bracket that nothing opened.
fn is_of_list(block: &TokenizedBlock, at: usize) -> bool {
    let before = block.gap_text(at);
    let after = block.gap_text(at + 1);
    let sign = after.trim();
    let is_first = at == 0 || before.contains(['\n', '\t']);
    let is_parted = after.ends_with(char::is_whitespace);
    let is_bracketed = sign.starts_with(')') && !before.ends_with('(');
    is_bracketed && is_parted
        || is_first && is_parted && matches!(sign, "." | ")" | ".)" | "-" | "–" | "—" | ":")
}

/// Returns where the quotes around a number begin, as those around the day in Russian papers.
fn quoted(block: &TokenizedBlock, at: usize) -> Option<usize> {
    let is_quote = |sign: char| "«»\"“”„‘’'<>".contains(sign);
    let closing = block.gap_text(at + 1).trim();
    let closes = block.number(at).is_some() && !closing.is_empty() && closing.chars().all(is_quote);
    let before = block.gap_text(at).trim_end();
    let bare = before.trim_end_matches(is_quote);
    (closes && bare.len() < before.len())
        .then(|| block.words[at].start - block.gap_text(at).len() + bare.len())
}

fn with_year(block: &TokenizedBlock, point: Point) -> Point {
    let year = after_small_words(block, point.end, |place| year_at(block, place));
    match year {
        Some((year, end)) => {
            Point { year: Some(year), end: end + usize::from(is_year_word(block, end)), ..point }
        }
        None => point,
    }
}

/// Reads `05/2024` and `05.2024`, and `2024-05` after a word that tells a time.
fn month_and_year(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Reading)> {
    let (first, second) = (block.number(at)?, block.number(at + 1)?);
    let sign = separator(block, at + 1)?;
    if block.word(at + 2).is_some_and(|next| next.is_number() || next.gap == Gap::Slash)
        && separator(block, at + 2).is_some()
    {
        return None;
    }
    let cued = opener(block, at) & (IN | FROM | BEFORE) != 0;
    let is_month_first =
        first.len() <= 2 && second.len() == 4 && BARE_YEARS.contains(&second.number);
    if is_month_first && sign != Gap::Dash && (first.len() == 2 || cued) && !is_numbered(block, at)
    {
        let when = When::new(year(second.number), Some(small(first.number)), None)?;
        return Some((at..at + 2, Reading::One(when, if cued { 0.9 } else { 0.6 })));
    }
    let is_iso =
        first.len() == 4 && second.len() == 2 && BARE_YEARS.contains(&first.number) && cued;
    let when = When::new(year(first.number), Some(small(second.number)), None)
        .filter(|_| is_iso && sign == Gap::Dash)?;
    Some((at..at + 2, Reading::One(when, 0.8)))
}

/// Tells whether the number is one of a case or a law: `№ 05/2019`.
fn is_numbered(block: &TokenizedBlock, at: usize) -> bool {
    let sign = block.gap_text(at).contains(['№', '#', '°', 'º']);
    sign || at > 0
        && (block.words[at - 1].has(role::LABEL)
            || matches!(block.folded(at - 1), "no" | "n" | "nr" | "º"))
}

/// Reads a year without a month, and periods of them: only with a word that tells one.
fn bare_year(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Reading)> {
    let first = bare_year_at(block, at)?;
    let cue = opener(block, at);
    let mut next = at + 1;
    if block.gap(next) == Gap::Dash {
        // `2015–2019`
    } else if uses(block, next) & UNTIL != 0 && cue & FROM != 0
        || uses(block, next) & AND != 0 && cue & BETWEEN != 0
    {
        next += 1;
    } else {
        return one_year(block, at, first, cue);
    }
    match bare_year_at(block, next).filter(|last| first < *last) {
        Some(last) => years(block, at, next, (first, last), cue),
        None => one_year(block, at, first, cue),
    }
}

fn one_year(
    block: &TokenizedBlock,
    at: usize,
    year: When,
    cue: u16,
) -> Option<(Range<usize>, Reading)> {
    let worded = is_year_word(block, at + 1);
    let cued = cue & (IN | BEFORE) != 0 || cue & FROM != 0 && worded;
    let end = at + 1 + usize::from(worded);
    (worded || cued).then_some((at..end, Reading::One(year, if worded { 0.9 } else { 0.75 })))
}

fn years(
    block: &TokenizedBlock,
    at: usize,
    last: usize,
    ends: (When, When),
    cue: u16,
) -> Option<(Range<usize>, Reading)> {
    let worded = is_year_word(block, last + 1);
    let cued = cue & (IN | BEFORE | FROM | BETWEEN) != 0;
    let end = last + 1 + usize::from(worded);
    (worded || cued).then_some((at..end, Reading::Period(ends.0, ends.1)))
}

fn bare_year_at(block: &TokenizedBlock, at: usize) -> Option<When> {
    let number = block
        .number(at)
        .filter(|number| number.len() == 4 && BARE_YEARS.contains(&number.number))?;
    let joined = block.number(at + 1).is_some()
        && matches!(separator(block, at + 1), Some(Gap::Dot | Gap::Slash));
    When::new(year(number.number), None, None).filter(|_| !joined)
}
