//! How an index is written.

use std::collections::HashSet;

use item::{Layer, Mention};
use search::{ContentRecord, IndexWriter, ItemRecord};
use tantivy::Term;
use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::merge_policy::LogMergePolicy;
use tantivy::schema::Field;

use crate::analysis::PreTokenized;
use crate::error::{Error, guarded};
use crate::folder::Folder;
use crate::queue::{Draft, Queue, Queued};
use crate::schema::{self, Fields, prefix};

/// The least memory that tantivy takes for a thread, in bytes.
const MIN_MEMORY: usize = 15_000_000;

/// So many small segments are merged at once while the index is written, so that what is written is seldom written
/// again.
const MERGED_AT_ONCE: usize = 32;
/// How many merges there are at the end, side by side.
const MERGES_AT_THE_END: usize = 2;
/// So many segments are left as they are at the end.
const FEW_SEGMENTS: usize = 4;
/// Segments with at least so many documents are left as they are at the end.
const LARGE_SEGMENT: u32 = 100_000;

/// How much a writer may use.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many threads, 1 at least.
    pub threads: usize,
    /// Memory for each thread, in bytes; 15 MB at least.
    pub memory: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { threads: 1, memory: 50_000_000 }
    }
}

impl Options {
    /// Opens tantivy's writer.
    pub(crate) fn open<D: tantivy::Document>(
        self,
        index: &tantivy::Index,
    ) -> tantivy::Result<tantivy::IndexWriter<D>> {
        let threads = self.threads.max(1);
        index.writer_with_num_threads(threads, self.memory.max(MIN_MEMORY) * threads)
    }
}

/// The one writer of an index.
pub struct Writer {
    inner: tantivy::IndexWriter<Queued>,
    queue: Queue,
    fields: Fields,
    /// The highest number of a content that the index may have, and that of an item.
    highest: Highest,
}

/// The highest numbers of documents, where there are any.
#[derive(Clone, Copy, Debug, Default)]
struct Highest {
    content: Option<u32>,
    item: Option<u32>,
}

impl Writer {
    /// Opens the one writer; fails where there is one already, in this process or another.
    pub fn open(folder: &Folder, options: Options) -> Result<Self, Error> {
        let inner = options.open(&folder.inner)?;
        let mut merging = LogMergePolicy::default();
        merging.set_min_num_segments(MERGED_AT_ONCE);
        inner.set_merge_policy(Box::new(merging));
        // What a commit that was broken off left: the next one makes files of the same names.
        inner.garbage_collect_files().wait()?;
        Ok(Self {
            inner,
            queue: Queue::default(),
            fields: folder.fields.clone(),
            highest: Highest::of(folder)?,
        })
    }

    /// Ends writing: what was not committed is dropped, and small segments are merged so that searching is quick.
    ///
    /// Merging is an improvement alone; the index is whole if it fails or is killed.
    pub fn finish(mut self) -> Result<(), Error> {
        self.inner.rollback()?;
        let small = worth_merging(&self.inner.index().searchable_segment_metas()?);
        if small.len() > 1 {
            let parts = small.chunks(small.len().div_ceil(MERGES_AT_THE_END).max(2));
            let parts = parts.filter(|part| part.len() > 1);
            let merging: Vec<_> = parts.map(|part| self.inner.merge(part)).collect();
            merging.into_iter().try_for_each(|merged| merged.wait().map(drop))?;
            self.inner.garbage_collect_files().wait()?;
        }
        Ok(())
    }

    /// Takes away the document with this number where there may be one: looking for what is not there costs more with
    /// each segment.
    fn replace(&mut self, field: Field, ord: u32, highest: fn(&mut Highest) -> &mut Option<u32>) {
        let highest = highest(&mut self.highest);
        if highest.is_some_and(|highest| ord <= highest) {
            self.delete(field, ord);
        } else {
            *highest = Some(ord);
        }
    }

    fn add(&self, draft: Draft) -> Result<(), Error> {
        self.inner.add_document(self.queue.admit(draft))?;
        Ok(())
    }

    fn delete(&self, field: Field, ord: u32) {
        self.inner.delete_term(Term::from_field_u64(field, u64::from(ord)));
    }

    fn content_document(&self, record: &ContentRecord<'_>) -> Draft {
        let mut document = Draft::default();
        self.add_mentions(&mut document, record);
        let fields = &self.fields;
        document.add_number(fields.content, record.ord);
        document.add_number(fields.length, record.length());
        document.add_number(fields.same_bytes_as, record.same_bytes_as);
        for (segment, marks) in record.segments.iter().zip(record.marks()) {
            let text = search::marked_text(&marks, &segment.text);
            document.add_text(fields.text(segment.layer), &text);
        }
        self.add_properties(&mut document, record);
        let dated = record.dated_term().map(|term| ("dated", term));
        let born = record.born_terms().into_iter().map(|term| ("born", term));
        for (name, value) in record.attributes().into_iter().chain(dated).chain(born) {
            document.add_text(fields.attribute, &(prefix(name) + &value));
        }
        self.add_facets(&mut document, record.facets());
        document
    }

    fn add_mentions(&self, document: &mut Draft, record: &ContentRecord<'_>) {
        for layer in Layer::ALL {
            let mut laid = PreTokenized::default();
            // The field tells whether a value is named, and not how often.
            let mut known = HashSet::new();
            for mention in record.mentions.iter().filter(|mention| mention.layer == layer) {
                let Mention { kind, surface, normal, alternatives, .. } = mention;
                if known.insert((*kind, surface, normal, alternatives)) {
                    laid.add(&prefix(kind.name()), search::entries_of_mention(mention));
                }
            }
            if let Some(terms) = laid.finish() {
                document.add_text(self.fields.mention(layer), &terms);
            }
        }
    }

    fn add_properties(&self, document: &mut Draft, record: &ContentRecord<'_>) {
        let mut laid = PreTokenized::default();
        for (key, values) in record.metadata {
            for value in values {
                laid.add(&prefix(key.name()), search::entries_of_property(key.name(), value));
            }
        }
        if let Some(terms) = laid.finish() {
            document.add_text(self.fields.property, &terms);
        }
    }

    fn add_facets(&self, document: &mut Draft, facets: impl IntoIterator<Item = (String, String)>) {
        for (name, value) in facets {
            document.add_text(self.fields.facet, &(prefix(&name) + &value));
        }
    }

    fn item_document(&self, record: &ItemRecord) -> Draft {
        let fields = &self.fields;
        let mut document = Draft::default();
        document.add_number(fields.item, record.ord);
        document.add_number(fields.tie, record.tie());
        if let Some(content) = record.content {
            document.add_number(fields.content_of_item, content);
        }
        if let Some(size) = record.size {
            document.add_number(fields.size, size);
        }
        let mut path = PreTokenized::default();
        path.add("", search::entries_of_path(&record.locator));
        if let Some(terms) = path.finish() {
            document.add_text(fields.path, &terms);
        }
        document.add_text(fields.text(Layer::Name), &search::marked_text(&[], record.name()));
        document.add_text(fields.locator, record.locator_term());
        let modified = record.modified_term().map(|term| ("modified", term));
        for (name, value) in record.attributes().into_iter().chain(modified) {
            document.add_text(fields.attribute, &(prefix(name) + &value));
        }
        self.add_facets(&mut document, record.facets());
        document
    }
}

impl IndexWriter for Writer {
    fn add_content(&mut self, record: &ContentRecord<'_>) -> Result<(), search::Error> {
        self.replace(self.fields.content, record.ord, |highest| &mut highest.content);
        Ok(self.add(self.content_document(record))?)
    }

    fn add_item(&mut self, record: &ItemRecord) -> Result<(), search::Error> {
        self.replace(self.fields.item, record.ord, |highest| &mut highest.item);
        Ok(self.add(self.item_document(record))?)
    }

    fn delete_content(&mut self, ord: u32) -> Result<(), search::Error> {
        self.delete(self.fields.content, ord);
        Ok(())
    }

    fn delete_item(&mut self, ord: u32) -> Result<(), search::Error> {
        self.delete(self.fields.item, ord);
        Ok(())
    }

    fn delete_all(&mut self) -> Result<(), search::Error> {
        self.inner.delete_all_documents().map_err(Error::from)?;
        Ok(())
    }

    fn commit(&mut self, payload: &str) -> Result<(), search::Error> {
        let mut commit = self.inner.prepare_commit().map_err(Error::from)?;
        commit.set_payload(payload);
        commit.commit().map_err(Error::from)?;
        Ok(())
    }
}

impl Highest {
    fn of(folder: &Folder) -> Result<Self, Error> {
        guarded(|| {
            let mut highest = Self::default();
            for reader in folder.inner_reader()?.searcher().segment_readers() {
                let last = |column| -> Result<_, Error> {
                    let numbers = reader.fast_fields().u64(column)?;
                    Ok(Some(u32::try_from(numbers.max_value()).unwrap_or(u32::MAX)))
                };
                highest.content = highest.content.max(last(schema::CONTENT)?);
                highest.item = highest.item.max(last(schema::ITEM)?);
            }
            Ok(highest)
        })
    }
}

/// Returns the smallest segments, as many as must be merged so that a few are left; none where there are no more. What a run
/// adds to a large index is merged with what the runs before added, and not with all that was there.
fn worth_merging(segments: &[SegmentMeta]) -> Vec<SegmentId> {
    if segments.len() <= FEW_SEGMENTS {
        return Vec::new();
    }
    let too_many = segments.len() - FEW_SEGMENTS;
    let small = segments.iter().filter(|segment| segment.num_docs() < LARGE_SEGMENT);
    let mut small: Vec<_> = small.map(|segment| (segment.num_docs(), segment.id())).collect();
    small.sort_unstable();
    small.into_iter().map(|(_, id)| id).take(too_many + MERGES_AT_THE_END).collect()
}
