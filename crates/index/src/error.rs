//! Why an index could not be opened, read or written.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError};

/// Why an index could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no index in the folder.
    #[error("there is no search index in `{}`", item::escape(.0.as_os_str().as_encoded_bytes()))]
    NotAnIndex(PathBuf),
    /// The index was made by a version of this program with other rules: it must be made anew from the store.
    #[error(
        "the search index has version {found}, this program makes version {wanted}; it must be made anew"
    )]
    OtherVersion {
        /// The version of the index.
        found: String,
        /// The version that this program makes.
        wanted: String,
    },
    /// Another process, or another writer in this one, writes to the index.
    #[error("the search index is being written by another process")]
    Locked,
    /// The index is damaged: it must be made anew from the store.
    #[error("the search index is damaged and must be made anew: {0}")]
    Corrupt(String),
    /// The folder could not be made or emptied.
    #[error("could not make the search index `{}`", item::escape_path(path))]
    Make {
        /// The folder.
        path: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// Reading or writing failed; the disk may be full.
    #[error("the search index could not be read or written")]
    Engine(#[source] TantivyError),
}

impl From<TantivyError> for Error {
    fn from(error: TantivyError) -> Self {
        match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => Self::Locked,
            TantivyError::DataCorruption(damage) => Self::Corrupt(format!("{damage:?}")),
            TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(path)) => {
                Self::Corrupt(format!("`{}` is missing", item::escape_path(&path)))
            }
            TantivyError::OpenReadError(OpenReadError::IncompatibleIndex(what))
            | TantivyError::IncompatibleIndex(what) => Self::Corrupt(format!("{what:?}")),
            TantivyError::OpenDirectoryError(OpenDirectoryError::DoesNotExist(path)) => {
                Self::NotAnIndex(path)
            }
            other => Self::Engine(other),
        }
    }
}

impl From<std::io::Error> for Error {
    /// What is read has been opened before: an error while reading means that the bytes make no sense.
    fn from(error: std::io::Error) -> Self {
        Self::from(TantivyError::from(error))
    }
}

impl From<Error> for search::Error {
    fn from(error: Error) -> Self {
        Self::Engine(Box::new(error))
    }
}

/// Runs what reads the index; tantivy panics on some damage, which is an error here.
pub(crate) fn guarded<T>(read: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|panic| Err(Error::Corrupt(said(&*panic))))
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("its bytes make no sense")
        .to_owned()
}
