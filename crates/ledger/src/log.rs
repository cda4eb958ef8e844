//! The hash-chained log: lines are added and never changed.

use item::Digest;
use rusqlite::params;

use crate::connection::Ledger;
use crate::error::Error;
use crate::rows::unsigned;
use crate::write::Transaction;

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRow {
    /// Its number, from 1; set by the ledger.
    pub seq: u64,
    /// When it was written, in nanoseconds since 1970.
    pub time: i64,
    /// What was done, in one word.
    pub kind: String,
    /// What was said of it.
    pub text: String,
    /// The hash of the line before; all zeros in the first.
    pub previous: Digest,
    /// The hash of this line, taken by the caller.
    pub hash: Digest,
}

impl Transaction<'_> {
    /// Adds a line to the log and returns its number.
    pub fn append_log(&self, line: &LogRow) -> Result<u64, Error> {
        let sql = "INSERT INTO log (time, kind, text, previous, hash) VALUES (?1, ?2, ?3, ?4, ?5) RETURNING seq";
        self.number(sql, params![line.time, line.kind, line.text, line.previous.0, line.hash.0])
    }
}

impl Ledger {
    /// Returns the whole log, the first line first.
    pub fn log(&self) -> Result<Vec<LogRow>, Error> {
        self.all("SELECT seq, time, kind, text, previous, hash FROM log ORDER BY seq", [], line)
    }

    /// Returns the last line of the log.
    pub fn last_log(&self) -> Result<Option<LogRow>, Error> {
        let sql = "SELECT seq, time, kind, text, previous, hash FROM log ORDER BY seq DESC LIMIT 1";
        self.one(sql, [], line)
    }
}

fn line(row: &rusqlite::Row<'_>) -> rusqlite::Result<LogRow> {
    Ok(LogRow {
        seq: unsigned(row, 0)?,
        time: row.get(1)?,
        kind: row.get(2)?,
        text: row.get(3)?,
        previous: Digest(row.get(4)?),
        hash: Digest(row.get(5)?),
    })
}
