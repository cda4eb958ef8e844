//! What tantivy alone does with the same texts: the baseline that a benchmark compares with.

use std::path::Path;

use item::Segment;
use tantivy::TantivyDocument;

use crate::error::Error;
use crate::folder::Folder;
use crate::schema::Fields;
use crate::writer::Options;

/// Writes texts, cut into the same words and with their positions as [`crate::Writer`] does, and nothing else: no
/// mentions, properties, items or facets, and one commit at the end.
pub struct Bare {
    inner: tantivy::IndexWriter<TantivyDocument>,
    fields: Fields,
}

impl Bare {
    /// Makes an index in a folder that exists and is empty.
    pub fn create(folder: &Path, options: Options) -> Result<Self, Error> {
        let folder = Folder::create(folder)?;
        Ok(Self { inner: options.open(&folder.inner)?, fields: folder.fields })
    }

    /// Adds the texts of one content as a document.
    pub fn add(&mut self, segments: &[Segment]) -> Result<(), Error> {
        let mut document = TantivyDocument::new();
        for segment in segments {
            let text = search::marked_text(&[], &segment.text);
            document.add_text(self.fields.text(segment.layer), text);
        }
        self.inner.add_document(document)?;
        Ok(())
    }

    /// Commits, and waits until segments are merged as tantivy itself sees fit.
    pub fn finish(mut self) -> Result<(), Error> {
        self.inner.commit()?;
        self.inner.wait_merging_threads()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use item::{Layer, Place};

    #[test]
    fn every_content_becomes_a_document() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let mut bare =
            Bare::create(folder.path(), Options::default()).expect("the folder is empty");
        for text in ["one", "two"] {
            bare.add(&[Segment::new(Place::Whole, Layer::Body, text)]).expect("memory is enough");
        }
        bare.finish().expect("the folder is writable");
        let index = Folder::open(folder.path()).expect("the index was just written");
        let documents = index.inner.reader().map(|reader| reader.searcher().num_docs());
        assert_eq!(documents.ok(), Some(2));
    }
}
