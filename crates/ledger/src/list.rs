//! Lists of items in the order of their locators.

use std::ops::Range;

use item::{LayerSet, Locator, Status};
use rusqlite::params;

use crate::connection::Ledger;
use crate::error::Error;
use crate::key;
use crate::rows::{self, ItemRow, item_columns};

/// How many items are read at once.
const PAGE: u32 = 512;

/// Which items are listed; everything that is not gone by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those that ended in one of these ways; empty for all.
    pub outcomes: Vec<Status>,
    /// Only those of these formats; empty for all.
    pub formats: Vec<String>,
    /// Only what is this or lies beneath it.
    pub under: Option<Locator>,
    /// Only what comes after this one.
    pub after: Option<Locator>,
    /// Only those that have text in one of these layers; empty for all.
    pub layers: LayerSet,
    /// Those that are gone as well.
    pub with_gone: bool,
}

/// Items in the order of their locators; ends after the first error.
///
/// It reads page by page and holds no lock in between, so a writer is never kept waiting.
#[derive(Debug)]
pub struct Listing<'a> {
    ledger: &'a Ledger,
    filter: Filter,
    keys: Range<Vec<u8>>,
    page: std::vec::IntoIter<ItemRow>,
    is_last: bool,
}

impl Ledger {
    /// Lists the items that a filter lets through.
    pub fn items(&self, filter: Filter) -> Listing<'_> {
        let everything = Vec::new()..vec![u8::MAX; 2];
        let mut keys = filter.under.as_ref().map_or(everything, key::under);
        if let Some(after) = &filter.after {
            keys.start = keys.start.max(following(after));
        }
        Listing { ledger: self, filter, keys, page: Vec::new().into_iter(), is_last: false }
    }
}

impl Listing<'_> {
    fn turn(&mut self) -> Result<(), Error> {
        let sql = concat!(
            "SELECT ", item_columns!(), " FROM items WHERE locator_key >= ?1 AND locator_key < ?2
             AND (?3 IS NULL OR status IN (SELECT value FROM json_each(?3)))
             AND (?4 IS NULL OR format IN (SELECT value FROM json_each(?4)))
             AND (?5 = 0 OR EXISTS (SELECT 1 FROM contents c WHERE c.ord = items.content AND c.layers & ?5))
             AND (?6 OR gone_run IS NULL) ORDER BY locator_key LIMIT ?7"
        );
        let outcomes = json_list(self.filter.outcomes.iter().map(|status| status.name()));
        let formats = json_list(self.filter.formats.iter().map(String::as_str));
        let values = params![
            self.keys.start,
            self.keys.end,
            outcomes,
            formats,
            self.filter.layers.bits(),
            self.filter.with_gone,
            PAGE
        ];
        let page = self.ledger.all(sql, values, rows::item)?;
        self.is_last = page.len() < PAGE as usize;
        if let Some(last) = page.last() {
            self.keys.start = following(&last.locator);
        }
        self.page = page.into_iter();
        Ok(())
    }
}

impl Iterator for Listing<'_> {
    type Item = Result<ItemRow, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(item) = self.page.next() {
            return Some(Ok(item));
        }
        if self.is_last {
            return None;
        }
        if let Err(error) = self.turn() {
            self.is_last = true;
            return Some(Err(error));
        }
        self.page.next().map(Ok)
    }
}

/// Returns the least key after that of `locator`.
fn following(locator: &Locator) -> Vec<u8> {
    let mut key = key::of(locator);
    key.push(0);
    key
}

/// Returns the names as a JSON list, or nothing where there are none.
fn json_list<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let list: serde_json::Value = names.collect();
    list.as_array().is_some_and(|names| !names.is_empty()).then(|| list.to_string())
}
