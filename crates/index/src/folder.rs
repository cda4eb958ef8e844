//! How an index is made and opened on disk.

use std::path::{Path, PathBuf};

use tantivy::tokenizer::TextAnalyzer;
use tantivy::{IndexReader, ReloadPolicy};

use crate::analysis::{OurTokens, PreTokenizedTerms};
use crate::disk::Disk;
use crate::error::{Error, guarded};
use crate::schema::{self, Fields};

/// A folder with an index.
#[derive(Clone, Debug)]
pub struct Folder {
    pub(crate) inner: tantivy::Index,
    pub(crate) fields: Fields,
}

impl Folder {
    /// Makes an empty index in a folder that exists.
    ///
    /// Fails with an engine error where there is an index already.
    pub fn create(folder: &Path) -> Result<Self, Error> {
        let (schema, fields) = schema::build();
        let directory = Disk::open(folder).map_err(tantivy::TantivyError::from)?;
        let settings = tantivy::IndexSettings::default();
        Ok(Self::with(tantivy::Index::create(directory, schema, settings)?, fields))
    }

    /// Makes an empty index in memory.
    pub fn in_memory() -> Self {
        let (schema, fields) = schema::build();
        Self::with(tantivy::Index::create_in_ram(schema), fields)
    }

    /// Opens the index in a folder; refuses one of another version.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        if !folder.join("meta.json").is_file() {
            return Err(Error::NotAnIndex(folder.to_owned()));
        }
        let inner = guarded(|| {
            let directory = Disk::open(folder).map_err(tantivy::TantivyError::from)?;
            Ok(tantivy::Index::open(directory)?)
        })?;
        schema::check(&inner.schema())?;
        let (wanted, fields) = schema::build();
        if inner.schema() != wanted {
            return Err(Error::Corrupt(
                "its list of fields is not the one of its version".to_owned(),
            ));
        }
        Ok(Self::with(inner, fields))
    }

    fn with(mut inner: tantivy::Index, fields: Fields) -> Self {
        inner.tokenizers().register(schema::TOKENIZER, TextAnalyzer::from(OurTokens));
        inner.tokenizers().register(schema::PRETOKENIZED, TextAnalyzer::from(PreTokenizedTerms));
        inner.settings_mut().docstore_compress_dedicated_thread = false;
        Self { inner, fields }
    }

    /// Returns tantivy's reader, which looks for newer commits when it is told to.
    pub(crate) fn inner_reader(&self) -> Result<IndexReader, Error> {
        let builder = self.inner.reader_builder().reload_policy(ReloadPolicy::Manual);
        Ok(builder.try_into()?)
    }

    /// Returns what the last commit was told to keep; nothing before the first.
    pub fn payload(&self) -> Result<Option<String>, Error> {
        Ok(self.inner.load_metas()?.payload)
    }

    /// Reads every byte of the index and returns the files that are not as they were written, in byte order.
    pub fn damaged_files(&self) -> Result<Vec<PathBuf>, Error> {
        let damaged = guarded(|| Ok(self.inner.validate_checksum()?))?;
        let mut damaged: Vec<PathBuf> = damaged.into_iter().collect();
        damaged.sort_unstable();
        Ok(damaged)
    }
}
