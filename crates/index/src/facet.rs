//! How often each value of a facet occurs among items.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, PoisonError};

use rayon::prelude::*;
use roaring::RoaringBitmap;
use search::{FacetValue, GroupCount, Grouping, Leaves as _};

use crate::column::Column;
use crate::error::Error;
use crate::schema::{self, prefix};
use crate::segment::Stand;
use crate::snapshot::Snapshot;
use crate::values::{Count, Counted, Documents, Values, add, having};

impl Snapshot {
    /// Returns what facets are counted over for these items.
    fn counted(&self, items: &RoaringBitmap) -> Counted {
        let all = self.occurrences().items();
        let are_left_out = items.len() > all.len() / 2;
        let documents =
            if are_left_out { self.documents_of(&(all - items)) } else { self.documents_of(items) };
        Counted { documents, are_left_out }
    }

    /// Counts the values of a facet over items, by value in byte order.
    pub(crate) fn count_facet(
        &self,
        facet: &str,
        items: &RoaringBitmap,
    ) -> Result<Vec<FacetValue>, Error> {
        let all = LazyLock::new(|| self.all_documents());
        self.values_of(facet)?.count(&self.counted(items), || &all)
    }

    /// Counts the values of facets over items: of each the `limit` values that most items have, of equal ones the first in
    /// byte order.
    pub(crate) fn count_most_frequent(
        &self,
        facets: &[String],
        items: &RoaringBitmap,
        limit: usize,
    ) -> Result<Vec<Vec<FacetValue>>, Error> {
        let counted = self.counted(items);
        let all = LazyLock::new(|| self.all_documents());
        let count =
            |facet: &String| self.values_of(facet)?.count_most_frequent(&counted, limit, || &all);
        facets.par_iter().map(count).collect()
    }

    /// Returns by segment and place in the range of the facet there, to which group a value belongs.
    pub(crate) fn groups_by_segment(
        &self,
        facet: &str,
        group_of: &dyn Fn(&str) -> Option<u32>,
    ) -> Result<Vec<Vec<Option<u32>>>, Error> {
        let prefix = prefix(facet);
        let of_column = |column: &Option<Column>| {
            let all = |column: &Column| column.named(&prefix, (0..column.len()).map(|at| (at, ())));
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
        let values = self.values_of(grouping.facet())?;
        let mut counts = vec![Count::default(); grouping.count()];
        let mut of_document: Vec<u32> = Vec::new();
        let documents = self.documents_of(items).into_iter().enumerate().zip(&values.columns);
        for ((segment, documents), column) in documents {
            let Some(column) = column else { continue };
            let group = |place: &u32| grouping.group(segment, *place as usize);
            column.visit(&documents, |weight, places| {
                of_document.clear();
                of_document.extend(places.iter().filter_map(group));
                of_document.sort_unstable();
                add(&mut counts, &of_document, weight);
            });
        }
        let counts = having(&counts);
        let count = |(group, Count { items, times })| GroupCount { group, items, times };
        Ok(counts.map(count).collect())
    }

    /// Returns by value which of the items have it.
    pub(crate) fn items_by_value(
        &self,
        facet: &str,
        items: &RoaringBitmap,
    ) -> Result<BTreeMap<String, RoaringBitmap>, Error> {
        let values = self.values_of(facet)?;
        let mut documents: Vec<Vec<(u32, u32)>> = vec![Vec::new(); values.columns.len()];
        for item in items {
            let content = self.occurrences().content_of(item);
            let of_content = content.and_then(|content| stand(&self.contents, content));
            for at in stand(&self.items, item).into_iter().chain(of_content) {
                documents[at.segment as usize].push((at.document, item));
            }
        }
        let mut found: BTreeMap<String, RoaringBitmap> = BTreeMap::new();
        for (column, documents) in values.columns.iter().zip(documents) {
            let Some(column) = column else { continue };
            let mut sets: BTreeMap<usize, RoaringBitmap> = BTreeMap::new();
            column.visit(&documents, |item, places| {
                for place in places {
                    sets.entry(*place as usize).or_default().insert(item);
                }
            });
            for (value, items) in column.named(&prefix(facet), sets)? {
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
                let column =
                    column.map(|values| Column::new(values, prefix, Arc::clone(&self.room)));
                column.transpose()
            })
            .collect()
    }

    fn all_documents(&self) -> Documents {
        self.documents_of(self.occurrences().items())
    }

    /// Returns by segment each document that says something of the items, with how many of them it speaks for.
    fn documents_of(&self, items: &RoaringBitmap) -> Documents {
        let mut documents = vec![Vec::new(); self.tables.len()];
        let mut add = |stand: Option<Stand>, weight: u64| {
            if let Some(Stand { segment, document }) = stand {
                documents[segment as usize].push((document, weight));
            }
        };
        let mut contents = Vec::new();
        for item in items {
            add(stand(&self.items, item), 1);
            contents.extend(self.occurrences().content_of(item));
        }
        #[expect(clippy::stable_sort_primitive, reason = "they mostly have the order of items")]
        contents.sort();
        for copies in contents.chunk_by(|one, other| one == other) {
            add(stand(&self.contents, copies[0]), copies.len() as u64);
        }
        documents
    }

    /// Returns the values of a facet, which are held from then on.
    fn values_of(&self, facet: &str) -> Result<Arc<Values>, Error> {
        let mut facets = self.facets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(values) = facets.get(facet) {
            return Ok(Arc::clone(values));
        }
        let prefix = prefix(facet);
        let values = Arc::new(Values::new(self.columns(&prefix)?, prefix));
        // Whoever asks may ask for any name.
        if !values.is_empty() {
            facets.insert(facet.to_owned(), Arc::clone(&values));
        }
        Ok(values)
    }
}

fn stand(stands: &[(u32, Stand)], ord: u32) -> Option<Stand> {
    search::find_ord(stands, ord).map(|at| stands[at].1)
}
