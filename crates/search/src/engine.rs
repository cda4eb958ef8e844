//! What callers ask of a search engine: hits, counts, values and cross-counts, of whole queries.

use std::collections::{BTreeMap, BTreeSet};

use item::LayerSet;
use roaring::RoaringBitmap;

use crate::evaluate::{self, Found, Request};
use crate::grouping::Grouping;
use crate::leaves::{Error, FacetValue, GroupCount, Leaves};
use crate::near_words::NearWords;
use crate::periods::item_sets;
use crate::query::{Field, Query};
use crate::word::Word;

/// How much matches a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many items.
    pub items: u64,
    /// How many hits they make when items of the same bytes are folded.
    pub folded: u64,
    /// What could not be done as the query asks.
    pub warnings: Vec<String>,
}

/// The values of a facet over the items that match a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// The values in byte order, all of them.
    pub values: Vec<FacetValue>,
    /// What could not be done as the query asks.
    pub warnings: Vec<String>,
}

/// The items that match a query, counted by groups of the values of a facet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    /// The counts in the order of groups.
    pub counts: Vec<GroupCount>,
    /// What could not be done as the query asks.
    pub warnings: Vec<String>,
}

/// How many items have a value of one facet and a value of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrossCount {
    /// The value of the one facet.
    pub row: String,
    /// The value of the other.
    pub column: String,
    /// How many items have both.
    pub items: u64,
    /// How many hits these make when items of the same bytes are folded.
    pub folded: u64,
}

/// How many items have a value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallyCount {
    /// The value.
    pub value: String,
    /// How many items have it.
    pub items: u64,
    /// How many hits these make when items of the same bytes are folded.
    pub folded: u64,
}

/// The items that match a query, counted by the values of a facet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The counts by value in byte order, all of them.
    pub counts: Vec<TallyCount>,
    /// What could not be done as the query asks.
    pub warnings: Vec<String>,
}

/// The items that match a query, counted by two facets at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cross {
    /// The counts by row and column in byte order; pairs that no item has are left out.
    pub cells: Vec<CrossCount>,
    /// How many values the rows have in all, those beyond the limit included.
    pub rows: usize,
    /// How many values the columns have in all.
    pub columns: usize,
    /// What could not be done as the query asks.
    pub warnings: Vec<String>,
}

/// A search engine over one unchanging state of a dossier.
///
/// An index in this process is a [`Leaves`], and queries over it are evaluated here; an engine that evaluates queries by
/// itself implements this trait alone.
pub trait Engine: Send + Sync {
    /// Returns one page of hits, with counts of facets.
    fn search(&self, query: &Query, request: &Request<'_>) -> Result<Found, Error>;

    /// Returns the contents of the items that match, in ascending order.
    fn contents(&self, query: &Query) -> Result<Vec<u32>, Error>;

    /// Counts what matches.
    fn count(&self, query: &Query) -> Result<Count, Error>;

    /// Counts the values of a facet over the items that match; see [`Leaves::facets`] for what is a facet.
    fn values(&self, facet: &str, query: &Query) -> Result<Values, Error>;

    /// Numbers the values of a facet by the group to which `group_of` says that each belongs; nothing where it is not to be
    /// counted. Made once, it serves any number of queries over the same state.
    fn grouping(
        &self,
        facet: &str,
        group_of: &dyn Fn(&str) -> Option<u32>,
    ) -> Result<Grouping, Error>;

    /// Counts the values of a facet over the items that match by the group to which each belongs.
    fn groups(&self, grouping: &Grouping, query: &Query) -> Result<Groups, Error>;

    /// Counts the items that match by the values of a facet, or of one of [`periods`](crate::periods()).
    fn tally(&self, facet: &str, query: &Query) -> Result<Tally, Error>;

    /// Counts the items that match by the `limit` most frequent values of each of two facets or periods.
    fn cross(&self, rows: &str, columns: &str, query: &Query, limit: usize)
    -> Result<Cross, Error>;

    /// Returns the words of texts at most `distance` edits (1 or 2) away from a folded word, in byte order; words of texts
    /// that were removed may be among them.
    fn near(&self, folded: &str, distance: u8) -> Result<Vec<String>, Error>;

    /// Returns for each of many folded words what [`Engine::near`] returns for one edit, in one pass over the words of
    /// texts.
    fn near_each(&self, folded: &BTreeSet<String>) -> Result<BTreeMap<String, Vec<String>>, Error>;
}

impl<L: Leaves> Engine for L {
    fn search(&self, query: &Query, request: &Request<'_>) -> Result<Found, Error> {
        evaluate::search(self, query, request)
    }

    fn contents(&self, query: &Query) -> Result<Vec<u32>, Error> {
        let items = evaluate::matches(self, query)?.items.into_iter();
        let contents = items.filter_map(|item| self.occurrences().content_of(item));
        Ok(contents.collect::<RoaringBitmap>().into_iter().collect())
    }

    fn count(&self, query: &Query) -> Result<Count, Error> {
        let matches = evaluate::matches(self, query)?;
        let folded = self.occurrences().folded(&matches.items);
        Ok(Count { items: matches.items.len(), folded, warnings: matches.warnings })
    }

    fn values(&self, facet: &str, query: &Query) -> Result<Values, Error> {
        let matches = evaluate::matches(self, query)?;
        let values = self.facet_values(facet, &matches.items)?;
        Ok(Values { values, warnings: matches.warnings })
    }

    fn grouping(
        &self,
        facet: &str,
        group_of: &dyn Fn(&str) -> Option<u32>,
    ) -> Result<Grouping, Error> {
        Ok(Grouping::new(facet, self.number_groups(facet, group_of)?))
    }

    fn groups(&self, grouping: &Grouping, query: &Query) -> Result<Groups, Error> {
        let matches = evaluate::matches(self, query)?;
        let counts = self.facet_groups(grouping, &matches.items)?;
        Ok(Groups { counts, warnings: matches.warnings })
    }

    fn cross(
        &self,
        rows: &str,
        columns: &str,
        query: &Query,
        limit: usize,
    ) -> Result<Cross, Error> {
        let matches = evaluate::matches(self, query)?;
        let sets = |facet| item_sets(self, facet, &matches.items);
        let (rows, columns) = (sets(rows)?, sets(columns)?);
        let totals = (rows.len(), columns.len());
        let largest = |sets| evaluate::largest(sets, limit);
        let (rows, columns) = (largest(rows), largest(columns));
        let mut cells = Vec::new();
        for (row, of_row) in &rows {
            for (column, of_column) in &columns {
                let both = of_row & of_column;
                if !both.is_empty() {
                    let (row, column) = (row.clone(), column.clone());
                    let folded = self.occurrences().folded(&both);
                    cells.push(CrossCount { row, column, items: both.len(), folded });
                }
            }
        }
        Ok(Cross { cells, rows: totals.0, columns: totals.1, warnings: matches.warnings })
    }

    fn tally(&self, facet: &str, query: &Query) -> Result<Tally, Error> {
        let matches = evaluate::matches(self, query)?;
        let count = |(value, items): (String, RoaringBitmap)| TallyCount {
            value,
            items: items.len(),
            folded: self.occurrences().folded(&items),
        };
        let sets = item_sets(self, facet, &matches.items)?;
        Ok(Tally { counts: sets.into_iter().map(count).collect(), warnings: matches.warnings })
    }

    fn near(&self, folded: &str, distance: u8) -> Result<Vec<String>, Error> {
        let word = Word::Fuzzy { term: folded.to_owned(), distance };
        self.terms(&Field::Text(LayerSet::ALL), &word)
    }

    fn near_each(&self, folded: &BTreeSet<String>) -> Result<BTreeMap<String, Vec<String>>, Error> {
        let mut near = NearWords::of(folded);
        self.for_each_term(&Field::Text(LayerSet::ALL), &mut |term| near.meet(term))?;
        Ok(near.into_near())
    }
}
