//! Which values of a kind are named, and how often.

use item::Kind;

use crate::shapes::EntityLine;
use crate::{Dossier, Error};

impl Dossier {
    /// Lists the values of a kind with their counts, the most frequent first: over all items, or over those that a
    /// query finds. Returns what the query could not be read as, too.
    pub fn entities(
        &self,
        kind: Kind,
        query: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<EntityLine>, Vec<String>), Error> {
        let (query, mut warnings) = match query {
            Some(text) => {
                let parsed = search::parse(text);
                (parsed.query, parsed.warnings)
            }
            None => (search::Query::All, Vec::new()),
        };
        let found = self.engine.values(kind.name(), &query)?;
        warnings.extend(found.warnings);
        warnings.extend(self.incomplete()?);
        let values = search::most_frequent(found.values, limit);
        let line = |found: search::FacetValue| EntityLine {
            kind,
            value: found.value,
            items: found.items,
            mentions: found.times,
        };
        Ok((values.into_iter().map(line).collect(), warnings))
    }
}
