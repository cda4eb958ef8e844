//! How often each value of a facet occurs among items.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;
use search::{FacetValue, GroupCount, Grouping, Leaves as _};
use tantivy::columnar::{StrColumn, TermOrdHit};

use crate::error::Error;
use crate::schema::{self, prefix};
use crate::snapshot::Snapshot;

/// A document by its segment and its number there, with how many items it speaks for.
pub(crate) type Weighted = ((usize, u32), u64);

impl Snapshot {
    /// Counts over the documents of items and, with their number of items, over those of contents.
    pub(crate) fn count_facet(
        &self,
        facet: &str,
        documents: &[Weighted],
    ) -> Result<Vec<FacetValue>, Error> {
        let prefix = prefix(facet);
        let columns = self.columns(&prefix)?;
        let lengths = columns.iter().map(|column| column.as_ref().map_or(0, Column::len));
        let mut counts: Vec<Vec<(u64, u64)>> = lengths.map(|length| vec![(0, 0); length]).collect();
        for &((segment, document), weight) in documents {
            if let Some(column) = &columns[segment] {
                add(&mut counts[segment], column.values_of(document), weight);
            }
        }
        let mut found = Vec::new();
        for (column, counts) in columns.iter().zip(counts) {
            let Some(column) = column else { continue };
            let counts = (0..).zip(counts).filter(|(_, (items, _))| *items > 0);
            let named = column.named(&prefix, counts)?.into_iter();
            found.extend(named.map(|(value, (items, times))| FacetValue { value, items, times }));
        }
        Ok(summed(found))
    }

    /// Returns by segment and place in the range of the facet there, to which group a value belongs.
    pub(crate) fn groups_by_segment(
        &self,
        facet: &str,
        group_of: &dyn Fn(&str) -> Option<u32>,
    ) -> Result<Vec<Vec<Option<u32>>>, Error> {
        let prefix = prefix(facet);
        let of_column = |column: &Option<Column>| {
            let all = |column: &Column| column.named(&prefix, (0..column.count).map(|at| (at, ())));
            let named = column.as_ref().map(all).transpose()?.unwrap_or_default();
            Ok(named.iter().map(|(value, ())| group_of(value)).collect())
        };
        self.columns(&prefix)?.iter().map(of_column).collect()
    }

    /// Counts as [`Snapshot::count_facet`] does, by the group of each value.
    pub(crate) fn count_groups(
        &self,
        grouping: &Grouping,
        items: &RoaringBitmap,
    ) -> Result<Vec<GroupCount>, Error> {
        let columns = self.columns(&prefix(grouping.facet()))?;
        let mut counts = vec![(0, 0); grouping.count()];
        let mut of_document: Vec<u64> = Vec::new();
        for ((segment, document), weight) in self.weighted_documents(items) {
            let Some(column) = &columns[segment] else { continue };
            let group = |value: u64| grouping.group(segment, usize::try_from(value).ok()?);
            of_document.clear();
            of_document.extend(column.values_of(document).filter_map(group).map(u64::from));
            of_document.sort_unstable();
            add(&mut counts, of_document.iter().copied(), weight);
        }
        let counts = (0..).zip(counts).filter(|(_, (items, _))| *items > 0);
        let count = |(group, (items, times))| GroupCount { group, items, times };
        Ok(counts.map(count).collect())
    }

    /// Returns by value which of the items have it.
    pub(crate) fn items_by_value(
        &self,
        facet: &str,
        items: &RoaringBitmap,
    ) -> Result<BTreeMap<String, RoaringBitmap>, Error> {
        let prefix = prefix(facet);
        let columns = self.columns(&prefix)?;
        let mut sets: Vec<BTreeMap<u64, RoaringBitmap>> = vec![BTreeMap::new(); columns.len()];
        for item in items {
            let content = self.occurrences().content_of(item);
            let of_content = content.and_then(|content| place(&self.contents, content));
            for (segment, document) in place(&self.items, item).into_iter().chain(of_content) {
                for value in columns[segment].iter().flat_map(|column| column.values_of(document)) {
                    sets[segment].entry(value).or_default().insert(item);
                }
            }
        }
        let mut found: BTreeMap<String, RoaringBitmap> = BTreeMap::new();
        for (column, sets) in columns.iter().zip(sets) {
            let Some(column) = column else { continue };
            for (value, items) in column.named(&prefix, sets)? {
                *found.entry(value).or_default() |= items;
            }
        }
        Ok(found)
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
    pub(crate) fn weighted_documents(&self, items: &RoaringBitmap) -> Vec<Weighted> {
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

/// Adds the values of a document to the counts by value: of how many items, and how often.
fn add(counts: &mut [(u64, u64)], values: impl Iterator<Item = u64>, weight: u64) {
    let mut last = None;
    for value in values {
        let at = usize::try_from(value).ok();
        let Some((items, times)) = at.and_then(|at| counts.get_mut(at)) else { return };
        *items += if last == at { 0 } else { weight };
        *times += weight;
        last = at;
    }
}

/// The values of one facet in one segment: a range in the column of all facets.
struct Column {
    values: StrColumn,
    first: u64,
    count: u64,
}

impl Column {
    fn new(values: StrColumn, prefix: &str) -> Result<Self, Error> {
        let dictionary = values.dictionary();
        let first = first_from(&dictionary.term_ord_or_next(prefix)?);
        let beyond = prefix.replace('\0', "\u{1}");
        let last = first_from(&dictionary.term_ord_or_next(beyond)?).min(values.num_terms() as u64);
        Ok(Self { values, first, count: last.saturating_sub(first) })
    }

    fn len(&self) -> usize {
        usize::try_from(self.count).unwrap_or(0)
    }

    /// Yields the values of a document by their place in the range, ascending, since they were written so.
    fn values_of(&self, document: u32) -> impl Iterator<Item = u64> + '_ {
        let ords = self.values.ords();
        let mut rows = ords.index.value_row_ids(document);
        let (mut low, mut high) = (rows.start, if self.count == 0 { rows.start } else { rows.end });
        rows.end = high;
        while low < high {
            let middle = low + (high - low) / 2;
            if ords.values.get_val(middle) < self.first {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        rows.start = low;
        let values = rows.map(|row| ords.values.get_val(row).wrapping_sub(self.first));
        values.take_while(|value| *value < self.count)
    }

    /// Names values that are given by their place in the range, ascending.
    fn named<T>(
        &self,
        prefix: &str,
        values: impl IntoIterator<Item = (u64, T)>,
    ) -> Result<Vec<(String, T)>, Error> {
        let values = values.into_iter().map(|(value, with)| (value + self.first, with));
        let (ords, with): (Vec<u64>, Vec<T>) = values.unzip();
        let (mut with, mut named) = (with.into_iter(), Vec::new());
        self.values.dictionary().sorted_ords_to_term_cb(&ords, |term| {
            let Some(with) = with.next() else { return };
            let term = String::from_utf8_lossy(term);
            named.push((term.strip_prefix(prefix).unwrap_or(&term).to_owned(), with));
        })?;
        Ok(named)
    }
}

fn first_from(hit: &TermOrdHit) -> u64 {
    match hit {
        TermOrdHit::Exact(ord) | TermOrdHit::Next(ord) => *ord,
    }
}
