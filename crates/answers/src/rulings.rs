//! What was decided on names, and the persons who are made by it.

use std::sync::{Arc, PoisonError};

use names::Rulings;
use search::{BEARER, Query};

use crate::persons::Persons;
use crate::{Dossier, Error};

/// With up to how many items the facets of a search are of persons, each once, and not of forms of names.
const ITEMS_AT_ONCE: u64 = 20_000;
/// With up to how many names they are.
const NAMES_AT_ONCE: usize = 10_000;
/// With up to how many names persons are made beside what is asked: more would take memory that answers need.
const NAMES_BESIDE: usize = 200_000;

impl Dossier {
    /// Returns the persons of the dossier.
    pub(crate) fn persons(&self) -> Result<Arc<Persons>, Error> {
        let mut known = self.persons.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(persons) = known.as_ref() {
            return Ok(Arc::clone(persons));
        }
        let found = self.engine.values(BEARER, &Query::All)?.values;
        let rulings = self.rulings()?;
        let former = self.former_persons.as_ref().filter(|former| former.are_of(&found, &rulings));
        let persons = former.map_or_else(|| Arc::new(Persons::of(&found, &rulings)), Arc::clone);
        *known = Some(Arc::clone(&persons));
        Ok(persons)
    }

    /// Returns the persons where every search can wait for them: where they are few, or made already.
    pub(crate) fn persons_at_once(&self) -> Result<Option<Arc<Persons>>, Error> {
        let has_few = self.has_few_persons.get().copied();
        if has_few.map_or_else(|| self.count_persons(), Ok)? {
            return self.persons().map(Some);
        }
        // Whoever makes them holds the lock as long as that takes.
        Ok(self.persons.try_lock().ok().and_then(|known| known.clone()))
    }

    /// Makes the persons, so that the facets of later searches are of them in a large dossier, too; not in one of more than
    /// 200,000 names, nor while an unfinished run has more to come.
    pub fn prepare_persons(&self) -> Result<(), Error> {
        let names = || Ok::<_, Error>(self.engine.values(BEARER, &Query::All)?.values.len());
        if self.incomplete()?.is_none() && names()? <= NAMES_BESIDE {
            self.persons()?;
        }
        Ok(())
    }

    /// Takes over what was made of a former state of this dossier, as far as it is still so.
    #[must_use]
    pub fn after(mut self, former: &Self) -> Self {
        let known = former.persons.try_lock().ok().and_then(|known| known.clone());
        self.former_persons = known.or_else(|| former.former_persons.clone());
        self
    }

    /// Returns how the engine counts by person; there is one state of persons for each that is open.
    pub(crate) fn by_person(&self, persons: &Persons) -> Result<&search::Grouping, Error> {
        if let Some(grouping) = self.by_person.get() {
            return Ok(grouping);
        }
        let grouping = self.engine.grouping(BEARER, &|value| persons.number(value))?;
        Ok(self.by_person.get_or_init(|| grouping))
    }

    /// Tells whether every search can wait for the persons, and remembers it.
    fn count_persons(&self) -> Result<bool, Error> {
        let has_few = self.engine.count(&Query::All)?.items <= ITEMS_AT_ONCE
            && self.engine.values(BEARER, &Query::All)?.values.len() <= NAMES_AT_ONCE;
        Ok(*self.has_few_persons.get_or_init(|| has_few))
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

    /// Returns which of two names nobody bears here, in whatever case and order: a decision on them does nothing.
    pub fn borne_by_nobody<'n>(&self, names: &'n [String; 2]) -> Result<Vec<&'n str>, Error> {
        let found = self.engine.values(BEARER, &Query::All)?.values;
        let is_borne = |name: &String| {
            let on_it = Rulings { same: vec![[name.clone(), name.clone()]], ..Rulings::default() };
            found.iter().any(|value| on_it.joins(&search::read_bearer(&value.value).name))
        };
        Ok(names.iter().filter(|name| !is_borne(name)).map(String::as_str).collect())
    }

    /// Returns a line for each decision that others, births or passports contradict, so that it is not followed.
    pub fn ruling_conflicts(&self) -> Result<Vec<String>, Error> {
        let persons = self.persons()?;
        let line = |[one, other]: &[String; 2]| {
            format!(
                "`{}` and `{}` are decided to be one person, and another decision, a birth or a passport speaks against it; they are listed as they were",
                item::escape(one.as_bytes()),
                item::escape(other.as_bytes())
            )
        };
        Ok(persons.conflicts.iter().map(line).collect())
    }
}
