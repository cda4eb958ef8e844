//! Lists of items in an order that people give them, each item with a remark. What is listed is a content wherever it stands,
//! and a place, as a tag is.

use item::{Digest, Locator};
use rusqlite::params;
use serde::{Deserialize, Serialize};

use crate::annotations::ON;
use crate::connection::Ledger;
use crate::error::Error;
use crate::key;
use crate::rows::{locator, unsigned};
use crate::write::Transaction;

/// An item on a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedRow {
    /// The name of the list.
    pub list: String,
    /// The BLAKE3 of its content; zeros where nothing could be read.
    pub blake3: Digest,
    /// Where it stood.
    pub locator: Locator,
    /// What is remarked on it; may be empty.
    pub remark: String,
    /// Who put it there; empty where nobody is named.
    pub author: String,
    /// When it was put there, in nanoseconds since 1970.
    pub time: i64,
}

impl Transaction<'_> {
    /// Keeps a list as it is now, in place of what it held; one without items is no list.
    pub fn put_list(&self, list: &str, rows: &[ListedRow]) -> Result<(), Error> {
        self.execute("DELETE FROM listed WHERE list = ?1", [list])?;
        let sql = "INSERT INTO listed (list, position, blake3, locator_key, remark, author, time)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        for (position, row) in (1_i64..).zip(rows) {
            let ListedRow { blake3, remark, author, time, .. } = row;
            let key = key::of(&row.locator);
            self.execute(sql, params![list, position, blake3.0, key, remark, author, time])?;
        }
        Ok(())
    }
}

const LISTED: &str = "SELECT list, blake3, locator_key, remark, author, time FROM listed";

impl Ledger {
    /// Returns the names of all lists with how many items each has, by name.
    pub fn lists(&self) -> Result<Vec<(String, u64)>, Error> {
        let sql = "SELECT list, count(*) FROM listed GROUP BY list ORDER BY list";
        self.all(sql, [], |row| Ok((row.get(0)?, unsigned(row, 1)?)))
    }

    /// Returns what is on a list, in its order.
    pub fn list(&self, list: &str) -> Result<Vec<ListedRow>, Error> {
        self.all(&format!("{LISTED} WHERE list = ?1 ORDER BY position"), [list], listed)
    }

    /// Returns the lists that a content or a place is on, by name.
    pub fn lists_with(&self, blake3: &Digest, at: &Locator) -> Result<Vec<ListedRow>, Error> {
        let sql = format!("{LISTED} WHERE {ON} ORDER BY list, position");
        self.all(&sql, params![blake3.0, key::of(at)], listed)
    }
}

fn listed(row: &rusqlite::Row<'_>) -> rusqlite::Result<ListedRow> {
    Ok(ListedRow {
        list: row.get(0)?,
        blake3: Digest(row.get(1)?),
        locator: locator(row, 2)?,
        remark: row.get(3)?,
        author: row.get(4)?,
        time: row.get(5)?,
    })
}
