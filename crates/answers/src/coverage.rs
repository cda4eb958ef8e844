//! What was searched, what was not, and why.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use item::Outcome;
use ledger::{Filter, ItemRow};

use crate::shapes::{Coverage, CoverageLine, CoverageTier, TierLine};
use crate::tier::{Tier, is_thumbnail, next_step};
use crate::{Dossier, Error};

/// Items that ended alike.
#[derive(Default)]
struct Alike {
    items: u64,
    contents: BTreeSet<u64>,
    without_content: u64,
}

impl Alike {
    fn add(&mut self, item: &ItemRow) {
        self.items += 1;
        match item.content {
            Some(content) => drop(self.contents.insert(content)),
            None => self.without_content += 1,
        }
    }

    /// Returns how many different things they are; an item without a content is one of its own.
    fn contents(&self) -> u64 {
        self.contents.len() as u64 + self.without_content
    }
}

/// Items by tier, outcome and format.
type NotSearched = BTreeMap<(Tier, Outcome, String), Alike>;

impl Dossier {
    /// Counts every item once, by how it ended.
    pub fn coverage(&self) -> Result<Coverage, Error> {
        let (items, _) = self.ledger.totals()?;
        let mut on_disk = 0;
        let mut with_text = 0;
        let mut outcomes = BTreeMap::new();
        let mut not_searched = NotSearched::new();
        for row in self.ledger.items(Filter::default()) {
            let row = row?;
            on_disk += u64::from(row.locator.members.is_empty());
            with_text += u64::from(row.text_bytes > 0);
            *outcomes.entry(row.outcome.status().to_string()).or_insert(0) += 1;
            let container = if is_thumbnail(&row) { self.parent(&row)? } else { None };
            let container = container.as_ref().map(|container| container.format.as_str());
            if let Some(tier) = Tier::of(&row, container) {
                not_searched.entry((tier, row.outcome, row.format.clone())).or_default().add(&row);
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
            tiers: Tier::ALL.map(|tier| coverage_tier(tier, &not_searched)).into(),
            not_searched: lines(&not_searched),
        })
    }
}

/// Lists what was not searched to its end by outcome and format, whatever it means.
fn lines(not_searched: &NotSearched) -> Vec<CoverageLine> {
    let mut counts: BTreeMap<(Outcome, &str), u64> = BTreeMap::new();
    for ((_, outcome, format), alike) in not_searched {
        *counts.entry((*outcome, format)).or_default() += alike.items;
    }
    let line = |((outcome, format), items): ((Outcome, &str), u64)| CoverageLine {
        outcome: outcome.status().to_string(),
        reason: outcome.reason().map(|reason| reason.to_string()),
        format: format.to_owned(),
        items,
    };
    counts.into_iter().map(line).collect()
}

/// Lists what is of one tier, the step that helps most items first.
fn coverage_tier(tier: Tier, not_searched: &NotSearched) -> CoverageTier {
    let own = not_searched.iter().filter(|((of, ..), _)| *of == tier);
    let mut lines: Vec<TierLine> = own
        .map(|((_, outcome, format), alike)| TierLine {
            outcome: outcome.status().to_string(),
            reason: outcome.reason().map(|reason| reason.to_string()),
            format: format.clone(),
            items: alike.items,
            contents: alike.contents(),
            next_step: outcome.reason().and_then(next_step).unwrap_or("nothing to do"),
        })
        .collect();
    let mut by_step: BTreeMap<&str, u64> = BTreeMap::new();
    for line in &lines {
        *by_step.entry(line.next_step).or_default() += line.items;
    }
    // What is done alike stands together.
    lines.sort_by_key(|line| {
        (Reverse(by_step[line.next_step]), line.next_step, Reverse(line.items))
    });
    CoverageTier {
        tier: tier.name(),
        label: tier.label(),
        items: lines.iter().map(|line| line.items).sum(),
        contents: lines.iter().map(|line| line.contents).sum(),
        lines,
    }
}
