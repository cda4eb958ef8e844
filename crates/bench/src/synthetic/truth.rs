//! What is known of a made-up trove, and whether a dossier has it.

use std::collections::{BTreeMap, BTreeSet};

use answers::{Dossier, Order, SearchRequest};
use item::Layer;
use serde::Serialize;

use super::facts::{CLOSED, Named};
use crate::Error;

/// Contents that are read from the ledger at once.
const AT_ONCE: u32 = 1000;

/// What is in a made-up trove.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Truth {
    /// Files on disk.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Items, members of mails, mailboxes and archives among them.
    pub items: u64,
    /// Items by how they end.
    pub outcomes: BTreeMap<String, u64>,
    /// Items by format.
    pub formats: BTreeMap<String, u64>,
    /// Mentions of the closed kinds in the bodies of each file on disk and its members, by the path of the file.
    pub mentions: BTreeMap<String, Counts>,
    /// Words that stand in one content alone, each with the items that carry it, in the order of locators.
    pub needles: BTreeMap<String, Vec<String>>,
}

/// How many mentions there are of each kind of [`CLOSED`], in its order.
pub type Counts = [u32; CLOSED.len()];

/// Returns how many mentions of each closed kind are named.
pub(crate) fn counts(named: &Named) -> Counts {
    CLOSED.map(|kind| named.get(kind).map_or(0, |count| u32::try_from(*count).unwrap_or(u32::MAX)))
}

impl Truth {
    /// Puts two parts of a trove together.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.files += other.files;
        self.bytes += other.bytes;
        self.items += other.items;
        add(&mut self.outcomes, other.outcomes);
        add(&mut self.formats, other.formats);
        for (file, counts) in other.mentions {
            self.name(file, &counts);
        }
        for (needle, locators) in other.needles {
            let all = self.needles.entry(needle).or_default();
            all.extend(locators);
            all.sort_unstable();
        }
        self
    }

    /// Adds mentions in the bodies of `file` or its members.
    pub(crate) fn name(&mut self, file: String, counts: &Counts) {
        if counts.iter().any(|count| *count > 0) {
            let sums = self.mentions.entry(file).or_default();
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
    }
}

fn add(to: &mut BTreeMap<String, u64>, more: BTreeMap<String, u64>) {
    for (key, count) in more {
        *to.entry(key).or_default() += count;
    }
}

/// What a dossier has of what is known.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// Whether all is as it is known to be.
    pub ok: bool,
    /// How many figures and words were looked up.
    pub looked_up: u64,
    /// Mentions of the closed kinds that were found.
    pub mentions: u64,
    /// Words that stand in one content alone, and were found where they stand and nowhere else.
    pub needles: u64,
    /// What is otherwise.
    pub differences: Vec<Difference>,
}

/// Something that is otherwise than it is known to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What.
    pub what: String,
    /// As it is known.
    pub expected: String,
    /// As the dossier has it.
    pub found: String,
}

/// Compares a dossier with what is known of its trove.
pub fn check(truth: &Truth, dossier: &Dossier, packs: &store::Packs) -> Result<Check, Error> {
    let ledger = dossier.ledger();
    let mut checking = Checking::default();
    checking.all(
        "item",
        &BTreeMap::from([("all".to_owned(), truth.items)]),
        &BTreeMap::from([("all".to_owned(), ledger.totals()?.0)]),
    );
    let mut outcomes = BTreeMap::new();
    for (outcome, count) in ledger.outcome_counts()? {
        *outcomes.entry(outcome.status().name().to_owned()).or_default() += count;
    }
    checking.all("outcome", &truth.outcomes, &outcomes);
    checking.all("format", &truth.formats, &ledger.format_counts()?.into_iter().collect());
    let mentions = mentions(ledger, packs)?;
    checking.mentions(&truth.mentions, &mentions);
    let mut found = 0;
    for (needle, locators) in &truth.needles {
        found +=
            u64::from(checking.one(&format!("word {needle}"), locators, &places(dossier, needle)?));
    }
    Ok(Check {
        ok: checking.differences.is_empty(),
        looked_up: checking.looked_up,
        mentions: mentions.values().flatten().map(|count| u64::from(*count)).sum(),
        needles: found,
        differences: checking.differences,
    })
}

#[derive(Default)]
struct Checking {
    looked_up: u64,
    differences: Vec<Difference>,
}

impl Checking {
    fn all(&mut self, what: &str, expected: &BTreeMap<String, u64>, found: &BTreeMap<String, u64>) {
        let keys: BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
        for key in keys {
            let count = |map: &BTreeMap<String, u64>| map.get(key).copied().unwrap_or_default();
            self.one(&format!("{what} {key}"), &count(expected), &count(found));
        }
    }

    fn mentions(&mut self, expected: &BTreeMap<String, Counts>, found: &BTreeMap<String, Counts>) {
        let files: BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
        for file in files {
            let counts =
                |map: &BTreeMap<String, Counts>| map.get(file).copied().unwrap_or_default();
            for ((kind, expected), found) in CLOSED.iter().zip(counts(expected)).zip(counts(found))
            {
                self.one(&format!("mention {kind} in {file}"), &expected, &found);
            }
        }
    }

    fn one<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, expected: &T, found: &T) -> bool {
        self.looked_up += 1;
        let is_same = expected == found;
        if !is_same {
            self.differences.push(Difference {
                what: what.to_owned(),
                expected: format!("{expected:?}"),
                found: format!("{found:?}"),
            });
        }
        is_same
    }
}

/// Counts the mentions of the closed kinds in the bodies of each file and its members, from the store.
fn mentions(
    ledger: &ledger::Ledger,
    packs: &store::Packs,
) -> Result<BTreeMap<String, Counts>, Error> {
    let mut files = Truth::default();
    crate::contents::each(ledger, packs, AT_ONCE, |ord, extraction| {
        let mut named = Named::new();
        for mention in extraction.mentions.iter().filter(|mention| mention.layer == Layer::Body) {
            if let Some(kind) = CLOSED.iter().find(|kind| **kind == mention.kind.name()) {
                *named.entry(kind).or_default() += 1;
            }
        }
        let counts = counts(&named);
        for item in ledger.items_of_content(ord)? {
            files.name(item::escape(&item.locator.path), &counts);
        }
        Ok(())
    })?;
    Ok(files.mentions)
}

/// Returns where a word is found.
fn places(dossier: &Dossier, word: &str) -> Result<Vec<String>, Error> {
    let asked = SearchRequest {
        limit: 1000,
        order: Order::Locator,
        fold: false,
        ..SearchRequest::new(word)
    };
    let mut places: Vec<String> =
        dossier.search(&asked)?.hits.into_iter().map(|hit| hit.locator).collect();
    places.sort_unstable();
    Ok(places)
}
