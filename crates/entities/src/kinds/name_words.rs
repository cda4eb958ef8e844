//! Which words are names, stand beside names, or are never names alone.

use std::sync::LazyLock;

use crate::lexicon::{self, Words, role};
use crate::phrase::{self, Phrases};
use crate::table;

/// Labels of fields that hold a name.
pub(crate) static LABELS: LazyLock<Phrases<()>> = LazyLock::new(|| cues("label"));

/// Titles of persons.
pub(crate) static TITLES: LazyLock<Phrases<()>> = LazyLock::new(|| cues("title"));

/// Enters names, titles, labels and words of everyday speech.
pub(crate) fn learn(words: &mut Words) {
    learn_names(words, role::GIVEN | role::NAME, include_str!("../../data/given-names.tsv"));
    learn_names(words, role::NAME, include_str!("../../data/family-names.tsv"));
    learn_names(words, role::COMMON, include_str!("../../data/common-words.tsv"));
    for row in table::rows(include_str!("../../data/never-names.tsv")) {
        lexicon::learn_words(words, role::COMMON | role::NEVER, row[0]);
    }
    phrase::learn(words, role::TITLE, &TITLES);
    phrase::learn(words, role::NAME_LABEL, &LABELS);
    for row in table::rows(include_str!("../../data/name-cues.tsv")) {
        let role = match row[0] {
            "particle" => role::PARTICLE,
            "son" => role::SON,
            "position" => role::POSITION,
            _ => continue,
        };
        lexicon::learn_words(words, role, table::cell(&row, 1));
    }
}

fn learn_names(words: &mut Words, role: lexicon::Role, table: &'static str) {
    table::rows(table).for_each(|row| lexicon::learn_names(words, role, row[0]));
}

fn cues(usage: &'static str) -> Phrases<()> {
    let mut phrases = Phrases::default();
    phrases_of(usage).for_each(|phrase| phrases.add(phrase, ()));
    phrases
}

/// Yields the phrases of one use.
pub(crate) fn phrases_of(usage: &'static str) -> impl Iterator<Item = &'static str> {
    let rows = table::rows(include_str!("../../data/name-cues.tsv"));
    rows.filter(move |row| row[0] == usage).flat_map(|row| table::phrases(table::cell(&row, 1)))
}
