//! The figures of a dossier at a glance.

use ::search::Query;
use item::Kind;
use serde::Serialize;

use crate::search::facet;
use crate::shapes::{Coverage, FacetValue};
use crate::{Dossier, Error};

/// The figures of a dossier at a glance.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Figures {
    /// What was searched, and what was not.
    pub coverage: Coverage,
    /// For each kind or field asked for, its most frequent values.
    pub kinds: Vec<KindFigures>,
    /// What to know about the dossier as a whole.
    pub warnings: Vec<String>,
}

/// The most frequent values of a kind.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KindFigures {
    /// The kind or field.
    pub kind: String,
    /// How many values there are.
    pub values: usize,
    /// The most frequent ones, the most frequent first.
    pub top: Vec<FacetValue>,
}

impl Dossier {
    /// Returns the figures of the dossier, with the `limit` most frequent values of each kind.
    pub fn figures(&self, kinds: &[&str], limit: usize) -> Result<Figures, Error> {
        let of_kind = |kind: &&str| self.figures_of(kind, limit);
        Ok(Figures {
            coverage: self.coverage()?,
            kinds: kinds.iter().map(of_kind).collect::<Result<_, Error>>()?,
            warnings: self.incomplete()?.into_iter().collect(),
        })
    }

    /// Counts the values of a kind; persons each once, where every page can wait for them.
    fn figures_of(&self, kind: &str, limit: usize) -> Result<KindFigures, Error> {
        let is_person = kind == Kind::Person.name();
        let persons = if is_person { self.persons_at_once()? } else { None };
        let (values, top) = if let Some(persons) = persons {
            let counted = self.engine.groups(self.by_person(&persons)?, &Query::All)?.counts;
            (counted.len(), persons.facet(&counted, limit))
        } else {
            let values = self.engine.values(kind, &Query::All)?.values;
            let count = values.len();
            (count, ::search::most_frequent(values, limit).into_iter().map(facet).collect())
        };
        Ok(KindFigures { kind: kind.to_owned(), values, top })
    }
}
