//! What a query may have meant: words that the index has, in place of those that it does not.

use std::collections::BTreeSet;

use crate::engine::Engine;
use crate::leaves::Error;
use crate::parse::parse;
use crate::quote::is_quote;

/// A query is only corrected while it finds so few items, or fewer.
pub const FEW_ITEMS: u64 = 2;
/// How many times as many items a correction must find, so that a rare word is not taken for a slip.
const TIMES_MORE: u64 = 5;
/// How many words of a query are corrected at most.
const MOST_WORDS: usize = 6;
/// How many corrections are suggested at most.
const MOST_SUGGESTIONS: usize = 3;
/// How many near words are tried for each, the most promising first.
const MOST_TRIED: usize = 8;
/// The fewest letters of a word that one edit is looked for in; two edits need twice as many.
const FEWEST_LETTERS: usize = 4;

/// A query that may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The word as typed.
    pub word: String,
    /// The word of the index that is near it, folded.
    pub instead: String,
    /// The whole query with that word.
    pub query: String,
    /// How many items it finds.
    pub items: u64,
}

/// Returns queries that differ from the typed one in one word and find more than its `items`, those that find most
/// first; of words one edit away before those two edits away, where `most_edits` allows two.
pub fn suggestions(
    engine: &dyn Engine,
    typed: &str,
    items: u64,
    most_edits: u8,
) -> Result<Vec<Suggestion>, Error> {
    if items > FEW_ITEMS {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for word in plain_words(typed).take(MOST_WORDS) {
        found.extend(of_word(engine, typed, word, items, most_edits)?);
    }
    Ok(ranked(found))
}

/// Returns for each of many queries that find nothing what [`suggestions`] returns for one edit. The words of the index
/// are gone through once for all of them.
pub fn suggestions_for_each(
    engine: &dyn Engine,
    typed: &[&str],
) -> Result<Vec<Vec<Suggestion>>, Error> {
    let mut rare = BTreeSet::new();
    let words: BTreeSet<&str> =
        typed.iter().flat_map(|typed| plain_words(typed).take(MOST_WORDS)).collect();
    for word in words {
        if text::fold(word).chars().count() >= FEWEST_LETTERS && is_rare(engine, word)? {
            rare.insert(word);
        }
    }
    let near = engine.near_each(&rare.iter().map(|word| text::fold(word)).collect())?;
    let of_query = |typed: &&str| {
        let mut found = Vec::new();
        for word in plain_words(typed).take(MOST_WORDS).filter(|word| rare.contains(word)) {
            let near = near.get(&text::fold(word)).map_or(&[][..], Vec::as_slice);
            found.extend(better(engine, typed, word, 0, near)?);
        }
        Ok(ranked(found))
    };
    typed.iter().map(of_query).collect()
}

fn ranked(mut found: Vec<Suggestion>) -> Vec<Suggestion> {
    found.sort_by(|one, other| {
        other.items.cmp(&one.items).then_with(|| one.query.cmp(&other.query))
    });
    found.dedup_by(|one, other| one.query == other.query);
    found.truncate(MOST_SUGGESTIONS);
    found
}

/// Returns the queries with a near word in place of `word`, which is a part of `typed`.
fn of_word(
    engine: &dyn Engine,
    typed: &str,
    word: &str,
    items: u64,
    most_edits: u8,
) -> Result<Vec<Suggestion>, Error> {
    let folded = text::fold(word);
    if folded.chars().count() < FEWEST_LETTERS || !is_rare(engine, word)? {
        return Ok(Vec::new());
    }
    for distance in 1..=most_edits {
        if folded.chars().count() < FEWEST_LETTERS * usize::from(distance) {
            break;
        }
        let found = better(engine, typed, word, items, &engine.near(&folded, distance)?)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// Tells whether so few items have a word that it may be a slip.
fn is_rare(engine: &dyn Engine, word: &str) -> Result<bool, Error> {
    Ok(engine.count(&parse(word).query)?.items <= FEW_ITEMS)
}

/// Returns the queries with one of the `near` words in place of `word` that find so much more that they may be meant.
fn better(
    engine: &dyn Engine,
    typed: &str,
    word: &str,
    items: u64,
    near: &[String],
) -> Result<Vec<Suggestion>, Error> {
    let start = word.as_ptr() as usize - typed.as_ptr() as usize;
    let (before, behind) = (&typed[..start], &typed[start + word.len()..]);
    if near.is_empty() || !can_be_bettered(engine, before, behind)? {
        return Ok(Vec::new());
    }
    let folded = text::fold(word);
    let mut found = Vec::new();
    for instead in near.iter().filter(|near| **near != folded).take(MOST_TRIED) {
        let query = format!("{before}{instead}{behind}");
        let count = engine.count(&parse(&query).query)?.items;
        if count >= (items * TIMES_MORE).max(items + 1) {
            let (word, instead) = (word.to_owned(), instead.clone());
            found.push(Suggestion { word, instead, query, items: count });
        }
    }
    Ok(found)
}

/// Tells whether another word between these parts of a query may help: not where what else it asks for finds nothing. That
/// costs one search in place of one for each near word.
fn can_be_bettered(engine: &dyn Engine, before: &str, behind: &str) -> Result<bool, Error> {
    let rest = format!("{before}{behind}");
    let asks_for_more = plain_words(&rest).next().is_some();
    Ok(!asks_for_more || engine.count(&parse(&rest).query)?.items > 0)
}

/// Yields the words of a query that are letters alone: no operator, field, pattern or number, and no longer than words of an
/// index, for what it takes to look for words near one grows with its length. Quotes, brackets and the name of a field may stand
/// before.
fn plain_words(typed: &str) -> impl Iterator<Item = &str> {
    let is_sign = |c: char| c.is_whitespace() || matches!(c, '(' | ')') || is_quote(c);
    let words = typed.split(is_sign).map(|word| word.strip_prefix("name:").unwrap_or(word));
    words.filter(|word| {
        !matches!(*word, "OR" | "AND" | "NOT")
            && word.len() <= text::MAX_TOKEN
            && word.chars().count() >= FEWEST_LETTERS
            && word.chars().all(char::is_alphabetic)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_from_what_else_a_query_has() {
        let words: Vec<&str> =
            plain_words("wanted \"red notce\" OR name:Pestrikov -not format:pdf iva* A-1/2 of")
                .collect();
        assert_eq!(words, ["wanted", "notce", "Pestrikov"]);
    }

    #[test]
    fn a_word_that_is_longer_than_any_of_an_index_is_no_slip_of_one() {
        let long = "x".repeat(text::MAX_TOKEN + 1);
        assert_eq!(plain_words(&long).next(), None);
        assert_eq!(plain_words(&long[1..]).next(), Some(&long[1..]));
    }
}
