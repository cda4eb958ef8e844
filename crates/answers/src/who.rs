//! Who bears a name: the persons of that name, each once, with every way in which texts write it.
//!
//! What is compared is a name as one paper has it, with the dates of birth and the numbers of passports that stand behind
//! it there. Such readings are one person where the names are the same and nothing contradicts; what could be either of two persons is
//! listed apart and joined to neither.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use item::{DateRole, Extraction, Kind, Mention};
use serde::Serialize;

use crate::batch::sureness;
use crate::{Asked, Dossier, Error, SearchRequest, Sureness};

/// How many papers are looked at, the best hits first.
const EXAMINED: usize = 500;
/// How far behind a name its date of birth or passport stands, in bytes.
const REACH: usize = 240;

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
    /// Why this is not the person with that number in the list, from 1.
    pub apart: Vec<Apart>,
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

/// A name as one paper has it.
#[derive(Clone, Debug, Default)]
struct Reading {
    paper: usize,
    name: String,
    mentions: usize,
    born: BTreeSet<String>,
    passports: BTreeSet<String>,
}

impl Dossier {
    /// Returns the persons who bear a name.
    pub fn who(&self, name: &str) -> Result<Who, Error> {
        let asked = Asked::Name { names: vec![name.to_owned()], born: None };
        let request = SearchRequest::new(asked.query().unwrap_or_default());
        let (parsed, found) = self.find(&request, EXAMINED, Vec::new())?;
        let mut readings = Vec::new();
        let mut known = HashMap::new();
        let mut unrecognised = 0;
        for (paper, hit) in found.hits.iter().enumerate() {
            let item = self.ledger.item(hit.item.into())?;
            let extraction = item.map(|item| self.extraction(&item)).transpose()?.flatten();
            let new = extraction.map(|extraction| read(name, paper, &extraction, &mut known));
            let new = new.unwrap_or_default();
            unrecognised += usize::from(new.is_empty());
            readings.extend(new);
        }
        let (persons, unclear) = persons(name, readings);
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

/// Reads which forms of a name a paper has, and what stands behind them. `known` keeps which names are forms of it.
fn read(
    name: &str,
    paper: usize,
    extraction: &Extraction,
    known: &mut HashMap<String, bool>,
) -> Vec<Reading> {
    let mut readings: BTreeMap<&str, Reading> = BTreeMap::new();
    let persons = extraction.mentions.iter().filter(|mention| mention.kind == Kind::Person);
    for person in persons {
        let is_form = known.get(&person.normal).copied();
        let is_form = is_form.unwrap_or_else(|| is_asked_for(name, &person.normal));
        known.entry(person.normal.clone()).or_insert(is_form);
        if !is_form {
            continue;
        }
        let reading = readings.entry(&person.normal).or_insert_with(|| Reading {
            paper,
            name: person.normal.clone(),
            ..Reading::default()
        });
        reading.mentions += 1;
        for fact in behind(person, &extraction.mentions) {
            match fact.kind {
                Kind::Passport => reading.passports.insert(fact.normal.clone()),
                _ => reading.born.insert(fact.normal.clone()),
            };
        }
    }
    readings.into_values().collect()
}

/// Tells whether a name that was found may be the one that was asked for, or its family name: a given name alone is
/// anybody's.
fn is_asked_for(asked: &str, found: &str) -> bool {
    let compared = names::compare(asked, found);
    let is_met = compared
        .why
        .iter()
        .any(|why| matches!(*why, "same words" | "spelling" | "transliteration"));
    let is_given = || names::terms(found).iter().any(|term| term.starts_with(names::ANY_GIVEN));
    // Who asks by one word asks for everybody who bears it.
    compared.same || is_met && (words(asked) == 1 || words(found) == 1 && !is_given())
}

fn words(name: &str) -> usize {
    name.split_whitespace().count()
}

/// Yields the births and passports between a person and the next one.
fn behind<'m>(person: &Mention, mentions: &'m [Mention]) -> impl Iterator<Item = &'m Mention> {
    let (segment, end) = (person.segment, person.end);
    let first =
        mentions.partition_point(|mention| (mention.segment, mention.start) < (segment, end));
    let near = move |mention: &&Mention| mention.segment == segment && mention.start < end + REACH;
    let until_next = mentions[first..].iter().take_while(near);
    let is_fact = |mention: &&Mention| {
        mention.kind == Kind::Passport
            || mention.kind == Kind::Date && mention.role == Some(DateRole::Birth)
    };
    until_next.take_while(|mention| mention.kind != Kind::Person).filter(is_fact)
}

/// Parts readings into persons, and those that could be of several.
fn persons(asked: &str, mut readings: Vec<Reading>) -> (Vec<WhoPerson>, Vec<WhoForm>) {
    // What tells most comes first, so that it does not depend on the order of hits who is whom.
    readings.sort_by(|one, other| {
        let weight = |reading: &Reading| {
            (!reading.born.is_empty(), words(&reading.name), !reading.passports.is_empty())
        };
        weight(other).cmp(&weight(one)).then_with(|| one.name.cmp(&other.name))
    });
    let mut names = Contradictions { by_one_word: words(asked) == 1, ..Contradictions::default() };
    let mut groups: Vec<Vec<Reading>> = Vec::new();
    let mut unclear = Vec::new();
    for reading in readings {
        let fits = |group: &&mut Vec<Reading>| {
            group.iter().all(|known| names.apart(known, &reading).is_none())
        };
        let mut fitting: Vec<&mut Vec<Reading>> = groups.iter_mut().filter(fits).collect();
        let by_fact = fitting.iter().position(|group| shares_fact(group, &reading));
        match (fitting.len(), by_fact) {
            (_, Some(at)) => fitting.swap_remove(at).push(reading),
            (0, None) => groups.push(vec![reading]),
            (1, None) => fitting.swap_remove(0).push(reading),
            (_, None) => unclear.push(reading),
        }
    }
    groups.sort_by_key(|group| {
        (std::cmp::Reverse(papers(group)), group.first().map(|reading| reading.name.clone()))
    });
    let mut persons: Vec<WhoPerson> = groups.iter().map(|group| person(asked, group)).collect();
    for (at, person) in persons.iter_mut().enumerate() {
        let others = groups.iter().enumerate().filter(|(other, _)| *other != at);
        person.apart = others
            .filter_map(|(other, group)| {
                Some(Apart { other: other + 1, why: names.apart_of_any(&groups[at], group)? })
            })
            .collect();
    }
    (persons, forms(asked, &unclear))
}

fn shares_fact(group: &[Reading], reading: &Reading) -> bool {
    group.iter().any(|known| {
        !known.born.is_disjoint(&reading.born) || !known.passports.is_disjoint(&reading.passports)
    })
}

/// What of names contradicts, by the pair of them.
#[derive(Default)]
struct Contradictions {
    known: HashMap<(String, String), Option<&'static str>>,
    /// Whether one word was asked for: whole names share no more than that, unless they are the same.
    by_one_word: bool,
}

impl Contradictions {
    fn apart_of_any(&mut self, group: &[Reading], others: &[Reading]) -> Option<&'static str> {
        let pairs = group.iter().flat_map(|one| others.iter().map(move |other| (one, other)));
        pairs.into_iter().find_map(|(one, other)| self.apart(one, other))
    }

    /// Returns what speaks against two readings being of one person.
    fn apart(&mut self, one: &Reading, other: &Reading) -> Option<&'static str> {
        facts_apart(one, other).or_else(|| self.of_names(&one.name, &other.name))
    }

    fn of_names(&mut self, one: &str, other: &str) -> Option<&'static str> {
        if one == other {
            return None;
        }
        let pair = (one.to_owned(), other.to_owned());
        let are_whole = self.by_one_word && words(one) > 1 && words(other) > 1;
        *self.known.entry(pair).or_insert_with(|| {
            let compared = names::compare(one, other);
            let differ = |why: &&str| matches!(*why, "patronymics differ" | "initials differ");
            let why = compared.why.into_iter().find(differ);
            why.or((are_whole && !compared.same).then_some("names differ"))
        })
    }
}

/// Returns which of births and passports speak against two readings being of one person. Passports do so only where no births are compared, for people
/// have several.
fn facts_apart(one: &Reading, other: &Reading) -> Option<&'static str> {
    let can_agree = |one: &str, other: &str| one.starts_with(other) || other.starts_with(one);
    if !one.born.is_empty() && !other.born.is_empty() {
        let agree =
            one.born.iter().any(|born| other.born.iter().any(|known| can_agree(born, known)));
        return (!agree).then_some("births differ");
    }
    let is_other_passport = !one.passports.is_empty()
        && !other.passports.is_empty()
        && one.passports.is_disjoint(&other.passports);
    is_other_passport.then_some("passports differ")
}

fn papers(readings: &[Reading]) -> usize {
    readings.iter().map(|reading| reading.paper).collect::<BTreeSet<_>>().len()
}

fn person(asked: &str, group: &[Reading]) -> WhoPerson {
    let all = |of: fn(&Reading) -> &BTreeSet<String>| {
        let values: BTreeSet<&String> = group.iter().flat_map(of).collect();
        values.into_iter().cloned().collect()
    };
    let forms = forms(asked, group);
    WhoPerson {
        names: best(&forms),
        papers: papers(group),
        born: all(|reading| &reading.born),
        passports: all(|reading| &reading.passports),
        forms,
        apart: Vec::new(),
    }
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

/// Returns for each script the form of most words among those that are no rarer than a quarter of the most frequent one.
fn best(forms: &[WhoForm]) -> Vec<String> {
    let mut best: BTreeMap<u8, &WhoForm> = BTreeMap::new();
    let most = |script: u8| forms.iter().find(|form| self::script(&form.form) == script);
    for form in forms {
        let script = script(&form.form);
        let is_usual = most(script).is_some_and(|most| 4 * form.papers >= most.papers);
        let known = best.entry(script).or_insert(form);
        if is_usual && words(&form.form) > words(&known.form) {
            *known = form;
        }
    }
    best.into_values().map(|form| form.form.clone()).collect()
}

/// Returns a number for the script of a name's first letter.
fn script(name: &str) -> u8 {
    match name.chars().find(|character| character.is_alphabetic()) {
        Some('\u{400}'..='\u{52f}') => 1,
        Some('\u{600}'..='\u{6ff}') => 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(paper: usize, name: &str, born: &[&str]) -> Reading {
        let born = born.iter().map(|born| (*born).to_owned()).collect();
        Reading { paper, name: name.to_owned(), mentions: 1, born, ..Reading::default() }
    }

    fn names_of(person: &WhoPerson) -> BTreeSet<&str> {
        person.forms.iter().map(|form| form.form.as_str()).collect()
    }

    #[test]
    fn forms_in_all_scripts_are_one_person() {
        let (persons, unclear) = persons(
            "Ivan Pestrikov",
            vec![
                reading(0, "Ivan Pestrikov", &[]),
                reading(1, "Пестриков Иван Викторович", &["1974-04-09"]),
                reading(2, "بيستريكوف إيفان", &[]),
                reading(3, "PESTRIKOV", &[]),
            ],
        );
        for (found, is_form) in [("Pestrikov", true), ("Weber", false), ("Ivan", false)] {
            assert_eq!(is_asked_for("Ivan Pestrikov", found), is_form, "{found}");
        }
        assert!(unclear.is_empty(), "{unclear:?}");
        assert_eq!(persons.len(), 1, "{persons:?}");
        assert_eq!(persons[0].papers, 4);
        assert_eq!(persons[0].names.len(), 3);
        assert_eq!(persons[0].born, ["1974-04-09"]);
    }

    #[test]
    fn another_patronymic_or_birth_is_another_person_and_what_could_be_either_is_neither() {
        let (two, unclear) = persons(
            "Ivan Petrov",
            vec![
                reading(0, "Иван Сергеевич Петров", &[]),
                reading(1, "Иван Алексеевич Петров", &[]),
                reading(2, "Ivan Petrov", &[]),
            ],
        );
        assert_eq!(two.len(), 2, "{two:?}");
        assert_eq!(two[0].apart, [Apart { other: 2, why: "patronymics differ" }]);
        assert_eq!(
            unclear.iter().map(|form| form.form.as_str()).collect::<Vec<_>>(),
            ["Ivan Petrov"]
        );
        let (two, _) = persons(
            "Ivan Petrov",
            vec![
                reading(0, "Ivan Petrov", &["1974-04-09"]),
                reading(1, "Ivan Petrov", &["1981-01-02"]),
                reading(2, "Иван Петров", &["1981-01-02"]),
            ],
        );
        let forms: Vec<_> = two.iter().map(names_of).collect();
        assert_eq!(forms, [["Ivan Petrov", "Иван Петров"].into(), ["Ivan Petrov"].into()]);
        assert_eq!(two[0].apart[0].why, "births differ");
    }

    #[test]
    fn who_asks_by_a_family_name_gets_everybody_who_bears_it() {
        let (persons, unclear) = persons(
            "Petrov",
            vec![
                reading(0, "Ivan Petrov", &[]),
                reading(1, "Иван Петров", &[]),
                reading(2, "Oleg Petrov", &[]),
                reading(3, "PETROV", &[]),
            ],
        );
        assert!(is_asked_for("Petrov", "Ivan Petrov") && !is_asked_for("Petrov", "Ivan Weber"));
        assert_eq!(persons.iter().map(|person| person.papers).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(persons[0].apart, [Apart { other: 2, why: "names differ" }]);
        assert_eq!(unclear.iter().map(|form| form.form.as_str()).collect::<Vec<_>>(), ["PETROV"]);
        assert!(
            persons
                .iter()
                .flat_map(|person| &person.forms)
                .all(|form| form.sure == Sureness::Possible)
        );
    }

    #[test]
    fn persons_do_not_depend_on_the_order_of_papers() {
        let mut readings = vec![
            reading(0, "Иван Сергеевич Петров", &[]),
            reading(1, "Ivan Petrov", &["1974-04-09"]),
            reading(2, "I. Petrov", &[]),
            reading(3, "Петров Иван Алексеевич", &["1981"]),
        ];
        let shown = |readings: Vec<Reading>| {
            let (persons, unclear) = persons("Ivan Petrov", readings);
            (persons.iter().map(|person| person.names.clone()).collect::<Vec<_>>(), unclear)
        };
        let once = shown(readings.clone());
        readings.reverse();
        assert_eq!(shown(readings), once);
    }
}
