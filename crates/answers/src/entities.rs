//! Which values of a kind are named, and how often.

use std::collections::BTreeMap;

use crate::shapes::EntityLine;
use crate::{Dossier, Error};

impl Dossier {
    /// Lists the values of a kind with their counts, the most frequent first: over all items, or over those that a
    /// query finds. Returns what the query could not be read as, too.
    pub fn entities(
        &self,
        kind: &str,
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
        let matches = search::matches(&*self.index, &query)?;
        warnings.extend(matches.warnings.iter().cloned());
        warnings.extend(self.incomplete()?);
        let mut values = self.index.facet(kind, &matches.items)?;
        values.sort_by(|(one, few), (other, more)| more.cmp(few).then_with(|| one.cmp(other)));
        values.truncate(limit);
        let mentions = self.mention_counts(kind, &matches.items, &values)?;
        let line = |(value, items): (String, u64)| EntityLine {
            kind: kind.to_owned(),
            mentions: mentions.get(&value).copied().unwrap_or_default(),
            value,
            items,
        };
        Ok((values.into_iter().map(line).collect(), warnings))
    }

    /// Counts the mentions of each value in these items.
    fn mention_counts(
        &self,
        kind: &str,
        items: &roaring::RoaringBitmap,
        values: &[(String, u64)],
    ) -> Result<BTreeMap<String, u64>, Error> {
        let mut counts: BTreeMap<String, u64> =
            values.iter().map(|(value, _)| (value.clone(), 0)).collect();
        let mut contents: BTreeMap<u32, u64> = BTreeMap::new();
        for content in items.iter().filter_map(|item| self.index.occurrences().content_of(item)) {
            *contents.entry(content).or_default() += 1;
        }
        for (content, places) in contents {
            let Some(extraction) = self.extraction_of(content.into())? else { continue };
            for mention in extraction.mentions.iter().filter(|mention| mention.kind == kind) {
                if let Some(count) = counts.get_mut(&mention.normal) {
                    *count += places;
                }
            }
        }
        Ok(counts)
    }
}
