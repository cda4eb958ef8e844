//! Items as a whole, one after the other: what is handed over is made from them.

use item::{Mention, Segment};
use ledger::{Filter, ItemRow};

use crate::{Dossier, Error, ItemAnswer, Order, SearchRequest, Snippet};

/// An item with everything that came out of it.
#[derive(Clone, Debug)]
pub struct Paper {
    /// The item with its properties, tags and notes.
    pub answer: ItemAnswer,
    /// Its texts.
    pub segments: Vec<Segment>,
    /// What is named in them, by segment and start.
    pub mentions: Vec<Mention>,
}

impl Dossier {
    /// Returns the items that a query finds, or all, in the order of their locators or of the one list that is asked for, each read when it is asked for.
    pub fn papers(
        &self,
        query: Option<&str>,
    ) -> Result<impl Iterator<Item = Result<Paper, Error>> + use<'_>, Error> {
        let rows: Box<dyn Iterator<Item = Result<ItemRow, Error>> + '_> = match query {
            None => Box::new(self.ledger.items(Filter::default()).map(|row| Ok(row?))),
            Some(query) => {
                let mut found = self.items_found(query)?;
                if let Some(list) = self.list_order(query)? {
                    found.sort_by_key(|item| list.rank(crate::order::small(*item)));
                }
                Box::new(
                    found
                        .into_iter()
                        .filter_map(|item| self.ledger.item(item).map_err(Error::from).transpose()),
                )
            }
        };
        Ok(rows.map(|row| self.paper(&row?)))
    }

    /// Returns the first `limit` sentences of an item that hold what a query asks for, in reading order, and how many more
    /// there are.
    pub fn passages(
        &self,
        query: &str,
        item: &ItemRow,
        limit: usize,
    ) -> Result<(Vec<Snippet>, usize), Error> {
        let Some(extraction) = self.extraction(item)? else { return Ok((Vec::new(), 0)) };
        let wanted = search::Snippets::new(&search::parse(query).query);
        let mut found = wanted.sentences(&extraction.segments, &extraction.mentions);
        let more = found.len().saturating_sub(limit);
        found.truncate(limit);
        Ok((found.into_iter().map(crate::search::snippet).collect(), more))
    }

    /// Counts the items that a query finds, or all.
    pub fn count(&self, query: Option<&str>) -> Result<u64, Error> {
        let (query, _) = self.over(query)?;
        Ok(self.engine.count(&query)?.items)
    }

    /// Returns what of a query cannot be read and is taken literally, and what of it was not searched, as where a beginning
    /// stands for too many words.
    pub fn query_warnings(&self, query: &str) -> Result<Vec<String>, Error> {
        let (parsed, found) = self.find(&SearchRequest::new(query), 0, Vec::new())?;
        Ok([parsed.warnings, found.warnings].concat())
    }

    /// Returns the numbers of the items that a query finds, in the order of their locators.
    pub(crate) fn items_found(&self, query: &str) -> Result<Vec<u64>, Error> {
        let request = SearchRequest {
            limit: usize::MAX,
            order: Order::Locator,
            fold: false,
            ..SearchRequest::new(query)
        };
        Ok(self.found_items(&request, usize::MAX)?.1.into_iter().map(u64::from).collect())
    }

    fn paper(&self, row: &ItemRow) -> Result<Paper, Error> {
        let extraction = self.extraction(row)?;
        let answer = self.answer_with(row, extraction.as_ref())?;
        let (segments, mentions) = extraction
            .map(|extraction| (extraction.segments, extraction.mentions))
            .unwrap_or_default();
        Ok(Paper { answer, segments, mentions })
    }
}
