//! A list of people, numbers and digests, held against what is new in a dossier, in one pass over it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use item::{Kind, Mention};
use ledger::{Filter, ItemRow};
use serde::Serialize;

use crate::batch::sureness;
use crate::{Asked, AskedRow, Dossier, Error, Sureness, printed_place};

/// What of a list is in the items that are new.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Watch {
    /// After which run an item counts as new; 0 for all.
    pub since: u64,
    /// The last run: what to ask for the next time.
    pub last_run: u64,
    /// How many items are new or changed.
    pub new_items: usize,
    /// What was found, by line of the list and locator.
    pub hits: Vec<WatchHit>,
}

/// A line of a list in an item that is new.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WatchHit {
    /// The number of the row in the list.
    pub line: u64,
    /// What was asked for, as the list has it.
    pub asked: String,
    /// As what it was found: a kind of mention, `digest` or `query`.
    pub found_as: &'static str,
    /// As the paper has it.
    pub form: String,
    /// How sure it is that a name is the one that was asked for; nothing for what is the same letter by letter.
    pub sure: Option<Sureness>,
    /// The id of the item.
    pub id: String,
    /// Its printed locator.
    pub locator: String,
    /// Where in the item it stands first.
    pub place: Option<String>,
}

/// As what a row was found: the form, how sure, and where.
type Form = (String, Option<Sureness>, Option<String>);

/// A list, ready to be held against papers.
struct Prepared<'l> {
    rows: &'l [AskedRow],
    /// By a key of a word of a name, the rows with it.
    by_word: HashMap<String, Vec<usize>>,
    /// By the letters and digits of a value, the rows that ask for it.
    by_value: HashMap<String, Vec<usize>>,
    /// The same without what stands between them.
    by_ungrouped: HashMap<String, Vec<usize>>,
    /// By a name of a paper, the rows that ask for it, and how sure that is.
    known: HashMap<String, Vec<(usize, Sureness)>>,
}

impl Dossier {
    /// Holds a list against the items that a run after `since` saw first or saw changed. Names are met in every script and
    /// spelling, numbers and digests letter by letter, queries as in a search.
    pub fn watch(&self, rows: &[AskedRow], since: u64) -> Result<Watch, Error> {
        let changed: HashSet<u64> = self.ledger.items_changed_after(since)?.into_iter().collect();
        let mut prepared = Prepared::of(rows);
        let mut new = HashSet::new();
        let mut hits = Vec::new();
        for row in self.ledger.items(Filter::default()) {
            let row = row?;
            if row.first_run > since || changed.contains(&row.ord) {
                new.insert(row.ord);
                self.watch_item(&row, &mut prepared, &mut hits)?;
            }
        }
        self.watch_queries(rows, &new, &mut hits)?;
        hits.sort_by_key(|hit| hit.line);
        let last_run = self.ledger.last_finished_run()?;
        Ok(Watch { since, last_run, new_items: new.len(), hits })
    }

    fn watch_item(
        &self,
        row: &ItemRow,
        prepared: &mut Prepared<'_>,
        hits: &mut Vec<WatchHit>,
    ) -> Result<(), Error> {
        let mut found: BTreeMap<(usize, &'static str), Form> = BTreeMap::new();
        for digest in digests(row) {
            for at in prepared.same(&digest) {
                found.entry((at, "digest")).or_insert((digest.clone(), None, None));
            }
        }
        let extraction = self.extraction(row)?;
        for mention in extraction.iter().flat_map(|extraction| &extraction.mentions) {
            let place = || printed_place(&mention.place);
            for at in prepared.same_as(mention) {
                let key = (at, mention.kind.name());
                found.entry(key).or_insert_with(|| (mention.surface.clone(), None, place()));
            }
            for name in persons(mention) {
                for (at, sure) in prepared.named(name) {
                    let known = found.entry((at, Kind::Person.name()));
                    let known = known.or_insert_with(|| (name.clone(), Some(sure), place()));
                    if known.1.is_none_or(|before| before < sure) {
                        *known = (name.clone(), Some(sure), place());
                    }
                }
            }
        }
        hits.extend(found.into_iter().map(|((at, found_as), (form, sure, place))| WatchHit {
            line: prepared.rows[at].line,
            asked: prepared.rows[at].asked.shown().to_owned(),
            found_as,
            form,
            sure,
            id: row.id.to_string(),
            locator: row.locator.to_string(),
            place,
        }));
        Ok(())
    }

    fn watch_queries(
        &self,
        rows: &[AskedRow],
        new: &HashSet<u64>,
        hits: &mut Vec<WatchHit>,
    ) -> Result<(), Error> {
        for row in rows {
            let (Asked::Query(_), Some(query)) = (&row.asked, row.asked.query()) else { continue };
            for ord in self.items_found(&query)?.into_iter().filter(|ord| new.contains(ord)) {
                let Some(item) = self.ledger.item(ord)? else { continue };
                hits.push(WatchHit {
                    line: row.line,
                    asked: query.clone(),
                    found_as: "query",
                    form: String::new(),
                    sure: None,
                    id: item.id.to_string(),
                    locator: item.locator.to_string(),
                    place: None,
                });
            }
        }
        Ok(())
    }
}

impl<'l> Prepared<'l> {
    fn of(rows: &'l [AskedRow]) -> Self {
        let mut by_word: HashMap<String, Vec<usize>> = HashMap::new();
        let mut by_value: HashMap<String, Vec<usize>> = HashMap::new();
        let mut by_ungrouped: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, row) in rows.iter().enumerate() {
            let Asked::Name { names, .. } = &row.asked else { continue };
            for name in names.iter().filter(|name| name.contains(char::is_alphanumeric)) {
                let letters = letters(name);
                by_ungrouped.entry(letters.replace(' ', "")).or_default().push(at);
                by_value.entry(letters).or_default().push(at);
                for key in telling_keys(name) {
                    by_word.entry(key).or_default().push(at);
                }
            }
        }
        Self { rows, by_word, by_value, by_ungrouped, known: HashMap::new() }
    }

    /// Returns the rows that ask for a value, letter by letter.
    fn same(&self, value: &str) -> Vec<usize> {
        self.by_value.get(&letters(value)).cloned().unwrap_or_default()
    }

    /// Returns the rows that ask for what a mention has, letter by letter, however it is spaced.
    fn same_as(&self, mention: &Mention) -> BTreeSet<usize> {
        let either = [&mention.normal, &mention.surface];
        let mut rows: BTreeSet<usize> = either.iter().flat_map(|value| self.same(value)).collect();
        // Their groups of digits are anybody's choice.
        if matches!(
            mention.kind,
            Kind::Phone | Kind::Iban | Kind::Card | Kind::Passport | Kind::TaxId
        ) {
            let ungrouped = letters(&mention.normal).replace(' ', "");
            rows.extend(self.by_ungrouped.get(&ungrouped).into_iter().flatten());
        }
        rows
    }

    /// Returns the rows that ask for a person of a name.
    fn named(&mut self, name: &str) -> Vec<(usize, Sureness)> {
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        let keys = telling_keys(name);
        let rows: BTreeSet<usize> =
            keys.iter().filter_map(|key| self.by_word.get(key)).flatten().copied().collect();
        let met: Vec<(usize, Sureness)> = rows
            .into_iter()
            .filter_map(|at| Some((at, self.rows[at].asked.met_by(name)?)))
            .collect();
        self.known.insert(name.to_owned(), met.clone());
        met
    }
}

/// Returns the names that a mention gives a person: as it stands there, and as the other fields of its form make it whole.
fn persons(mention: &Mention) -> impl Iterator<Item = &String> {
    let is_person = mention.kind == Kind::Person;
    std::iter::once(&mention.normal).chain(&mention.alternatives).filter(move |_| is_person)
}

/// Returns the letters and digits of a value in lower case, a blank for all that stands between them.
fn letters(value: &str) -> String {
    let lower = value.to_lowercase();
    let groups = lower.split(|c: char| !c.is_alphanumeric()).filter(|group| !group.is_empty());
    groups.collect::<Vec<_>>().join(" ")
}

impl Asked {
    /// Returns how sure it is that a name is one of those that are asked for; nothing where it is not.
    fn met_by(&self, found: &str) -> Option<Sureness> {
        let Self::Name { names, .. } = self else { return None };
        let compared = names.iter().map(|name| (name, names::compare(name, found)));
        compared
            .filter(|(_, compared)| compared.same)
            .map(|(name, compared)| sureness(name, &compared))
            .max()
    }
}

/// Returns what a name can be found by in any script: the consonants of its words, those of given names only where it has
/// no other, as a given name is anybody's.
fn telling_keys(name: &str) -> BTreeSet<String> {
    let words = || {
        name.split(|c: char| c.is_whitespace() || matches!(c, '-' | ','))
            .filter(|word| !word.is_empty())
    };
    let is_given =
        |word: &str| names::terms(word).iter().any(|term| term.starts_with(names::ANY_GIVEN));
    let telling: BTreeSet<String> =
        words().filter(|word| !is_given(word)).flat_map(names::consonants).collect();
    if telling.is_empty() { words().flat_map(names::consonants).collect() } else { telling }
}

/// Returns the digests of an item in hex.
fn digests(row: &ItemRow) -> Vec<String> {
    let line = crate::ItemLine::from(row.clone());
    line.blake3.into_iter().chain(line.sha256).chain(line.digests.into_values()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(names: &[&str]) -> Vec<AskedRow> {
        let row = |(line, name): (u64, &&str)| AskedRow {
            line,
            cells: vec![(*name).to_owned()],
            asked: Asked::Name { names: vec![(*name).to_owned()], born: None },
        };
        (1..).zip(names).map(row).collect()
    }

    fn person(normal: &str) -> Mention {
        Mention {
            kind: Kind::Person,
            surface: normal.to_owned(),
            normal: normal.to_owned(),
            start: 0,
            end: normal.len(),
            segment: 0,
            place: item::Place::Whole,
            layer: item::Layer::Body,
            confidence: 1.0,
            alternatives: Vec::new(),
            keys: Vec::new(),
            role: None,
        }
    }

    #[test]
    fn a_name_is_met_in_another_script_and_a_namesake_by_given_name_is_not() {
        let rows = asked(&["Oleg Terekhin", "Oleg Sidorov", "A-1/2-2019"]);
        let mut prepared = Prepared::of(&rows);
        let met = |found: &str, prepared: &mut Prepared<'_>| -> Vec<usize> {
            let mention = person(found);
            let named = persons(&mention).flat_map(|name| prepared.named(name));
            named.map(|(at, _)| at).collect()
        };
        assert_eq!(met("Терехин Олег", &mut prepared), [0]);
        assert_eq!(met("Oleg Petrov", &mut prepared), [0_usize; 0]);
        assert_eq!(prepared.same("a-1/2-2019"), [2]);
    }

    #[test]
    fn a_name_in_two_fields_of_a_form_is_met_as_a_whole() {
        let rows = asked(&["Oleg Terekhin"]);
        let mut prepared = Prepared::of(&rows);
        let mention = Mention { alternatives: vec!["TEREKHIN Oleg".to_owned()], ..person("Oleg") };
        let met: Vec<_> = persons(&mention).flat_map(|name| prepared.named(name)).collect();
        assert_eq!(met, [(0, Sureness::Sure)]);
        let date = Mention { kind: Kind::Date, ..mention };
        assert_eq!(persons(&date).count(), 0);
    }

    #[test]
    fn a_number_is_met_however_it_is_spaced_and_no_other_is() {
        let rows = asked(&["A 7731/6 - 2020", "+49 (30) 1234567", "DE89 3704 0044 0532 0130 00"]);
        let prepared = Prepared::of(&rows);
        let met = |kind, normal: &str| -> Vec<usize> {
            prepared.same_as(&Mention { kind, ..person(normal) }).into_iter().collect()
        };
        assert_eq!(met(Kind::Control, "A-7731/6-2020"), [0]);
        assert_eq!(met(Kind::Control, "A-773/16-2020"), [0_usize; 0]);
        assert_eq!(met(Kind::Phone, "+49301234567"), [1]);
        assert_eq!(met(Kind::Iban, "DE89370400440532013000"), [2]);
    }
}
