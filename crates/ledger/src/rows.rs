//! The rows of a ledger as plain values.

use std::collections::BTreeMap;

use item::{
    Algorithm, Basis, Digest, Digests, ItemId, LayerSet, Location, Locator, Outcome, Stamps,
    Warning,
};
use rusqlite::Row;
use rusqlite::types::{FromSqlError, Type};

/// A content as it was extracted under one set of hints and settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentRow {
    /// The number that the ledger gave it, from 1; ignored when it is put.
    pub ord: u64,
    /// The key of the extraction: digest of content, hints, settings and versions.
    pub key: Digest,
    /// Its size and digests.
    pub digests: Digests,
    /// Its format.
    pub format: String,
    /// What the format verdict rests on.
    pub basis: Basis,
    /// Its media type.
    pub media_type: Option<String>,
    /// Where the store keeps what came out; nothing where nothing is kept.
    pub location: Option<Location>,
    /// How its extraction ended.
    pub outcome: Outcome,
    /// How many bytes of text stand in layers other than `metadata`.
    pub text_bytes: u64,
    /// Its title.
    pub title: Option<String>,
    /// Its date, ISO 8601.
    pub date: Option<String>,
    /// Its languages, ISO 639-1, the most frequent first.
    pub languages: Vec<String>,
    /// The layers that it has text in.
    pub layers: LayerSet,
    /// By which versions of the program's parts it was made.
    pub stamps: Stamps,
}

/// An item and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemRow {
    /// The number that the ledger gave it, from 1, kept for ever; ignored when it is put.
    pub ord: u64,
    /// Its id.
    pub id: ItemId,
    /// The id of its container.
    pub parent: Option<ItemId>,
    /// Where it stands.
    pub locator: Locator,
    /// What it is: `file`, `member`, `link`, `device` …
    pub kind: String,
    /// Its size in bytes, where it is known; that of the digests wins over another.
    pub size: Option<u64>,
    /// When it was changed last, in nanoseconds since 1970.
    pub modified: Option<i64>,
    /// Its size and digests, where its bytes were read.
    pub digests: Option<Digests>,
    /// The number of its content.
    pub content: Option<u64>,
    /// Its format.
    pub format: String,
    /// What the format verdict rests on.
    pub basis: Basis,
    /// What is doubtful.
    pub warnings: Vec<Warning>,
    /// How it ended.
    pub outcome: Outcome,
    /// How many bytes of text stand in layers other than `metadata`.
    pub text_bytes: u64,
    /// The run that saw it first; set by the ledger.
    pub first_run: u64,
    /// The run that saw it last; when it is put, the run that puts it.
    pub last_run: u64,
    /// The run that found it gone; set by the ledger.
    pub gone_run: Option<u64>,
}

impl ItemRow {
    /// Tells whether `other` says the same of the item, whichever runs saw it.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let Self { ord, first_run, last_run, gone_run, .. } = *self;
        let size = other.known_size();
        *self == Self { ord, size, first_run, last_run, gone_run, ..other.clone() }
    }

    /// Returns the size that was read, or else the one that was seen.
    pub(crate) fn known_size(&self) -> Option<u64> {
        self.digests.as_ref().map(|digests| digests.size).or(self.size)
    }
}

/// A trove of the dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TroveRow {
    /// Its label; empty for the first.
    pub label: Vec<u8>,
    /// Where its folder was when it was seen last.
    pub path: Vec<u8>,
    /// The run that added it.
    pub added_run: u64,
}

/// A run of the program that writes to the dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRow {
    /// Its number, from 1; set by the ledger.
    pub number: u64,
    /// When it began, in nanoseconds since 1970.
    pub started: i64,
    /// When it ended.
    pub ended: Option<i64>,
    /// The version of the program.
    pub program: String,
    /// Its settings, as text.
    pub settings: String,
    /// What it did, as JSON.
    pub summary: Option<String>,
    /// Whether it came to its end.
    pub is_finished: bool,
}

/// How many items a run found new, changed, unchanged and gone; what came back is changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Seen for the first time.
    pub new: u64,
    /// Of which an earlier run said otherwise.
    pub changed: u64,
    /// As an earlier run saw them.
    pub unchanged: u64,
    /// Not seen any more.
    pub gone: u64,
}

/// The columns of a content, in the order in which [`content()`] reads them.
macro_rules! content_columns {
    () => {
        "ord, key, size, blake3, sha256, md5, sha1, sha512, format, basis, media_type, pack, offset, len, raw_len, \
         status, reason, text_bytes, title, date, languages, layers, identification, reader, \
         recognition"
    };
}

/// The columns of an item, in the order in which [`item()`] reads them.
macro_rules! item_columns {
    () => {
        "ord, id, parent, locator_key, kind, size, modified, blake3, sha256, md5, sha1, sha512, content, format, \
         basis, warnings, status, reason, text_bytes, first_run, last_run, gone_run"
    };
}

pub(crate) use {content_columns, item_columns};

pub(crate) fn content(row: &Row<'_>) -> rusqlite::Result<ContentRow> {
    Ok(ContentRow {
        ord: unsigned(row, 0)?,
        key: Digest(row.get(1)?),
        digests: Digests {
            size: unsigned(row, 2)?,
            blake3: Digest(row.get(3)?),
            sha256: Digest(row.get(4)?),
            more: more(row, 5)?,
        },
        format: row.get(8)?,
        basis: basis_of(row, 9)?,
        media_type: row.get(10)?,
        location: location(row, 11)?,
        outcome: outcome(row, 15)?,
        text_bytes: unsigned(row, 17)?,
        title: row.get(18)?,
        date: row.get(19)?,
        languages: words(&row.get::<_, String>(20)?),
        layers: LayerSet::from_bits(row.get(21)?),
        stamps: stamps(row, 22)?,
    })
}

pub(crate) fn item(row: &Row<'_>) -> rusqlite::Result<ItemRow> {
    let size = optional(row, 5)?;
    Ok(ItemRow {
        ord: unsigned(row, 0)?,
        id: ItemId(row.get(1)?),
        parent: row.get::<_, Option<[u8; 16]>>(2)?.map(ItemId),
        locator: locator(row, 3)?,
        kind: row.get(4)?,
        size,
        modified: row.get(6)?,
        digests: digests(row, 7, size)?,
        content: optional(row, 12)?,
        format: row.get(13)?,
        basis: basis_of(row, 14)?,
        warnings: warnings(row, 15)?,
        outcome: outcome(row, 16)?,
        text_bytes: unsigned(row, 18)?,
        first_run: unsigned(row, 19)?,
        last_run: unsigned(row, 20)?,
        gone_run: optional(row, 21)?,
    })
}

pub(crate) fn run(row: &Row<'_>) -> rusqlite::Result<RunRow> {
    Ok(RunRow {
        number: unsigned(row, 0)?,
        started: row.get(1)?,
        ended: row.get(2)?,
        program: row.get(3)?,
        settings: row.get(4)?,
        summary: row.get(5)?,
        is_finished: row.get(6)?,
    })
}

pub(crate) fn locator(row: &Row<'_>, at: usize) -> rusqlite::Result<Locator> {
    let key = row.get_ref(at)?.as_blob()?;
    crate::key::locator(key).ok_or_else(|| bad(at, Type::Blob))
}

pub(crate) fn unsigned(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    u64::try_from(row.get::<_, i64>(at)?).map_err(|_| bad(at, Type::Integer))
}

fn optional(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<u64>> {
    let value = row.get::<_, Option<i64>>(at)?;
    value.map(|value| u64::try_from(value).map_err(|_| bad(at, Type::Integer))).transpose()
}

/// Returns `value` as the database holds it; no size or count of a real trove is beyond `i64`.
pub(crate) fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn digests(row: &Row<'_>, at: usize, size: Option<u64>) -> rusqlite::Result<Option<Digests>> {
    let (blake3, sha256) =
        (row.get::<_, Option<[u8; 32]>>(at)?, row.get::<_, Option<[u8; 32]>>(at + 1)?);
    let (Some(blake3), Some(sha256), Some(size)) = (blake3, sha256, size) else { return Ok(None) };
    Ok(Some(Digests {
        size,
        blake3: Digest(blake3),
        sha256: Digest(sha256),
        more: more(row, at + 2)?,
    }))
}

fn more(row: &Row<'_>, at: usize) -> rusqlite::Result<BTreeMap<Algorithm, Vec<u8>>> {
    let mut more = BTreeMap::new();
    for (step, (_, algorithm)) in Algorithm::KEPT.into_iter().enumerate() {
        if let Some(digest) = row.get(at + step)? {
            more.insert(algorithm, digest);
        }
    }
    Ok(more)
}

fn location(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Location>> {
    let Some(pack) = row.get(at)? else { return Ok(None) };
    let (offset, len, raw_len) = (unsigned(row, at + 1)?, row.get(at + 2)?, row.get(at + 3)?);
    Ok(Some(Location { pack, offset, len, raw_len }))
}

pub(crate) fn stamps(row: &Row<'_>, at: usize) -> rusqlite::Result<Stamps> {
    Ok(Stamps {
        identification: row.get(at)?,
        reader: row.get(at + 1)?,
        recognition: row.get(at + 2)?,
    })
}

pub(crate) fn outcome(row: &Row<'_>, at: usize) -> rusqlite::Result<Outcome> {
    let status = row.get_ref(at)?.as_str()?;
    let reason = row.get_ref(at + 1)?.as_str_or_null()?;
    Outcome::named(status, reason).ok_or_else(|| bad(at, Type::Text))
}

fn basis_of(row: &Row<'_>, at: usize) -> rusqlite::Result<Basis> {
    row.get_ref(at)?.as_str()?.parse().map_err(|()| bad(at, Type::Text))
}

fn warnings(row: &Row<'_>, at: usize) -> rusqlite::Result<Vec<Warning>> {
    match row.get_ref(at)?.as_str_or_null()? {
        None => Ok(Vec::new()),
        Some(json) => {
            let texts: Vec<String> = serde_json::from_str(json).map_err(|_| bad(at, Type::Text))?;
            Ok(texts.into_iter().map(Warning::from).collect())
        }
    }
}

/// Returns the warnings as a JSON list, or nothing where there are none.
pub(crate) fn warnings_json(warnings: &[Warning]) -> Option<String> {
    let texts: serde_json::Value = warnings.iter().map(Warning::to_string).collect();
    (!warnings.is_empty()).then(|| texts.to_string())
}

fn words(text: &str) -> Vec<String> {
    text.split_ascii_whitespace().map(str::to_owned).collect()
}

fn bad(at: usize, kind: Type) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(at, kind, Box::new(FromSqlError::InvalidType))
}
