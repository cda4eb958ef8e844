//! Annotations of items by people: tags and notes, which follow content and locator.

use item::{Digest, Locator};
use rusqlite::params;

use crate::connection::Ledger;
use crate::error::Error;
use crate::key;
use crate::rows::{locator, unsigned};
use crate::write::Transaction;

/// A tag on an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagRow {
    /// The BLAKE3 of its content.
    pub blake3: Digest,
    /// Where it stood.
    pub locator: Locator,
    /// The tag.
    pub tag: String,
    /// When it was put on, in nanoseconds since 1970.
    pub time: i64,
}

/// A note on an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteRow {
    /// Its number, from 1; set by the ledger.
    pub seq: u64,
    /// The BLAKE3 of the content.
    pub blake3: Digest,
    /// Where the item stood.
    pub locator: Locator,
    /// The note.
    pub text: String,
    /// When it was written, in nanoseconds since 1970.
    pub time: i64,
}

impl Transaction<'_> {
    /// Puts a tag on an item; returns false where it is there already.
    pub fn tag(&self, row: &TagRow) -> Result<bool, Error> {
        let sql =
            "INSERT OR IGNORE INTO tags (blake3, locator_key, tag, time) VALUES (?1, ?2, ?3, ?4)";
        let values = params![row.blake3.0, key::of(&row.locator), row.tag, row.time];
        Ok(self.execute(sql, values)? > 0)
    }

    /// Takes a tag off an item; returns false where there is none.
    pub fn untag(&self, blake3: &Digest, locator: &Locator, tag: &str) -> Result<bool, Error> {
        let sql = "DELETE FROM tags WHERE blake3 = ?1 AND locator_key = ?2 AND tag = ?3";
        Ok(self.execute(sql, params![blake3.0, key::of(locator), tag])? > 0)
    }

    /// Adds a note and returns its number.
    pub fn note(&self, row: &NoteRow) -> Result<u64, Error> {
        let sql = "INSERT INTO notes (blake3, locator_key, text, time) VALUES (?1, ?2, ?3, ?4) RETURNING seq";
        self.number(sql, params![row.blake3.0, key::of(&row.locator), row.text, row.time])
    }
}

impl Ledger {
    /// Returns all tags, by tag and locator.
    pub fn tags(&self) -> Result<Vec<TagRow>, Error> {
        let sql =
            "SELECT blake3, locator_key, tag, time FROM tags ORDER BY tag, locator_key, blake3";
        self.all(sql, [], |row| {
            let blake3 = Digest(row.get(0)?);
            Ok(TagRow { blake3, locator: locator(row, 1)?, tag: row.get(2)?, time: row.get(3)? })
        })
    }

    /// Returns all notes in the order in which they were written.
    pub fn notes(&self) -> Result<Vec<NoteRow>, Error> {
        self.all("SELECT seq, blake3, locator_key, text, time FROM notes ORDER BY seq", [], |row| {
            Ok(NoteRow {
                seq: unsigned(row, 0)?,
                blake3: Digest(row.get(1)?),
                locator: locator(row, 2)?,
                text: row.get(3)?,
                time: row.get(4)?,
            })
        })
    }
}
