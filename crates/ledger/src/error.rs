//! What can go wrong with a ledger.

use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rusqlite::ErrorCode;

/// Why a ledger could not be opened, read or written. Paths are printed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no ledger in the folder.
    #[error("there is no ledger at `{0}`")]
    Missing(String),
    /// The file is no ledger.
    #[error("`{0}` is no ledger")]
    NotALedger(String),
    /// A newer program made the ledger.
    #[error("the ledger has version {found}, this program knows versions up to {}", crate::VERSION)]
    Newer {
        /// The version found.
        found: i64,
    },
    /// An older program made the ledger, and its version is read no more.
    #[error("the ledger has version {found}, this program reads version {}", crate::VERSION)]
    Older {
        /// The version found.
        found: i64,
    },
    /// Another run writes to the dossier.
    #[error("another run holds the lock `{0}`")]
    Locked(String),
    /// The ledger is damaged.
    #[error("the ledger is damaged")]
    Damaged(#[source] rusqlite::Error),
    /// The system gave an error.
    #[error("could not open `{path}`")]
    Open {
        /// The path.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// The database gave an error: a full disk, a lost file, a lock held too long.
    #[error("the ledger could not be read or written")]
    Database(#[source] rusqlite::Error),
}

impl Error {
    pub(crate) fn open(path: &Path, source: io::Error) -> Self {
        Self::Open { path: printed(path), source }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error),
            Some(_) => Self::Database(error),
            None => match error {
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::IntegralValueOutOfRange(..) => Self::Damaged(error),
                _ => Self::Database(error),
            },
        }
    }
}

pub(crate) fn printed(path: &Path) -> String {
    item::escape(path.as_os_str().as_bytes())
}
