//! The tables of words in `data/`: a row a line, cells parted by tabs, phrases by `;`, `#` begins a comment.

use std::collections::HashMap;

/// Yields the rows of a table: its first cell, and the phrases of the third, folded.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, Vec<String>)> {
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(|line| {
        let mut cells = line.split('\t');
        let (first, phrases) = (cells.next()?, cells.nth(1)?);
        Some((first, phrases.split(';').map(folded).collect()))
    })
}

/// Returns the folded words of a text, joined by blanks.
pub(crate) fn folded(text: &str) -> String {
    let words: Vec<String> = text::tokens(text).map(|token| token.folded).collect();
    words.join(" ")
}

/// Tells whether folded words end with a folded phrase.
pub(crate) fn ends_with(words: &str, phrase: &str) -> bool {
    words.strip_suffix(phrase).is_some_and(|before| before.is_empty() || before.ends_with(' '))
}

/// Folded phrases, each with what it stands for, by their first word.
pub(crate) struct Phrases<T>(HashMap<String, Vec<(String, T)>>);

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T: Copy> Phrases<T> {
    /// Adds a folded phrase.
    pub(crate) fn add(&mut self, phrase: String, what: T) {
        let first = phrase.split(' ').next().unwrap_or_default().to_owned();
        self.0.entry(first).or_default().push((phrase, what));
    }

    /// Yields what the phrases stand for with which folded words begin.
    pub(crate) fn first<'s>(&'s self, words: &'s str) -> impl Iterator<Item = T> + 's {
        let known = self.0.get(words.split(' ').next().unwrap_or_default());
        let fitting = known.into_iter().flatten().filter(|(phrase, _)| begins_with(words, phrase));
        fitting.map(|(_, what)| *what)
    }

    /// Yields what the phrases stand for that folded words hold.
    pub(crate) fn held<'s>(&'s self, words: &'s str) -> impl Iterator<Item = T> + 's {
        let starts = std::iter::once(0).chain(words.match_indices(' ').map(|(at, _)| at + 1));
        starts.flat_map(move |at| self.first(&words[at..]))
    }
}

/// Tells whether folded words begin with a folded phrase.
fn begins_with(words: &str, phrase: &str) -> bool {
    words.strip_prefix(phrase).is_some_and(|behind| behind.is_empty() || behind.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_held_as_whole_words() {
        let mut phrases = Phrases::default();
        let all = [("counsel", 1), ("counsel for", 2), ("for", 3)];
        for (phrase, what) in all {
            phrases.add(phrase.to_owned(), what);
        }
        let held = |words: &str| phrases.held(words).collect::<Vec<_>>();
        assert_eq!(held("the counsel for the applicant"), [1, 2, 3]);
        assert_eq!(held("counsellor forward"), [0; 0]);
        assert_eq!(held("counsel"), [1]);
        assert_eq!(held(""), [0; 0]);
    }
}
