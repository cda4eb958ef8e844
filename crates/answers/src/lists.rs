//! A list of items, page by page.

use item::Locator;
use ledger::Filter;
use serde::Serialize;

use crate::{Dossier, Error, ItemFilter, ItemLine};

/// A page of a list of items.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ItemList {
    /// The items, in the order of their locators.
    pub items: Vec<ItemLine>,
    /// The locator after which the next page begins, if there is one.
    pub next: Option<String>,
}

impl Dossier {
    /// Lists at most `limit` items that come after a locator.
    pub fn item_list(
        &self,
        filter: ItemFilter,
        after: Option<&str>,
        limit: usize,
    ) -> Result<ItemList, Error> {
        let after = after.map(str::parse::<Locator>).transpose()?;
        let rows = self.ledger.items(Filter { after, ..filter.of_ledger()? });
        let mut items = Vec::new();
        for row in rows.take(limit.saturating_add(1)) {
            items.push(ItemLine::from(row?));
        }
        let is_more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| is_more).map(|last| last.locator.clone());
        Ok(ItemList { items, next })
    }
}
