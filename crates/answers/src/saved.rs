//! Searches that are kept under a name, and what is new of each since it was last looked at.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::{Dossier, Error, ItemLine};

/// Where the ledger keeps them, as a JSON list.
pub const SAVED_SEARCHES: &str = "searches";

/// A search that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SavedSearch {
    /// Its name.
    pub name: String,
    /// The query.
    pub query: String,
    /// The last run when it was last looked at: what later runs bring is new.
    pub seen_run: u64,
}

/// A search that is kept, with what it finds now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SavedLine {
    /// The search.
    #[serde(flatten)]
    pub search: SavedSearch,
    /// How many items it finds.
    pub items: usize,
    /// How many of them are new or changed since it was last looked at.
    pub new: usize,
}

impl Dossier {
    /// Lists the searches that are kept, by name.
    pub fn saved_searches(&self) -> Result<Vec<SavedSearch>, Error> {
        let kept = self.ledger.meta(SAVED_SEARCHES)?.unwrap_or_else(|| "[]".to_owned());
        serde_json::from_str(&kept).map_err(|_| Error::SavedSearches)
    }

    /// Returns the searches that are kept with what each finds.
    pub fn saved_lines(&self) -> Result<Vec<SavedLine>, Error> {
        let line = |search: SavedSearch| {
            let (items, new) = self.saved_items(&search)?;
            Ok(SavedLine { search, items, new: new.len() })
        };
        self.saved_searches()?.into_iter().map(line).collect()
    }

    /// Returns how many items a search finds, and those that are new since it was last looked at, by locator.
    pub fn saved_items(&self, search: &SavedSearch) -> Result<(usize, Vec<ItemLine>), Error> {
        let changed: HashSet<u64> =
            self.ledger.items_changed_after(search.seen_run)?.into_iter().collect();
        let found = self.items_found(&search.query)?;
        let mut new = Vec::new();
        for ord in &found {
            let row = self.ledger.item(*ord)?;
            let is_new = |row: &ledger::ItemRow| {
                row.first_run > search.seen_run || changed.contains(&row.ord)
            };
            new.extend(row.filter(is_new).map(ItemLine::from));
        }
        Ok((found.len(), new))
    }
}
