//! Countries and their peoples, by gazetteer.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use item::Kind;

use crate::finding::{Finding, Found};
use crate::kinds::{country_code, person};
use crate::lexicon::{self, ByHash, Words, role};
use crate::phrase::{self, Phrases};
use crate::table;
use crate::tokenized::{Gap, Shape, TokenizedBlock};

/// What a phrase says of a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Country {
    pub(crate) code: &'static str,
    style: Style,
}

/// How a phrase must be written to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// With a capital letter.
    Name,
    /// In capitals.
    Letters,
    /// In any way: adjectives of most languages.
    People,
}

/// When a name means no country.
struct Guard {
    is_name: bool,
    vetoes: Vec<u64>,
}

/// Names of countries and peoples.
static COUNTRIES: LazyLock<Phrases<Country>> = LazyLock::new(|| {
    let mut countries = Phrases::default();
    for row in table::rows(include_str!("../../data/countries.tsv")) {
        for phrase in table::phrases(table::cell(&row, 2)) {
            let is_letters = phrase.chars().count() <= 5
                && !phrase.chars().any(char::is_lowercase)
                && is_cased(phrase);
            let style = if is_letters { Style::Letters } else { Style::Name };
            countries.add(phrase, Country { code: row[0], style });
        }
    }
    for row in table::rows(include_str!("../../data/peoples.tsv")) {
        table::phrases(table::cell(&row, 1))
            .for_each(|phrase| countries.add(phrase, Country { code: row[0], style: Style::Name }));
        for phrase in (2..6).flat_map(|at| table::phrases(table::cell(&row, at))) {
            countries.add(phrase, Country { code: row[0], style: Style::People });
        }
    }
    countries
});

static GUARDS: LazyLock<HashMap<u64, Guard, ByHash>> = LazyLock::new(|| {
    let rows = table::rows(include_str!("../../data/country-guards.tsv"));
    let guards = rows.map(|row| {
        let vetoes = table::phrases(table::cell(&row, 2)).map(lexicon::hash).collect();
        (lexicon::hash(row[0]), Guard { is_name: table::cell(&row, 1) == "name", vetoes })
    });
    guards.collect()
});

/// Names of countries in English, by their codes.
static NAMES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let rows = table::rows(include_str!("../../data/countries.tsv"));
    let english = rows.filter(|row| table::cell(row, 1) == "en");
    english.filter_map(|row| Some((row[0], table::cell(&row, 2).split(';').next()?))).collect()
});

/// Returns what a country is called in English, by its code in lower case (ISO 3166-1 alpha-2).
pub fn country_name(code: &str) -> Option<&'static str> {
    NAMES.get(code).copied()
}

fn is_cased(phrase: &str) -> bool {
    phrase.chars().any(char::is_uppercase)
}

/// Enters the names of countries and peoples.
pub(crate) fn learn(words: &mut Words) {
    phrase::learn(words, role::COUNTRY, &COUNTRIES);
}

/// Finds countries.
pub(crate) fn find(block: &TokenizedBlock, found: &mut Found) {
    let mut at = 0;
    let mut last_code = None;
    while at < block.words.len() {
        if let Some(coded) = country_code::behind_label(block, at, last_code) {
            last_code = Some(at);
            found.take(block, coded);
        }
        match country_at(block, at) {
            Some((len, country)) if !found.is_taken(&(at..at + len)) => {
                let confidence = if country.style == Style::People { 0.85 } else { 0.95 };
                found.touch(&(at..at + len));
                found.add(Finding::new(
                    Kind::Country,
                    span(block, &(at..at + len)),
                    country.code,
                    confidence,
                ));
                at += len;
            }
            Some((len, _)) => at += len,
            None => at += 1,
        }
    }
}

/// Returns the bytes of a country, with the last full stop of `U.S.`
fn span(block: &TokenizedBlock, words: &Range<usize>) -> Range<usize> {
    let bytes = block.span(words);
    let dotted = words.len() > 1
        && matches!(block.gap(words.end - 1), Gap::Dot | Gap::DotSpace)
        && block.text[bytes.end..].starts_with('.');
    bytes.start..bytes.end + usize::from(dotted)
}

/// Returns the country that begins at word `at`, with the number of its words.
pub(crate) fn country_at(block: &TokenizedBlock, at: usize) -> Option<(usize, Country)> {
    if !block.word(at)?.has(role::COUNTRY) {
        return None;
    }
    let (len, country) = COUNTRIES.longest(block, at)?;
    let is_written = match country.style {
        Style::People => true,
        Style::Name => block.words[at..at + len].iter().any(|word| word.shape != Shape::Lower),
        Style::Letters => block.words[at..at + len]
            .iter()
            .all(|word| matches!(word.shape, Shape::Upper | Shape::Caseless)),
    };
    (is_written && !is_guarded(block, &(at..at + len))).then_some((len, *country))
}

fn is_guarded(block: &TokenizedBlock, words: &Range<usize>) -> bool {
    let Some(guard) =
        (words.len() == 1).then(|| GUARDS.get(&block.words[words.start].hash)).flatten()
    else {
        return false;
    };
    let before = words.start.checked_sub(1).filter(|_| block.gap(words.start).joins());
    let after =
        Some(words.end).filter(|_| block.gap(words.end).joins() && block.word(words.end).is_some());
    let beside = || [before, after].into_iter().flatten();
    let vetoed = beside().any(|at| guard.vetoes.contains(&block.words[at].hash));
    vetoed || guard.is_name && beside().any(|at| is_name(block, at))
}

/// Tells whether a word looks like the other half of a person's name.
fn is_name(block: &TokenizedBlock, at: usize) -> bool {
    let word = &block.words[at];
    let is_known = word.shape == Shape::Title
        && word.has(role::GIVEN | role::NAME)
        && !word.has(role::COMMON | role::COUNTRY);
    is_known || person::begins_apostrophe(block, at)
}
