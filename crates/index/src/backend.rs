//! The one place that opens the search index of a dossier, whichever library answers.

use std::path::Path;
use std::sync::Arc;

use search::Engine;

use crate::{Error, Folder, Options, Reader, Writer};

/// Opens the index in a folder for reading.
pub fn open(folder: &Path) -> Result<Arc<dyn Engine>, Error> {
    Ok(Reader::open(&Folder::open(folder)?)?.snapshot())
}

/// An index that is open for writing.
pub struct ForWriting {
    /// The writer.
    pub writer: Writer,
    /// What the last commit was told to keep; nothing where the index is empty.
    pub payload: Option<String>,
    /// Why the index that was there had to be emptied, where it had to.
    pub emptied: Option<Error>,
}

/// Opens the index in a folder for writing, and makes it where there is none.
///
/// One that is damaged or of another version is emptied, to be filled from the store.
pub fn open_for_writing(path: &Path, options: Options) -> Result<ForWriting, Error> {
    let (folder, emptied) = match Folder::open(path) {
        Ok(folder) => (folder, None),
        Err(Error::NotAnIndex(_)) => (make(path)?, None),
        Err(error @ (Error::OtherVersion { .. } | Error::Corrupt(_))) => (make(path)?, Some(error)),
        Err(error) => return Err(error),
    };
    let payload = folder.payload()?;
    Ok(ForWriting { writer: Writer::open(&folder, options)?, payload, emptied })
}

fn make(path: &Path) -> Result<Folder, Error> {
    let made = || {
        if path.exists() {
            std::fs::remove_dir_all(path)?;
        }
        std::fs::create_dir_all(path)
    };
    made().map_err(|cause| Error::Make { path: path.to_owned(), cause })?;
    Folder::create(path)
}
