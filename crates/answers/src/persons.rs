//! The persons of a dossier, each once: the bearers of names that the index counts, parted as `names` parts them.
//!
//! They are made when they are first asked for, from the index alone, and held for all readers of the open dossier.
//! Nothing of them is kept on disk: so they are never older than the index, and there is nothing to seal.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use names::{Bearer, Rulings, Script};
use search::{BEARER, Engine, FacetValue, GroupCount, Grouping};

/// Persons, and which bearer each is.
#[derive(Debug, Default)]
pub(crate) struct Persons {
    /// By value of the facet, the number of the person.
    of: HashMap<String, u32>,
    pub(crate) all: Vec<Person>,
    pub(crate) rulings: Rulings,
    /// Decisions that others contradict.
    pub(crate) conflicts: Vec<[String; 2]>,
    /// What all that they were made of hashes to.
    made_of: u64,
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
        let mut persons = Self {
            rulings: rulings.clone(),
            conflicts: parted.conflicts,
            made_of: hash(found),
            ..Self::default()
        };
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
        let mut counts: Vec<(&Person, u64)> =
            counts.iter().map(|count| (&self.all[count.group as usize], count.items)).collect();
        counts.sort_by(|(one, items), (other, others)| {
            (others, &one.value).cmp(&(items, &other.value))
        });
        counts.truncate(limit);
        let mut bearers: HashMap<&str, usize> = HashMap::new();
        for (person, _) in &counts {
            *bearers.entry(&person.value).or_default() += 1;
        }
        let value = |(person, items): &(&Person, u64)| crate::FacetValue {
            value: person.value.clone(),
            items: *items,
            told_by: if bearers[person.value.as_str()] > 1 {
                person.told_by().to_vec()
            } else {
                Vec::new()
            },
        };
        counts.iter().map(value).collect()
    }

    /// Tells whether they were made of these bearers and decisions.
    pub(crate) fn are_of(&self, found: &[FacetValue], rulings: &Rulings) -> bool {
        self.rulings == *rulings && self.made_of == hash(found)
    }
}

impl Person {
    /// Returns what is known of him besides his name: dates of birth, or else passports.
    fn told_by(&self) -> &[String] {
        if self.born.is_empty() { &self.passports } else { &self.born }
    }

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

fn hash(found: &[FacetValue]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for FacetValue { value, items, times } in found {
        (value, items, times).hash(&mut hasher);
    }
    hasher.finish()
}

/// Returns each way in which bearers are written once, that of most items first.
fn forms<'v>(bearers: impl Iterator<Item = &'v FacetValue>) -> Vec<Form> {
    let mut by_name: BTreeMap<String, Form> = BTreeMap::new();
    for value in bearers {
        let name = search::read_bearer(&value.value).name;
        let form = by_name.entry(name.clone()).or_insert_with(|| Form { name, ..Form::default() });
        form.items += value.items;
        form.mentions += value.times;
    }
    let mut forms: Vec<Form> = by_name.into_values().collect();
    most_items_first(&mut forms);
    forms
}

fn most_items_first(forms: &mut [Form]) {
    forms.sort_by(|one, other| {
        (other.items, other.mentions, &one.name).cmp(&(one.items, one.mentions, &other.name))
    });
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

/// The forms of the names of persons, numbered so that the engine counts each once in an item, whatever stands behind it.
#[derive(Debug, Default)]
pub(crate) struct Forms {
    /// By value of the facet, the number of its form.
    of: HashMap<String, u32>,
    /// By number, whose form it is, and the name.
    all: Vec<(u32, String)>,
}

impl Forms {
    /// Numbers the forms of bearers, given as values of the facet.
    pub(crate) fn of(persons: &Persons, found: &[FacetValue]) -> Self {
        let mut known: HashMap<(u32, String), u32> = HashMap::new();
        let mut forms = Self::default();
        for value in found {
            let Some(person) = persons.number(&value.value) else { continue };
            let form = (person, search::read_bearer(&value.value).name);
            let next = u32::try_from(forms.all.len()).unwrap_or(u32::MAX);
            let number = *known.entry(form.clone()).or_insert(next);
            if number == next {
                forms.all.push(form);
            }
            forms.of.insert(value.value.clone(), number);
        }
        forms
    }

    /// Returns how bearers are counted by form.
    pub(crate) fn grouping(&self, engine: &dyn Engine) -> Result<Grouping, search::Error> {
        engine.grouping(BEARER, &|value| self.number(value))
    }

    /// Returns the number of the form that a value of the facet has.
    fn number(&self, value: &str) -> Option<u32> {
        self.of.get(value).copied()
    }

    /// Returns by person his forms as they were counted, that of most items first.
    pub(crate) fn counted(&self, counts: &[GroupCount]) -> BTreeMap<u32, Vec<Form>> {
        let mut counted: BTreeMap<u32, Vec<Form>> = BTreeMap::new();
        for count in counts {
            let (person, name) = &self.all[count.group as usize];
            let form = Form { name: name.clone(), items: count.items, mentions: count.times };
            counted.entry(*person).or_default().push(form);
        }
        for forms in counted.values_mut() {
            most_items_first(forms);
        }
        counted
    }
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
    fn namesakes_in_a_facet_are_told_apart_by_what_is_known_of_them() {
        let value = |value: &str| FacetValue { value: value.to_owned(), items: 1, times: 1 };
        let found = [
            value("Ivan Petrov\u{1f}1974-04-09\u{1f}"),
            value("Ivan Petrov\u{1f}1981-10-02\u{1f}"),
            value("Oleg Weber\u{1f}1960-01-01\u{1f}"),
        ];
        let persons = Persons::of(&found, &Rulings::default());
        let counts: Vec<GroupCount> =
            (0..3).map(|group| GroupCount { group, items: 2, times: 3 }).collect();
        let told_by: Vec<_> = persons
            .facet(&counts, 10)
            .into_iter()
            .map(|value| (value.value, value.told_by))
            .collect();
        let told = |name: &str, by: &[&str]| {
            (name.to_owned(), by.iter().map(|by| (*by).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(told_by.len(), 3);
        for expected in [
            told("Ivan Petrov", &["1974-04-09"]),
            told("Ivan Petrov", &["1981-10-02"]),
            told("Oleg Weber", &[]),
        ] {
            assert!(told_by.contains(&expected), "{told_by:?}");
        }
    }

    #[test]
    fn persons_are_those_of_the_names_and_decisions_that_they_were_made_of() {
        let value = |items| FacetValue { value: "Ivan Petrov".to_owned(), items, times: 3 };
        let persons = Persons::of(&[value(2)], &Rulings::default());
        assert!(persons.are_of(&[value(2)], &Rulings::default()));
        assert!(!persons.are_of(&[value(3)], &Rulings::default()));
        let same = vec![["Ivan Petrov".to_owned(), "I. P.".to_owned()]];
        assert!(!persons.are_of(&[value(2)], &Rulings { same, ..Rulings::default() }));
    }

    #[test]
    fn a_form_that_an_item_has_with_a_birth_and_without_is_counted_once_there() {
        let value = |value: &str| FacetValue { value: value.to_owned(), items: 1, times: 1 };
        let found = [value("Ivan Petrov"), value("Ivan Petrov\u{1f}1974-04-09\u{1f}")];
        let persons = Persons::of(&found, &Rulings::default());
        let forms = Forms::of(&persons, &found);
        assert_eq!(forms.number(&found[0].value), Some(0));
        assert_eq!(forms.number(&found[1].value), Some(0));
        let counted = forms.counted(&[GroupCount { group: 0, items: 1, times: 2 }]);
        let expected = Form { name: "Ivan Petrov".to_owned(), items: 1, mentions: 2 };
        assert_eq!(counted.into_values().collect::<Vec<_>>(), [[expected]]);
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
