//! The figures of a dossier at a glance.

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
        let of_kind = |kind: &&str| {
            let values = self.engine.values(kind, &::search::Query::All)?.values;
            Ok(KindFigures {
                kind: (*kind).to_owned(),
                values: values.len(),
                top: ::search::most_frequent(values, limit).into_iter().map(facet).collect(),
            })
        };
        Ok(Figures {
            coverage: self.coverage()?,
            kinds: kinds.iter().map(of_kind).collect::<Result<_, Error>>()?,
            warnings: self.incomplete()?.into_iter().collect(),
        })
    }
}
