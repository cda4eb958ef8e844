//! National Central Bureaus, by call name or country.

use std::ops::Range;
use std::sync::LazyLock;

use item::Kind;

use crate::finding::{Finding, Found};
use crate::lexicon::{self, Words, role};
use crate::phrase::{self, Phrases};
use crate::table;
use crate::tokenized::{Gap, Shape, TokenizedBlock};

use super::country;

/// How many small words may stand between a bureau and its place.
const FILLERS: usize = 6;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Bureau {
    Head,
    Call,
    Filler,
}

static BUREAUS: LazyLock<Phrases<Bureau>> = LazyLock::new(|| {
    let mut bureaus = Phrases::default();
    for row in table::rows(include_str!("../../data/bureaus.tsv")) {
        let usage = match row[0] {
            "head" => Bureau::Head,
            "call" => Bureau::Call,
            _ => Bureau::Filler,
        };
        table::phrases(table::cell(&row, 1)).for_each(|phrase| bureaus.add(phrase, usage));
    }
    bureaus
});

static CITIES: LazyLock<Phrases<&'static str>> = LazyLock::new(|| {
    let mut cities = Phrases::default();
    for row in table::rows(include_str!("../../data/capitals.tsv")) {
        table::phrases(table::cell(&row, 1)).for_each(|city| cities.add(city, row[0]));
    }
    cities
});

/// Enters the words of bureaus and the cities that name them.
pub(crate) fn learn(words: &mut Words) {
    phrase::learn(words, role::BUREAU, &BUREAUS);
    phrase::learn(words, role::CITY, &CITIES);
}

/// Finds bureaus.
pub(crate) fn find(block: &TokenizedBlock, found: &mut Found) {
    let mut at = 0;
    while at < block.words.len() {
        let Some((words, code)) = bureau(block, at).filter(|(words, _)| !found.is_taken(words))
        else {
            at += 1;
            continue;
        };
        at = words.end;
        found.touch(&words);
        found.add(Finding::new(Kind::Ncb, block.span(&words), code, 0.95));
    }
}

/// Returns how many words a bureau has that stands at word `at` by its call name: `IP Moscow`.
pub(crate) fn call_at(block: &TokenizedBlock, at: usize) -> Option<usize> {
    let is_call = |(_, bureau): &(usize, Bureau)| *bureau == Bureau::Call;
    named(block, at).filter(is_call).and_then(|_| bureau(block, at)).map(|(words, _)| words.len())
}

fn bureau(block: &TokenizedBlock, at: usize) -> Option<(Range<usize>, &'static str)> {
    let (len, bureau) = named(block, at)?;
    match bureau {
        Bureau::Filler => None,
        Bureau::Call => {
            let (city, code) =
                city_at(block, at + len).filter(|_| is_close(block.gap(at + len)))?;
            block.words[at].shape.ne(&Shape::Lower).then_some((at..at + len + city, code))
        }
        Bureau::Head => {
            place_after(block, at, at + len).or_else(|| place_before(block, at, at + len))
        }
    }
}

fn named(block: &TokenizedBlock, at: usize) -> Option<(usize, Bureau)> {
    block.word(at).filter(|word| word.has(role::BUREAU))?;
    let (len, bureau) = BUREAUS.longest(block, at)?;
    Some((len, *bureau))
}

fn place_after(
    block: &TokenizedBlock,
    start: usize,
    from: usize,
) -> Option<(Range<usize>, &'static str)> {
    if block.words[start].hash == lexicon::hash("usncb") {
        return Some((start..from, "us"));
    }
    if block.gap(from) == Gap::Colon {
        let (len, code) = place_at(block, from)?;
        return ends_field(block.gap(from + len)).then_some((start..from + len, code));
    }
    let mut at = from;
    for _ in 0..=FILLERS {
        if !is_close(block.gap(at)) && block.gap(at) != Gap::Open {
            return None;
        }
        if let Some((len, code)) = place_at(block, at) {
            return Some((start..at + len, code));
        }
        at += named(block, at).filter(|(_, bureau)| *bureau != Bureau::Head)?.0;
    }
    None
}

/// Reads `Russian NCB`, `Moscow NCB`, `Russia's NCB`.
fn place_before(
    block: &TokenizedBlock,
    head: usize,
    end: usize,
) -> Option<(Range<usize>, &'static str)> {
    let is_genitive =
        head > 0 && block.gap(head - 1) == Gap::Apostrophe && block.folded(head - 1) == "s";
    let last = if is_genitive { head - 1 } else { head };
    let fits = |start: usize| place_at(block, start).filter(|(len, _)| start + len == last);
    let mut starts = (last.saturating_sub(4)..last)
        .filter(|start| is_close(block.gap(*start + 1)) || is_genitive);
    let (start, code) = starts.find_map(|start| fits(start).map(|(_, code)| (start, code)))?;
    is_close(block.gap(head)).then_some((start..end, code))
}

fn place_at(block: &TokenizedBlock, at: usize) -> Option<(usize, &'static str)> {
    let country = country::country_at(block, at).map(|(len, country)| (len, country.code));
    let city = city_at(block, at);
    match (country, city) {
        (Some(country), Some(city)) => Some(if city.0 > country.0 { city } else { country }),
        (country, city) => country.or(city),
    }
}

fn city_at(block: &TokenizedBlock, at: usize) -> Option<(usize, &'static str)> {
    block.word(at).filter(|word| word.has(role::CITY) && word.shape != Shape::Lower)?;
    CITIES.longest(block, at).map(|(len, code)| (len, *code))
}

/// Tells whether the value of a field ends before a gap: `NCB: Moscow`.
fn ends_field(gap: Gap) -> bool {
    matches!(gap, Gap::Edge | Gap::Line | Gap::Comma | Gap::Open | Gap::Close | Gap::DotSpace)
}

fn is_close(gap: Gap) -> bool {
    matches!(gap, Gap::Space | Gap::Line | Gap::Dash | Gap::Apostrophe | Gap::Slash | Gap::None)
}
