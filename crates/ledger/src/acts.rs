//! What people did, act by act, so that it can be taken back.

use rusqlite::params;

use crate::connection::Ledger;
use crate::error::Error;
use crate::rows::{signed, unsigned};
use crate::write::Transaction;

/// What one person did at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActRow {
    /// Its number, from 1; set by the ledger.
    pub seq: u64,
    /// By whom; empty where nobody is named.
    pub author: String,
    /// When, in nanoseconds since 1970.
    pub time: i64,
    /// What it changed, in a form of the caller's.
    pub changes: String,
}

impl Transaction<'_> {
    /// Keeps an act.
    pub fn put_act(&self, act: &ActRow) -> Result<(), Error> {
        let sql = "INSERT INTO acts (author, time, changes) VALUES (?1, ?2, ?3)";
        self.execute(sql, params![act.author, act.time, act.changes]).map(drop)
    }

    /// Notes when an act was taken back.
    pub fn end_act(&self, seq: u64, time: i64) -> Result<(), Error> {
        let sql = "UPDATE acts SET undone = ?2 WHERE seq = ?1";
        self.execute(sql, params![signed(seq), time]).map(drop)
    }
}

impl Ledger {
    /// Returns the last act of an author that was not taken back.
    pub fn last_act(&self, author: &str) -> Result<Option<ActRow>, Error> {
        let sql = "SELECT seq, author, time, changes FROM acts WHERE author = ?1 AND undone IS NULL
                   ORDER BY seq DESC LIMIT 1";
        self.one(sql, [author], |row| {
            Ok(ActRow {
                seq: unsigned(row, 0)?,
                author: row.get(1)?,
                time: row.get(2)?,
                changes: row.get(3)?,
            })
        })
    }
}
