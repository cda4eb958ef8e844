//! Hits with every sentence in them that holds what was asked for, for reports.

use crate::search::{FoundHits, snippet};
use crate::shapes::{Hit, SearchAnswer, Snippet};
use crate::{Dossier, Error, SearchRequest};

/// A hit with what was asked for.
#[derive(Clone, Debug)]
pub struct HitPassages {
    /// The hit.
    pub hit: Hit,
    /// Its first sentences that hold what was asked for, in reading order.
    pub passages: Vec<Snippet>,
    /// How many more there are.
    pub more: usize,
}

impl Dossier {
    /// Returns the hits of a query in the order of a report, all items without one, each with its first `limit` sentences that
    /// hold what was asked for; each is read once, when it is asked for.
    pub fn hits_with_passages(
        &self,
        query: Option<&str>,
        limit: usize,
    ) -> Result<(SearchAnswer, impl Iterator<Item = Result<HitPassages, Error>> + '_), Error> {
        let query = query.unwrap_or("*");
        let request = SearchRequest {
            limit: usize::MAX,
            order: self.report_order(query)?,
            facets: vec!["outcome".to_owned()],
            ..SearchRequest::new(query)
        };
        let FoundHits { answer, snippets: wanted, hits: found, list } = self.found(&request)?;
        let made = move |found: search::Hit| {
            let remark = list.remark(found.item);
            let made = self.passages(&wanted, &found, limit).transpose()?;
            Some(made.map(|made| HitPassages { hit: Hit { remark, ..made.hit }, ..made }))
        };
        Ok((answer, found.into_iter().filter_map(made)))
    }

    fn passages(
        &self,
        wanted: &search::Snippets,
        found: &search::Hit,
        limit: usize,
    ) -> Result<Option<HitPassages>, Error> {
        let Some(item) = self.ledger.item(found.item.into())? else { return Ok(None) };
        let extraction = self.extraction(&item)?;
        let sentences = extraction
            .as_ref()
            .map(|extraction| wanted.sentences(&extraction.segments, &extraction.mentions));
        let mut sentences = sentences.unwrap_or_default();
        let more = sentences.len().saturating_sub(limit);
        sentences.truncate(limit);
        let passages = sentences.into_iter().map(snippet).collect();
        let hit = self.hit_of(item, found, extraction.as_ref(), Vec::new())?;
        Ok(Some(HitPassages { hit, passages, more }))
    }
}
