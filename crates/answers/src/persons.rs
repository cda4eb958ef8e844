//! The persons of a dossier, each once: the bearers of names that the index counts, parted as `names` parts them.
//!
//! They are made when they are first asked for, from the index alone, and held for all readers of the open dossier.
//! Nothing of them is kept on disk: so they are never older than the index, and there is nothing to seal.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use names::{Bearer, Rulings, Script};
use search::{BEARER, FacetValue, GroupCount, Grouping};

/// Persons, and which bearer each is.
#[derive(Debug, Default)]
pub(crate) struct Persons {
    /// By value of the facet, the number of the person.
    of: HashMap<String, u32>,
    pub(crate) all: Vec<Person>,
    pub(crate) rulings: Rulings,
    /// Decisions that others contradict.
    pub(crate) conflicts: Vec<[String; 2]>,
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

impl Persons {
    pub(crate) fn of(found: &[FacetValue], rulings: &Rulings) -> Self {
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
