//! The persons of a dossier, each once: the bearers of names that the index counts, parted as `names` parts them.
//!
//! They are made when they are first asked for, from the index alone, and held for all readers of the open dossier.
//! Nothing of them is kept on disk: so they are never older than the index, and there is nothing to seal.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError};

use names::{Bearer, Rulings, Script};
use search::{BEARER, FacetValue, GroupCount, Grouping, Query};

use crate::{Dossier, Error};

/// With up to how many items the facets of a search are of persons, each once, and not of forms of names.
const ITEMS_AT_ONCE: u64 = 20_000;
/// With up to how many names they are.
const NAMES_AT_ONCE: usize = 5_000;

/// Persons, and which bearer each is.
#[derive(Debug, Default)]
pub(crate) struct Persons {
    /// By value of the facet, the number of the person.
    of: HashMap<String, u32>,
    pub(crate) all: Vec<Person>,
    pub(crate) rulings: Rulings,
    /// Decisions that others contradict.
    conflicts: Vec<[String; 2]>,
}

/// One person.
#[derive(Clone, Debug, Default)]
pub(crate) struct Person {
    /// The name that answers show first.
    pub(crate) value: String,
    /// The fullest of the usual forms, one for each script.
    pub(crate) names: Vec<String>,
    pub(crate) born: Vec<String>,
    pub(crate) passports: Vec<String>,
    /// Persons to each of whom this name could belong.
    pub(crate) could_be: Vec<usize>,
    /// Persons of the same name, and what contradicts.
    pub(crate) apart: BTreeMap<usize, &'static str>,
}

/// A way in which a name is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) name: String,
    pub(crate) items: u64,
    pub(crate) mentions: u64,
}

impl Dossier {
    /// Returns the persons of the dossier.
    pub(crate) fn persons(&self) -> Result<Arc<Persons>, Error> {
        let mut known = self.persons.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(persons) = known.as_ref() {
            return Ok(Arc::clone(persons));
        }
        let found = self.engine.values(BEARER, &Query::All)?.values;
        let persons = Arc::new(Persons::of(&found, &self.rulings()?));
        *known = Some(Arc::clone(&persons));
        Ok(persons)
    }

    /// Returns the persons where they are made at once, which every search can wait for; nothing in a large dossier.
    pub(crate) fn persons_at_once(&self) -> Result<Option<Arc<Persons>>, Error> {
        let is_small = self.engine.count(&Query::All)?.items <= ITEMS_AT_ONCE
            && self.engine.values(BEARER, &Query::All)?.values.len() <= NAMES_AT_ONCE;
        is_small.then(|| self.persons()).transpose()
    }

    /// Returns the persons whom names that are wanted make, in the items that a query finds.
    pub(crate) fn persons_of(
        &self,
        query: &Query,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Result<Arc<Persons>, Error> {
        let mut found = self.engine.values(BEARER, query)?.values;
        found.retain(|value| is_wanted(&search::read_bearer(&value.value).name));
        Ok(Arc::new(Persons::of(&found, &self.rulings()?)))
    }
}

impl Dossier {
    /// Returns what was decided on names.
    fn rulings(&self) -> Result<Rulings, Error> {
        let mut rulings = Rulings::default();
        for row in self.ledger.rulings()? {
            let of = if row.is_same { &mut rulings.same } else { &mut rulings.not };
            of.push([row.one, row.other]);
        }
        Ok(rulings)
    }

    /// Returns what was decided on two names in whatever case and order: that they are one person's, or two persons'.
    pub fn is_ruled(&self, names: &[String; 2]) -> Result<Option<bool>, Error> {
        Ok(self.rulings()?.on(names))
    }

    /// Returns a line for each decision that others contradict, so that it is not followed.
    pub fn ruling_conflicts(&self) -> Result<Vec<String>, Error> {
        let persons = self.persons()?;
        let line = |[one, other]: &[String; 2]| {
            format!(
                "`{}` and `{}` are decided to be one person, and by way of others to be two; they are listed as two",
                item::escape(one.as_bytes()),
                item::escape(other.as_bytes())
            )
        };
        Ok(persons.conflicts.iter().map(line).collect())
    }
}

impl Persons {
    fn of(found: &[FacetValue], rulings: &Rulings) -> Self {
        let bearers: Vec<(Bearer, u64)> =
            found.iter().map(|value| (search::read_bearer(&value.value), value.times)).collect();
        let parted = names::cluster(&bearers, rulings);
        let mut persons =
            Self { rulings: rulings.clone(), conflicts: parted.conflicts, ..Self::default() };
        for (cluster, number) in parted.clusters.into_iter().zip(0..) {
            let mut person =
                Person { could_be: cluster.could_be, apart: cluster.apart, ..Person::default() };
            for at in &cluster.bearers {
                persons.of.insert(found[*at].value.clone(), number);
                person.born.extend(bearers[*at].0.born.iter().cloned());
                person.passports.extend(bearers[*at].0.passports.iter().cloned());
            }
            for facts in [&mut person.born, &mut person.passports] {
                facts.sort_unstable();
                facts.dedup();
            }
            person.take_names(&forms(cluster.bearers.iter().map(|at| &found[*at])));
            persons.all.push(person);
        }
        persons
    }

    /// Returns the number of the person who is the bearer that a value of the facet is.
    pub(crate) fn number(&self, value: &str) -> Option<u32> {
        self.of.get(value).copied()
    }

    /// Returns the persons who are counted most, as values of a facet.
    pub(crate) fn facet(&self, counts: &[GroupCount], limit: usize) -> Vec<crate::FacetValue> {
        let value = |count: &GroupCount| crate::FacetValue {
            value: self.all[count.group as usize].value.clone(),
            items: count.items,
        };
        let mut values: Vec<crate::FacetValue> = counts.iter().map(value).collect();
        values.sort_by(|one, other| (other.items, &one.value).cmp(&(one.items, &other.value)));
        values.truncate(limit);
        values
    }

    /// Returns how bearers are counted by person; `number` is [`Persons::number`] of these.
    pub(crate) fn grouping(number: &dyn Fn(&str) -> Option<u32>) -> Grouping<'_> {
        Grouping { facet: BEARER, group_of: number }
    }
}

impl Person {
    /// Returns beside which names a form is graded: that of its script, or where it is that, the one that is shown first.
    pub(crate) fn beside(&self, form: &str) -> Vec<String> {
        let is_of_script = |name: &&String| names::script(name) == names::script(form);
        let of_script = self.names.iter().find(is_of_script).filter(|name| *name != form);
        vec![of_script.unwrap_or(&self.value).clone()]
    }

    fn take_names(&mut self, forms: &[Form]) {
        self.names = best(forms);
        let usual = forms.iter().find_map(|form| {
            let script = names::script(&form.name);
            self.names.iter().find(|name| names::script(name) == script)
        });
        self.value = usual.cloned().unwrap_or_default();
    }
}

/// Returns each way in which bearers are written once, that of most items first.
pub(crate) fn forms<'v>(bearers: impl Iterator<Item = &'v FacetValue>) -> Vec<Form> {
    let mut by_name: BTreeMap<String, Form> = BTreeMap::new();
    for value in bearers {
        let name = search::read_bearer(&value.value).name;
        let form = by_name.entry(name.clone()).or_insert_with(|| Form { name, ..Form::default() });
        form.items += value.items;
        form.mentions += value.times;
    }
    let mut forms: Vec<Form> = by_name.into_values().collect();
    forms.sort_by_key(|form| Reverse((form.items, form.mentions)));
    forms
}

/// Returns for each script the form of most words among those that are no rarer than a quarter of the most frequent one.
fn best(forms: &[Form]) -> Vec<String> {
    let words = |form: &Form| form.name.split_whitespace().count();
    let mut best: BTreeMap<Option<Script>, (&Form, u64)> = BTreeMap::new();
    for form in forms {
        let (known, most) = best.entry(names::script(&form.name)).or_insert((form, form.items));
        if 4 * form.items >= *most && words(form) > words(known) {
            *known = form;
        }
    }
    // What no script with keys has comes last.
    let (other, told): (Vec<_>, Vec<_>) =
        best.into_iter().partition(|(script, _)| script.is_none());
    told.into_iter().chain(other).map(|(_, (form, _))| form.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(name: &str, items: u64) -> Form {
        Form { name: name.to_owned(), items, mentions: items }
    }

    #[test]
    fn the_fullest_of_the_usual_forms_stands_for_each_script() {
        let forms = [
            form("Пестриков Иван", 9),
            form("Ivan Pestrikov", 8),
            form("PESTRIKOV Ivan Viktorovich", 2),
            form("Пестриков Иван Викторович", 1),
        ];
        let mut person = Person::default();
        person.take_names(&forms);
        assert_eq!(person.names, ["PESTRIKOV Ivan Viktorovich", "Пестриков Иван"]);
        assert_eq!(person.value, "Пестриков Иван");
    }

    #[test]
    fn a_person_has_the_facts_of_all_his_forms() {
        let value = |value: &str| FacetValue { value: value.to_owned(), items: 1, times: 2 };
        let found = [
            value("Ivan Petrov\u{1f}1974-04-09\u{1f}75 1"),
            value("Ivan Petrov"),
            value("Петров Иван"),
            value("Oleg Weber"),
        ];
        let persons = Persons::of(&found, &Rulings::default());
        let number = |at: usize| persons.number(&found[at].value);
        assert_eq!((number(0), number(1)), (number(1), number(2)));
        assert_ne!(number(0), number(3));
        let person = &persons.all[number(0).expect("it is known") as usize];
        assert_eq!(
            (&person.born[..], &person.passports[..]),
            (&["1974-04-09".to_owned()][..], &["75 1".to_owned()][..])
        );
        assert_eq!(
            forms(found[..2].iter()),
            [Form { name: "Ivan Petrov".into(), items: 2, mentions: 4 }]
        );
    }
}
