//! What can go wrong with a ledger.

use std::io;
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
    /// The ledger has tables, views or triggers that no version of the program makes.
    #[error(
        "the ledger `{0}` was changed by something else than this program and is not opened: it holds other tables, views or triggers than a ledger has"
    )]
    ForeignTables(String),
    /// A newer program made the ledger.
    #[error(
        "the dossier was written by a newer program (version {found} of its ledger; this program reads versions up to {}): use that program, or a newer one",
        crate::VERSION
    )]
    Newer {
        /// The version found.
        found: i64,
    },
    /// An older program made the ledger; the next writer brings it up to date.
    #[error(
        "the dossier was written by an older program (version {found} of its ledger; this program reads version {}): run `dossier index` on its trove once, which brings it up to date and keeps what it holds",
        crate::VERSION
    )]
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
        Self::Open { path: item::escape_path(path), source }
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
