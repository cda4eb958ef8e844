//! How far a run is, and whether it is still at work.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

use rusqlite::params;

use crate::connection::Ledger;
use crate::error::Error;
use crate::open::{LOCK, Writer};
use crate::rows::{signed, unsigned};

/// How far a run was when its writer was last heard of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProgressRow {
    /// The run.
    pub run: u64,
    /// When that was, in nanoseconds since 1970.
    pub time: i64,
    /// Entries on disk that were read.
    pub files: u64,
    /// Entries on disk in all; zero where they were not counted yet.
    pub expected_files: u64,
    /// Bytes on disk that were read.
    pub bytes: u64,
    /// Bytes on disk in all; zero where they were not counted yet.
    pub expected_bytes: u64,
    /// Items that are done, members too.
    pub items: u64,
}

impl Writer {
    /// Notes how far a run is. It changes nothing that a dossier answers, so the revision stays.
    pub fn put_progress(&mut self, row: &ProgressRow) -> Result<(), Error> {
        let sql = "INSERT OR REPLACE INTO progress (run, time, files, expected_files, bytes, expected_bytes, items)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        self.connection.prepare_cached(sql)?.execute(params![
            signed(row.run),
            row.time,
            signed(row.files),
            signed(row.expected_files),
            signed(row.bytes),
            signed(row.expected_bytes),
            signed(row.items)
        ])?;
        Ok(())
    }
}

impl Ledger {
    /// Returns how far a run was when it was last heard of; nothing where it was never heard of since it began.
    pub fn progress(&self, run: u64) -> Result<Option<ProgressRow>, Error> {
        let sql = "SELECT run, time, files, expected_files, bytes, expected_bytes, items FROM progress WHERE run = ?1";
        self.one(sql, [signed(run)], |row| {
            Ok(ProgressRow {
                run: unsigned(row, 0)?,
                time: row.get(1)?,
                files: unsigned(row, 2)?,
                expected_files: unsigned(row, 3)?,
                bytes: unsigned(row, 4)?,
                expected_bytes: unsigned(row, 5)?,
                items: unsigned(row, 6)?,
            })
        })
    }
}

/// Tells whether a writer is at work on the dossier `dir` now: whether its lock is held.
pub fn is_being_written(dir: &Path) -> Result<bool, Error> {
    let path = dir.join(LOCK);
    let lock = match File::open(&path) {
        Ok(lock) => lock,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(source) => return Err(Error::open(&path, source)),
    };
    match lock.try_lock_shared() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        // A disk that knows no locks has no writer either: it could not have taken one.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(false),
        Err(TryLockError::Error(source)) => Err(Error::open(&path, source)),
    }
}
