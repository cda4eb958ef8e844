//! What the program that trains the model needs: features of texts, the chain, and how a model is written.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::block;
use crate::fold;
use crate::kinds;
use crate::lexicon;
use crate::tagger::chain::{self, Transitions};
use crate::tagger::features::{self, REACH};
use crate::tagger::gazetteer;
use crate::tagger::model::{self, Model, WEIGHTS};

pub use crate::tagger::chain::LABELS;

/// How many weights of transitions a model has.
pub const TRANSITIONS: usize = LABELS * (LABELS + 1);

/// A word of a text as the model sees it.
pub struct Word {
    /// Its bytes in the text.
    pub bytes: Range<usize>,
    /// Whether a name may stand here; only such words are read.
    pub is_read: bool,
    /// The features of the word, its neighbours and the place.
    pub features: Vec<u64>,
}

/// Returns the words of each block of a text.
pub fn words(text: &str) -> Vec<Vec<Word>> {
    let blocks = block::blocks(text);
    blocks.map(|range| words_of(&text[range.clone()], range.start)).collect()
}

fn words_of(text: &str, start: usize) -> Vec<Word> {
    let block = kinds::read(text);
    let found = block::find(&block);
    let looks = features::looks(&block, &found);
    let read = features::read(&looks);
    let mut words: Vec<Word> = (0..looks.len())
        .map(|at| {
            let bytes = start + block.words[at].start..start + block.words[at].end;
            Word { bytes, is_read: read[at], features: Vec::new() }
        })
        .collect();
    for at in 0..looks.len() {
        features::of_form(block.folded(at), &looks[at], |reach, feature| {
            for place in at.saturating_sub(reach)..words.len().min(at + reach + 1) {
                if words[place].is_read {
                    words[place].features.push(features::at_offset(feature, at + REACH - place));
                }
            }
        });
        if read[at] {
            features::of_place(&looks, at, |feature| words[at].features.push(feature));
        }
    }
    words
}

/// What a labelled chain of words teaches: how likely its labels are, and how far the model is from them.
pub struct Lesson {
    /// The logarithm of the probability of the labels.
    pub likelihood: f64,
    /// For every word, the probability of each label.
    pub words: Vec<[f32; LABELS]>,
    /// For every transition weight, how often it is expected to count.
    pub transitions: Vec<f32>,
}

/// Returns what words with these scores and labels teach a model with these transitions.
pub fn lesson(transitions: &[f32], scores: &[[f32; LABELS]], labels: &[usize]) -> Lesson {
    let transitions = Transitions::new(transitions);
    let lattice = transitions.lattice(scores);
    let mut expected = vec![0.0; TRANSITIONS];
    let words: Vec<_> = (0..scores.len()).map(|at| lattice.word(at)).collect();
    if let Some(first) = words.first() {
        expected[..LABELS].copy_from_slice(first);
    }
    for at in 1..scores.len() {
        let pairs = lattice.pair(at);
        let pairs = pairs.iter().flatten();
        expected[LABELS..].iter_mut().zip(pairs).for_each(|(sum, pair)| *sum += pair);
    }
    let likelihood = transitions.score(scores, labels) - lattice.likelihood;
    Lesson { likelihood, words, transitions: expected }
}

/// Tells whether `label` may stand behind `before`.
pub fn may_follow(before: usize, label: usize) -> bool {
    chain::may_follow(before, label)
}

/// Writes a model of at most `lines` lines of eight features each, of which those that come first win.
pub fn model(
    scale: f32,
    transitions: &[f32],
    features: &[(u64, [i8; WEIGHTS])],
    lines: usize,
) -> Vec<u8> {
    model::write(scale, transitions, features, lines)
}

/// Writes a gazetteer: words of persons' names and names of places that are one word.
pub fn gazetteer<'w>(
    persons: impl Iterator<Item = &'w str>,
    places: impl Iterator<Item = &'w str>,
) -> Vec<u8> {
    let persons = persons.map(|word| (word, gazetteer::PERSON));
    let places = places.map(|word| (word, gazetteer::PLACE));
    let mut flags: BTreeMap<u64, u8> = BTreeMap::new();
    for (word, flag) in persons.chain(places) {
        *flags.entry(lexicon::hash(&fold::fold(word))).or_default() |= flag;
    }
    gazetteer::write(&flags.into_iter().collect::<Vec<_>>())
}

/// Makes a recogniser that reads names by another model; nothing where the bytes are none.
pub fn recogniser(model: &'static [u8]) -> Option<crate::Recogniser> {
    let model: &'static Model = Box::leak(Box::new(Model::read(model)?));
    Some(crate::Recogniser::with(model))
}
