//! Persons, bodies and places, by a sequence model: what a word is, judged by its form and by what stands around it.
//!
//! The model was trained by the program `trainer`; `data/names.model.md` states on what and how well.

pub(crate) mod chain;
pub(crate) mod features;
pub(crate) mod gazetteer;
pub(crate) mod model;

use std::ops::Range;
use std::sync::LazyLock;

use item::Kind;

use crate::finding::Found;
use crate::tokenized::{Shape, TokenizedBlock, Word};

use chain::{LABELS, Scores};
use features::{Look, REACH};
use model::{Aligned, Model, Sums, WEIGHTS};

/// The kinds that the model knows, in the order of its labels.
pub(crate) const KINDS: [Kind; 3] = [Kind::Person, Kind::Org, Kind::Location];

/// How many forms of words a tagger remembers; a power of two.
const REMEMBERED: usize = 1 << 12;

/// What is added to the score of each label of a name in Arabic, of which the teacher had little text: without it the model finds
/// fewer names there than are right. Chosen by the part for tuning.
const ARABIC: f32 = 0.6;

static BYTES: &Aligned<[u8]> = &Aligned(*include_bytes!("../data/names.model"));
static EMBEDDED: LazyLock<Model> =
    LazyLock::new(|| Model::read(&BYTES.0).expect("the embedded model is whole"));

/// A name that the model reads.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tagged {
    pub(crate) kind: Kind,
    pub(crate) words: Range<usize>,
    /// How likely it is that a name of this kind stands at exactly these words.
    pub(crate) probability: f32,
}

/// Tells whether most words of a block are Arabic.
fn is_arabic(block: &TokenizedBlock) -> bool {
    let is_arabic = |word: &&Word| {
        word.shape == Shape::Caseless
            && block.text[word.start..].starts_with(|sign| matches!(sign, '\u{600}'..='\u{6ff}'))
    };
    2 * block.words.iter().filter(is_arabic).count() > block.words.len()
}

/// Reads names, and remembers what forms of words weigh.
pub(crate) struct Tagger {
    model: &'static Model,
    forms: Vec<Form>,
}

/// What a form of a word weighs for itself and for its neighbours.
#[derive(Clone, Copy, Default)]
struct Form {
    key: u64,
    sums: [Sums; 2 * REACH + 1],
}

impl Default for Tagger {
    fn default() -> Self {
        Self::new(&EMBEDDED)
    }
}

impl Tagger {
    /// Makes a tagger of a model.
    pub(crate) fn new(model: &'static Model) -> Self {
        Self { model, forms: vec![Form::default(); REMEMBERED] }
    }

    /// Returns the names of a block, in order.
    pub(crate) fn names(&mut self, block: &TokenizedBlock, found: &Found) -> Vec<Tagged> {
        let looks = features::looks(block, found);
        let read = features::read(&looks);
        let sums = self.sums(block, &looks, &read);
        let lean = is_arabic(block).then_some(ARABIC);
        let mut names = Vec::new();
        let mut at = 0;
        while at < read.len() {
            let goes_on =
                |place: &usize| read[*place] && (*place == at || !looks[*place].begins_cell());
            let length = (at..read.len()).take_while(goes_on).count();
            if length > 0 {
                self.chain(&sums[at..at + length], lean, at, &mut names);
            }
            at += length.max(1);
        }
        names
    }

    /// Returns the summed weights of every word that is read.
    fn sums(&mut self, block: &TokenizedBlock, looks: &[Look], read: &[bool]) -> Vec<Sums> {
        let mut sums = vec![Sums::default(); looks.len()];
        for (at, look) in looks.iter().enumerate() {
            let near = at.saturating_sub(REACH)..looks.len().min(at + REACH + 1);
            if !read[near.clone()].contains(&true) {
                continue;
            }
            let form = self.form(block.folded(at), look);
            for place in near {
                let seen = &form.sums[at + REACH - place];
                for (sum, weight) in sums[place].iter_mut().zip(seen) {
                    *sum += weight;
                }
            }
            if read[at] {
                features::of_place(looks, at, |feature| self.model.add(feature, &mut sums[at]));
            }
        }
        sums
    }

    fn form(&mut self, folded: &str, look: &Look) -> &Form {
        let key = look.form();
        let slot = usize::try_from(key >> 20).unwrap_or_default() % REMEMBERED;
        if self.forms[slot].key != key {
            self.forms[slot] = self.weighed(folded, look, key);
        }
        &self.forms[slot]
    }

    fn weighed(&self, folded: &str, look: &Look, key: u64) -> Form {
        let mut form = Form { key, ..Form::default() };
        features::of_form(folded, look, |reach, feature| {
            for offset in REACH - reach..=REACH + reach {
                self.model.add(features::at_offset(feature, offset), &mut form.sums[offset]);
            }
        });
        form
    }

    /// Reads the names among adjacent words, the first of which is word `start` of the block.
    fn chain(&self, sums: &[Sums], lean: Option<f32>, start: usize, names: &mut Vec<Tagged>) {
        let scores: Vec<Scores> = sums.iter().map(|sums| self.scores(sums)).collect();
        let transitions = &self.model.transitions;
        let labels = match lean {
            Some(lean) => transitions.best(&leaned(&scores, lean)),
            None => transitions.best(&scores),
        };
        if labels.iter().all(|label| *label == 0) {
            return;
        }
        // How likely a name is, is what the model tells by itself: the bounds of `unite` are made for that.
        let lattice = transitions.lattice(&scores);
        let firsts =
            (0..labels.len()).filter(|at| labels[*at] > 0 && !chain::is_inside(labels[*at]));
        for first in firsts {
            let label = labels[first];
            let others = labels[first + 1..].iter().take_while(|next| **next == label + 1).count();
            let words = first..first + 1 + others;
            let probability = lattice.name(words.clone(), label).clamp(0.01, 1.0);
            let words = start + words.start..start + words.end;
            names.push(Tagged { kind: KINDS[label / 2], words, probability });
        }
    }

    fn scores(&self, sums: &Sums) -> Scores {
        let mut scores = [0.0; LABELS];
        for label in 0..WEIGHTS {
            scores[label + 1] = f32::from(sums[label]) * self.model.scale;
        }
        scores
    }
}

/// Returns scores with something added to those of all labels of names.
fn leaned(scores: &[Scores], lean: f32) -> Vec<Scores> {
    let leaned =
        |word: &Scores| std::array::from_fn(|at| word[at] + if at > 0 { lean } else { 0.0 });
    scores.iter().map(leaned).collect()
}
