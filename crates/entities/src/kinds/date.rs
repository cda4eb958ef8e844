//! Dates in words and figures, as precise as written; days that no calendar has are none.

mod day_of_year;
mod figures;
mod hijri;
mod noisy;
mod parts;
mod reading;
mod relative;
mod shared;
mod signal;
mod spelled;
mod term;
mod this_year;
mod week;
mod years;

use std::ops::Range;

use item::Kind;

use crate::finding::{Finding, Found};
use crate::lexicon::{Words, role};
use crate::tokenized::{Gap, Shape, TokenizedBlock, Word};

use super::date_role;
use figures::{
    Figures, Order, in_chain, in_one_order, is_told, numeric, roman_date, roman_date_after_year,
};
use parts::{
    AND, BARE_YEARS, BEFORE, BETWEEN, DAY, FROM, IN, LAST, OF, OR, UNTIL, WEEKDAY, WITHIN, When,
    after_small_words, century, connector, day, is_numbered, is_year_word, month, opener,
    separator, small, uses, year, year_at,
};
use reading::Reading;

/// Enters the words of dates.
pub(crate) fn learn(words: &mut Words) {
    parts::learn(words);
    spelled::learn(words);
    term::learn(words);
    hijri::learn(words);
    noisy::learn(words);
    this_year::learn(words);
    relative::learn(words);
    years::learn(words);
    date_role::learn(words);
}

/// Words that a date may begin with, besides numbers.
const BEGINNINGS: crate::lexicon::Role = role::MONTH
    | role::NUMERAL
    | role::TERM
    | role::HIJRI
    | role::LOOK_ALIKE
    | role::DECADE
    | role::RELATIVE;

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
    if let Reading::FromDocument(span) = reading {
        let finding = relative::finding(block.span(words), *span);
        found.touch(words);
        return found.add(finding);
    }
    if let Reading::OfThisYear(this_year) = reading {
        let finding = this_year.finding(block.span(words));
        found.touch(words);
        return found.add(finding);
    }
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
        Reading::Days(first, last) if first == last => {
            Finding::new(Kind::Date, bytes, first.to_string(), 0.9)
        }
        Reading::Days(first, last) => {
            Finding::new(Kind::Date, bytes, format!("{first}/{last}"), 0.75)
        }
        Reading::Several(_) | Reading::OfThisYear(_) | Reading::FromDocument(_) => return,
        Reading::Either(day_first, month_first) => {
            let mut finding = Finding::new(Kind::Date, bytes, day_first.clone(), 0.5);
            finding.alternatives = vec![day_first.clone(), month_first.clone()];
            finding
        }
    };
    found.touch(words);
    found.add(Finding { date_cue: date_role::cue(block, words), ..finding });
}

fn read(block: &TokenizedBlock, at: usize, found: &mut Found) -> Option<(Range<usize>, Reading)> {
    if let Some(noisy) = noisy::read(block, at) {
        return Some(noisy);
    }
    if block.words[at].is_number()
        && (in_chain(block, at)
            || block.gap(at) == Gap::None
                && !follows_mark(block, at)
                && !is_in_name(block, at)
                && !is_joined_whole(block, at))
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
            Some(swapped) => Reading::Either(figures.when.to_string(), swapped.to_string()),
        };
        return Some(period_of_figures(block, at, end, &figures).unwrap_or((at..end, alone)));
    }
    if let Some((words, first, last)) = hijri::read(block, at).or_else(|| week::read(block, at)) {
        return Some((words, Reading::Days(first, last)));
    }
    if let Some((words, day)) = day_of_year::read(block, at) {
        return Some((words, Reading::Days(day, day)));
    }
    if let Some((words, start, end)) = term::read(block, at) {
        return Some((words, Reading::Period(start, end)));
    }
    shared::row(block, at)
        .or_else(|| shared::read(block, at))
        .or_else(|| compact(block, at))
        .or_else(|| roman_month(block, at))
        .or_else(|| year_before_day(block, at))
        .or_else(|| year_first(block, at))
        .or_else(|| signal::read(block, at))
        .or_else(|| this_year::read(block, at))
        .or_else(|| relative::read(block, at))
        .or_else(|| worded(block, at))
        .or_else(|| month_and_year(block, at))
        .or_else(|| spelled_year(block, at))
        .or_else(|| years::spelled_decade(block, at))
        .or_else(|| years::short_decade(block, at))
        .or_else(|| years::read(block, at))
}

/// Reads `2019 June 12`, `2018/Oct/31`, `2024 Aug`: the year, then a month by its name, which no other year follows.
fn year_first(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Reading)> {
    let number = block
        .number(at)
        .filter(|number| number.len() == 4 && BARE_YEARS.contains(&number.number))?;
    let is_near = |gap| {
        matches!(gap, Gap::Space | Gap::Slash | Gap::Dash | Gap::Dot | Gap::Comma | Gap::None)
    };
    let name = block.word(at + 1).filter(|name| is_near(name.gap) && name.is_capitalised())?;
    let (month, end) = month(block, at + 1)?;
    let alone = Point { month: Some(month), end, ..Point::default() };
    let day = day(block, end).filter(|_| is_near(block.gap(end)));
    let is_joined = name.gap != Gap::Comma;
    if day.is_none() && (!is_joined || with_year(block, alone).year.is_some()) {
        return None;
    }
    let (day, end) = day.map_or((None, end), |(day, end)| (Some(day), end));
    if with_year(block, Point { day, end, ..alone }).year.is_some() {
        return None;
    }
    let when = When::new(year(number.number), Some(month), day)?;
    Some((at..end, Reading::One(when, 0.9)))
}

/// Reads `21.VI.2019`, the month in Roman figures between two equal signs or blanks.
fn roman_month(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Reading)> {
    if let Some((end, when)) = roman_date_after_year(block, at) {
        return Some((at..end, Reading::One(when, 0.9)));
    }
    let (end, when, sign) = roman_date(block, at)?;
    let confidence = if sign == Gap::Space { 0.8 } else { 0.95 };
    Some((at..end, Reading::One(when, confidence)))
}

/// Reads `2019 г. 12 июня`, `L'an deux mille onze, le vingt-trois novembre`: the year with its word, then day and month.
fn year_before_day(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Reading)> {
    let (year, end) = year_at(block, at)?;
    let is_worded = is_year_word(block, end);
    if !is_worded && opener(block, at) & BEFORE == 0 {
        return None;
    }
    let next = end + usize::from(is_worded);
    let is_near =
        block.gap(next).is_blank() || matches!(block.gap(next), Gap::Comma | Gap::DotSpace);
    let point = point(block, after_article(block, next)).filter(|_| is_near)?;
    let when = When::new(year, Some(point.month?), Some(point.day?))?;
    point.year.is_none().then_some((at..point.end, Reading::One(when, 0.9)))
}

/// Reads a year in words beside its noun: `в двухтысячном году`.
fn spelled_year(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Reading)> {
    block.word(at).filter(|word| word.has(role::NUMERAL))?;
    let (year, end) = year_at(block, at)?;
    let when = When::new(year, None, None)?;
    is_year_word(block, end).then_some((at..end + 1, Reading::One(when, 0.9)))
}

/// Reads the date in a stamp of a program, `20180427T101500Z`.
fn compact(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Reading)> {
    let number = block.number(at).filter(|number| number.len() == 8)?.number;
    let is_clock = |at: usize| block.number(at).is_some_and(|clock| matches!(clock.len(), 4 | 6));
    let is_stamp = block.gap(at + 1) == Gap::None
        && block.word(at + 1).is_some()
        && block.folded(at + 1) == "t"
        && is_clock(at + 2)
        && block.gap(at + 2) == Gap::None;
    // `IMG_20210203_140000`
    let is_named = || {
        let clock = block.number(at + 1).filter(|clock| clock.len() == 6).map(|clock| clock.number);
        let is_clock =
            |clock: u32| clock / 10_000 < 24 && clock / 100 % 100 < 60 && clock % 100 < 60;
        matches!(block.gap_text(at + 1), "_" | "-") && clock.is_some_and(is_clock)
    };
    let is_stamp = is_stamp || is_named() || is_of_file(block, at);
    let when = When::new(
        year(number / 10_000),
        Some(small(number / 100 % 100)),
        Some(small(number % 100)),
    );
    let is_known = BARE_YEARS.contains(&(number / 10_000));
    when.filter(|_| is_stamp && is_known).map(|when| (at..at + 1, Reading::One(when, 0.9)))
}

/// Tells whether a number is the day in the name of a file, as cameras, telephones and scanners give it or before its extension:
/// `IMG-20210304-WA0007.jpg`, `Dossier_20180630.pdf`.
fn is_of_file(block: &TokenizedBlock, at: usize) -> bool {
    const NAMES: [&str; 10] =
        ["img", "vid", "pxl", "dsc", "scan", "photo", "screenshot", "video", "aud", "ptt"];
    const EXTENSIONS: [&str; 16] = [
        "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "jpg", "jpeg", "png", "tif", "txt",
        "eml", "msg", "zip", "rtf",
    ];
    let is_named = || NAMES.contains(&block.folded(at - 1));
    let has_extension = || {
        block.gap(at + 1) == Gap::Dot
            && block.word(at + 1).is_some()
            && EXTENSIONS.contains(&block.folded(at + 1))
    };
    at > 0 && matches!(block.gap_text(at), "-" | "_") && (is_named() || has_extension())
}

/// Tells whether letters right before a number are no part of a longer code: `D:20240517` is one, `с2015` is not.
fn follows_mark(block: &TokenizedBlock, at: usize) -> bool {
    at > 0 && block.words[at - 1].has(role::DATE_WORD | role::MONTH)
}

/// Tells whether day, month and year are written as one, so that they are a date whatever word they are joined to:
/// `on12May2019`.
fn is_joined_whole(block: &TokenizedBlock, at: usize) -> bool {
    let is_joined = |at: usize| block.gap(at) == Gap::None;
    let month = block.word(at + 1).filter(|word| word.has(role::MONTH) && is_joined(at + 1));
    let year = block.number(at + 2).filter(|year| year.len() == 4 && is_joined(at + 2));
    month.is_some() && year.is_some()
}

/// Tells whether a whole date goes on from a word in the name of a file: `report2018-11-30.docx`.
fn is_in_name(block: &TokenizedBlock, at: usize) -> bool {
    let lengths = [at, at + 1, at + 2].map(|at| block.number(at).map_or(0, Word::len));
    let signs = [separator(block, at + 1), separator(block, at + 2)];
    let is_word = at > 0 && block.words[at - 1].len() > 2 && !block.words[at - 1].is_number();
    is_word
        && lengths == [4, 2, 2]
        && matches!(
            signs,
            [Some(Gap::Dash), Some(Gap::Dash)] | [Some(Gap::Other), Some(Gap::Other)]
        )
        && BARE_YEARS.contains(&block.words[at].number)
}

/// Reads the second half of a period between two dates in figures.
fn period_of_figures(
    block: &TokenizedBlock,
    at: usize,
    end: usize,
    first: &Figures,
) -> Option<(Range<usize>, Reading)> {
    let next = connector(block, end, opener(block, at), true)?;
    let Some((end, last)) = numeric(block, next) else {
        let last = point(block, next).filter(|_| first.swapped.is_none())?;
        let stop = When::new(last.year?, Some(last.month?), last.day)?;
        return (first.when <= stop).then_some((at..last.end, Reading::Period(first.when, stop)));
    };
    let mut orders = in_one_order(first, &last).into_iter().filter(|(start, stop)| start <= stop);
    let (start, stop) = orders.next()?;
    let normal = |(start, stop): (When, When)| {
        if start == stop { start.to_string() } else { format!("{start}/{stop}") }
    };
    let reading = match orders.next() {
        Some(other) => Reading::Either(normal((start, stop)), normal(other)),
        None if start == stop => Reading::One(start, 0.95),
        None => Reading::Period(start, stop),
    };
    Some((at..end, reading))
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
    if is_verb(block, at) {
        return None;
    }
    let first = point(block, at).map(|first| with_short_year(block, at, first))?;
    let first = Point { day: first.day.or_else(|| last_day(block, at, first)), ..first };
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

/// Tells whether `may` or `march` in small letters is a verb rather than a month: no word that opens a time stands before it.
fn is_verb(block: &TokenizedBlock, at: usize) -> bool {
    let word = &block.words[at];
    // `march 3 2015`
    let is_before = |at: usize, lengths: Range<usize>| {
        block.number(at).is_some_and(|number| lengths.contains(&number.len()))
            && matches!(block.gap(at), Gap::Space | Gap::Comma)
    };
    let is_whole = is_before(at + 1, 1..3) && is_before(at + 2, 4..5);
    word.shape == Shape::Lower
        && matches!(block.folded(at), "may" | "march")
        && !is_whole
        && opener(block, at) & (IN | OF | FROM | UNTIL | BETWEEN | AND) == 0
}

/// Returns the last day of a month that words before it name: `the last day of June 2019`, `последний день июня 2019 года`.
fn last_day(block: &TokenizedBlock, at: usize, month: Point) -> Option<i8> {
    let before = at.checked_sub(1)?;
    let noun = if uses(block, before) & DAY == 0 { before.checked_sub(1)? } else { before };
    let is_linked = noun == before || uses(block, before) & OF != 0;
    let is_last = uses(block, noun) & DAY != 0 && uses(block, noun.checked_sub(1)?) & LAST != 0;
    let first = jiff::civil::Date::new(month.year?, month.month?, 1).ok()?;
    (is_linked && is_last).then(|| first.days_in_month())
}

/// Reads a year of two digits after a day and a month where a label or the word for a year tells it, `DOB 24 FEB 82`, or
/// where all is written as one, `24FEB82`.
fn with_short_year(block: &TokenizedBlock, at: usize, point: Point) -> Point {
    let end = point.end;
    let short =
        block.number(end).filter(|number| number.len() == 2 && separator(block, end + 1).is_none());
    let is_whole = point.day.is_some() && point.month.is_some() && point.year.is_none();
    let is_one = || at + 2 == end && block.gap(at + 1) == Gap::None && block.gap(end) == Gap::None;
    let is_told = || block.gap(end) == Gap::Space && is_told(block, at, end + 1);
    match short.filter(|_| is_whole && (is_one() || is_told())) {
        Some(short) => Point {
            year: Some(century(short.number)),
            end: end + 1 + usize::from(is_year_word(block, end + 1)),
            ..point
        },
        None => point,
    }
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
        && !block.words[at - 1].has(role::DATE_WORD)
        && !parts::is_article(block.folded(at - 1));
    if first.year.is_some()
        || opener(block, at) & BETWEEN != 0
        || is_labelled
        || is_numbered(block, at)
    {
        return None;
    }
    let mut points = points_of_list(block, at, first)?;
    if block.words[at].has(role::MONTH) && first.day.is_some() {
        share_first_month(block, &mut points);
    } else {
        share_last_month(&mut points);
    }
    let last = points.last()?.1;
    let date = |(start, point): &(usize, Point)| {
        let is_like = point.day.is_some() == last.day.is_some();
        let when = When::new(point.year.or(last.year)?, Some(point.month?), point.day)?;
        is_like.then_some((*start..point.end, when))
    };
    let dates: Option<Vec<_>> = points.iter().map(date).collect();
    Some((at..last.end, Reading::Several(dates?)))
}

/// Reads the points of a list: parted by commas, the last ones by `and`, `or` or `&`. Commas alone part days that ascend
/// up to one with a year, `5, 7, 9 мая 2019`, since two may be anything.
fn points_of_list(block: &TokenizedBlock, at: usize, first: Point) -> Option<Vec<(usize, Point)>> {
    let (mut points, mut is_linked) = (vec![(at, first)], false);
    while points.len() < MOST_SHARED {
        let last = points.last()?.1;
        let link = link(block, last.end);
        if is_linked && (link.is_none() || last.year.is_some()) {
            return Some(points);
        }
        let Some(next) = link.or_else(|| (block.gap(last.end) == Gap::Comma).then_some(last.end))
        else {
            return is_row_of_days(&points).then_some(points);
        };
        let next = after_article(block, next);
        match point(block, next) {
            Some(point) => points.push((next, point)),
            None => return is_linked.then_some(points),
        }
        is_linked |= link.is_some();
    }
    is_linked.then_some(points)
}

/// Returns the word after `and`, `or` or `&`, before which a comma may stand.
fn link(block: &TokenizedBlock, at: usize) -> Option<usize> {
    let gap = block.gap(at);
    if block.gap_text(at).trim() == "&" {
        return Some(at);
    }
    let is_word = uses(block, at) & (AND | OR) != 0 && (gap.is_blank() || gap == Gap::Comma);
    is_word.then_some(at + 1)
}

/// Tells whether points are three days or more of one month, in their order.
fn is_row_of_days(points: &[(usize, Point)]) -> bool {
    let Some(((_, last), days)) = points.split_last() else { return false };
    days.len() > 1
        && last.year.is_some()
        && days.iter().all(|(_, point)| point.month.is_none())
        && points.is_sorted_by(|(_, one), (_, next)| one.day < next.day)
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

/// Returns the word after an article and a day of the week before a day: `to the 30th`, `au dimanche 30`.
fn after_article(block: &TokenizedBlock, at: usize) -> usize {
    let is_passed = |at: usize| {
        let is_article = block.word(at).is_some() && parts::is_article(block.folded(at));
        let is_small = is_article || uses(block, at) & WEEKDAY != 0;
        is_small && (block.gap(at + 1).is_blank() || !is_article && block.gap(at + 1) == Gap::Comma)
    };
    (at..at + 2).find(|at| !is_passed(*at)).unwrap_or(at + 2)
}

fn period(block: &TokenizedBlock, at: usize, first: Point) -> Option<(Range<usize>, Reading)> {
    let next = connector(block, first.end, opener(block, at), first.year.is_some())?;
    let next = after_article(block, next);
    let in_figures = first.month.and_then(|_| in_figures(block, next));
    let mut last = in_figures.or_else(|| point(block, next))?;
    if first.month.is_some() && first.day.is_some() && last.month.is_none() {
        last = with_year(block, last);
    }
    let end_month =
        last.month.or(first.month.filter(|_| first.day.is_some() && last.day.is_some()))?;
    let end = When::new(last.year?, Some(end_month), last.day)?;
    let is_like = first.day.is_some() == last.day.is_some();
    let start = When::new(first.year.unwrap_or(end.year), first.month.or(end.month), first.day)?;
    // `25 Dec – 2 Jan 2016` begins in the year before.
    let start = if start > end && first.year.is_none() {
        When::new(end.year - 1, start.month, start.day)?
    } else {
        start
    };
    (is_like && start <= end).then_some((at..last.end, Reading::Period(start, end)))
}

/// Reads a whole date in figures, its day and month in one order only.
fn in_figures(block: &TokenizedBlock, at: usize) -> Option<Point> {
    let (end, Figures { when, swapped: None, .. }) = numeric(block, at)? else { return None };
    Some(Point { year: Some(when.year), month: when.month, day: when.day, end })
}

fn point(block: &TokenizedBlock, at: usize) -> Option<Point> {
    let word = block.word(at)?;
    // `le sept septembre`
    let is_day =
        word.has(role::NUMERAL) && block.word(at + 1).is_some_and(|next| next.has(role::MONTH));
    if word.has(role::MONTH) && !is_day { month_point(block, at) } else { day_point(block, at) }
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
    if at > 0 && block.gap(at) == Gap::Space && is_like_day(block, at - 1) {
        return None;
    }
    let (month, end) = month(block, at)?;
    let point = Point { month: Some(month), end, ..Point::default() };
    let dated = with_year(block, point);
    if dated.year.is_some() {
        return Some(dated);
    }
    let is_near =
        block.gap(end).is_blank() || matches!(block.gap(end), Gap::Dot | Gap::DotSpace | Gap::Dash);
    // `9-13` are days, unless `May-5-24` has dashes throughout.
    let is_figures = block.gap(end) == Gap::Dash;
    match day(block, after_article(block, end)).filter(|_| is_near) {
        Some((day, end)) if !is_figures && is_joined_day(block, end) => {
            Some(Point { day: Some(day), end, ..point })
        }
        Some((day, end)) => {
            let point = Point { day: Some(day), end, ..point };
            Some(after_clock(block, point).unwrap_or_else(|| with_year(block, point)))
        }
        None => Some(point),
    }
}

/// Tells whether a word is a day or figures that would be one, `32`.
fn is_like_day(block: &TokenizedBlock, at: usize) -> bool {
    let is_alone = |number: &Word| number.len() <= 2 && number.gap != Gap::None;
    block.number(at).is_some_and(is_alone) || day(block, at).is_some_and(|(_, end)| end == at + 1)
}

/// Reads the year behind the time of day, as programs write it: `Oct 26 11:00:09 EDT 2023`.
fn after_clock(block: &TokenizedBlock, point: Point) -> Option<Point> {
    let is_part = |at: usize| block.number(at).is_some_and(|number| number.len() <= 2);
    let mut end = point.end + 1;
    if !(is_part(point.end) && block.gap(end) == Gap::Colon) {
        return None;
    }
    while is_part(end) && block.gap(end) == Gap::Colon {
        end += 1;
    }
    let is_zone = block.word(end).is_some_and(|zone| zone.shape == Shape::Upper && zone.len() <= 5);
    let (year, end) = year_at(block, end + usize::from(is_zone))?;
    Some(Point { year: Some(year), end, ..point })
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

/// Tells whether letters that are no word for a year touch the figures before: `12.2019x`.
fn goes_on_in_letters(block: &TokenizedBlock, at: usize) -> bool {
    block.word(at).is_some() && block.gap(at) == Gap::None && !is_year_word(block, at)
}

/// Reads `05/2024` and `05.2024`, and `2024-05` after a word that tells a time; a second one may end a period.
fn month_and_year(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Reading)> {
    let opener = opener(block, at);
    let is_cued = opener & (IN | FROM | BEFORE | BETWEEN) != 0;
    let (first, confidence) = month_in_figures(block, at, opener, is_cued)?;
    let last = connector(block, at + 2, opener, true).and_then(|next| {
        let (last, _) = month_in_figures(block, next, opener, is_cued)?;
        Some((next + 2, last)).filter(|_| first < last)
    });
    Some(match last {
        Some((end, last)) => (at..end, Reading::Period(first, last)),
        None => (at..at + 2, Reading::One(first, confidence)),
    })
}

fn month_in_figures(
    block: &TokenizedBlock,
    at: usize,
    opener: parts::Use,
    is_cued: bool,
) -> Option<(When, f32)> {
    let (first, second) = (block.number(at)?, block.number(at + 1)?);
    let sign = separator(block, at + 1)?;
    if block.word(at + 2).is_some_and(|next| next.is_number() || next.gap == Gap::Slash)
        && separator(block, at + 2).is_some()
    {
        return None;
    }
    if goes_on_in_letters(block, at + 2) {
        return None;
    }
    let is_month_first =
        first.len() <= 2 && second.len() == 4 && BARE_YEARS.contains(&second.number);
    let is_dashed = sign == Gap::Dash && opener & IN == 0;
    if is_month_first && !is_dashed && (first.len() == 2 || is_cued) && !is_numbered(block, at) {
        let when = When::new(year(second.number), Some(small(first.number)), None)?;
        return Some((when, if is_cued { 0.9 } else { 0.6 }));
    }
    let is_iso =
        first.len() == 4 && second.len() <= 2 && BARE_YEARS.contains(&first.number) && is_cued;
    // `the period 2001-05`, `the years 2001-05`
    let is_years = opener & BEFORE != 0 && sign == Gap::Dash && second.number > first.number % 100;
    let when = When::new(year(first.number), Some(small(second.number)), None)
        .filter(|_| is_iso && !is_years && matches!(sign, Gap::Dash | Gap::Dot))?;
    Some((when, 0.8))
}
