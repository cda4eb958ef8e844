//! What a query may have meant: words that the index has, in place of those that it does not.

use crate::engine::Engine;
use crate::leaves::Error;
use crate::parse::parse;

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
    found.sort_by(|one, other| {
        other.items.cmp(&one.items).then_with(|| one.query.cmp(&other.query))
    });
    found.dedup_by(|one, other| one.query == other.query);
    found.truncate(MOST_SUGGESTIONS);
    Ok(found)
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
    if engine.count(&parse(word).query)?.items > FEW_ITEMS {
        return Ok(Vec::new());
    }
    let start = word.as_ptr() as usize - typed.as_ptr() as usize;
    let end = start + word.len();
    for distance in 1..=most_edits {
        if folded.chars().count() < FEWEST_LETTERS * usize::from(distance) {
            break;
        }
        let mut found = Vec::new();
        let near = engine.near(&folded, distance)?.into_iter().filter(|near| *near != folded);
        for instead in near.take(MOST_TRIED) {
            let query = format!("{}{instead}{}", &typed[..start], &typed[end..]);
            let count = engine.count(&parse(&query).query)?.items;
            if count >= (items * TIMES_MORE).max(items + 1) {
                found.push(Suggestion { word: word.to_owned(), instead, query, items: count });
            }
        }
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// Yields the words of a query that are letters alone: no operator, field, pattern or number. Quotes, brackets and the
/// name of a field may stand before.
fn plain_words(typed: &str) -> impl Iterator<Item = &str> {
    let is_sign =
        |c: char| c.is_whitespace() || matches!(c, '"' | '(' | ')' | '«' | '»' | '“' | '”');
    let words = typed.split(is_sign).map(|word| word.strip_prefix("name:").unwrap_or(word));
    words.filter(|word| {
        !matches!(*word, "OR" | "AND" | "NOT")
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
}
