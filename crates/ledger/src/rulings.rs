//! What people decided about two names: whether they are those of one person.

use rusqlite::params;
use serde::{Deserialize, Serialize};

use crate::connection::Ledger;
use crate::error::Error;
use crate::write::Transaction;

/// A decision on two names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulingRow {
    /// The one name.
    pub one: String,
    /// The other.
    pub other: String,
    /// Whether they are those of one person.
    pub is_same: bool,
    /// Who decided; empty where nobody is named.
    pub author: String,
    /// When, in nanoseconds since 1970.
    pub time: i64,
}

impl Transaction<'_> {
    /// Keeps a decision, in place of another one on the same two names.
    pub fn rule(&self, row: &RulingRow) -> Result<(), Error> {
        let sql = "INSERT OR REPLACE INTO rulings (one, other, is_same, author, time) VALUES (?1, ?2, ?3, ?4, ?5)";
        let RulingRow { one, other, is_same, author, time } = row;
        self.execute(sql, params![one, other, is_same, author, time]).map(drop)
    }

    /// Takes a decision back; returns false where there is none on these two names, spelled and ordered so.
    pub fn unrule(&self, one: &str, other: &str) -> Result<bool, Error> {
        let sql = "DELETE FROM rulings WHERE one = ?1 AND other = ?2";
        Ok(self.execute(sql, params![one, other])? > 0)
    }
}

impl Ledger {
    /// Returns all decisions on names, by the names.
    pub fn rulings(&self) -> Result<Vec<RulingRow>, Error> {
        let sql = "SELECT one, other, is_same, author, time FROM rulings ORDER BY one, other";
        self.all(sql, [], |row| {
            Ok(RulingRow {
                one: row.get(0)?,
                other: row.get(1)?,
                is_same: row.get(2)?,
                author: row.get(3)?,
                time: row.get(4)?,
            })
        })
    }
}
