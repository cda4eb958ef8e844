//! Family names that stand alone after their person was named in full elsewhere in the document.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use item::Kind;

use crate::finding::{Finding, Found};
use crate::lexicon::{Role, role};
use crate::tokenized::{TokenizedBlock, Word};

/// A word in capital letters that no kind took: a person's family name, if the document names the person elsewhere.
pub(crate) struct Capital {
    bytes: Range<usize>,
    hash: u64,
}

/// The family names of a document's persons, by their keys.
#[derive(Default)]
pub(crate) struct Families {
    keys: HashSet<String>,
    /// The canonical key of each word that was asked for, where it is a family name.
    known: HashMap<u64, Option<String>>,
}

/// A person of at least this confidence lends its name to bare words.
const SURE: f32 = 0.85;
/// The fewest letters of a bare family name.
const SHORTEST: usize = 4;
/// Words that play one of these roles are no bare family names.
const OTHERS: Role = role::COMMON
    | role::NEVER
    | role::GIVEN
    | role::COUNTRY
    | role::CITY
    | role::MONTH
    | role::ANCHOR
    | role::NOUN
    | role::COLOUR
    | role::TITLE
    | role::NAME_LABEL;

/// Returns the words of a block that may be bare family names.
pub(crate) fn capitals(block: &TokenizedBlock, found: &Found) -> Vec<Capital> {
    let places = (0..block.words.len()).filter(|at| may_be_family(block, &block.words[*at], *at));
    let free = places.filter(|at| found.is_free(&(*at..*at + 1)));
    free.map(|at| Capital { bytes: block.span(&(at..at + 1)), hash: block.words[at].hash })
        .collect()
}

fn may_be_family(block: &TokenizedBlock, word: &Word, at: usize) -> bool {
    word.is_capitalised()
        && !word.has(OTHERS)
        && block.folded(at).chars().nth(SHORTEST - 1).is_some()
}

impl Families {
    /// Learns the words of a person's name.
    pub(crate) fn learn(&mut self, person: &Finding) {
        if person.kind == Kind::Person && person.confidence >= SURE {
            let words = person.keys.iter().filter(|key| !key.contains(' ') && key.len() > 2);
            self.keys.extend(words.cloned());
        }
    }

    /// Returns the finding for a word of `block` that is a family name of the document.
    pub(crate) fn named_again(&mut self, block: &str, capital: &Capital) -> Option<Finding> {
        let surface = &block[capital.bytes.clone()];
        if self.keys.is_empty() {
            return None;
        }
        let keys = &self.keys;
        let key = self.known.entry(capital.hash).or_insert_with(|| {
            names::keys(surface).into_iter().next().filter(|key| keys.contains(key))
        });
        let mut finding = Finding::new(Kind::Person, capital.bytes.clone(), surface, 0.6);
        finding.keys = vec![key.clone()?];
        Some(finding)
    }
}
