//! How often each value of a facet occurs among items.

use roaring::RoaringBitmap;
use search::{FacetValue, Index as _};
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
    ) -> Result<Vec<FacetValue>, Error> {
        let prefix = prefix(facet);
        let mut columns = self.columns(&prefix)?;
        for ((segment, document), weight) in self.weighted_documents(items) {
            if let Some(column) = &mut columns[segment] {
                column.count(document, weight);
            }
        }
        let mut values = Vec::new();
        for column in columns.iter().flatten() {
            column.name(&prefix, &mut values)?;
        }
        Ok(summed(values))
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

    /// Returns each document that says something of the items, with how many of them it speaks for.
    fn weighted_documents(&self, items: &RoaringBitmap) -> Vec<((usize, u32), u64)> {
        let mut documents = Vec::new();
        let mut contents = Vec::new();
        for item in items {
            documents.extend(place(&self.items, item).map(|place| (place, 1)));
            contents.extend(self.occurrences().content_of(item));
        }
        contents.sort_unstable();
        for copies in contents.chunk_by(|one, other| one == other) {
            let place = place(&self.contents, copies[0]);
            documents.extend(place.map(|place| (place, copies.len() as u64)));
        }
        documents
    }
}

/// Adds up the counts of equal values, which come from several segments.
fn summed(mut values: Vec<FacetValue>) -> Vec<FacetValue> {
    values.sort_unstable_by(|one, other| one.value.cmp(&other.value));
    values.dedup_by(|next, kept| {
        let is_same = next.value == kept.value;
        if is_same {
            kept.items += next.items;
            kept.times += next.times;
        }
        is_same
    });
    values
}

fn place(places: &[(u32, (usize, u32))], ord: u32) -> Option<(usize, u32)> {
    let at = places.binary_search_by_key(&ord, |entry| entry.0).ok()?;
    Some(places[at].1)
}

/// The values of one facet in one segment: a range in the column of all facets.
struct Column {
    values: StrColumn,
    first: u64,
    /// By value, counted from the first of the range: how many items have it, and how often.
    counts: Vec<(u64, u64)>,
}

impl Column {
    fn new(values: StrColumn, prefix: &str) -> Result<Self, Error> {
        let dictionary = values.dictionary();
        let first = first_from(&dictionary.term_ord_or_next(prefix)?);
        let beyond = prefix.replace('\0', "\u{1}");
        let last = first_from(&dictionary.term_ord_or_next(beyond)?).min(values.num_terms() as u64);
        let count = usize::try_from(last.saturating_sub(first)).unwrap_or(0);
        Ok(Self { values, first, counts: vec![(0, 0); count] })
    }

    /// Counts the values of a document, which stand in ascending order since they were written so.
    fn count(&mut self, document: u32, weight: u64) {
        if self.counts.is_empty() {
            return;
        }
        let ords = self.values.ords();
        let mut rows = ords.index.value_row_ids(document);
        let (mut low, mut high) = (rows.start, rows.end);
        while low < high {
            let middle = low + (high - low) / 2;
            if ords.values.get_val(middle) < self.first {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        rows.start = low;
        let mut last = None;
        for row in rows {
            let value = ords.values.get_val(row).wrapping_sub(self.first);
            let at = usize::try_from(value).ok();
            let Some((items, times)) = at.and_then(|at| self.counts.get_mut(at)) else { return };
            *items += if last == at { 0 } else { weight };
            *times += weight;
            last = at;
        }
    }

    fn name(&self, prefix: &str, values: &mut Vec<FacetValue>) -> Result<(), Error> {
        let counted = (self.first..).zip(&self.counts).filter(|(_, (items, _))| *items > 0);
        let (ords, counts): (Vec<u64>, Vec<(u64, u64)>) = counted.unzip();
        let mut counts = counts.into_iter();
        self.values.dictionary().sorted_ords_to_term_cb(&ords, |term| {
            let Some((items, times)) = counts.next() else { return };
            let term = String::from_utf8_lossy(term);
            let value = term.strip_prefix(prefix).unwrap_or(&term).to_owned();
            values.push(FacetValue { value, items, times });
        })?;
        Ok(())
    }
}

fn first_from(hit: &TermOrdHit) -> u64 {
    match hit {
        TermOrdHit::Exact(ord) | TermOrdHit::Next(ord) => *ord,
    }
}
