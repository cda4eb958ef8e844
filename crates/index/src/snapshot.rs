//! How one state of an index is read.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use roaring::RoaringBitmap;
use search::{Field, Leaves, Occurrences, Postings, QueryWarnings, Spans, Word};
use tantivy::{IndexReader, Searcher, SegmentReader};

use crate::error::{Error, guarded};
use crate::expand::{Expansions, Searched};
use crate::folder::Folder;
use crate::schema::{self, Fields};
use crate::values::Values;

/// Stands for "none" in tables by document.
const NONE: u32 = u32::MAX;

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
    occurrences: Occurrences,
}

/// Where a document stands: in which segment, and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stand {
    pub(crate) segment: u32,
    pub(crate) document: u32,
}

/// Which ords the documents of one segment have.
pub(crate) struct Table {
    contents: Vec<u32>,
    items: Vec<u32>,
}

impl Table {
    /// Returns the ord of a living document, if it is an item's or a content's, whichever is asked for.
    pub(crate) fn ord(&self, document: u32, is_of_items: bool) -> Option<u32> {
        let ords = if is_of_items { &self.items } else { &self.contents };
        ords.get(document as usize).copied().filter(|ord| *ord != NONE)
    }
}

impl Snapshot {
    fn new(folder: &Folder, searcher: Searcher) -> Result<Self, Error> {
        let mut tables = Vec::new();
        let (mut items, mut contents) = (Vec::new(), Vec::new());
        let (mut owners, mut lengths) = (Vec::new(), Vec::new());
        for (segment, reader) in (0..).zip(searcher.segment_readers()) {
            let table = Table::new(reader)?;
            let fast = reader.fast_fields();
            let (of_item, length) = (fast.u64(schema::CONTENT_OF_ITEM)?, fast.u64(schema::LENGTH)?);
            let (same_bytes, tie) = (fast.u64(schema::SAME_BYTES_AS)?, fast.u64(schema::TIE)?);
            for document in reader.doc_ids_alive() {
                if let Some(item) = table.ord(document, true) {
                    items.push((item, Stand { segment, document }));
                    let tie = tie.first(document).and_then(as_ord).unwrap_or(u32::MAX);
                    owners.push((item, of_item.first(document).and_then(as_ord), tie));
                }
                if let Some(content) = table.ord(document, false) {
                    contents.push((content, Stand { segment, document }));
                    let length = length.first(document).and_then(as_ord).unwrap_or(0);
                    let first = same_bytes.first(document).and_then(as_ord).unwrap_or(content);
                    lengths.push((content, length, first));
                }
            }
            tables.push(table);
        }
        for stands in [&mut items, &mut contents] {
            // Segments follow one another in long runs, which a stable sort makes use of.
            stands.sort();
            stands.dedup_by_key(|(ord, _)| *ord);
        }
        Ok(Self {
            fields: folder.fields.clone(),
            expansions: Expansions::default(),
            facets: Mutex::default(),
            occurrences: Occurrences::new(owners, lengths),
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

impl Table {
    fn new(reader: &SegmentReader) -> Result<Self, Error> {
        Ok(Self { contents: ords(reader, schema::CONTENT)?, items: ords(reader, schema::ITEM)? })
    }
}

/// Returns the ord of each living document.
fn ords(reader: &SegmentReader, column: &str) -> Result<Vec<u32>, Error> {
    let column = reader.fast_fields().u64(column)?;
    let mut ords = vec![NONE; reader.max_doc() as usize];
    for document in reader.doc_ids_alive() {
        if let Some(ord) = column.first(document).and_then(as_ord) {
            ords[document as usize] = ord;
        }
    }
    Ok(ords)
}

fn as_ord(value: u64) -> Option<u32> {
    u32::try_from(value).ok()
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
