//! What is written into a ledger.

use std::collections::HashSet;
use std::ops::Range;

use item::{Algorithm, Digest, Digests, ItemId, Locator};
use rusqlite::{OptionalExtension, params};

use crate::connection::Ledger;
use crate::error::Error;
use crate::key;
use crate::rows::{
    self, ContentRow, ItemRow, RunRow, TroveRow, item_columns, signed, unsigned, warnings_json,
};

/// A transaction of the writer; it reads what it has written.
pub struct Transaction<'a> {
    pub(crate) ledger: &'a Ledger,
}

impl std::ops::Deref for Transaction<'_> {
    type Target = Ledger;

    fn deref(&self) -> &Ledger {
        self.ledger
    }
}

impl Transaction<'_> {
    /// Notes a fact about the dossier.
    pub fn set_meta(&self, key: &str, value: &str) -> Result<(), Error> {
        self.execute(
            "INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)",
            params![key, value],
        )
        .map(drop)
    }

    /// Adds a trove, or notes the new path of the one with its label.
    pub fn put_trove(&self, trove: &TroveRow) -> Result<(), Error> {
        let sql = "INSERT INTO troves (label, path, added_run) VALUES (?1, ?2, ?3)
                   ON CONFLICT (label) DO UPDATE SET path = excluded.path";
        self.execute(sql, params![trove.label, trove.path, signed(trove.added_run)]).map(drop)
    }

    /// Begins a run and returns its number; of `run`, only start, program and settings are taken.
    pub fn begin_run(&self, run: &RunRow) -> Result<u64, Error> {
        let sql =
            "INSERT INTO runs (started, program, settings) VALUES (?1, ?2, ?3) RETURNING number";
        self.number(sql, params![run.started, run.program, run.settings])
    }

    /// Notes that a run came to its end.
    pub fn end_run(&self, number: u64, ended: i64, summary: &str) -> Result<(), Error> {
        let sql = "UPDATE runs SET ended = ?2, summary = ?3, is_finished = 1 WHERE number = ?1";
        self.execute(sql, params![signed(number), ended, summary]).map(drop)
    }

    /// Adds a content, or replaces what is known of the one with its key; returns its number, which stays.
    pub fn put_content(&self, content: &ContentRow) -> Result<u64, Error> {
        let sql = "INSERT INTO contents (key, size, blake3, sha256, md5, sha1, sha512, format, basis, media_type, pack,
                       offset, len, raw_len, status, reason, text_bytes, title, date, languages, layers, identification,
                       reader, recognition)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                       ?21, ?22, ?23, ?24)
                   ON CONFLICT (key) DO UPDATE SET size = excluded.size, blake3 = excluded.blake3,
                       sha256 = excluded.sha256, md5 = coalesce(excluded.md5, md5), sha1 = coalesce(excluded.sha1, sha1),
                       sha512 = coalesce(excluded.sha512, sha512), format = excluded.format, basis = excluded.basis,
                       media_type = excluded.media_type, pack = excluded.pack, offset = excluded.offset,
                       len = excluded.len, raw_len = excluded.raw_len, status = excluded.status,
                       reason = excluded.reason, text_bytes = excluded.text_bytes, title = excluded.title,
                       date = excluded.date, languages = excluded.languages, layers = excluded.layers,
                       identification = excluded.identification, reader = excluded.reader,
                       recognition = excluded.recognition
                   RETURNING ord";
        let digests = &content.digests;
        let more = |algorithm| digests.more.get(&algorithm);
        let location = content.location;
        self.number(
            sql,
            params![
                content.key.0,
                signed(digests.size),
                digests.blake3.0,
                digests.sha256.0,
                more(Algorithm::Md5),
                more(Algorithm::Sha1),
                more(Algorithm::Sha512),
                content.format,
                content.basis.name(),
                content.media_type,
                location.map(|at| at.pack),
                location.map(|at| signed(at.offset)),
                location.map(|at| at.len),
                location.map(|at| at.raw_len),
                content.outcome.status().name(),
                content.outcome.reason().map(item::Reason::name),
                signed(content.text_bytes),
                content.title,
                content.date,
                content.languages.join(" "),
                content.layers.bits(),
                content.stamps.identification,
                content.stamps.reader,
                content.stamps.recognition,
            ],
        )
    }

    /// Keeps what was read off a picture.
    pub fn put_reading(&self, key: &Digest, reading: &[u8]) -> Result<(), Error> {
        let sql = "INSERT OR REPLACE INTO readings (key, reading) VALUES (?1, ?2)";
        self.execute(sql, params![key.0, reading]).map(drop)
    }

    /// Adds an item, or brings the one with its id up to date; returns its number, which stays.
    ///
    /// `last_run` is the run that puts it. What an earlier run said otherwise is kept in the history, and so is the
    /// time during which the item was gone.
    pub fn put_item(&self, item: &ItemRow) -> Result<u64, Error> {
        let sql = concat!("SELECT ", item_columns!(), " FROM items WHERE id = ?1");
        let known =
            self.connection.prepare_cached(sql)?.query_row([item.id.0], rows::item).optional()?;
        match known {
            None => self.insert(item),
            Some(known) if known.gone_run.is_none() && known.says_the_same(item) => {
                self.touch_items(&[item.id], item.last_run)?;
                Ok(known.ord)
            }
            Some(known) => {
                if !self.is_recorded(&known, item.last_run)? {
                    self.record(known.ord, item.last_run)?;
                }
                self.replace(item)
            }
        }
    }

    /// Tells whether what was known before `run` is kept already: `run` puts an item twice where it begins a family anew.
    fn is_recorded(&self, known: &ItemRow, run: u64) -> Result<bool, Error> {
        let sql = "SELECT 1 FROM item_history WHERE ord = ?1 AND replaced_run = ?2";
        let is_kept = || self.one(sql, [signed(known.ord), signed(run)], |_| Ok(()));
        Ok(known.first_run == run || is_kept()?.is_some())
    }

    pub(crate) fn insert(&self, item: &ItemRow) -> Result<u64, Error> {
        let sql = "INSERT INTO items (id, parent, locator, locator_key, kind, size, modified, blake3, sha256, md5, sha1,
                       sha512, content, format, basis, warnings, status, reason, text_bytes, last_run, first_run)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?20)
                   RETURNING ord";
        self.with_item(sql, item)
    }

    /// Keeps what an earlier run left of an item.
    pub(crate) fn record(&self, ord: u64, run: u64) -> Result<(), Error> {
        let sql = concat!(
            "INSERT INTO item_history (locator, replaced_run, ",
            item_columns!(),
            ") SELECT locator, ?2, ",
            item_columns!(),
            " FROM items WHERE ord = ?1"
        );
        self.execute(sql, [signed(ord), signed(run)]).map(drop)
    }

    pub(crate) fn replace(&self, item: &ItemRow) -> Result<u64, Error> {
        let sql = "UPDATE items SET parent = ?2, locator = ?3, locator_key = ?4, kind = ?5, size = ?6, modified = ?7,
                       blake3 = ?8, sha256 = ?9, md5 = ?10, sha1 = ?11, sha512 = ?12, content = ?13, format = ?14,
                       basis = ?15, warnings = ?16, status = ?17, reason = ?18, text_bytes = ?19, last_run = ?20,
                       gone_run = NULL
                   WHERE id = ?1 RETURNING ord";
        self.with_item(sql, item)
    }

    fn with_item(&self, sql: &str, item: &ItemRow) -> Result<u64, Error> {
        let digests = item.digests.as_ref();
        let more = |algorithm| digests.and_then(|digests: &Digests| digests.more.get(&algorithm));
        self.number(
            sql,
            params![
                item.id.0,
                item.parent.map(|id| id.0),
                item.locator.to_string(),
                key::of(&item.locator),
                item.kind,
                item.known_size().map(signed),
                item.modified,
                digests.map(|digests| digests.blake3.0),
                digests.map(|digests| digests.sha256.0),
                more(Algorithm::Md5),
                more(Algorithm::Sha1),
                more(Algorithm::Sha512),
                item.content.map(signed),
                item.format,
                item.basis.name(),
                warnings_json(&item.warnings),
                item.outcome.status().name(),
                item.outcome.reason().map(item::Reason::name),
                signed(item.text_bytes),
                signed(item.last_run),
            ],
        )
    }

    /// Notes that a run saw items unchanged; returns how many of the ids are known and not gone.
    pub fn touch_items(&self, ids: &[ItemId], run: u64) -> Result<usize, Error> {
        let sql = "UPDATE items SET last_run = ?2 WHERE id = ?1 AND gone_run IS NULL";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut touched = 0;
        for id in ids {
            touched += statement.execute(params![id.0, signed(run)])?;
        }
        Ok(touched)
    }

    /// Notes that a run saw a container, and so everything in it, unchanged; returns how many items that are.
    pub fn touch_family(&self, container: &Locator, run: u64) -> Result<usize, Error> {
        self.touch(&key::family(container), run)
    }

    /// Notes that a run could not see what lies beneath an entry: nothing there is gone for that.
    pub fn touch_under(&self, entry: &Locator, run: u64) -> Result<usize, Error> {
        self.touch(&key::under(entry), run)
    }

    fn touch(&self, range: &Range<Vec<u8>>, run: u64) -> Result<usize, Error> {
        let sql = "UPDATE items SET last_run = ?3 WHERE locator_key >= ?1 AND locator_key < ?2 AND gone_run IS NULL";
        self.execute(sql, params![range.start, range.end, signed(run)])
    }

    /// Takes back what `run` put into a container beside `members`, because it began the container anew: what it saw
    /// first is removed, and the rest is left for [`Self::mark_family_gone`]. Returns the numbers of the items removed.
    pub fn retain_family(
        &self,
        container: &Locator,
        run: u64,
        members: &HashSet<ItemId>,
    ) -> Result<Vec<u64>, Error> {
        let mut removed = Vec::new();
        for (ord, id, first_run) in self.put_in_family(container, run)? {
            if members.contains(&id) {
                continue;
            }
            if first_run == run {
                self.execute("DELETE FROM items WHERE ord = ?1", [signed(ord)])?;
                removed.push(ord);
            } else {
                let sql = "UPDATE items SET last_run = ?2 - 1 WHERE ord = ?1";
                self.execute(sql, [signed(ord), signed(run)])?;
            }
        }
        Ok(removed)
    }

    /// Returns number, id and first run of what `run` put into a container, which is itself not among it.
    fn put_in_family(
        &self,
        container: &Locator,
        run: u64,
    ) -> Result<Vec<(u64, ItemId, u64)>, Error> {
        let sql = "SELECT ord, id, first_run FROM items
                   WHERE locator_key > ?1 AND locator_key < ?2 AND last_run = ?3 AND gone_run IS NULL ORDER BY ord";
        let range = key::family(container);
        self.all(sql, params![range.start, range.end, signed(run)], |row| {
            Ok((unsigned(row, 0)?, ItemId(row.get(1)?), unsigned(row, 2)?))
        })
    }

    /// Marks what `run` did not see in a container, whose own row it has put, as gone; returns the numbers of those
    /// items, ascending.
    pub fn mark_family_gone(&self, container: &Locator, run: u64) -> Result<Vec<u64>, Error> {
        self.mark(&key::family(container), run)
    }

    /// Marks what `run` did not see in the trove with a label as gone; returns the numbers of those items, ascending.
    pub fn mark_gone(&self, trove: &[u8], run: u64) -> Result<Vec<u64>, Error> {
        self.mark(&key::trove(trove), run)
    }

    fn mark(&self, range: &Range<Vec<u8>>, run: u64) -> Result<Vec<u64>, Error> {
        let sql = "UPDATE items SET gone_run = ?3
                   WHERE locator_key >= ?1 AND locator_key < ?2 AND gone_run IS NULL AND last_run < ?3 RETURNING ord";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement
            .query_map(params![range.start, range.end, signed(run)], |row| unsigned(row, 0))?;
        let mut gone = found.collect::<Result<Vec<_>, _>>()?;
        gone.sort_unstable();
        Ok(gone)
    }

    pub(crate) fn execute(&self, sql: &str, values: impl rusqlite::Params) -> Result<usize, Error> {
        Ok(self.connection.prepare_cached(sql)?.execute(values)?)
    }

    pub(crate) fn number(&self, sql: &str, values: impl rusqlite::Params) -> Result<u64, Error> {
        Ok(self.connection.prepare_cached(sql)?.query_row(values, |row| unsigned(row, 0))?)
    }
}
