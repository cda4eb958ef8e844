//! The order and the remarks of a list, where a query asks for one list and nothing else.

use std::collections::HashMap;

use ledger::ListedRow;

use crate::order::small;
use crate::{Dossier, Error, Order};

/// Where items stand on a list, and what is remarked on them, by their numbers.
#[derive(Debug, Default)]
pub(crate) struct ListOrder {
    /// Its name, as it is kept.
    pub(crate) name: String,
    places: HashMap<u32, (u64, String)>,
}

impl ListOrder {
    /// Returns where an item stands; behind all others where it is not on the list.
    pub(crate) fn rank(&self, item: u32) -> u64 {
        self.places.get(&item).map_or(u64::MAX, |(rank, _)| *rank)
    }

    /// Returns what is remarked on an item.
    pub(crate) fn remark(&self, item: u32) -> Option<String> {
        let (_, remark) = self.places.get(&item)?;
        (!remark.is_empty()).then(|| remark.clone())
    }
}

impl Dossier {
    /// Returns the order in which a report on a query comes: that of the list, where it asks for one list alone; else the
    /// oldest first.
    pub fn report_order(&self, query: &str) -> Result<Order, Error> {
        let is_list = self.list_asked(query)?.is_some();
        Ok(if is_list { Order::Relevance } else { Order::OldestFirst })
    }

    /// Returns the order of the list that a query asks for, where it asks for nothing else.
    pub(crate) fn list_order(&self, query: &str) -> Result<Option<ListOrder>, Error> {
        let Some(list) = self.list_asked(query)? else { return Ok(None) };
        let rows = self.ledger.list(&list)?;
        let mut order = ListOrder { name: list, places: HashMap::new() };
        let mut ranks = 0..;
        for row in rows {
            for (item, rank) in self.listed_items(&row)?.into_iter().zip(&mut ranks) {
                order.places.entry(item).or_insert((rank, row.remark.clone()));
            }
        }
        Ok(Some(order))
    }

    /// Returns the numbers of the items that a row of a list is on: its place, and its content elsewhere by locator.
    fn listed_items(&self, row: &ListedRow) -> Result<Vec<u32>, Error> {
        let at_place = self.ledger.item_by_locator(&row.locator)?;
        let mut copies = self.ledger.items_by_blake3(&row.blake3)?;
        copies.sort_by(|one, other| one.locator.cmp(&other.locator));
        Ok(at_place.into_iter().chain(copies).map(|item| small(item.ord)).collect())
    }

    /// Returns the name of the list, as it is kept, that a query asks for, where it asks for nothing else.
    fn list_asked(&self, query: &str) -> Result<Option<String>, Error> {
        let Some(asked) = only_list(query) else { return Ok(None) };
        let is_asked = |name: &String| name.to_lowercase() == asked.to_lowercase();
        Ok(self.ledger.lists()?.into_iter().map(|(name, _)| name).find(is_asked))
    }
}

/// Returns the value of `list:` in a query that holds nothing else.
fn only_list(query: &str) -> Option<&str> {
    let (field, value) = query.trim().split_once(':')?;
    let value = value.trim();
    let quoted = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let name = quoted.unwrap_or(value);
    let is_one = match quoted {
        Some(name) => !name.contains('"'),
        None => !value.chars().any(|c| c.is_whitespace() || "()\"*?~/|".contains(c)),
    };
    (field.eq_ignore_ascii_case("list") && is_one && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_of_one_list_is_told_from_others() {
        assert_eq!(only_list(" list:story "), Some("story"));
        assert_eq!(only_list("List:\"page one\""), Some("page one"));
        for other in
            ["tag:story", "list:story ivan", "list:a OR list:b", "list:st*", "list:", "story"]
        {
            assert_eq!(only_list(other), None, "{other}");
        }
    }
}
