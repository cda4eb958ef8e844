//! The parts of contents, by which an audit tells which bytes of a file have changed.

use item::Digest;
use rusqlite::params;

use crate::connection::Ledger;
use crate::error::Error;
use crate::rows::{signed, unsigned};
use crate::write::Transaction;

/// The parts of one content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartsRow {
    /// The BLAKE3 digest of the content.
    pub blake3: Digest,
    /// Its length, in bytes.
    pub length: u64,
    /// The length of each part but the last, in bytes.
    pub size: u64,
    /// The chaining values of the parts, 32 bytes each.
    pub chain: Vec<u8>,
}

impl Transaction<'_> {
    /// Keeps the parts of a content.
    pub fn put_parts(&self, row: &PartsRow) -> Result<(), Error> {
        let sql =
            "INSERT OR REPLACE INTO parts (blake3, length, size, chain) VALUES (?1, ?2, ?3, ?4)";
        let values = params![row.blake3.0, signed(row.length), signed(row.size), row.chain];
        self.execute(sql, values).map(drop)
    }
}

impl Ledger {
    /// Returns the parts of a content, where it has any.
    pub fn parts(&self, blake3: &Digest) -> Result<Option<PartsRow>, Error> {
        let sql = "SELECT length, size, chain FROM parts WHERE blake3 = ?1";
        self.one(sql, [blake3.0], |row| parts(row, *blake3))
    }
}

pub(crate) fn parts(row: &rusqlite::Row<'_>, blake3: Digest) -> rusqlite::Result<PartsRow> {
    let (length, size) = (unsigned(row, 0)?, unsigned(row, 1)?);
    Ok(PartsRow { blake3, length, size, chain: row.get(2)? })
}
