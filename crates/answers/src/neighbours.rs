//! The hits before and after one in what a search finds, so that a reader can go through them without a list.

use serde::Serialize;

use crate::{Dossier, Error, ItemLine, SearchRequest};

/// The place of a hit among the hits of a search.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Neighbours {
    /// Which hit it is, counted from 1.
    pub number: usize,
    /// How many hits there are; with duplicates folded, how many contents.
    pub total: u64,
    /// The hit before.
    pub before: Option<ItemLine>,
    /// The hit after.
    pub next: Option<ItemLine>,
}

impl Dossier {
    /// Returns the hits around the one with this number, counted from 1; nothing where it is not the item with this id,
    /// as after a run that changed what is found.
    pub fn neighbours(
        &self,
        asked: &SearchRequest,
        number: usize,
        id: &str,
    ) -> Result<Option<Neighbours>, Error> {
        let (total, found) = self.found_items(asked, number.saturating_add(1))?;
        let line = |number: Option<usize>| -> Result<Option<ItemLine>, Error> {
            let item = number.and_then(|number| found.get(number));
            let row = item.map(|item| self.ledger.item((*item).into())).transpose()?;
            Ok(row.flatten().map(ItemLine::from))
        };
        let at = number.checked_sub(1);
        if line(at)?.is_none_or(|line| line.id != id) {
            return Ok(None);
        }
        let before = line(number.checked_sub(2))?;
        Ok(Some(Neighbours { number, total, before, next: line(Some(number))? }))
    }
}
