//! How one state of an index is read.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use roaring::RoaringBitmap;
use search::{Field, Leaves, Occurrences, Postings, QueryWarnings, Spans, Word};
use tantivy::{IndexReader, Searcher};

use crate::column::Room;
use crate::error::{Error, guarded};
use crate::expand::{Expansions, Searched};
use crate::folder::Folder;
use crate::schema::{self, Fields};
use crate::segment::{Listed, Stand, Table, in_order};
use crate::values::Values;

/// Gives snapshots of what has been committed.
pub struct Reader {
    folder: Folder,
    inner: IndexReader,
    current: Mutex<Arc<Snapshot>>,
}

impl Reader {
    /// Opens a reader of what has been committed.
    pub fn open(folder: &Folder) -> Result<Self, Error> {
        guarded(|| {
            let inner = folder.inner_reader()?;
            let first = Snapshot::new(folder, inner.searcher())?;
            Ok(Self { folder: folder.clone(), inner, current: Mutex::new(Arc::new(first)) })
        })
    }

    /// Returns the newest state that [`Reader::refresh`] has seen.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.current.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Looks for a newer commit and returns the newest state; cheap where there is none.
    pub fn refresh(&self) -> Result<Arc<Snapshot>, Error> {
        guarded(|| {
            self.inner.reload()?;
            let searcher = self.inner.searcher();
            let current = self.snapshot();
            if !current.shows_other(&searcher) {
                return Ok(current);
            }
            let newest = Arc::new(Snapshot::new(&self.folder, searcher)?);
            let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
            *current = Arc::clone(&newest);
            Ok(newest)
        })
    }
}

/// One unchanging state of an index.
pub struct Snapshot {
    pub(crate) fields: Fields,
    pub(crate) searcher: Searcher,
    pub(crate) tables: Vec<Table>,
    pub(crate) expansions: Expansions,
    /// By ord, where the document of an item stands.
    pub(crate) items: Vec<(u32, Stand)>,
    /// By ord, where the document of a content stands.
    pub(crate) contents: Vec<(u32, Stand)>,
    /// The values of facets that were asked for.
    pub(crate) facets: Mutex<BTreeMap<String, Arc<Values>>>,
    /// For values of facets.
    pub(crate) room: Arc<Room>,
    occurrences: Occurrences,
}

impl Snapshot {
    fn new(folder: &Folder, searcher: Searcher) -> Result<Self, Error> {
        let readers = searcher.segment_readers().par_iter();
        let read = readers.enumerate().map(|(segment, reader)| Listed::read(segment, reader));
        let parts = read.collect::<Result<Vec<Listed>, Error>>()?;
        let items = in_order(parts.iter().map(|part| part.items.as_slice()));
        let contents = in_order(parts.iter().map(|part| part.contents.as_slice()));
        let owners = parts.iter().flat_map(|part| part.owners.iter().copied());
        let lengths = parts.iter().flat_map(|part| part.lengths.iter().copied());
        let occurrences = Occurrences::new(owners, lengths);
        let tables = parts.into_iter().map(|part| part.table).collect();
        Ok(Self {
            fields: folder.fields.clone(),
            expansions: Expansions::default(),
            facets: Mutex::default(),
            room: Arc::default(),
            occurrences,
            searcher,
            tables,
            items,
            contents,
        })
    }

    fn shows_other(&self, searcher: &Searcher) -> bool {
        self.searcher.generation().segments() != searcher.generation().segments()
    }
}

impl Leaves for Snapshot {
    fn words(
        &self,
        field: &Field,
        spans: &Spans,
        warnings: &mut QueryWarnings,
    ) -> Result<Postings, search::Error> {
        Ok(guarded(|| self.find_words(field, spans, warnings))?)
    }

    fn terms(&self, field: &Field, word: &Word) -> Result<Vec<String>, search::Error> {
        Ok(guarded(|| self.find_terms(field, word))?)
    }

    fn for_each_term(
        &self,
        field: &Field,
        visit: &mut dyn FnMut(&str),
    ) -> Result<(), search::Error> {
        let index = Searched { searcher: &self.searcher, fields: &self.fields };
        Ok(guarded(|| index.for_each_term(field, visit))?)
    }

    fn sized(&self, min: u64, max: u64) -> Result<RoaringBitmap, search::Error> {
        Ok(guarded(|| self.find_sized(min, max))?)
    }

    fn occurrences(&self) -> &Occurrences {
        &self.occurrences
    }

    fn facets(
        &self,
        facets: &[String],
        items: &RoaringBitmap,
        limit: usize,
    ) -> Result<Vec<Vec<search::FacetValue>>, search::Error> {
        Ok(guarded(|| self.count_most_frequent(facets, items, limit))?)
    }

    fn facet_values(
        &self,
        facet: &str,
        items: &RoaringBitmap,
    ) -> Result<Vec<search::FacetValue>, search::Error> {
        Ok(guarded(|| self.count_facet(facet, items))?)
    }

    fn number_groups(
        &self,
        facet: &str,
        group_of: &dyn Fn(&str) -> Option<u32>,
    ) -> Result<Vec<Vec<Option<u32>>>, search::Error> {
        Ok(guarded(|| self.groups_by_segment(facet, group_of))?)
    }

    fn facet_groups(
        &self,
        grouping: &search::Grouping,
        items: &RoaringBitmap,
    ) -> Result<Vec<search::GroupCount>, search::Error> {
        Ok(guarded(|| self.count_groups(grouping, items))?)
    }

    fn facet_items(
        &self,
        facet: &str,
        items: &RoaringBitmap,
    ) -> Result<BTreeMap<String, RoaringBitmap>, search::Error> {
        Ok(guarded(|| self.items_by_value(facet, items))?)
    }
}

impl Snapshot {
    fn find_terms(&self, field: &Field, word: &Word) -> Result<Vec<String>, Error> {
        let index = Searched { searcher: &self.searcher, fields: &self.fields };
        let expansion =
            self.expansions.expand(&index, field, word, &mut QueryWarnings::default())?;
        Ok(expansion.terms.clone())
    }

    fn find_sized(&self, min: u64, max: u64) -> Result<RoaringBitmap, Error> {
        let mut found = RoaringBitmap::new();
        for (reader, table) in self.searcher.segment_readers().iter().zip(&self.tables) {
            let sizes = reader.fast_fields().u64(schema::SIZE)?;
            let fits = |document: &u32| {
                sizes.first(*document).is_some_and(|size| (min..=max).contains(&size))
            };
            let documents = reader.doc_ids_alive().filter(fits);
            found.extend(documents.filter_map(|document| table.ord(document, true)));
        }
        Ok(found)
    }
}
