//! Which words tell that a text is about Interpol or about wanted persons.

use std::sync::LazyLock;

use crate::kinds::ncb;
use crate::lexicon::{Words, role};
use crate::phrase::{self, Phrases};
use crate::table;
use crate::tokenized::{Anchor, TokenizedBlock};

static ANCHORS: LazyLock<Phrases<bool>> = LazyLock::new(|| {
    let mut anchors = Phrases::default();
    for row in table::rows(include_str!("../data/anchors.tsv")) {
        table::phrases(table::cell(&row, 2))
            .for_each(|phrase| anchors.add(phrase, row[0] == "strong"));
    }
    anchors
});

/// Enters the words of anchors.
pub(crate) fn learn(words: &mut Words) {
    phrase::learn(words, role::ANCHOR, &ANCHORS);
}

/// Returns the anchors of a block in order: phrases that are, and bureaus by their call names.
pub(crate) fn anchors(block: &TokenizedBlock) -> Vec<Anchor> {
    let places = (0..block.words.len())
        .filter(|at| block.words[*at].has(role::ANCHOR | role::BUREAU))
        .filter_map(|at| Some((at, anchor(block, at)?)));
    places.map(|(at, (len, strong))| Anchor { at, len, strong }).collect()
}

fn anchor(block: &TokenizedBlock, at: usize) -> Option<(usize, bool)> {
    let phrase = ANCHORS.longest(block, at).map(|(len, strong)| (len, *strong));
    phrase.or_else(|| ncb::call_at(block, at).map(|len| (len, true)))
}
