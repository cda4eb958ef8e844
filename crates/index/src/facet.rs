//! How often each value of a facet occurs among items.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;
use search::Index as _;
use tantivy::columnar::{StrColumn, TermOrdHit};

use crate::error::Error;
use crate::schema::{self, prefix};
use crate::snapshot::Snapshot;

impl Snapshot {
    /// Counts over the documents of the items and, with their number of items, over those of the contents.
    pub(crate) fn count_facet(
        &self,
        facet: &str,
        items: &RoaringBitmap,
    ) -> Result<Vec<(String, u64)>, Error> {
        let prefix = prefix(facet);
        let columns = self.columns(&prefix)?;
        let mut counts: Vec<BTreeMap<u64, u64>> = vec![BTreeMap::new(); columns.len()];
        for ((segment, document), weight) in self.weighted_documents(items) {
            let Some(column) = &columns[segment] else { continue };
            for value in column.values.term_ords(document) {
                if (column.first..column.last).contains(&value) {
                    *counts[segment].entry(value).or_default() += weight;
                }
            }
        }
        let mut values: BTreeMap<String, u64> = BTreeMap::new();
        for (column, counts) in columns.iter().zip(counts) {
            if let Some(column) = column {
                column.name(&counts, &prefix, &mut values)?;
            }
        }
        Ok(values.into_iter().collect())
    }

    fn columns(&self, prefix: &str) -> Result<Vec<Option<Column>>, Error> {
        let readers = self.searcher.segment_readers().iter();
        readers
            .map(|reader| {
                let column = reader.fast_fields().str(schema::FACET)?;
                column.map(|values| Column::new(values, prefix)).transpose()
            })
            .collect()
    }

    /// Yields each document that says something of the items, with how many of them it speaks for.
    fn weighted_documents(&self, items: &RoaringBitmap) -> Vec<((usize, u32), u64)> {
        let mut documents = Vec::new();
        let mut of_contents: BTreeMap<u32, u64> = BTreeMap::new();
        for item in items {
            documents.extend(place(&self.items, item).map(|place| (place, 1)));
            if let Some(content) = self.occurrences().content_of(item) {
                *of_contents.entry(content).or_default() += 1;
            }
        }
        for (content, weight) in of_contents {
            documents.extend(place(&self.contents, content).map(|place| (place, weight)));
        }
        documents
    }
}

fn place(places: &[(u32, (usize, u32))], ord: u32) -> Option<(usize, u32)> {
    let at = places.binary_search_by_key(&ord, |entry| entry.0).ok()?;
    Some(places[at].1)
}

/// The values of one facet in one segment: a range in the column of all facets.
struct Column {
    values: StrColumn,
    first: u64,
    last: u64,
}

impl Column {
    fn new(values: StrColumn, prefix: &str) -> Result<Self, Error> {
        let dictionary = values.dictionary();
        let first = first_from(&dictionary.term_ord_or_next(prefix)?);
        let beyond = prefix.replace('\0', "\u{1}");
        let last = first_from(&dictionary.term_ord_or_next(beyond)?);
        Ok(Self { values, first, last })
    }

    fn name(
        &self,
        counts: &BTreeMap<u64, u64>,
        prefix: &str,
        values: &mut BTreeMap<String, u64>,
    ) -> Result<(), Error> {
        let ords: Vec<u64> = counts.keys().copied().collect();
        let mut counts = counts.values();
        self.values.dictionary().sorted_ords_to_term_cb(&ords, |term| {
            let Some(count) = counts.next() else { return };
            let term = String::from_utf8_lossy(term);
            let value = term.strip_prefix(prefix).unwrap_or(&term);
            *values.entry(value.to_owned()).or_default() += count;
        })?;
        Ok(())
    }
}

fn first_from(hit: &TermOrdHit) -> u64 {
    match hit {
        TermOrdHit::Exact(ord) | TermOrdHit::Next(ord) => *ord,
    }
}
