//! Which values of a kind are named, and how often; persons, bodies and places each once.

use std::collections::BTreeMap;

use item::Kind;
use item::kind::Matching;
use search::{BEARER, FacetValue, GroupCount, Query};

use crate::designated::Designated;
use crate::entity_shapes::{EntityApart, EntityForm, EntityLine, EntityPerson, EntitySpelling};
use crate::persons::{Form, Forms, Persons};
use crate::{Dossier, Error};

/// Which values of a kind are listed.
#[derive(Clone, Copy, Debug)]
pub struct EntityRequest<'a> {
    /// The kind.
    pub kind: Kind,
    /// Counts in the items alone that this query finds.
    pub query: Option<&'a str>,
    /// Keeps the values that contain these letters, whatever their case and accents; persons of whom a form does.
    pub containing: Option<&'a str>,
    /// Keeps the values that begin with this letter, as [`EntityList::initials`] gives it.
    pub initial: Option<char>,
    /// Lists each form of a name by itself, and not each person, body or place once.
    pub by_form: bool,
    /// How many values at most.
    pub limit: usize,
}

/// The values of a kind.
#[derive(Clone, Debug, Default)]
pub struct EntityList {
    /// The values, the most frequent first.
    pub values: Vec<EntityLine>,
    /// How many there are in all that were looked for.
    pub total: usize,
    /// The letters and digits that the values of the query begin with, folded and in capitals, with their number.
    pub initials: Vec<(char, u64)>,
    /// What could not be read in the query.
    pub warnings: Vec<String>,
}

impl Dossier {
    /// Lists the values of a kind with their counts, over all items or over those that a query finds.
    pub fn entities(&self, asked: &EntityRequest<'_>) -> Result<EntityList, Error> {
        let all = || search::Parsed { query: Query::All, warnings: Vec::new() };
        let parsed = asked.query.map_or_else(all, search::parse);
        let mut list = match asked.kind.line().matching {
            _ if asked.by_form => self.values_listed(asked, &parsed.query)?,
            Matching::Person => self.persons_listed(asked, &parsed.query)?,
            Matching::Body | Matching::Place => self.designated_listed(asked, &parsed.query)?,
            _ => self.values_listed(asked, &parsed.query)?,
        };
        list.warnings.splice(..0, parsed.warnings);
        if asked.kind == Kind::Person && !asked.by_form {
            list.warnings.extend(self.ruling_conflicts()?);
        }
        list.warnings.extend(self.incomplete()?);
        Ok(list)
    }

    fn values_listed(&self, asked: &EntityRequest<'_>, query: &Query) -> Result<EntityList, Error> {
        let mut found = self.engine.values(asked.kind.name(), query)?;
        let initials = found.initials();
        if let Some(letters) = asked.containing {
            found.retain_containing(letters);
        }
        if let Some(letter) = asked.initial {
            found.retain_beginning_with(letter);
        }
        let total = found.values.len();
        let values = search::most_frequent(found.values, asked.limit);
        let line = |found: FacetValue| EntityLine {
            kind: asked.kind,
            value: found.value,
            items: found.items,
            mentions: found.times,
            person: None,
            spellings: Vec::new(),
        };
        let values = values.into_iter().map(line).collect();
        Ok(EntityList { values, total, initials, warnings: found.warnings })
    }

    fn persons_listed(
        &self,
        asked: &EntityRequest<'_>,
        query: &Query,
    ) -> Result<EntityList, Error> {
        let persons = self.persons()?;
        let counted = self.engine.groups(self.by_person(&persons)?, query)?;
        let named = self.engine.values(BEARER, query)?.values;
        let mut bearers: BTreeMap<u32, Vec<&FacetValue>> = BTreeMap::new();
        for value in &named {
            if let Some(person) = persons.number(&value.value) {
                bearers.entry(person).or_default().push(value);
            }
        }
        let value = |group: &search::GroupCount| FacetValue {
            value: persons.all[group.group as usize].value.clone(),
            items: group.items,
            times: group.times,
        };
        let mut found: Vec<(u32, FacetValue)> =
            counted.counts.iter().map(|group| (group.group, value(group))).collect();
        let initials = search::initials(found.iter().map(|(_, value)| value.value.as_str()));
        if let Some(letters) = asked.containing {
            let letters = search::Letters::of(letters);
            let has = |value: &FacetValue| letters.are_in(&search::read_bearer(&value.value).name);
            found.retain(|(person, _)| {
                bearers.get(person).is_some_and(|of| of.iter().copied().any(has))
            });
        }
        if let Some(letter) = asked.initial {
            found.retain(|(_, value)| search::initial(&value.value) == Some(letter));
        }
        let total = found.len();
        found.sort_by(|(_, one), (_, other)| {
            (other.items, &one.value).cmp(&(one.items, &other.value))
        });
        found.truncate(asked.limit);
        let forms = Forms::of(&persons, &named);
        let counts = self.engine.groups(&forms.grouping(&*self.engine)?, query)?.counts;
        let forms = forms.counted(&counts);
        let line = |(number, value): (u32, FacetValue)| {
            let forms = forms.get(&number).map_or(&[][..], Vec::as_slice);
            EntityLine {
                kind: asked.kind,
                value: value.value,
                items: value.items,
                mentions: value.times,
                person: Some(persons.shown(number as usize, forms)),
                spellings: Vec::new(),
            }
        };
        let values = found.into_iter().map(line).collect();
        Ok(EntityList { values, total, initials, warnings: counted.warnings })
    }
}

impl Dossier {
    /// Lists bodies or places, each once.
    fn designated_listed(
        &self,
        asked: &EntityRequest<'_>,
        query: &Query,
    ) -> Result<EntityList, Error> {
        let designated = self.designated(asked.kind)?;
        let counted = self.engine.groups(&designated.grouping, query)?;
        let mut spellings: BTreeMap<u32, Vec<FacetValue>> = BTreeMap::new();
        for value in self.engine.values(asked.kind.name(), query)?.values {
            if let Some(number) = designated.number(&value.value) {
                spellings.entry(number).or_default().push(value);
            }
        }
        let mut found: Vec<GroupCount> = counted.counts;
        let shown = |count: &GroupCount| designated.shown(count.group);
        let initials = search::initials(found.iter().map(shown));
        if let Some(letters) = asked.containing {
            let letters = search::Letters::of(letters);
            let of = |count: &GroupCount| spellings.get(&count.group).into_iter().flatten();
            found.retain(|count| of(count).any(|one| letters.are_in(&one.value)));
        }
        if let Some(letter) = asked.initial {
            found.retain(|count| search::initial(shown(count)) == Some(letter));
        }
        let total = found.len();
        found.sort_by(|one, other| (other.items, shown(one)).cmp(&(one.items, shown(other))));
        found.truncate(asked.limit);
        let line = |count: GroupCount| EntityLine {
            kind: asked.kind,
            value: shown(&count).to_owned(),
            items: count.items,
            mentions: count.times,
            person: None,
            spellings: most_items_first(spellings.remove(&count.group).unwrap_or_default()),
        };
        let values = found.into_iter().map(line).collect();
        Ok(EntityList { values, total, initials, warnings: counted.warnings })
    }

    /// Returns what the values of a kind designate; it is made once for a state of the dossier.
    fn designated(&self, kind: Kind) -> Result<&Designated, Error> {
        let is_place = kind.line().matching == Matching::Place;
        let known = if is_place { &self.places } else { &self.bodies };
        if let Some(designated) = known.get() {
            return Ok(designated);
        }
        let designated = Designated::of(&*self.engine, kind)?;
        Ok(known.get_or_init(|| designated))
    }
}

/// Returns the ways in which something is written, that of most items first.
fn most_items_first(mut values: Vec<FacetValue>) -> Vec<EntitySpelling> {
    values.sort_by(|one, other| (other.items, &one.value).cmp(&(one.items, &other.value)));
    let spelling =
        |FacetValue { value, items, times }| EntitySpelling { value, items, mentions: times };
    values.into_iter().map(spelling).collect()
}

impl Persons {
    fn shown(&self, number: usize, forms: &[Form]) -> EntityPerson {
        let person = &self.all[number];
        let form = |form: &Form| {
            let mut graded = crate::batch::graded(&person.beside(&form.name), form.name.clone());
            if self.rulings.joins(&form.name) {
                graded.why.push(names::RULED);
            }
            EntityForm {
                form: graded.form,
                items: form.items,
                mentions: form.mentions,
                sure: graded.sure,
                why: graded.why,
            }
        };
        let name = |other: &usize| self.all[*other].value.clone();
        let apart = |(other, why): (&usize, &&'static str)| EntityApart {
            value: name(other),
            born: self.all[*other].born.clone(),
            why,
        };
        EntityPerson {
            names: person.names.clone(),
            born: person.born.clone(),
            passports: person.passports.clone(),
            forms: forms.iter().map(form).collect(),
            could_be: person.could_be.iter().map(name).collect(),
            apart: person.apart.iter().map(apart).collect(),
        }
    }
}
