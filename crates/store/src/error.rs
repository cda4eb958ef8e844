//! What can go wrong with a store.

use std::io;
use std::path::Path;

/// Why a record could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A pack, or the folder of packs, could not be opened or made.
    #[error("could not open `{path}`")]
    Open {
        /// The printed path.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// A pack could not be written or synced.
    #[error("could not write `{path}`")]
    Write {
        /// The printed path.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// The system failed to read a record.
    #[error("could not read pack `{pack}` at offset {offset}")]
    Read {
        /// The number of the pack.
        pack: u32,
        /// Where the record begins.
        offset: u64,
        /// What the system said.
        source: io::Error,
    },
    /// A record is not what was written.
    #[error("pack `{pack}` is damaged at offset {offset}: {what}")]
    Damaged {
        /// The number of the pack.
        pack: u32,
        /// Where the record begins; 0 for the pack as a whole.
        offset: u64,
        /// What does not fit.
        what: &'static str,
    },
    /// A pack was written in another version of the format.
    #[error("pack `{pack}` has version {found}, this program reads version {}", crate::VERSION)]
    Version {
        /// The number of the pack.
        pack: u32,
        /// The version found.
        found: u32,
    },
    /// An extraction is longer than [`crate::MAX_RECORD`].
    #[error("an extraction of {size} bytes is too large to be stored")]
    TooLarge {
        /// Its encoded length.
        size: usize,
    },
    /// An extraction could not be encoded or compressed.
    #[error("could not encode an extraction")]
    Encode(#[source] io::Error),
}

impl Error {
    pub(crate) fn open(path: &Path, source: io::Error) -> Self {
        Self::Open { path: item::escape_path(path), source }
    }

    pub(crate) fn write(path: &Path, source: io::Error) -> Self {
        Self::Write { path: item::escape_path(path), source }
    }
}
