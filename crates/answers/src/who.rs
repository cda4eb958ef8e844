//! Who bears a name: the persons of that name, each once, with every way in which texts write it.
//!
//! Which forms are whose is what `persons` holds for the whole dossier; here the papers are read in which the name stands.
//! What could be either of two persons is listed apart and joined to neither.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use item::Mention;
use serde::Serialize;

use crate::batch::sureness;
use crate::persons::Persons;
use crate::{Asked, Dossier, Error, SearchRequest, Sureness};

/// How many papers are looked at, the best hits first.
const EXAMINED: usize = 500;

/// The persons who bear a name.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Who {
    /// The query that was asked.
    pub query: String,
    /// How many different contents the query finds.
    pub papers: u64,
    /// How many of them were looked at, the best first.
    pub examined: usize,
    /// In how many of those the words of the name stand, but were not recognised as a person's.
    pub unrecognised: usize,
    /// The persons, those in most papers first.
    pub persons: Vec<WhoPerson>,
    /// Forms that could be those of several of the persons, and are joined to none.
    pub unclear: Vec<WhoForm>,
    /// What could not be read in the query.
    pub warnings: Vec<String>,
}

/// A person, as far as names, births and passports tell.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WhoPerson {
    /// The fullest of the usual forms, one for each script.
    pub names: Vec<String>,
    /// In how many of the papers that were looked at.
    pub papers: usize,
    /// The dates of birth that stand behind the name, ISO 8601.
    pub born: Vec<String>,
    /// The passports that stand behind the name.
    pub passports: Vec<String>,
    /// Every form, those in most papers first.
    pub forms: Vec<WhoForm>,
    /// Those papers, the best hits first.
    pub of_papers: Vec<WhoPaper>,
    /// Why this is not the person with that number in the list, from 1.
    pub apart: Vec<Apart>,
}

/// A paper that names a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WhoPaper {
    /// The id of the item.
    pub id: String,
    /// Where it is.
    pub locator: String,
}

/// Why two persons of one name are two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Apart {
    /// The number of the other person in the list, from 1.
    pub other: usize,
    /// What contradicts.
    pub why: &'static str,
}

/// A way in which a name is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WhoForm {
    /// The name, in the nominative where that is known.
    pub form: String,
    /// In how many of the papers that were looked at.
    pub papers: usize,
    /// How often.
    pub mentions: usize,
    /// How sure it is that this is the name that was asked for.
    pub sure: Sureness,
    /// What that rests on, as `names compare` gives it.
    pub why: Vec<&'static str>,
}

/// A name as one paper has it, with whose it is.
#[derive(Clone, Debug, Default)]
struct Reading {
    paper: usize,
    person: usize,
    name: String,
    mentions: usize,
}

impl Dossier {
    /// Returns the persons who bear a name.
    pub fn who(&self, name: &str) -> Result<Who, Error> {
        let asked = Asked::Name { names: vec![name.to_owned()], born: None };
        let request = SearchRequest::new(asked.query().unwrap_or_default());
        let (parsed, found) = self.find(&request, EXAMINED, Vec::new())?;
        let persons = match self.persons_at_once()? {
            Some(persons) => persons,
            // A bare family name is his only if nobody else who bears it is left out.
            None => self.persons_of(&parsed.query, |found| {
                name.split_whitespace().any(|word| is_asked_for(word, found))
            })?,
        };
        let mut readings = Vec::new();
        let mut known = HashMap::new();
        let mut unrecognised = 0;
        let mut papers = Vec::with_capacity(found.hits.len());
        for (paper, hit) in found.hits.iter().enumerate() {
            let item = self.ledger.item(hit.item.into())?;
            let of_item = |item: &ledger::ItemRow| (item.id.to_string(), item.locator.to_string());
            let (id, locator) = item.as_ref().map(of_item).unwrap_or_default();
            papers.push(WhoPaper { id, locator });
            let extraction = item.map(|item| self.extraction(&item)).transpose()?.flatten();
            let mentions = extraction.map(|extraction| extraction.mentions).unwrap_or_default();
            let mut is_form = |found: &str| match known.get(found) {
                Some(is_form) => *is_form,
                None => *known.entry(found.to_owned()).or_insert(is_asked_for(name, found)),
            };
            let new = read(paper, &mentions, &persons, &mut is_form);
            unrecognised += usize::from(new.is_empty());
            readings.extend(new);
        }
        let (persons, unclear) = parted(name, readings, &papers, &persons);
        Ok(Who {
            query: request.query,
            papers: found.hit_total,
            examined: found.hits.len(),
            unrecognised,
            persons,
            unclear,
            warnings: [parsed.warnings, found.warnings].concat(),
        })
    }
}

/// Reads which forms of a name a paper has, and whose they are.
fn read(
    paper: usize,
    mentions: &[Mention],
    persons: &Persons,
    is_form: &mut dyn FnMut(&str) -> bool,
) -> Vec<Reading> {
    let mut readings: BTreeMap<(String, usize), usize> = BTreeMap::new();
    for bearer in search::bearers(mentions) {
        let number = is_form(&bearer.name).then(|| persons.number(&search::bearer_value(&bearer)));
        if let Some(person) = number.flatten() {
            *readings.entry((bearer.name, person as usize)).or_default() += 1;
        }
    }
    let reading = |((name, person), mentions)| Reading { paper, person, name, mentions };
    readings.into_iter().map(reading).collect()
}

/// Tells whether a name that was found may be the one that was asked for, or its family name: a given name alone is
/// anybody's.
fn is_asked_for(asked: &str, found: &str) -> bool {
    let compared = names::compare(asked, found);
    let is_met = compared
        .why
        .iter()
        .any(|why| matches!(*why, "same words" | "spelling" | "transliteration" | "nickname"));
    let is_given = || names::terms(found).iter().any(|term| term.starts_with(names::ANY_GIVEN));
    // Who asks by one word asks for everybody who bears it.
    compared.same || is_met && (words(asked) == 1 || words(found) == 1 && !is_given())
}

fn words(name: &str) -> usize {
    name.split_whitespace().count()
}

/// Parts readings into the persons of the dossier, those in most papers first, and forms that could be of several.
fn parted(
    asked: &str,
    readings: Vec<Reading>,
    papers: &[WhoPaper],
    persons: &Persons,
) -> (Vec<WhoPerson>, Vec<WhoForm>) {
    let mut groups: BTreeMap<usize, Vec<Reading>> = BTreeMap::new();
    let mut unclear = Vec::new();
    for reading in readings {
        if persons.all[reading.person].could_be.is_empty() {
            groups.entry(reading.person).or_default().push(reading);
        } else {
            unclear.push(reading);
        }
    }
    let mut groups: Vec<(usize, Vec<Reading>)> = groups.into_iter().collect();
    groups.sort_by_key(|(number, group)| {
        (Reverse(papers_of(group).len()), persons.all[*number].value.clone(), *number)
    });
    let person = |(number, group): &(usize, Vec<Reading>)| {
        let known = &persons.all[*number];
        let others = groups
            .iter()
            .zip(1..)
            .filter_map(|((other, _), at)| Some(Apart { other: at, why: known.apart.get(other)? }));
        WhoPerson {
            names: known.names.clone(),
            papers: papers_of(group).len(),
            of_papers: papers_of(group).into_iter().map(|at| papers[at].clone()).collect(),
            born: known.born.clone(),
            passports: known.passports.clone(),
            forms: forms(asked, group),
            apart: others.collect(),
        }
    };
    (groups.iter().map(person).collect(), forms(asked, &unclear))
}

fn papers_of(readings: &[Reading]) -> BTreeSet<usize> {
    readings.iter().map(|reading| reading.paper).collect()
}

/// Returns each form once, those in most papers first.
fn forms(asked: &str, readings: &[Reading]) -> Vec<WhoForm> {
    let mut by_name: BTreeMap<&str, (BTreeSet<usize>, usize)> = BTreeMap::new();
    for reading in readings {
        let (papers, mentions) = by_name.entry(&reading.name).or_default();
        papers.insert(reading.paper);
        *mentions += reading.mentions;
    }
    let mut forms: Vec<WhoForm> = by_name
        .into_iter()
        .map(|(name, (papers, mentions))| {
            let compared = names::compare(asked, name);
            WhoForm {
                form: name.to_owned(),
                papers: papers.len(),
                mentions,
                sure: sureness(asked, &compared),
                why: compared.why,
            }
        })
        .collect();
    forms.sort_by(|one, other| {
        other.papers.cmp(&one.papers).then_with(|| other.mentions.cmp(&one.mentions))
    });
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_by_one_word_asks_for_all_who_bear_it_and_a_given_name_alone_is_nobodys() {
        for (asked, found, is_form) in [
            ("Ivan Pestrikov", "Pestrikov", true),
            ("Ivan Pestrikov", "Weber", false),
            ("Ivan Pestrikov", "Ivan", false),
            ("Petrov", "Ivan Petrov", true),
            ("Petrov", "Ivan Weber", false),
        ] {
            assert_eq!(is_asked_for(asked, found), is_form, "{asked}: {found}");
        }
    }
}
