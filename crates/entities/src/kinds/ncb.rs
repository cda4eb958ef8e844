//! National Central Bureaus, by call name or country.

use std::ops::Range;
use std::sync::LazyLock;

use item::Kind;

use crate::finding::{Finding, Found};
use crate::lexicon::{self, Words, role};
use crate::page::{Gap, Page, Shape};
use crate::phrase::Phrases;
use crate::table;

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
    lexicon::learn(words, role::BUREAU, &BUREAUS);
    lexicon::learn(words, role::CITY, &CITIES);
}

/// Finds bureaus.
pub(crate) fn find(page: &Page, found: &mut Found) {
    let mut at = 0;
    while at < page.words.len() {
        let Some((words, code)) = bureau(page, at).filter(|(words, _)| !found.is_taken(words))
        else {
            at += 1;
            continue;
        };
        at = words.end;
        found.touch(&words);
        found.add(Finding::new(Kind::Ncb, page.span(&words), code, 0.95));
    }
}

/// Returns how many words a bureau has that stands at word `at` by its call name: `IP Moscow`.
pub(crate) fn call_at(page: &Page, at: usize) -> Option<usize> {
    let is_call = |(_, bureau): &(usize, Bureau)| *bureau == Bureau::Call;
    named(page, at).filter(is_call).and_then(|_| bureau(page, at)).map(|(words, _)| words.len())
}

fn bureau(page: &Page, at: usize) -> Option<(Range<usize>, &'static str)> {
    let (len, bureau) = named(page, at)?;
    match bureau {
        Bureau::Filler => None,
        Bureau::Call => {
            let (city, code) = city_at(page, at + len).filter(|_| is_close(page.gap(at + len)))?;
            page.words[at].shape.ne(&Shape::Lower).then_some((at..at + len + city, code))
        }
        Bureau::Head => {
            place_after(page, at, at + len).or_else(|| place_before(page, at, at + len))
        }
    }
}

fn named(page: &Page, at: usize) -> Option<(usize, Bureau)> {
    page.word(at).filter(|word| word.has(role::BUREAU))?;
    let (len, bureau) = BUREAUS.longest(page, at)?;
    Some((len, *bureau))
}

fn place_after(page: &Page, start: usize, from: usize) -> Option<(Range<usize>, &'static str)> {
    if page.words[start].hash == lexicon::hash("usncb") {
        return Some((start..from, "us"));
    }
    let mut at = from;
    for _ in 0..=FILLERS {
        if !is_close(page.gap(at)) && page.gap(at) != Gap::Open {
            return None;
        }
        if let Some((len, code)) = place_at(page, at) {
            return Some((start..at + len, code));
        }
        at += named(page, at).filter(|(_, bureau)| *bureau != Bureau::Head)?.0;
    }
    None
}

/// Reads `Russian NCB`, `Moscow NCB`, `Russia's NCB`.
fn place_before(page: &Page, head: usize, end: usize) -> Option<(Range<usize>, &'static str)> {
    let is_genitive =
        head > 0 && page.gap(head - 1) == Gap::Apostrophe && page.folded(head - 1) == "s";
    let last = if is_genitive { head - 1 } else { head };
    let fits = |start: usize| place_at(page, start).filter(|(len, _)| start + len == last);
    let mut starts = (last.saturating_sub(4)..last)
        .filter(|start| is_close(page.gap(*start + 1)) || is_genitive);
    let (start, code) = starts.find_map(|start| fits(start).map(|(_, code)| (start, code)))?;
    is_close(page.gap(head)).then_some((start..end, code))
}

fn place_at(page: &Page, at: usize) -> Option<(usize, &'static str)> {
    let country = country::country_at(page, at).map(|(len, country)| (len, country.code));
    let city = city_at(page, at);
    match (country, city) {
        (Some(country), Some(city)) => Some(if city.0 > country.0 { city } else { country }),
        (country, city) => country.or(city),
    }
}

fn city_at(page: &Page, at: usize) -> Option<(usize, &'static str)> {
    page.word(at).filter(|word| word.has(role::CITY) && word.shape != Shape::Lower)?;
    CITIES.longest(page, at).map(|(len, code)| (len, *code))
}

fn is_close(gap: Gap) -> bool {
    matches!(gap, Gap::Space | Gap::Line | Gap::Dash | Gap::Apostrophe | Gap::Slash | Gap::None)
}
