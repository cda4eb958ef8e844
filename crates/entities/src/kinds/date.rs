//! Dates in words and figures, as precise as written; days that no calendar has are none.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

use item::Kind;

use crate::finding::{Finding, Found};
use crate::lexicon::{self, ByHash, Words, role};
use crate::phrase::{self, Phrases};
use crate::table;

use super::date_role;
use crate::tokenized::{Gap, TokenizedBlock};

/// How many small words may stand between day, month and year.
const SMALL_WORDS: usize = 3;
/// Years of two digits up to this one belong to this century.
const PIVOT: i16 = 46;
/// Years that a date in words may have.
const YEARS: std::ops::RangeInclusive<u32> = 1500..=2199;
/// Years that count without a month.
const BARE_YEARS: std::ops::RangeInclusive<u32> = 1900..=2039;

static MONTHS: LazyLock<Phrases<i8>> = LazyLock::new(|| {
    let mut months = Phrases::default();
    for row in table::rows(include_str!("../../data/months.tsv")) {
        let number = row[0].parse().unwrap_or(1);
        table::phrases(table::cell(&row, 2)).for_each(|phrase| months.add(phrase, number));
    }
    months
});

const OF: u16 = 1;
const ORDINAL: u16 = 1 << 1;
const UNTIL: u16 = 1 << 2;
const AND: u16 = 1 << 3;
const BETWEEN: u16 = 1 << 4;
const FROM: u16 = 1 << 5;
const YEAR: u16 = 1 << 6;
const BEFORE: u16 = 1 << 7;
const IN: u16 = 1 << 8;
const WITHIN: u16 = 1 << 9;

static SMALL: LazyLock<HashMap<u64, u16, ByHash>> = LazyLock::new(|| {
    let mut small = HashMap::default();
    for row in table::rows(include_str!("../../data/date-words.tsv")) {
        let forms = table::phrases(table::cell(&row, 1)).flat_map(table::forms);
        for hash in forms.flat_map(|form| lexicon::spellings(&form)) {
            *small.entry(hash).or_default() |= usage(row[0]);
        }
    }
    small
});

fn usage(name: &str) -> u16 {
    match name {
        "of" => OF,
        "ordinal" => ORDINAL,
        "until" => UNTIL,
        "and" => AND,
        "between" => BETWEEN,
        "from" => FROM,
        "year" => YEAR,
        "before" => BEFORE,
        "in" => IN,
        "within" => WITHIN,
        _ => 0,
    }
}

/// Enters the words of dates.
pub(crate) fn learn(words: &mut Words) {
    phrase::learn(words, role::MONTH, &MONTHS);
    for row in table::rows(include_str!("../../data/date-words.tsv")) {
        lexicon::learn_words(words, role::DATE_WORD, table::cell(&row, 1));
    }
    date_role::learn(words);
}

/// A day, a month or a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct When {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        self.month.map_or(Ok(()), |month| write!(f, "-{month:02}"))?;
        self.day.map_or(Ok(()), |day| write!(f, "-{day:02}"))
    }
}

impl When {
    fn new(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Self> {
        jiff::civil::Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
        Some(Self { year, month, day })
    }
}

/// What a run of words says.
enum Reading {
    One(When, f32),
    /// Two readings, the one with the day first in front.
    Either(When, When),
    Period(When, When),
}

/// Finds dates.
pub(crate) fn find(block: &TokenizedBlock, found: &mut Found) {
    let mut at = 0;
    while at < block.words.len() {
        let word = &block.words[at];
        if !(word.is_number() || word.has(role::MONTH)) {
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
    let mut bytes = block.span(words);
    bytes.start = quoted(block, words.start).unwrap_or(bytes.start);
    let finding = match reading {
        Reading::One(when, confidence) => {
            Finding::new(Kind::Date, bytes, when.to_string(), *confidence)
        }
        Reading::Period(start, end) => {
            Finding::new(Kind::Date, bytes, format!("{start}/{end}"), 0.9)
        }
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
    let numeric = numeric(block, at);
    if let Some((end, Figures { when, swapped: None, order })) = &numeric {
        match order {
            Order::DayFirst => found.day_first += 1,
            Order::MonthFirst => found.month_first += 1,
            Order::Plain => {}
        }
        return Some(
            period_of_figures(block, at, *end, *when)
                .unwrap_or((at..*end, Reading::One(*when, 0.95))),
        );
    }
    if let Some((end, Figures { when, swapped: Some(swapped), .. })) = numeric {
        return Some((at..end, Reading::Either(when, swapped)));
    }
    worded(block, at).or_else(|| month_and_year(block, at)).or_else(|| bare_year(block, at))
}

/// Tells whether the number goes on from another one, as in a section or telephone number.
fn in_chain(block: &TokenizedBlock, at: usize) -> bool {
    at > 0 && separator(block, at).is_some() && block.words[at - 1].is_number()
}

/// Tells whether letters right before a number are no part of a longer code: `D:20240517` is one, `с2015` is not.
fn follows_mark(block: &TokenizedBlock, at: usize) -> bool {
    at > 0 && block.words[at - 1].has(role::DATE_WORD | role::MONTH)
}

/// Returns the sign between two parts that touch it on both sides.
fn separator(block: &TokenizedBlock, at: usize) -> Option<Gap> {
    let gap = block.gap(at);
    let touches = block.gap_text(at).chars().count() == 1;
    (touches && matches!(gap, Gap::Dot | Gap::Slash | Gap::Dash)).then_some(gap)
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
        2 if first.len() == 2 && second.len() == 2 => century(third.number),
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

/// Tells whether another number is joined to the date: then it is something longer.
fn goes_on(block: &TokenizedBlock, at: usize) -> bool {
    block.number(at).is_some()
        && match separator(block, at) {
            Some(Gap::Slash) => block.words[at].len() != 4 || block.number(at + 2).is_none(),
            Some(_) => true,
            None => false,
        }
}

fn year(number: u32) -> i16 {
    i16::try_from(number).unwrap_or(0)
}

fn century(number: u32) -> i16 {
    let number = year(number);
    if number <= PIVOT { 2000 + number } else { 1900 + number }
}

fn small(number: u32) -> i8 {
    i8::try_from(number).unwrap_or(0)
}

/// Reads the second half of a period between two dates in figures.
fn period_of_figures(
    block: &TokenizedBlock,
    at: usize,
    end: usize,
    start: When,
) -> Option<(Range<usize>, Reading)> {
    let next = connector(block, end, opener(block, at), true)?;
    let (last, figures) = numeric(block, next).filter(|(_, figures)| figures.swapped.is_none())?;
    (start <= figures.when).then_some((at..last, Reading::Period(start, figures.when)))
}

/// Returns how a word is used around dates.
fn uses(block: &TokenizedBlock, at: usize) -> u16 {
    let word = block.word(at).filter(|word| word.has(role::DATE_WORD));
    word.and_then(|word| SMALL.get(&word.hash)).copied().unwrap_or(0)
}

/// Returns how the word before is used, which may open a period; an article may stand between.
fn opener(block: &TokenizedBlock, at: usize) -> u16 {
    let close = |at: usize| block.gap(at).is_blank() || block.gap(at) == Gap::Quote;
    let before = |at: usize| at.checked_sub(1).filter(|_| close(at));
    let Some(place) = before(at) else { return 0 };
    let article =
        matches!(block.folded(place), "the" | "le" | "el").then(|| before(place)).flatten();
    uses(block, place) | article.map_or(0, |place| uses(block, place))
}

/// Returns where the second half of a period may begin: after a dash, `to`, or `and` after `between`.
///
/// Two whole dates need a word that opens the period where a word links them.
fn connector(block: &TokenizedBlock, at: usize, opener: u16, whole: bool) -> Option<usize> {
    if block.gap(at) == Gap::Dash || whole && block.gap(at) == Gap::Slash {
        return Some(at);
    }
    let at = at + usize::from(uses(block, at) & YEAR != 0);
    let link = uses(block, at);
    let is_until = link & UNTIL != 0 && (!whole || opener & FROM != 0);
    let is_and = link & AND != 0 && opener & BETWEEN != 0;
    let abbreviated = block.gap(at) == Gap::DotSpace && uses(block, at - 1) & YEAR != 0;
    ((block.gap(at).is_blank() || abbreviated) && (is_until || is_and)).then_some(at + 1)
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
    let period = || period(block, at, first);
    if first.month.is_none() || first.year.is_none() {
        return period();
    }
    let when = When::new(first.year?, first.month, first.day)?;
    Some(period().unwrap_or((at..first.end, Reading::One(when, 0.97))))
}

fn period(block: &TokenizedBlock, at: usize, first: Point) -> Option<(Range<usize>, Reading)> {
    let next = connector(block, first.end, opener(block, at), first.year.is_some())?;
    let mut last = point(block, next)?;
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
    if word.is_number() { day_point(block, at) } else { month_point(block, at) }
}

/// Reads `17`, `17 May`, `17 May 2024`, `1er mai`, `17-го мая`, `«17» мая`, `17 de mayo de 2024`.
fn day_point(block: &TokenizedBlock, at: usize) -> Option<Point> {
    let (day, end) = day(block, at)?;
    let point = Point { day: Some(day), end, ..Point::default() };
    let month = match quoted(block, at) {
        Some(_) => month(block, end),
        None if is_of_list(block, at) || uses(block, end) & WITHIN != 0 => None,
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
    match day(block, end).filter(|_| is_near) {
        Some((day, end)) => Some(with_year(block, Point { day: Some(day), end, ..point })),
        None => Some(point),
    }
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

fn day(block: &TokenizedBlock, at: usize) -> Option<(i8, usize)> {
    let number =
        block.number(at).filter(|number| number.len() <= 2 && matches!(number.number, 1..=31))?;
    let is_ordinal =
        uses(block, at + 1) & ORDINAL != 0 && matches!(block.gap(at + 1), Gap::None | Gap::Dash);
    Some((i8::try_from(number.number).ok()?, at + 1 + usize::from(is_ordinal)))
}

/// Reads a month, also told twice: `أيار/مايو`, `مايو (أيار)`.
fn month(block: &TokenizedBlock, at: usize) -> Option<(i8, usize)> {
    block.word(at).filter(|word| word.has(role::MONTH))?;
    let (len, month) = MONTHS.longest(block, at)?;
    let end = at + len;
    let again = block
        .word(end)
        .filter(|word| word.has(role::MONTH) && matches!(word.gap, Gap::Slash | Gap::Open));
    let again = again.and_then(|_| MONTHS.longest(block, end)).filter(|(_, again)| *again == month);
    Some((*month, end + again.map_or(0, |(len, _)| len)))
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

fn year_at(block: &TokenizedBlock, at: usize) -> Option<(i16, usize)> {
    let number = block.number(at)?;
    let joined = block.number(at + 1).is_some()
        && matches!(separator(block, at + 1), Some(Gap::Dot | Gap::Slash));
    match number.len() {
        4 if YEARS.contains(&number.number) && !joined => Some((year(number.number), at + 1)),
        2 if matches!(number.gap, Gap::Dash | Gap::Slash | Gap::Apostrophe) && !joined => {
            Some((century(number.number), at + 1))
        }
        _ => None,
    }
}

/// Tells whether `г.` or `года` follows a year.
fn is_year_word(block: &TokenizedBlock, at: usize) -> bool {
    uses(block, at) & YEAR != 0 && matches!(block.gap(at), Gap::None | Gap::Space | Gap::Line)
}

/// Reads what stands at `at`, or after up to three small words from there.
fn after_small_words<T>(
    block: &TokenizedBlock,
    at: usize,
    read: impl Fn(usize) -> Option<T>,
) -> Option<T> {
    for place in at..=at + SMALL_WORDS {
        let gap = block.gap(place);
        let close =
            gap.joins() || matches!(gap, Gap::Comma | Gap::DotSpace | Gap::Slash | Gap::Close);
        if !close {
            return None;
        }
        if let Some(value) = read(place) {
            return Some(value);
        }
        if uses(block, place) & OF == 0 {
            return None;
        }
    }
    None
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
