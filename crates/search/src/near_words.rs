//! Which words of an index are at most one edit away from the words of a list, in one pass over the index.

use std::collections::hash_map::RandomState;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::BuildHasher;

use crate::word::{MAX_EXPANSION, Matcher, Word};

/// The words of a list, and what was met of the index near each.
///
/// Two words are at most one edit apart only if they share a variant: the word itself, or the word without one of its
/// letters. So a word of the index is compared with those of the list alone that share one with it.
pub(crate) struct NearWords {
    hasher: RandomState,
    sought: Vec<Sought>,
    /// By the digest of a variant, the words of the list that have it.
    by_variant: HashMap<u64, Vec<usize>>,
    /// A longer term is near no word, in bytes: an edit adds one letter at most.
    longest: usize,
}

struct Sought {
    word: String,
    matcher: Matcher,
    near: BTreeSet<String>,
}

impl NearWords {
    /// Prepares a list of folded words.
    pub(crate) fn of(words: &BTreeSet<String>) -> Self {
        let hasher = RandomState::new();
        let mut by_variant: HashMap<u64, Vec<usize>> = HashMap::new();
        for (at, word) in words.iter().enumerate() {
            for_each_variant(word, |variant| {
                let sharing = by_variant.entry(hasher.hash_one(variant)).or_default();
                if sharing.last() != Some(&at) {
                    sharing.push(at);
                }
            });
        }
        let longest = words.iter().map(|word| word.len() + char::MAX.len_utf8()).max().unwrap_or(0);
        let sought = words.iter().map(|word| Sought::of(word)).collect();
        Self { hasher, sought, by_variant, longest }
    }

    /// Takes a term of the index; one may come more than once.
    pub(crate) fn meet(&mut self, term: &str) {
        let Self { hasher, sought, by_variant, longest } = self;
        if term.len() > *longest {
            return;
        }
        for_each_variant(term, |variant| {
            for at in by_variant.get(&hasher.hash_one(variant)).into_iter().flatten() {
                sought[*at].meet(term);
            }
        });
    }

    /// Returns by word of the list the words near it, in byte order.
    pub(crate) fn into_near(self) -> BTreeMap<String, Vec<String>> {
        let first = |near: BTreeSet<String>| near.into_iter().take(MAX_EXPANSION).collect();
        self.sought.into_iter().map(|sought| (sought.word, first(sought.near))).collect()
    }
}

impl Sought {
    fn of(word: &str) -> Self {
        let fuzzy = Word::Fuzzy { term: word.to_owned(), distance: 1 };
        Self { word: word.to_owned(), matcher: fuzzy.matcher(), near: BTreeSet::new() }
    }

    fn meet(&mut self, term: &str) {
        if !self.near.contains(term) && self.matcher.matches(term) {
            self.near.insert(term.to_owned());
        }
    }
}

/// Calls `visit` with a word, and with the word without each of its letters.
fn for_each_variant(word: &str, mut visit: impl FnMut(&str)) {
    visit(word);
    let mut variant = String::with_capacity(word.len());
    for (at, letter) in word.char_indices() {
        variant.clear();
        variant.push_str(&word[..at]);
        variant.push_str(&word[at + letter.len_utf8()..]);
        visit(&variant);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Yields words of few letters, so that many are near one another.
    fn words(mut seed: u64, count: usize) -> BTreeSet<String> {
        let mut next = |below: u64| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let letters = ['a', 'b', 'ж', '\u{1}'];
        let mut word = || -> String {
            let length = next(6);
            (0..length).map(|_| letters[usize::try_from(next(4)).expect("small")]).collect()
        };
        (0..count).map(|_| word()).collect()
    }

    #[test]
    fn one_pass_finds_what_each_word_finds_by_itself() {
        for seed in 1..=40 {
            let (list, terms) = (words(seed, 60), words(seed + 1_000, 200));
            let mut near = NearWords::of(&list);
            terms.iter().chain(&terms).for_each(|term| near.meet(term));
            let alone = |word: &String| {
                let matcher = Word::Fuzzy { term: word.clone(), distance: 1 }.matcher();
                let fitting = terms.iter().filter(|term| matcher.matches(term));
                (word.clone(), fitting.cloned().collect::<Vec<_>>())
            };
            assert_eq!(near.into_near(), list.iter().map(alone).collect(), "seed {seed}");
        }
    }

    #[test]
    fn an_insertion_a_loss_another_letter_and_a_swap_are_one_edit() {
        let mut near = NearWords::of(&BTreeSet::from(["ivanov".to_owned()]));
        for term in ["ivannov", "ivanv", "iwanov", "ivanvo", "ivanov", "vanof", "onavi"] {
            near.meet(term);
        }
        let expected = ["ivannov", "ivanov", "ivanv", "ivanvo", "iwanov"];
        assert_eq!(near.into_near()["ivanov"], expected);
    }
}
