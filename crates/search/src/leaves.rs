//! What an index in this process must be able to do, so that queries are evaluated over it.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;

use crate::grouping::Grouping;
use crate::occurrences::Occurrences;
use crate::query::{Field, Spans};
use crate::record::{ContentRecord, ItemRecord};
use crate::warnings::QueryWarnings;
use crate::word::Word;

/// Where a leaf matched: `(ord, number of spans)`, by ascending ord; see [`Field::counts_spans`].
pub type Postings = Vec<(u32, u32)>;

/// Why an engine could not answer or write.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The engine failed; the cause is its own error.
    #[error("the search index failed")]
    Engine(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// The value.
    pub value: String,
    /// How many items have it.
    pub items: u64,
    /// How often it occurs in them: for a kind of mention, how often it is named.
    pub times: u64,
}

/// How many items have values of one group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupCount {
    /// The number of the group.
    pub group: u32,
    /// How many items have one of its values.
    pub items: u64,
    /// How often its values occur in them.
    pub times: u64,
}

/// One unchanging state of an index, as the last commit left it.
pub trait Leaves: Send + Sync {
    /// Returns where `spans` occur in `field`: ords of items or of contents, by [`Field::is_of_items`].
    ///
    /// A word that stands for more than [`crate::MAX_EXPANSION`] terms is cut to the first of them in byte order,
    /// and a warning says so.
    fn words(
        &self,
        field: &Field,
        spans: &Spans,
        warnings: &mut QueryWarnings,
    ) -> Result<Postings, Error>;

    /// Returns the terms of `field` that a word stands for, in byte order; at most [`crate::MAX_EXPANSION`].
    fn terms(&self, field: &Field, word: &Word) -> Result<Vec<String>, Error>;

    /// Calls `visit` with every term of `field`, in any order; one may come more than once.
    fn for_each_term(&self, field: &Field, visit: &mut dyn FnMut(&str)) -> Result<(), Error>;

    /// Returns the items of at least `min` and at most `max` bytes.
    fn sized(&self, min: u64, max: u64) -> Result<RoaringBitmap, Error>;

    /// Returns which items there are and which content each of them has.
    fn occurrences(&self) -> &Occurrences;

    /// Counts the values of each of `facets` over `items`: the `limit` values that most of them have, the most frequent
    /// first and equal ones in byte order; values that no item has are left out.
    ///
    /// A facet is a kind of mention (by normal form), an attribute (`format`, `lang`, `layer`, `has`, `outcome`,
    /// `reason`, `tag`), `dated` (by year), [`BEARER`](crate::BEARER), or `author`, `from`, `to`; an unknown one has no values.
    fn facets(
        &self,
        facets: &[String],
        items: &RoaringBitmap,
        limit: usize,
    ) -> Result<Vec<Vec<FacetValue>>, Error>;

    /// Counts all values of a facet over `items`, by value in byte order; values that no item has are left out.
    fn facet_values(&self, facet: &str, items: &RoaringBitmap) -> Result<Vec<FacetValue>, Error>;

    /// Returns by part of this index and by place of a value among those of the facet there, to which group it belongs.
    fn number_groups(
        &self,
        facet: &str,
        group_of: &dyn Fn(&str) -> Option<u32>,
    ) -> Result<Vec<Vec<Option<u32>>>, Error>;

    /// Counts the values of a facet over `items` by the group to which each belongs, in the order of groups; values
    /// without a group are left out.
    fn facet_groups(
        &self,
        grouping: &Grouping,
        items: &RoaringBitmap,
    ) -> Result<Vec<GroupCount>, Error>;

    /// Returns by value of a facet which of `items` have it; values that none of them has are left out.
    fn facet_items(
        &self,
        facet: &str,
        items: &RoaringBitmap,
    ) -> Result<BTreeMap<String, RoaringBitmap>, Error>;
}

/// The writing side of an index. Nothing is seen by readers before [`IndexWriter::commit`].
pub trait IndexWriter {
    /// Adds a content, in place of the one with the same ord.
    fn add_content(&mut self, record: &ContentRecord<'_>) -> Result<(), Error>;

    /// Adds an item, in place of the one with the same ord.
    fn add_item(&mut self, record: &ItemRecord) -> Result<(), Error>;

    /// Removes a content.
    fn delete_content(&mut self, ord: u32) -> Result<(), Error>;

    /// Removes an item.
    fn delete_item(&mut self, ord: u32) -> Result<(), Error>;

    /// Removes everything.
    fn delete_all(&mut self) -> Result<(), Error>;

    /// Makes all changes durable and visible, together with `payload`, which the next opening reads back.
    fn commit(&mut self, payload: &str) -> Result<(), Error>;
}
