//! Annotations of items by people: tags and notes, which follow content and locator.
//!
//! What is annotated is a content wherever it stands, and a place whatever stands there later: a tag is on each item
//! with the same bytes, and stays where a file is changed. An item without a content has its place alone, with a digest
//! of zeros.

use item::{Digest, Locator};
use rusqlite::params;
use serde::{Deserialize, Serialize};

use crate::connection::Ledger;
use crate::error::Error;
use crate::key;
use crate::rows::{locator, unsigned};
use crate::write::Transaction;

/// A tag on an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagRow {
    /// The BLAKE3 of its content.
    pub blake3: Digest,
    /// Where it stood.
    pub locator: Locator,
    /// The tag.
    pub tag: String,
    /// Who put it on; empty where nobody is named.
    pub author: String,
    /// When it was put on, in nanoseconds since 1970.
    pub time: i64,
}

/// A note on an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteRow {
    /// Its number, from 1; set by the ledger.
    pub seq: u64,
    /// The BLAKE3 of the content.
    pub blake3: Digest,
    /// Where the item stood.
    pub locator: Locator,
    /// The note.
    pub text: String,
    /// The place in the item that it is on, as printed; empty for the item as a whole.
    pub place: String,
    /// The words that it is on; empty for the item as a whole.
    pub quote: String,
    /// Who wrote it; empty where nobody is named.
    pub author: String,
    /// When it was written, in nanoseconds since 1970.
    pub time: i64,
}

impl Transaction<'_> {
    /// Puts a tag on an item; returns false where it is there already.
    pub fn tag(&self, row: &TagRow) -> Result<bool, Error> {
        let sql = "INSERT OR IGNORE INTO tags (blake3, locator_key, tag, author, time) VALUES (?1, ?2, ?3, ?4, ?5)";
        let values = params![row.blake3.0, key::of(&row.locator), row.tag, row.author, row.time];
        Ok(self.execute(sql, values)? > 0)
    }

    /// Takes a tag off a content and off a place; returns false where there is none.
    pub fn untag(&self, blake3: &Digest, locator: &Locator, tag: &str) -> Result<bool, Error> {
        let sql = format!("DELETE FROM tags WHERE ({ON}) AND tag = ?3");
        Ok(self.execute(&sql, params![blake3.0, key::of(locator), tag])? > 0)
    }

    /// Takes one tag away, unless its author or time is another one now; returns false where it is not there.
    pub fn take_tag(&self, row: &TagRow) -> Result<bool, Error> {
        let sql = "DELETE FROM tags WHERE blake3 = ?1 AND locator_key = ?2 AND tag = ?3 AND author = ?4 AND time = ?5";
        let values = params![row.blake3.0, key::of(&row.locator), row.tag, row.author, row.time];
        Ok(self.execute(sql, values)? > 0)
    }

    /// Adds a note and returns its number.
    pub fn note(&self, row: &NoteRow) -> Result<u64, Error> {
        let sql = "INSERT INTO notes (blake3, locator_key, text, place, quote, author, time) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING seq";
        let NoteRow { text, place, quote, author, time, .. } = row;
        let key = key::of(&row.locator);
        self.number(sql, params![row.blake3.0, key, text, place, quote, author, time])
    }

    /// Takes a note away; returns false where there is none with this number.
    pub fn remove_note(&self, seq: u64) -> Result<bool, Error> {
        let seq = i64::try_from(seq).unwrap_or(i64::MAX);
        Ok(self.execute("DELETE FROM notes WHERE seq = ?1", params![seq])? > 0)
    }
}

/// What is on the content ?1, where there is one, or at the place ?2.
pub(crate) const ON: &str = "(blake3 = ?1 AND blake3 <> zeroblob(32)) OR locator_key = ?2";
const TAG: &str = "SELECT blake3, locator_key, tag, author, time FROM tags";
const NOTE: &str = "SELECT seq, blake3, locator_key, text, place, quote, author, time FROM notes";

impl Ledger {
    /// Returns all tags, by tag and locator.
    pub fn tags(&self) -> Result<Vec<TagRow>, Error> {
        self.all(&format!("{TAG} ORDER BY tag, locator_key, blake3"), [], tag)
    }

    /// Returns the tags on a content or at a place, by tag.
    pub fn tags_on(&self, blake3: &Digest, locator: &Locator) -> Result<Vec<TagRow>, Error> {
        let sql = format!("{TAG} WHERE {ON} ORDER BY tag, locator_key, blake3");
        self.all(&sql, params![blake3.0, key::of(locator)], tag)
    }

    /// Returns all notes in the order in which they were written.
    pub fn notes(&self) -> Result<Vec<NoteRow>, Error> {
        self.all(&format!("{NOTE} ORDER BY seq"), [], note)
    }

    /// Returns the notes on a content or at a place, in the order in which they were written.
    pub fn notes_on(&self, blake3: &Digest, locator: &Locator) -> Result<Vec<NoteRow>, Error> {
        let sql = format!("{NOTE} WHERE {ON} ORDER BY seq");
        self.all(&sql, params![blake3.0, key::of(locator)], note)
    }
}

fn tag(row: &rusqlite::Row<'_>) -> rusqlite::Result<TagRow> {
    Ok(TagRow {
        blake3: Digest(row.get(0)?),
        locator: locator(row, 1)?,
        tag: row.get(2)?,
        author: row.get(3)?,
        time: row.get(4)?,
    })
}

fn note(row: &rusqlite::Row<'_>) -> rusqlite::Result<NoteRow> {
    Ok(NoteRow {
        seq: unsigned(row, 0)?,
        blake3: Digest(row.get(1)?),
        locator: locator(row, 2)?,
        text: row.get(3)?,
        place: row.get(4)?,
        quote: row.get(5)?,
        author: row.get(6)?,
        time: row.get(7)?,
    })
}
