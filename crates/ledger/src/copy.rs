//! What one ledger takes over from another, row by row.

use item::Digest;
use rusqlite::params;

use crate::connection::Ledger;
use crate::error::Error;
use crate::parts::{PartsRow, parts};
use crate::rows::{self, ItemRow, item_columns, signed, unsigned};
use crate::write::Transaction;

impl Ledger {
    /// Returns what earlier runs said of an item with the run that replaced it, the oldest first.
    pub fn replaced(&self, ord: u64) -> Result<Vec<(ItemRow, u64)>, Error> {
        let sql = concat!(
            "SELECT ",
            item_columns!(),
            ", replaced_run FROM item_history WHERE ord = ?1 ORDER BY replaced_run, rowid"
        );
        self.all(sql, [signed(ord)], |row| Ok((rows::item(row)?, unsigned(row, 22)?)))
    }

    /// Shows the parts of every content to `take`; ends with its first error.
    pub fn each_parts<E: From<Error>>(
        &self,
        take: impl FnMut(PartsRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = "SELECT length, size, chain, blake3 FROM parts ORDER BY blake3";
        let read = |row: &rusqlite::Row<'_>| parts(row, Digest(row.get(3)?));
        self.each(sql, read, take)
    }

    /// Shows what was read off every picture to `take`, with its key; ends with its first error.
    pub fn each_reading<E: From<Error>>(
        &self,
        mut take: impl FnMut(Digest, Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = "SELECT key, reading FROM readings ORDER BY key";
        let read = |row: &rusqlite::Row<'_>| Ok((Digest(row.get(0)?), row.get(1)?));
        self.each(sql, read, |(key, reading)| take(key, reading))
    }

    fn each<T, E: From<Error>>(
        &self,
        sql: &str,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
        mut take: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = self.connection.prepare_cached(sql).map_err(Error::from)?;
        for row in statement.query_map([], read).map_err(Error::from)? {
            take(row.map_err(Error::from)?)?;
        }
        Ok(())
    }
}

impl Transaction<'_> {
    /// Adds an item that the ledger does not have, seen and gone in the runs that the row names, behind what earlier runs
    /// said of it, each with the run that replaced it; returns its number.
    pub fn copy_item(&self, item: &ItemRow, replaced: &[(ItemRow, u64)]) -> Result<u64, Error> {
        let mut versions = replaced.iter().map(|(row, _)| row).chain([item]);
        let mut ord = 0;
        if let Some(first) = versions.next() {
            ord = self.insert(first)?;
            self.set_runs(ord, first)?;
        }
        for (next, (_, replaced_run)) in versions.zip(replaced) {
            self.record(ord, *replaced_run)?;
            self.replace(next)?;
            self.set_runs(ord, next)?;
        }
        Ok(ord)
    }

    fn set_runs(&self, ord: u64, item: &ItemRow) -> Result<(), Error> {
        let sql = "UPDATE items SET first_run = ?2, gone_run = ?3 WHERE ord = ?1";
        let gone = item.gone_run.map(signed);
        self.execute(sql, params![signed(ord), signed(item.first_run), gone]).map(drop)
    }
}
