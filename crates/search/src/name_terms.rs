//! Under which terms a word stands that may be a name, remembered: the same names come again and again.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::ops::Range;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// How many parts the memory has, so that threads seldom wait for one another.
const PARTS: usize = 16;
/// How many words a part remembers from the last time that it was full, and as many before.
const REMEMBERED: usize = 1024;
/// Ends each term of a [`NameTerms`].
const END: char = '\0';

/// The marked terms of one word of a name, in byte order.
#[derive(Clone, Debug)]
pub(crate) struct NameTerms(Arc<str>);

impl NameTerms {
    /// Returns the terms of a word; an initial comes with its full stop, if it has one.
    pub(crate) fn of(word: &str) -> Self {
        MEMORY.of(word)
    }

    /// The terms of what is no name.
    pub(crate) fn none() -> Self {
        static NONE: LazyLock<Arc<str>> = LazyLock::new(|| Arc::from(""));
        Self(Arc::clone(&NONE))
    }

    fn compute(word: &str) -> Self {
        let terms = names::terms(word);
        let length = terms.iter().map(|term| term.len() + 1).sum();
        let mut all = String::with_capacity(length);
        for term in terms {
            all.push_str(&term);
            all.push(END);
        }
        Self(all.into())
    }

    /// Returns the bytes of the term that begins at byte `at`, if one does; the next one begins a byte after its end.
    pub(crate) fn at(&self, at: usize) -> Option<Range<usize>> {
        let rest = self.0.as_bytes().get(at..).filter(|rest| !rest.is_empty())?;
        let length = rest.iter().position(|byte| *byte == END as u8).unwrap_or(rest.len());
        Some(at..at + length)
    }

    /// Returns the term at bytes that [`at`](Self::at) returned.
    pub(crate) fn term(&self, bytes: Range<usize>) -> &str {
        self.0.get(bytes).unwrap_or_default()
    }

    /// Tells whether the word is a given name that is known, an initial or a patronymic.
    pub(crate) fn are_of_given_name(&self) -> bool {
        self.iter().any(|term| term.starts_with([names::GIVEN, names::MIDDLE]))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split_terminator(END)
    }
}

/// What the words were found to be that came last.
struct Memory {
    hasher: RandomState,
    parts: [Mutex<Part>; PARTS],
}

#[derive(Default)]
struct Part {
    young: HashMap<Box<str>, NameTerms>,
    /// Those that were young before; whichever is asked for becomes young again.
    old: HashMap<Box<str>, NameTerms>,
}

static MEMORY: LazyLock<Memory> =
    LazyLock::new(|| Memory { hasher: RandomState::new(), parts: Default::default() });

impl Memory {
    fn of(&self, word: &str) -> NameTerms {
        let hash = self.hasher.hash_one(word);
        let part = &self.parts[usize::try_from(hash % PARTS as u64).unwrap_or(0)];
        let locked = || part.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(terms) = locked().find(word) {
            return terms;
        }
        let terms = NameTerms::compute(word);
        locked().keep(word.into(), terms.clone());
        terms
    }
}

impl Part {
    fn find(&mut self, word: &str) -> Option<NameTerms> {
        if let Some(terms) = self.young.get(word) {
            return Some(terms.clone());
        }
        let (word, terms) = self.old.remove_entry(word)?;
        self.keep(word, terms.clone());
        Some(terms)
    }

    fn keep(&mut self, word: Box<str>, terms: NameTerms) {
        if self.young.len() >= REMEMBERED {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(word, terms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remembered_word_has_the_terms_that_it_had() {
        let words: Vec<String> = (0..3 * PARTS * REMEMBERED).map(word).collect();
        for word in words.iter().chain(&words) {
            assert_eq!(NameTerms::of(word).0, NameTerms::compute(word).0, "{word}");
        }
    }

    #[test]
    fn no_more_words_are_remembered_than_a_part_has_room_for() {
        let mut part = Part::default();
        for number in 0..5 * REMEMBERED {
            part.keep(word(number).into(), NameTerms::none());
            part.find(&word(number / 2));
            assert!(part.young.len() + part.old.len() <= 2 * REMEMBERED);
        }
    }

    /// Writes a number in letters.
    fn word(number: usize) -> String {
        number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'A')).collect()
    }

    #[test]
    fn terms_are_walked_one_after_another() {
        let terms = NameTerms::of("Pestrikov");
        let mut at = 0;
        let mut walked = Vec::new();
        while let Some(bytes) = terms.at(at) {
            at = bytes.end + 1;
            walked.push(terms.term(bytes));
        }
        assert!(walked.len() > 2);
        assert_eq!(walked, terms.iter().collect::<Vec<_>>());
        assert_eq!(NameTerms::none().at(0), None);
    }
}
