//! What was searched, what was not, and why.

use std::collections::BTreeMap;

use item::Status;
use ledger::Filter;

use crate::shapes::{Coverage, CoverageLine};
use crate::{Dossier, Error};

impl Dossier {
    /// Counts every item once, by how it ended.
    pub fn coverage(&self) -> Result<Coverage, Error> {
        let (items, _) = self.ledger.totals()?;
        let mut on_disk = 0;
        let mut with_text = 0;
        let mut outcomes = BTreeMap::new();
        let mut not_searched = BTreeMap::new();
        for row in self.ledger.items(Filter::default()) {
            let row = row?;
            on_disk += u64::from(row.locator.members.is_empty());
            with_text += u64::from(row.text_bytes > 0);
            *outcomes.entry(row.outcome.status().to_string()).or_insert(0) += 1;
            if !matches!(row.outcome.status(), Status::Extracted | Status::Empty) {
                *not_searched.entry((row.outcome, row.format)).or_insert(0) += 1;
            }
        }
        let counted: u64 = outcomes.values().sum();
        let complete = self.is_complete()?;
        Ok(Coverage {
            items,
            on_disk,
            members: counted - on_disk,
            adds_up: counted == items && complete,
            complete,
            outcomes,
            with_text,
            not_searched: not_searched
                .into_iter()
                .map(|((outcome, format), items)| CoverageLine {
                    outcome: outcome.status().to_string(),
                    reason: outcome.reason().map(|reason| reason.to_string()),
                    format,
                    items,
                })
                .collect(),
        })
    }
}
