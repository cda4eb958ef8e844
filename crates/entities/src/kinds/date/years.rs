//! Years without a month: alone, as periods, in lists, as decades and seasons; only with a word that tells one.

use std::ops::Range;
use std::sync::LazyLock;

use crate::kinds::date_role;
use crate::lexicon::{Words, role};
use crate::phrase::{self, Phrases};
use crate::table;
use crate::tokenized::{Gap, TokenizedBlock};

use super::parts::{
    AND, BARE_YEARS, BEFORE, BETWEEN, FROM, IN, OF, SEASON, UNTIL, Use, When, is_before_our_era,
    is_year_word, opener_of_years, separator, uses, year,
};
use super::reading::Reading;

/// The most years of a list.
const MOST_YEARS: usize = 12;

/// Reads a year without a month, and periods of them: only with a word that tells one.
pub(super) fn read(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Reading)> {
    if let Some(season) = season(block, at) {
        return Some(season);
    }
    let first = bare_year_at(block, at)?;
    if let Some(decade) = decade(block, at, first) {
        return Some(decade);
    }
    let cue = opener_of_years(block, at);
    if let Some(list) = list(block, at, first, cue) {
        return Some(list);
    }
    let next = if block.gap(at + 1) == Gap::Dash {
        // `2015–2019`
        Some(at + 1)
    } else {
        link(block, at, cue)
    };
    let Some(next) = next else { return one_year(block, at, first, cue) };
    match bare_year_at(block, next).filter(|last| first < *last) {
        Some(last) => years(block, at, next, (first, last), cue),
        None => one_year(block, at, first, cue),
    }
}

/// Returns the word after what links two years: `2014 to 2016`, `с 2014 г. по 2016`, `de 2014 jusqu'à 2016`, `من عام 2014 إلى
/// عام 2016`.
fn link(block: &TokenizedBlock, at: usize, cue: Use) -> Option<usize> {
    let (end, worded) = end_of_year(block, at);
    let is_near = block.gap(end).is_blank() || worded && block.gap(end) == Gap::DotSpace;
    let is_until = uses(block, end) & UNTIL != 0 && cue & (FROM | BEFORE) != 0;
    let is_and = uses(block, end) & AND != 0 && cue & BETWEEN != 0;
    if !is_near || !(is_until || is_and) {
        return None;
    }
    let is_small = |at: usize| {
        let is_word = is_until && uses(block, at) & (UNTIL | BEFORE | OF) != 0;
        is_word && (block.gap(at).is_blank() || block.gap(at) == Gap::Apostrophe)
    };
    (end + 1..end + 4).find(|at| !is_small(*at))
}

/// Decades in words, and the language of each.
static DECADES: LazyLock<Phrases<(i16, &str)>> = LazyLock::new(|| {
    let mut decades = Phrases::default();
    for row in table::rows(include_str!("../../../data/decades.tsv")) {
        let first = row[0].parse().unwrap_or_default();
        table::phrases(table::cell(&row, 2)).for_each(|form| decades.add(form, (first, row[1])));
    }
    decades
});

/// Enters the words of decades.
pub(super) fn learn(words: &mut Words) {
    phrase::learn(words, role::DECADE, &DECADES);
}

/// Reads a decade in words: `the nineties`, `в девяностых годах`, `los años noventa`, `تسعينيات القرن الماضي`.
pub(super) fn spelled_decade(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Reading)> {
    block.word(at).filter(|word| word.has(role::DECADE))?;
    let (len, (first, language)) = DECADES.longest(block, at)?;
    let before = at.checked_sub(1).filter(|_| block.gap(at).joins());
    let worded = is_year_word(block, at + len);
    let is_told = match *language {
        "en" => before.is_some_and(|at| block.folded(at) == "the" || uses(block, at) & IN != 0),
        "es" => before.is_some_and(|at| matches!(block.folded(at), "anos" | "años")),
        "ru" => worded,
        _ => true,
    };
    let (start, stop) = (When::new(*first, None, None)?, When::new(*first + 9, None, None)?);
    let end = at + len + usize::from(worded);
    is_told.then_some((at..end, Reading::Period(start, stop)))
}

/// Reads a decade of the last century in two figures: `в 90-х годах`, `années 90`, `the 90s`.
pub(super) fn short_decade(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Reading)> {
    let number = block.number(at).filter(|number| number.len() == 2 && number.number % 10 == 0)?;
    let before = at.checked_sub(1).filter(|_| block.gap(at).joins());
    let follows = |words: &[&str]| before.is_some_and(|at| words.contains(&block.folded(at)));
    let end = |ends: &[&str]| {
        let is_near = matches!(block.gap(at + 1), Gap::None | Gap::Dash | Gap::Apostrophe);
        is_near && block.word(at + 1).is_some() && ends.contains(&block.folded(at + 1))
    };
    let is_english =
        end(&["s"]) && (follows(&["the"]) || before.is_some_and(|at| uses(block, at) & IN != 0));
    let is_russian = end(&["х", "е", "м"]) && is_year_word(block, at + 2);
    let is_plain = follows(&["années", "annees", "años", "anos"]);
    let last = match () {
        () if is_english => at + 2,
        () if is_russian => at + 3,
        () if is_plain => at + 1,
        () => return None,
    };
    let first = i16::try_from(number.number).ok().filter(|first| *first >= 20)? + 1900;
    let (start, stop) = (When::new(first, None, None)?, When::new(first + 9, None, None)?);
    Some((at..last, Reading::Period(start, stop)))
}

/// Reads `1990s`, `1990-х годах`, `années 1990`, `años 1990`.
fn decade(block: &TokenizedBlock, at: usize, first: When) -> Option<(Range<usize>, Reading)> {
    const ENDS: [&str; 5] = ["s", "е", "х", "ые", "ых"];
    let is_joined = block.word(at + 1).is_some()
        && matches!(block.gap(at + 1), Gap::None | Gap::Dash | Gap::Apostrophe);
    // `к 1990-м годам`, but `в 1990-м году`
    let is_dative = || {
        block.folded(at + 1) == "м"
            && block.word(at + 2).is_some()
            && block.folded(at + 2) == "годам"
    };
    let is_end = is_joined && (ENDS.contains(&block.folded(at + 1)) || is_dative());
    let follows_plural = at > 0
        && block.gap(at).is_blank()
        && matches!(block.folded(at - 1), "années" | "annees" | "años" | "anos");
    // `la década de 1990`
    let follows_noun = (1..=3).any(|back| {
        at >= back
            && block.gap(at).is_blank()
            && matches!(block.folded(at - back), "decada" | "decade" | "decennie" | "десятилетие")
    });
    let is_decade = first.year % 10 == 0 && (is_end || follows_plural || follows_noun);
    let last = When::new(first.year + 9, None, None).filter(|_| is_decade)?;
    let end = at + 1 + usize::from(is_end);
    let end = end + usize::from(is_year_word(block, end));
    Some((at..end, Reading::Period(first, last)))
}

fn one_year(
    block: &TokenizedBlock,
    at: usize,
    year: When,
    cue: Use,
) -> Option<(Range<usize>, Reading)> {
    let (end, worded) = end_of_year(block, at);
    let is_birth = date_role::follows_label_of_birth(block, at);
    let cued = cue & (IN | BEFORE) != 0 || cue & FROM != 0 && worded || is_birth;
    (worded || cued).then_some((at..end, Reading::One(year, if worded { 0.9 } else { 0.75 })))
}

fn years(
    block: &TokenizedBlock,
    at: usize,
    last: usize,
    ends: (When, When),
    cue: Use,
) -> Option<(Range<usize>, Reading)> {
    let (end, worded) = end_of_year(block, last);
    let cued = cue & (IN | BEFORE | FROM | BETWEEN) != 0;
    (worded || cued).then_some((at..end, Reading::Period(ends.0, ends.1)))
}

fn bare_year_at(block: &TokenizedBlock, at: usize) -> Option<When> {
    let number = block
        .number(at)
        .filter(|number| number.len() == 4 && BARE_YEARS.contains(&number.number))?;
    let joined = block.number(at + 1).is_some()
        && matches!(separator(block, at + 1), Some(Gap::Dot | Gap::Slash));
    let is_old = is_before_our_era(block, at + 1);
    When::new(year(number.number), None, None).filter(|_| !joined && !is_old)
}

/// Returns the word after a year and its noun or the end of its ordinal, `2014 году`, `2014-м`, and whether there is one.
fn end_of_year(block: &TokenizedBlock, at: usize) -> (usize, bool) {
    const ENDS: [&str; 7] = ["м", "го", "му", "й", "ом", "ого", "ый"];
    let is_ordinal = block.word(at + 1).is_some()
        && block.gap(at + 1) == Gap::Dash
        && ENDS.contains(&block.folded(at + 1));
    let end = at + 1 + usize::from(is_ordinal);
    // `в 2016 календарном году`
    let has_adjective =
        uses(block, end) & SEASON != 0 && block.gap(end).is_blank() && is_year_word(block, end + 1);
    let end = end + usize::from(has_adjective);
    let worded = is_year_word(block, end);
    (end + usize::from(worded), worded || is_ordinal)
}

/// Reads years that a word tells together: `в 2014 и 2016 годах`, `in 2014, 2015 and 2016`.
fn list(
    block: &TokenizedBlock,
    at: usize,
    first: When,
    cue: Use,
) -> Option<(Range<usize>, Reading)> {
    let mut years = vec![(at, first)];
    let mut is_linked = false;
    while !is_linked && years.len() < MOST_YEARS {
        let end = years.last()?.0;
        let (end, _) = end_of_year(block, end);
        is_linked = uses(block, end) & AND != 0 && block.gap(end).is_blank();
        let next = end + usize::from(is_linked);
        let is_near = is_linked || block.gap(next) == Gap::Comma;
        let year = bare_year_at(block, next)
            .filter(|year| is_near && years.last().is_some_and(|(_, last)| last < year))?;
        years.push((next, year));
    }
    let (end, worded) = end_of_year(block, years.last()?.0);
    let is_told = cue & (IN | BEFORE) != 0 || worded;
    let is_period = cue & BETWEEN != 0 || !is_linked;
    // `in 2015 and 2016-05-17`
    let is_whole = separator(block, end).is_none() || block.number(end).is_none();
    let several = years.iter().map(|(at, year)| (*at..end_of_year(block, *at).0, *year)).collect();
    (is_told && !is_period && is_whole).then_some((at..end, Reading::Several(several)))
}

/// Reads two years of a season or of a year of schools and books, `2019/20 season`, `exercice 2019/2020`.
fn season(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, Reading)> {
    let first =
        block.number(at).filter(|first| first.len() == 4 && BARE_YEARS.contains(&first.number))?;
    let sign = separator(block, at + 1).filter(|sign| matches!(sign, Gap::Slash | Gap::Dash))?;
    let second = block.number(at + 1)?;
    let follows = match second.len() {
        4 => second.number == first.number + 1,
        2 => second.number == (first.number + 1) % 100,
        _ => false,
    };
    let is_season = |place: usize| uses(block, place) & SEASON != 0;
    let is_before = at > 0 && block.gap(at).is_blank() && is_season(at - 1);
    let worded = is_year_word(block, at + 2);
    let is_after = block.gap(at + 2).is_blank() && is_season(at + 2);
    let cue = opener_of_years(block, at);
    let is_told = is_before
        || is_after
        || worded
        || sign == Gap::Slash && cue & BEFORE != 0
        || sign == Gap::Dash && cue & IN != 0 && !matches!(second.number, 1..=12);
    let (start, stop) = (
        When::new(year(first.number), None, None)?,
        When::new(year(first.number + 1), None, None)?,
    );
    let is_whole = separator(block, at + 2).is_none() || block.number(at + 2).is_none();
    let end = at + 2 + usize::from(worded);
    (follows && is_told && is_whole).then_some((at..end, Reading::Period(start, stop)))
}
