//! What is read from a ledger.

use item::{Digest, ItemId, Locator, Outcome, Stamps};
use rusqlite::params;

use crate::connection::Ledger;
use crate::error::Error;
use crate::key;
use crate::rows::{
    self, Changes, ContentRow, ItemRow, RunRow, TroveRow, content_columns, item_columns, signed,
    unsigned,
};

/// How many contents are read at once.
const PAGE: u32 = 256;

impl Ledger {
    /// Returns the revision of the ledger: every committed change raises it, so that what was read at one revision is
    /// still so while the number is the same.
    pub fn revision(&self) -> Result<u64, Error> {
        let revision = self.one("SELECT number FROM revision", [], |row| unsigned(row, 0))?;
        Ok(revision.unwrap_or_default())
    }

    /// Returns a fact about the dossier.
    pub fn meta(&self, key: &str) -> Result<Option<String>, Error> {
        self.one("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0))
    }

    /// Returns the troves in the order in which they were added.
    pub fn troves(&self) -> Result<Vec<TroveRow>, Error> {
        self.all("SELECT label, path, added_run FROM troves ORDER BY ord", [], |row| {
            Ok(TroveRow { label: row.get(0)?, path: row.get(1)?, added_run: unsigned(row, 2)? })
        })
    }

    /// Returns the runs, the first one first.
    pub fn runs(&self) -> Result<Vec<RunRow>, Error> {
        let sql = "SELECT number, started, ended, program, settings, summary, is_finished FROM runs ORDER BY number";
        self.all(sql, [], rows::run)
    }

    /// Returns the last run, which may be at work.
    pub fn last_run(&self) -> Result<Option<RunRow>, Error> {
        let sql = "SELECT number, started, ended, program, settings, summary, is_finished FROM runs
                   ORDER BY number DESC LIMIT 1";
        self.one(sql, [], rows::run)
    }

    /// Returns the number of the last run that came to its end, 0 where none did: what a run at work adds later is newer.
    pub fn last_finished_run(&self) -> Result<u64, Error> {
        let sql = "SELECT COALESCE(MAX(number), 0) FROM runs WHERE is_finished";
        Ok(self.one(sql, [], |row| unsigned(row, 0))?.unwrap_or(0))
    }

    /// Returns the content with a number.
    pub fn content(&self, ord: u64) -> Result<Option<ContentRow>, Error> {
        let sql = concat!("SELECT ", content_columns!(), " FROM contents WHERE ord = ?1");
        self.one(sql, [signed(ord)], rows::content)
    }

    /// Returns the content with an extraction key.
    pub fn content_by_key(&self, key: &Digest) -> Result<Option<ContentRow>, Error> {
        let sql = concat!("SELECT ", content_columns!(), " FROM contents WHERE key = ?1");
        self.one(sql, [key.0], rows::content)
    }

    /// Returns the contents whose BLAKE3 is `digest`: one for each set of hints and settings.
    pub fn contents_by_blake3(&self, digest: &Digest) -> Result<Vec<ContentRow>, Error> {
        let sql =
            concat!("SELECT ", content_columns!(), " FROM contents WHERE blake3 = ?1 ORDER BY ord");
        self.all(sql, [digest.0], rows::content)
    }

    /// Returns the number of the first content whose BLAKE3 is `digest`.
    pub fn first_content_of(&self, digest: &Digest) -> Result<Option<u64>, Error> {
        self.one(
            "SELECT ord FROM contents WHERE blake3 = ?1 ORDER BY ord LIMIT 1",
            [digest.0],
            |row| rows::unsigned(row, 0),
        )
    }

    /// Returns every content, in the order of their numbers, from the one after `after` and at most `limit` of them.
    pub fn contents(&self, after: u64, limit: u32) -> Result<Vec<ContentRow>, Error> {
        let sql = concat!(
            "SELECT ",
            content_columns!(),
            " FROM contents WHERE ord > ?1 ORDER BY ord LIMIT ?2"
        );
        self.all(sql, params![signed(after), limit], rows::content)
    }

    /// Shows every content to `take`, in the order of their numbers.
    pub fn each_content<E: From<Error>>(
        &self,
        mut take: impl FnMut(ContentRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut after = 0;
        loop {
            let page = self.contents(after, PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.ord;
            page.into_iter().try_for_each(&mut take)?;
        }
    }

    /// Returns by which versions of the program's parts the contents of each format were made.
    pub fn stamps(&self) -> Result<Vec<(String, Stamps)>, Error> {
        let sql = "SELECT DISTINCT format, identification, reader, recognition FROM contents ORDER BY 1, 2, 3, 4";
        self.all(sql, [], |row| Ok((row.get(0)?, rows::stamps(row, 1)?)))
    }

    /// Returns the entries on disk that are not gone and are, or hold, a content of a format that was made by these
    /// versions.
    pub fn files_made_by(&self, format: &str, stamps: &Stamps) -> Result<Vec<Locator>, Error> {
        let sql = "SELECT locator_key FROM contents JOIN items ON items.content = contents.ord
                   WHERE contents.format = ?1 AND identification = ?2 AND reader = ?3 AND recognition = ?4
                   AND gone_run IS NULL ORDER BY locator_key";
        let Stamps { identification, reader, recognition } = *stamps;
        let values = params![format, identification, reader, recognition];
        let mut files = self.all(sql, values, |row| rows::locator(row, 0))?;
        for file in &mut files {
            file.members.clear();
        }
        files.dedup();
        Ok(files)
    }

    /// Returns how many contents are in each language, the most frequent first.
    pub fn languages(&self) -> Result<Vec<(String, u64)>, Error> {
        let sql = "SELECT languages, count(*) FROM contents WHERE languages != '' GROUP BY languages ORDER BY 2 DESC, 1";
        self.all(sql, [], |row| Ok((row.get(0)?, unsigned(row, 1)?)))
    }

    /// Returns what was read off a picture, by the key under which it was put.
    pub fn reading(&self, key: &Digest) -> Result<Option<Vec<u8>>, Error> {
        self.one("SELECT reading FROM readings WHERE key = ?1", [key.0], |row| row.get(0))
    }

    /// Returns the item with a number.
    pub fn item(&self, ord: u64) -> Result<Option<ItemRow>, Error> {
        let sql = concat!("SELECT ", item_columns!(), " FROM items WHERE ord = ?1");
        self.one(sql, [signed(ord)], rows::item)
    }

    /// Returns the item with an id.
    pub fn item_by_id(&self, id: &ItemId) -> Result<Option<ItemRow>, Error> {
        let sql = concat!("SELECT ", item_columns!(), " FROM items WHERE id = ?1");
        self.one(sql, [id.0], rows::item)
    }

    /// Returns the first two items whose ids, in hex, begin with `prefix`: one means that it is unique.
    ///
    /// What is no hex, or longer than an id, begins none.
    pub fn items_by_id_prefix(&self, prefix: &str) -> Result<Vec<ItemRow>, Error> {
        let bound = |digit: &str| {
            format!("{prefix}{}", digit.repeat(32_usize.saturating_sub(prefix.len()))).parse()
        };
        let (Ok(first), Ok(last)) = (bound("0"), bound("f")) else { return Ok(Vec::new()) };
        let (ItemId(first), ItemId(last)) = (first, last);
        let sql = concat!(
            "SELECT ",
            item_columns!(),
            " FROM items WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT 2"
        );
        self.all(sql, [first, last], rows::item)
    }

    /// Returns the item at a locator, also where it is gone.
    pub fn item_by_locator(&self, locator: &Locator) -> Result<Option<ItemRow>, Error> {
        let sql = concat!("SELECT ", item_columns!(), " FROM items WHERE locator_key = ?1");
        self.one(sql, [key::of(locator)], rows::item)
    }

    /// Returns what earlier runs said of an item, the oldest first.
    pub fn history(&self, ord: u64) -> Result<Vec<ItemRow>, Error> {
        let sql = concat!(
            "SELECT ",
            item_columns!(),
            " FROM item_history WHERE ord = ?1 ORDER BY replaced_run, rowid"
        );
        self.all(sql, [signed(ord)], rows::item)
    }

    /// Returns the items that are not gone and have a content, in the order of their locators.
    pub fn items_of_content(&self, content: u64) -> Result<Vec<ItemRow>, Error> {
        let sql = concat!(
            "SELECT ",
            item_columns!(),
            " FROM items WHERE content = ?1 AND gone_run IS NULL ORDER BY locator_key"
        );
        self.all(sql, [signed(content)], rows::item)
    }

    /// Returns the items that are not gone and whose bytes have the BLAKE3 `digest`, in the order of their
    /// locators.
    pub fn items_by_blake3(&self, digest: &Digest) -> Result<Vec<ItemRow>, Error> {
        let sql = concat!(
            "SELECT ",
            item_columns!(),
            " FROM items WHERE gone_run IS NULL AND content IN
             (SELECT ord FROM contents WHERE blake3 = ?1)
             ORDER BY locator_key"
        );
        self.all(sql, [digest.0], rows::item)
    }

    /// Returns the items directly in a container that are not gone, in the order of their locators.
    pub fn children(&self, id: &ItemId) -> Result<Vec<ItemRow>, Error> {
        let sql = concat!(
            "SELECT ",
            item_columns!(),
            " FROM items WHERE parent = ?1 AND gone_run IS NULL ORDER BY locator_key"
        );
        self.all(sql, [id.0], rows::item)
    }

    /// Returns the whole family of the item at `locator`, its top item first, in the order of their locators; at most
    /// `limit` items.
    pub fn family(&self, locator: &Locator, limit: u32) -> Result<Vec<ItemRow>, Error> {
        let top = Locator { members: Vec::new(), ..locator.clone() };
        let range = key::family(&top);
        let sql = concat!(
            "SELECT ", item_columns!(), " FROM items
             WHERE locator_key >= ?1 AND locator_key < ?2 AND gone_run IS NULL ORDER BY locator_key LIMIT ?3"
        );
        self.all(sql, params![range.start, range.end, limit], rows::item)
    }

    /// Returns how many items that are not gone ended in each outcome, in the order of outcomes.
    pub fn outcome_counts(&self) -> Result<Vec<(Outcome, u64)>, Error> {
        let sql = "SELECT status, reason, count(*) FROM items WHERE gone_run IS NULL GROUP BY status, reason";
        let mut counts =
            self.all(sql, [], |row| Ok((rows::outcome(row, 0)?, unsigned(row, 2)?)))?;
        counts.sort_unstable_by_key(|(outcome, _)| *outcome);
        Ok(counts)
    }

    /// Returns how many items that are not gone have each format, the most frequent first.
    pub fn format_counts(&self) -> Result<Vec<(String, u64)>, Error> {
        let sql = "SELECT format, count(*) FROM items WHERE gone_run IS NULL GROUP BY format ORDER BY 2 DESC, 1";
        self.all(sql, [], |row| Ok((row.get(0)?, unsigned(row, 1)?)))
    }

    /// Returns how many items are not gone, and how many bytes of text stand in them.
    pub fn totals(&self) -> Result<(u64, u64), Error> {
        let sql = "SELECT count(*), coalesce(sum(text_bytes), 0) FROM items WHERE gone_run IS NULL";
        let totals = self.one(sql, [], |row| Ok((unsigned(row, 0)?, unsigned(row, 1)?)))?;
        Ok(totals.unwrap_or_default())
    }

    /// Returns the numbers of all items that are not gone with the dates of their contents, in the order of their
    /// locators.
    pub fn dated_items(&self) -> Result<Vec<(u64, Option<String>)>, Error> {
        let sql = "SELECT items.ord, contents.date FROM items LEFT JOIN contents ON contents.ord = items.content
                   WHERE gone_run IS NULL ORDER BY locator_key";
        self.all(sql, [], |row| Ok((unsigned(row, 0)?, row.get(1)?)))
    }

    /// Returns what the latest run changed; of an earlier one, `unchanged` counts only what no later run saw.
    pub fn changes(&self, run: u64) -> Result<Changes, Error> {
        let sql = "SELECT count(*) FILTER (WHERE first_run = ?1), count(*) FILTER (WHERE last_run = ?1),
                       count(*) FILTER (WHERE gone_run = ?1),
                       (SELECT count(DISTINCT ord) FROM item_history WHERE replaced_run = ?1 AND first_run < ?1)
                   FROM items";
        let counts = self.one(sql, [signed(run)], |row| {
            let (new, seen, changed) = (unsigned(row, 0)?, unsigned(row, 1)?, unsigned(row, 3)?);
            let unchanged = seen.saturating_sub(new).saturating_sub(changed);
            Ok(Changes { new, changed, unchanged, gone: unsigned(row, 2)? })
        })?;
        Ok(counts.unwrap_or_default())
    }

    /// Returns the BLAKE3 of every content that several items have that are not gone, with how many they are, the most
    /// frequent first.
    pub fn duplicates(&self) -> Result<Vec<(Digest, u64)>, Error> {
        let sql = "SELECT contents.blake3, count(*) FROM items JOIN contents ON contents.ord = items.content
                   WHERE gone_run IS NULL GROUP BY contents.blake3 HAVING count(*) > 1 ORDER BY 2 DESC, 1";
        self.all(sql, [], |row| Ok((Digest(row.get(0)?), unsigned(row, 1)?)))
    }

    /// Returns the numbers of the items that a run after `run` saw changed, ascending.
    pub fn items_changed_after(&self, run: u64) -> Result<Vec<u64>, Error> {
        let sql = "SELECT DISTINCT ord FROM item_history WHERE replaced_run > ?1 ORDER BY ord";
        self.all(sql, [signed(run)], |row| unsigned(row, 0))
    }

    /// Returns the numbers of the contents that no item has that is not gone, ascending.
    pub fn contents_without_items(&self) -> Result<Vec<u64>, Error> {
        let sql = "SELECT ord FROM contents WHERE NOT EXISTS
                   (SELECT 1 FROM items WHERE content = contents.ord AND gone_run IS NULL) ORDER BY ord";
        self.all(sql, [], |row| unsigned(row, 0))
    }

    /// Reads every page and index of the ledger; returns what is wrong, at most a hundred lines.
    pub fn check(&self) -> Result<Vec<String>, Error> {
        let found: Vec<String> = self.all("PRAGMA integrity_check", [], |row| row.get(0))?;
        Ok(found.into_iter().filter(|line| line != "ok").collect())
    }
}
