//! How phrases of a table are found in a block: longest first, word by word.

use std::collections::HashMap;

use crate::lexicon::{self, ByHash, Role, Words};
use crate::table;
use crate::tokenized::{Gap, TokenizedBlock};

/// Phrases, each with what it stands for.
pub(crate) struct Phrases<T> {
    by_first: HashMap<u64, Vec<usize>, ByHash>,
    phrases: Vec<Phrase<T>>,
}

struct Phrase<T> {
    /// For every word, the hashes of the forms it may have.
    slots: Vec<Vec<u64>>,
    /// Whether a full stop and a blank part words of it, as in `EE. UU.`
    dotted: bool,
    /// Whether a slash parts words of it, as in `I-24/7`.
    slashed: bool,
    meaning: T,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { by_first: HashMap::default(), phrases: Vec::new() }
    }
}

impl<T> Phrases<T> {
    /// Adds a phrase as tables write it.
    pub(crate) fn add(&mut self, phrase: &str, meaning: T) {
        let slots: Vec<Vec<u64>> = phrase.split(' ').flat_map(slots).collect();
        let Some(first) = slots.first() else { return };
        for hash in first {
            self.by_first.entry(*hash).or_default().push(self.phrases.len());
        }
        let (dotted, slashed) = (phrase.contains(". "), phrase.contains('/'));
        self.phrases.push(Phrase { slots, dotted, slashed, meaning });
    }

    /// Returns the longest phrase that begins at word `at`, as its number of words and its meaning.
    pub(crate) fn longest(&self, block: &TokenizedBlock, at: usize) -> Option<(usize, &T)> {
        let candidates = self.by_first.get(&block.word(at)?.hash)?;
        let fitting = candidates
            .iter()
            .map(|index| &self.phrases[*index])
            .filter(|phrase| phrase.fits(block, at));
        // Of two of the same length the one that stands first in its table wins.
        let longest = fitting
            .reduce(|best, next| if next.slots.len() > best.slots.len() { next } else { best })?;
        Some((longest.slots.len(), &longest.meaning))
    }

    /// Yields the hashes of words that begin a phrase.
    pub(crate) fn firsts(&self) -> impl Iterator<Item = u64> + '_ {
        self.phrases.iter().flat_map(|phrase| phrase.slots[0].iter().copied())
    }

    /// Yields the hashes of words that go on with a phrase.
    pub(crate) fn others(&self) -> impl Iterator<Item = u64> + '_ {
        self.phrases.iter().flat_map(|phrase| phrase.slots[1..].iter().flatten().copied())
    }
}

impl<T> Phrase<T> {
    fn fits(&self, block: &TokenizedBlock, at: usize) -> bool {
        let Some(words) = block.words.get(at..at + self.slots.len()) else { return false };
        let joins = |gap: Gap| {
            gap.joins() || self.dotted && gap == Gap::DotSpace || self.slashed && gap == Gap::Slash
        };
        words[1..].iter().all(|word| joins(word.gap))
            && words.iter().zip(&self.slots).all(|(word, slot)| slot.contains(&word.hash))
    }
}

/// Enters the words of `phrases`: those that begin one with `role`, the others as known.
pub(crate) fn learn<T>(words: &mut Words, role: Role, phrases: &Phrases<T>) {
    phrases.firsts().for_each(|hash| *words.entry(hash).or_default() |= role);
    phrases.others().for_each(|hash| {
        words.entry(hash).or_default();
    });
}

/// Returns the words that a piece of a phrase stands for: inflected or alternative forms of one word, or several
/// words that an apostrophe, a dash or a dot joins.
fn slots(piece: &str) -> Vec<Vec<u64>> {
    if piece.contains(['+', '|']) {
        return vec![
            table::forms(piece).iter().flat_map(|form| lexicon::spellings(form)).collect(),
        ];
    }
    let block = TokenizedBlock::cut(piece);
    (0..block.words.len()).map(|at| lexicon::spellings(block.surface(&(at..at + 1)))).collect()
}
