//! What callers ask of a search engine: hits, counts, values and cross-counts, of whole queries.

use item::LayerSet;

use crate::evaluate::{self, Found, Request};
use crate::leaves::{Error, FacetValue, Leaves};
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

/// How many items have a value of one facet and a value of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrossCount {
    /// The value of the one facet.
    pub row: String,
    /// The value of the other.
    pub column: String,
    /// How many items have both.
    pub items: u64,
}

/// The items that match a query, counted by two facets at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cross {
    /// The counts by row and column in byte order; pairs that no item has are left out.
    pub cells: Vec<CrossCount>,
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

    /// Counts what matches.
    fn count(&self, query: &Query) -> Result<Count, Error>;

    /// Counts the values of a facet over the items that match; see [`Leaves::facet`] for what is a facet.
    fn values(&self, facet: &str, query: &Query) -> Result<Values, Error>;

    /// Counts the items that match by the `limit` most frequent values of each of two facets.
    fn cross(&self, rows: &str, columns: &str, query: &Query, limit: usize)
    -> Result<Cross, Error>;

    /// Returns the words of texts at most `distance` edits (1 or 2) away from a folded word, in byte order.
    fn near(&self, folded: &str, distance: u8) -> Result<Vec<String>, Error>;
}

impl<L: Leaves> Engine for L {
    fn search(&self, query: &Query, request: &Request<'_>) -> Result<Found, Error> {
        evaluate::search(self, query, request)
    }

    fn count(&self, query: &Query) -> Result<Count, Error> {
        let matches = evaluate::matches(self, query)?;
        let folded = self.occurrences().folded(&matches.items);
        Ok(Count { items: matches.items.len(), folded, warnings: matches.warnings })
    }

    fn values(&self, facet: &str, query: &Query) -> Result<Values, Error> {
        let matches = evaluate::matches(self, query)?;
        Ok(Values { values: self.facet(facet, &matches.items)?, warnings: matches.warnings })
    }

    fn cross(
        &self,
        rows: &str,
        columns: &str,
        query: &Query,
        limit: usize,
    ) -> Result<Cross, Error> {
        let matches = evaluate::matches(self, query)?;
        let sets = |facet| Ok(evaluate::largest(self.facet_items(facet, &matches.items)?, limit));
        let (rows, columns) = (sets(rows)?, sets(columns)?);
        let mut cells = Vec::new();
        for (row, of_row) in &rows {
            for (column, of_column) in &columns {
                let items = of_row.intersection_len(of_column);
                if items > 0 {
                    cells.push(CrossCount { row: row.clone(), column: column.clone(), items });
                }
            }
        }
        Ok(Cross { cells, warnings: matches.warnings })
    }

    fn near(&self, folded: &str, distance: u8) -> Result<Vec<String>, Error> {
        let word = Word::Fuzzy { term: folded.to_owned(), distance };
        self.terms(&Field::Text(LayerSet::ALL), &word)
    }
}
