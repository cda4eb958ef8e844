//! A ledger that is open.

use rusqlite::{Connection, OptionalExtension, Params, Row};

use crate::error::Error;

/// A ledger, for reading. It can be sent to another thread; threads that read at once open one each.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) connection: Connection,
}

impl Ledger {
    pub(crate) fn one<T>(
        &self,
        sql: &str,
        values: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, Error> {
        Ok(self.connection.prepare_cached(sql)?.query_row(values, read).optional()?)
    }

    pub(crate) fn all<T>(
        &self,
        sql: &str,
        values: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_map(values, read)?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}
