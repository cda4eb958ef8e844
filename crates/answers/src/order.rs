//! In which order hits come.

use std::collections::HashMap;
use std::sync::Arc;

use ledger::Ledger;

/// In which order hits come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// The most relevant first.
    Relevance,
    /// The oldest first, those without a date last.
    OldestFirst,
    /// The newest first, those without a date last.
    NewestFirst,
    /// By place in the trove.
    Locator,
}

/// By number of an item, its rank in an order.
pub(crate) type Ranks = Arc<HashMap<u32, u64>>;

/// Returns the number of an item as the index has it.
pub(crate) fn small(ord: u64) -> u32 {
    u32::try_from(ord).unwrap_or(u32::MAX)
}

impl Order {
    /// Ranks the items of a ledger; for [`Order::Relevance`], which depends on a query, by place in the trove.
    pub(crate) fn ranks(self, ledger: &Ledger) -> Result<HashMap<u32, u64>, ledger::Error> {
        let mut items = ledger.dated_items()?;
        // both sorts keep the order of locators among equals
        match self {
            Self::Relevance | Self::Locator => {}
            Self::OldestFirst => items.sort_by(|(_, one), (_, other)| {
                one.is_none().cmp(&other.is_none()).then_with(|| one.cmp(other))
            }),
            Self::NewestFirst => items.sort_by(|(_, one), (_, other)| other.cmp(one)),
        }
        Ok(items.into_iter().zip(0..).map(|((ord, _), rank)| (small(ord), rank)).collect())
    }
}
