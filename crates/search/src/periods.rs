//! Facets that put the dates that items mention together by year, month or day.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;

use crate::leaves::{Error, Leaves};

/// The facets, each with how many characters of an ISO 8601 date name its period.
const PERIODS: [(&str, usize); 3] = [("year", 4), ("month", 7), ("day", 10)];

/// Yields the names of the facets.
pub fn periods() -> impl Iterator<Item = &'static str> {
    PERIODS.iter().map(|(name, _)| *name)
}

/// Returns by value of a facet, also of one of [`periods`], which of `items` have it.
pub(crate) fn item_sets<L: Leaves + ?Sized>(
    leaves: &L,
    facet: &str,
    items: &RoaringBitmap,
) -> Result<BTreeMap<String, RoaringBitmap>, Error> {
    let Some((_, length)) = PERIODS.iter().find(|(name, _)| *name == facet) else {
        return leaves.facet_items(facet, items);
    };
    let mut sets: BTreeMap<String, RoaringBitmap> = BTreeMap::new();
    for (date, having) in leaves.facet_items("date", items)? {
        for period in date.split('/').filter_map(|end| end.get(..*length)) {
            *sets.entry(period.to_owned()).or_default() |= &having;
        }
    }
    Ok(sets)
}
