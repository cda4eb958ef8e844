//! Which values of a kind are named, and how often.

use item::Kind;

use crate::shapes::EntityLine;
use crate::{Dossier, Error};

/// Which values of a kind are listed.
#[derive(Clone, Copy, Debug)]
pub struct EntityRequest<'a> {
    /// The kind.
    pub kind: Kind,
    /// Counts in the items alone that this query finds.
    pub query: Option<&'a str>,
    /// Keeps the values that contain these letters, whatever their case and accents.
    pub containing: Option<&'a str>,
    /// Keeps the values that begin with this letter, as [`EntityList::initials`] gives it.
    pub initial: Option<char>,
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
        let all = || search::Parsed { query: search::Query::All, warnings: Vec::new() };
        let parsed = asked.query.map_or_else(all, search::parse);
        let mut found = self.engine.values(asked.kind.name(), &parsed.query)?;
        let mut warnings = parsed.warnings;
        warnings.append(&mut found.warnings);
        warnings.extend(self.incomplete()?);
        let initials = found.initials();
        if let Some(letters) = asked.containing {
            found.retain_containing(letters);
        }
        if let Some(letter) = asked.initial {
            found.retain_beginning_with(letter);
        }
        let total = found.values.len();
        let values = search::most_frequent(found.values, asked.limit);
        let line = |found: search::FacetValue| EntityLine {
            kind: asked.kind,
            value: found.value,
            items: found.items,
            mentions: found.times,
        };
        Ok(EntityList { values: values.into_iter().map(line).collect(), total, initials, warnings })
    }
}
