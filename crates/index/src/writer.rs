//! How an index is written.

use item::Layer;
use search::{ContentRecord, IndexWriter, ItemRecord, Names};
use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::{TantivyDocument, Term};

use crate::analysis::Laid;
use crate::error::Error;
use crate::folder::Folder;
use crate::schema::{Fields, prefix};

/// The least memory that tantivy takes for a thread, in bytes.
const MIN_MEMORY: usize = 15_000_000;

/// So many segments are left as they are at the end.
const FEW_SEGMENTS: usize = 4;
/// Segments with at least so many documents are left as they are at the end.
const LARGE_SEGMENT: u32 = 100_000;

/// How much a writer may use.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many threads, 1 at least.
    pub threads: usize,
    /// Memory for all threads together, in bytes; 15 MB a thread at least.
    pub memory: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { threads: 1, memory: 100_000_000 }
    }
}

impl Options {
    /// Opens tantivy's writer.
    pub(crate) fn open(self, index: &tantivy::Index) -> tantivy::Result<tantivy::IndexWriter> {
        let threads = self.threads.max(1);
        index.writer_with_num_threads(threads, self.memory.max(MIN_MEMORY * threads))
    }
}

/// The one writer of an index.
pub struct Writer {
    inner: tantivy::IndexWriter,
    fields: Fields,
    names: Names,
}

impl Writer {
    pub(crate) fn new(folder: &Folder, options: Options) -> Result<Self, Error> {
        let inner = options.open(&folder.inner)?;
        Ok(Self { inner, fields: folder.fields.clone(), names: Names::default() })
    }

    /// Ends writing: what was not committed is dropped, and small segments are merged so that searching is quick.
    ///
    /// Merging is an improvement alone; the index is whole if it fails or is killed.
    pub fn finish(mut self) -> Result<(), Error> {
        self.inner.rollback()?;
        let small = worth_merging(&self.inner.index().searchable_segment_metas()?);
        if small.len() > 1 {
            self.inner.merge(&small).wait()?;
            self.inner.garbage_collect_files().wait()?;
        }
        Ok(())
    }

    fn delete(&mut self, field: tantivy::schema::Field, ord: u32) {
        self.inner.delete_term(Term::from_field_u64(field, u64::from(ord)));
    }

    fn content_document(&mut self, record: &ContentRecord<'_>) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        self.add_mentions(&mut document, record);
        let fields = &self.fields;
        document.add_u64(fields.content, u64::from(record.ord));
        document.add_u64(fields.length, u64::from(record.length()));
        document.add_u64(fields.same_bytes_as, u64::from(record.same_bytes_as));
        for segment in record.segments {
            document.add_text(fields.text(segment.layer), &segment.text);
        }
        self.add_properties(&mut document, record);
        for (name, value) in record.attributes() {
            document.add_text(fields.attribute, prefix(name) + &value);
        }
        self.add_facets(&mut document, record.facets());
        document
    }

    fn add_mentions(&mut self, document: &mut TantivyDocument, record: &ContentRecord<'_>) {
        for layer in Layer::ALL {
            let mut laid = Laid::default();
            for mention in record.mentions.iter().filter(|mention| mention.layer == layer) {
                laid.add(
                    &prefix(&mention.kind),
                    search::entries_of_mention(mention, &mut self.names),
                );
            }
            if let Some(tokens) = laid.finish() {
                document.add_pre_tokenized_text(self.fields.mention(layer), tokens);
            }
        }
    }

    fn add_properties(&self, document: &mut TantivyDocument, record: &ContentRecord<'_>) {
        let mut laid = Laid::default();
        for (key, values) in record.metadata {
            for value in values {
                laid.add(&prefix(key.name()), search::entries_of_property(key.name(), value));
            }
        }
        if let Some(tokens) = laid.finish() {
            document.add_pre_tokenized_text(self.fields.property, tokens);
        }
    }

    fn add_facets(
        &self,
        document: &mut TantivyDocument,
        facets: impl IntoIterator<Item = (String, String)>,
    ) {
        for (name, value) in facets {
            document.add_text(self.fields.facet, prefix(&name) + &value);
        }
    }

    fn item_document(&self, record: &ItemRecord) -> TantivyDocument {
        let fields = &self.fields;
        let mut document = TantivyDocument::new();
        document.add_u64(fields.item, u64::from(record.ord));
        document.add_u64(fields.tie, u64::from(record.tie()));
        if let Some(content) = record.content {
            document.add_u64(fields.content_of_item, u64::from(content));
        }
        if let Some(size) = record.size {
            document.add_u64(fields.size, size);
        }
        let mut path = Laid::default();
        path.add("", search::entries_of_path(&record.locator.to_string()));
        if let Some(tokens) = path.finish() {
            document.add_pre_tokenized_text(fields.path, tokens);
        }
        document.add_text(fields.locator, record.locator_term());
        let modified = record.modified_term().map(|term| ("modified", term));
        for (name, value) in record.attributes().into_iter().chain(modified) {
            document.add_text(fields.attribute, prefix(name) + &value);
        }
        self.add_facets(&mut document, record.facets());
        document
    }
}

impl IndexWriter for Writer {
    fn add_content(&mut self, record: &ContentRecord<'_>) -> Result<(), search::Error> {
        self.delete(self.fields.content, record.ord);
        let document = self.content_document(record);
        self.inner.add_document(document).map_err(Error::from)?;
        Ok(())
    }

    fn add_item(&mut self, record: &ItemRecord) -> Result<(), search::Error> {
        self.delete(self.fields.item, record.ord);
        self.inner.add_document(self.item_document(record)).map_err(Error::from)?;
        Ok(())
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

/// Returns the segments that are small, where there are so many that searching becomes slower.
fn worth_merging(segments: &[SegmentMeta]) -> Vec<SegmentId> {
    if segments.len() <= FEW_SEGMENTS {
        return Vec::new();
    }
    let small = segments.iter().filter(|segment| segment.num_docs() < LARGE_SEGMENT);
    small.map(SegmentMeta::id).collect()
}
