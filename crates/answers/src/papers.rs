//! Items as a whole, one after the other: what is handed over is made from them.

use item::{Mention, Segment};
use ledger::{Filter, ItemRow};

use crate::{Dossier, Error, ItemAnswer, Order, SearchRequest};

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

/// The items that a query finds, or all, each read when it is asked for.
pub struct Papers<'d> {
    dossier: &'d Dossier,
    rows: Box<dyn Iterator<Item = Result<ItemRow, Error>> + 'd>,
    count: u64,
    warnings: Vec<String>,
}

impl Papers<'_> {
    /// Returns how many they are.
    pub fn count_of_all(&self) -> u64 {
        self.count
    }

    /// Returns what of the query could not be read or was not searched, and that a run did not come to its end.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }
}

impl Iterator for Papers<'_> {
    type Item = Result<Paper, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.rows.next()?.and_then(|row| self.dossier.paper(&row)))
    }
}

impl Dossier {
    /// Returns the items that a query finds, or all, in the order of their locators or of the one list that is asked for.
    pub fn papers(&self, query: Option<&str>) -> Result<Papers<'_>, Error> {
        let mut warnings: Vec<String> = self.incomplete()?.into_iter().collect();
        let Some(query) = query else {
            let rows = Box::new(self.ledger.items(Filter::default()).map(|row| Ok(row?)));
            let (count, _) = self.ledger.totals()?;
            return Ok(Papers { dossier: self, rows, count, warnings });
        };
        let (mut found, of_query) = self.items_with_warnings(query)?;
        warnings.extend(of_query);
        if let Some(list) = self.list_order(query)? {
            found.sort_by_key(|item| list.rank(crate::order::small(*item)));
        }
        let count = found.len() as u64;
        let row = |item: u64| self.ledger.item(item).map_err(Error::from).transpose();
        let rows = Box::new(found.into_iter().filter_map(row));
        Ok(Papers { dossier: self, rows, count, warnings })
    }

    /// Returns what of a query cannot be read and is taken literally, and what of it was not searched, as where a beginning
    /// stands for too many words.
    pub fn query_warnings(&self, query: &str) -> Result<Vec<String>, Error> {
        let (parsed, found) = self.find(&SearchRequest::new(query), 0, Vec::new())?;
        Ok([parsed.warnings, found.warnings].concat())
    }

    /// Returns the numbers of the items that a query finds, in the order of their locators.
    pub(crate) fn items_found(&self, query: &str) -> Result<Vec<u64>, Error> {
        Ok(self.items_with_warnings(query)?.0)
    }

    /// Returns besides what of the query could not be read or was not searched.
    fn items_with_warnings(&self, query: &str) -> Result<(Vec<u64>, Vec<String>), Error> {
        let request = SearchRequest {
            limit: usize::MAX,
            order: Order::Locator,
            fold: false,
            ..SearchRequest::new(query)
        };
        let (parsed, found) = self.find(&request, usize::MAX, Vec::new())?;
        let items = found.hits.into_iter().map(|hit| u64::from(hit.item)).collect();
        Ok((items, [parsed.warnings, found.warnings].concat()))
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
