//! What a query is once it has been read.

use std::slice;

use item::{Kind, LayerSet};

use crate::days::Days;
use crate::sign::WHOLE;
use crate::word::Word;

/// A query: a Boolean tree over items.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// Every item.
    All,
    /// Items that match every part; every item where there is no part.
    And(Vec<Query>),
    /// Items that match any part; no item where there is no part.
    Or(Vec<Query>),
    /// Items that do not match.
    Not(Box<Query>),
    /// The same items, with their relevance multiplied.
    Boost(Box<Query>, f32),
    /// Items in whose field (or in whose content's field) the spans occur.
    Words {
        /// Where to look.
        field: Field,
        /// What to look for.
        spans: Spans,
    },
    /// Items of at least `min` and at most `max` bytes.
    Size {
        /// The smallest size, in bytes.
        min: u64,
        /// The largest size, in bytes.
        max: u64,
    },
    /// Items whose content has other items too.
    Duplicates,
}

impl Query {
    /// Returns the query for the items in which something of a kind is named, in any layer.
    pub fn naming(kind: Kind) -> Self {
        let field = Field::Mention { kind, layers: LayerSet::ALL };
        Self::Words { field, spans: Spans::term(WHOLE) }
    }

    /// Returns the query for the items in which a birth is named.
    pub fn naming_birth() -> Self {
        let days = Days { first: Days::FIRST, last: Days::LAST };
        let field = Field::ContentAttribute("born".to_owned());
        Self::Words { field, spans: Spans::Word(Word::Days(days)) }
    }
}

/// Where a leaf looks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The texts of a content, in these layers.
    Text(LayerSet),
    /// The mentions of one kind in a content's texts, in these layers.
    Mention {
        /// The kind.
        kind: Kind,
        /// The layers that the mention may stand in.
        layers: LayerSet,
    },
    /// The properties of a content under any of these keys.
    Property(Vec<String>),
    /// A whole-value attribute of a content: `format`, `lang`, `layer`, `has`, `dated`, `born`.
    ContentAttribute(String),
    /// The words of an item's printed locator.
    Path,
    /// The words of an item's name and of the folders that it stands in: [`crate::ItemRecord::name`].
    Name,
    /// An item's printed locator as one value.
    Locator,
    /// A whole-value attribute of an item: `outcome`, `reason`, `tag`, `blake3`, `sha256`, `modified`.
    ItemAttribute(String),
}

impl Field {
    /// Tells whether the field belongs to items; all others belong to contents.
    pub fn is_of_items(&self) -> bool {
        matches!(self, Self::Path | Self::Name | Self::Locator | Self::ItemAttribute(_))
    }

    /// Tells whether a value is one term without a position, so that only [`Spans::Word`] and [`Spans::Any`] make sense.
    pub fn holds_whole_values(&self) -> bool {
        matches!(self, Self::Locator | Self::ContentAttribute(_) | Self::ItemAttribute(_))
    }

    /// Tells whether it is counted how often the spans occur; in other fields they occur once or not at all.
    pub fn counts_spans(&self) -> bool {
        matches!(self, Self::Text(_))
    }

    /// Returns how many terms `word` may stand for in this field.
    ///
    /// Days, values of mentions and whole-value attributes are not limited: leaving out some would leave out items in
    /// silence.
    pub fn expansion_limit(&self, word: &Word) -> usize {
        if self.holds_whole_values() || matches!(word, Word::Days(_) | Word::Marked { .. }) {
            return usize::MAX;
        }
        crate::word::MAX_EXPANSION
    }
}

/// What to look for in a field: words in a certain arrangement.
///
/// Each arrangement yields spans, a span being the positions of its first and last word. No span crosses from one
/// segment, property value or mention into the next.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Spans {
    /// One word: a span wherever it stands.
    Word(Word),
    /// Any of these.
    Any(Vec<Spans>),
    /// Each beginning right after the one before ends.
    Sequence(Vec<Spans>),
    /// One word for each slot, on distinct positions, in any order, with at most `extra` other positions between:
    /// for each position of a slot's word the shortest span that begins there.
    Window {
        /// The words that fit each slot; at most 32 slots.
        slots: Vec<Vec<Word>>,
        /// How many positions may lie between; at most 100.
        extra: u32,
    },
    /// Those of `found` in which, and beside which, nothing stands that makes them another's.
    Unless {
        /// The spans.
        found: Box<Spans>,
        /// Words that may not stand in a span, nor `before` positions before it or `after` behind it.
        strangers: Vec<Word>,
        /// Words that are no strangers, whatever else stands on their position.
        own: Vec<Word>,
        /// How many positions before a span are looked at.
        before: u32,
        /// How many positions behind it.
        after: u32,
        /// A word that begins something else: no span goes on to it, and nothing is looked at beyond it.
        divider: Option<Word>,
    },
    /// Those of `found` that have no position in common with one of `excluded`.
    Without {
        /// The spans.
        found: Box<Spans>,
        /// What makes one another's that reaches into it.
        excluded: Box<Spans>,
    },
    /// `left` and `right` with at most `within` steps from the end of one to the start of the other.
    Near {
        /// The one.
        left: Box<Spans>,
        /// The other.
        right: Box<Spans>,
        /// How many steps; 1 means side by side; at most 100.
        within: u32,
        /// Whether `left` must come first.
        ordered: bool,
    },
    /// A mention in a running text: from a first word to the next last one.
    Mention {
        /// What marks the first word.
        begins: Word,
        /// What marks the last word.
        ends: Word,
    },
    /// Each of `left` with the nearest of `right` behind and before it, in one part of the text.
    Within {
        /// The one.
        left: Box<Spans>,
        /// The other.
        right: Box<Spans>,
        /// What marks the first word of a part.
        part: Word,
        /// Whether `left` must come first.
        ordered: bool,
    },
}

impl Spans {
    /// Makes the spans of one plain term.
    pub fn term(term: impl Into<String>) -> Self {
        Self::Word(Word::Term(term.into()))
    }

    /// Calls `visit` with every word.
    pub fn for_each_word<'a>(&'a self, visit: &mut dyn FnMut(&'a Word)) {
        self.for_each_list(&mut |words| words.iter().for_each(&mut *visit));
    }

    /// Calls `visit` with every list of words of which any may stand at a place; most are of one word.
    pub fn for_each_list<'a>(&'a self, visit: &mut dyn FnMut(&'a [Word])) {
        match self {
            Self::Word(word) => visit(slice::from_ref(word)),
            Self::Any(parts) | Self::Sequence(parts) => {
                for part in parts {
                    part.for_each_list(visit);
                }
            }
            Self::Window { slots, .. } => slots.iter().for_each(|slot| visit(slot)),
            Self::Unless { found, strangers, own, divider, .. } => {
                found.for_each_list(visit);
                for words in [strangers, own] {
                    visit(words);
                }
                if let Some(divider) = divider {
                    visit(slice::from_ref(divider));
                }
            }
            Self::Near { left, right, .. } => {
                left.for_each_list(visit);
                right.for_each_list(visit);
            }
            Self::Without { found, excluded } => {
                found.for_each_list(visit);
                excluded.for_each_list(visit);
            }
            Self::Mention { begins, ends } => {
                for word in [begins, ends] {
                    visit(slice::from_ref(word));
                }
            }
            Self::Within { left, right, part, .. } => {
                left.for_each_list(visit);
                right.for_each_list(visit);
                visit(slice::from_ref(part));
            }
        }
    }
}
