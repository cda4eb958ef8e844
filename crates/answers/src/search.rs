//! What a query finds, with what is needed to judge and cite each hit.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use item::kind::KINDS;
use item::{Extraction, Kind};
use ledger::ItemRow;

use crate::list_order::ListOrder;
use crate::order::{Order, Ranks};
use crate::shapes::{AsName, FacetValue, Hit, SearchAnswer, Snippet, Suggestion, printed_place};
use crate::{Dossier, Error};

/// How many hits a page has, unless another number is asked for.
const PAGE: usize = 20;
/// How many snippets a hit shows.
const SNIPPETS: usize = 3;
/// How many locators of other items with the same content a hit lists.
const DUPLICATES: usize = 100;
/// How many hits of a name are shown where the words as typed have none.
const AS_NAME_HITS: usize = 20;
/// How many values a facet lists.
const FACET_VALUES: usize = 50;
/// Fields that are counted besides the default kinds, unless facets are asked for.
const FIELD_FACETS: [&str; 2] = ["format", "outcome"];

/// A search as it is asked.
#[derive(Clone, Debug)]
pub struct SearchRequest {
    /// The query as typed.
    pub query: String,
    /// How many hits at most.
    pub limit: usize,
    /// The cursor that the page before gave.
    pub after: Option<String>,
    /// How many hits to pass over, from the cursor on or from the first.
    pub skip: usize,
    /// In which order.
    pub order: Order,
    /// Facets to count; those that most want where this is empty.
    pub facets: Vec<String>,
    /// Whether the items of one content are one hit.
    pub fold: bool,
}

impl SearchRequest {
    /// Returns the search for a query as most want it: the first page of folded hits, the best first.
    pub fn new(query: impl Into<String>) -> Self {
        Self {
            query: query.into(),
            limit: PAGE,
            after: None,
            skip: 0,
            order: Order::Relevance,
            facets: Vec::new(),
            fold: true,
        }
    }

    /// Returns whether the answer begins with the first hit.
    fn is_first_page(&self) -> bool {
        self.after.is_none() && self.skip == 0
    }
}

/// What a search found, with what is needed to show its hits.
pub(crate) struct FoundHits {
    /// The answer without its hits.
    pub(crate) answer: SearchAnswer,
    /// What makes the snippets of hits.
    pub(crate) snippets: search::Snippets,
    /// The hits that are shown.
    pub(crate) hits: Vec<search::Hit>,
    /// The list that was asked for alone, or an empty one.
    pub(crate) list: ListOrder,
}

impl Dossier {
    /// Answers a search.
    pub fn search(&self, asked: &SearchRequest) -> Result<SearchAnswer, Error> {
        let (mut answer, hits) = self.search_by_hit(asked)?;
        answer.hits = hits.collect::<Result<_, _>>()?;
        Ok(answer)
    }

    /// Answers a search with the hits apart, each made when it is asked for, for lists too long to hold.
    pub fn search_by_hit(
        &self,
        asked: &SearchRequest,
    ) -> Result<(SearchAnswer, impl Iterator<Item = Result<Hit, Error>> + '_), Error> {
        let FoundHits { answer, snippets, hits, list } = self.found(asked)?;
        let shown = move |hit: search::Hit| {
            let remark = list.remark(hit.item);
            let shown = self.hit(&snippets, &hit).transpose()?;
            Some(shown.map(|shown| Hit { remark, ..shown }))
        };
        Ok((answer, hits.into_iter().filter_map(shown)))
    }

    /// Answers a search with what the index found of its hits, and what is needed to show them.
    pub(crate) fn found(&self, asked: &SearchRequest) -> Result<FoundHits, Error> {
        let facets = if asked.facets.is_empty() { default_facets() } else { asked.facets.clone() };
        let wants_persons = facets.iter().any(|facet| facet == Kind::Person.name());
        let persons = if wants_persons { self.persons_at_once()? } else { None };
        let grouping = persons.as_ref().map(|persons| self.by_person(persons)).transpose()?;
        let limit = asked.skip.saturating_add(asked.limit);
        let list = self.list_order(&asked.query)?;
        let (parsed, found) = self.find_grouped(asked, limit, facets, grouping, list.as_ref())?;
        let mut warnings = parsed.warnings;
        warnings.extend(found.warnings);
        warnings.extend(self.incomplete()?);
        let as_name = self.as_name(asked, found.total)?;
        let suggestions = match as_name {
            None if asked.is_first_page() => self.suggestions(&asked.query, found.total)?,
            _ => Vec::new(),
        };
        let mut facets: BTreeMap<String, Vec<FacetValue>> = found
            .facets
            .into_iter()
            .map(|(name, values)| (name, values.into_iter().map(facet).collect()))
            .collect();
        if let Some(persons) = &persons {
            facets
                .insert(Kind::Person.name().to_owned(), persons.facet(&found.groups, FACET_VALUES));
        }
        let answer = SearchAnswer {
            query: asked.query.clone(),
            list: list.as_ref().map(|list| list.name.clone()),
            warnings,
            total: if asked.fold { found.hit_total } else { found.total },
            items: found.total,
            next: found.next.map(|cursor| format!("{cursor}{:08x}", asked.check())),
            hits: Vec::new(),
            facets,
            as_name,
            suggestions,
        };
        let snippets = search::Snippets::new(&parsed.query);
        let hits = found.hits.into_iter().skip(asked.skip).collect();
        Ok(FoundHits { answer, snippets, hits, list: list.unwrap_or_default() })
    }

    /// Returns how many hits a search has, and the numbers of the items of its first `limit` hits.
    pub(crate) fn found_items(
        &self,
        asked: &SearchRequest,
        limit: usize,
    ) -> Result<(u64, Vec<u32>), Error> {
        let from_the_first = SearchRequest { after: None, skip: 0, ..asked.clone() };
        let (_, found) = self.find(&from_the_first, limit, Vec::new())?;
        let total = if asked.fold { found.hit_total } else { found.total };
        Ok((total, found.hits.into_iter().map(|hit| hit.item).collect()))
    }

    /// Asks the engine for up to `limit` hits and for facets.
    pub(crate) fn find(
        &self,
        asked: &SearchRequest,
        limit: usize,
        facets: Vec<String>,
    ) -> Result<(search::Parsed, search::Found), Error> {
        let is_in_order = asked.order == Order::Relevance && limit > 0;
        let list = if is_in_order { self.list_order(&asked.query)? } else { None };
        self.find_grouped(asked, limit, facets, None, list.as_ref())
    }

    /// Asks the engine besides for counts by groups, in place of the facet of persons, and for the order of a list.
    fn find_grouped(
        &self,
        asked: &SearchRequest,
        limit: usize,
        mut facets: Vec<String>,
        grouping: Option<&search::Grouping>,
        list: Option<&ListOrder>,
    ) -> Result<(search::Parsed, search::Found), Error> {
        facets.retain(|facet| grouping.is_none() || facet != Kind::Person.name());
        let parsed = search::parse(&asked.query);
        let after = asked.after.as_deref().map(|after| asked.cursor(after)).transpose()?;
        let ranks = self.ranks(asked.order)?;
        let rank = |item: u32| ranks.get(&item).copied().unwrap_or(u64::MAX);
        let in_list = |item: u32| list.map_or(u64::MAX, |list| list.rank(item));
        let order = match asked.order {
            Order::Relevance if list.is_some() => search::Order::Rank(&in_list),
            Order::Relevance => search::Order::Relevance,
            _ => search::Order::Rank(&rank),
        };
        let fold = asked.fold;
        let facet_limit = FACET_VALUES;
        let request = search::Request { limit, after, order, fold, facets, facet_limit, grouping };
        let found = self.engine.search(&parsed.query, &request)?;
        Ok((parsed, found))
    }

    /// Returns what may have been meant by a query that found so many `items`.
    fn suggestions(&self, typed: &str, items: u64) -> Result<Vec<Suggestion>, Error> {
        let found = search::suggestions(&*self.engine, typed, items, 2)?;
        let shaped = found.into_iter().map(|found| {
            let search::Suggestion { word, instead, query, items } = found;
            Suggestion { word, instead, query, items }
        });
        Ok(shaped.collect())
    }

    /// Asks for what was typed as a name, where it may be one: in its own script alone a name is found in a part of the
    /// papers. Nothing where that finds no more than the `items` that the words find as typed.
    fn as_name(&self, asked: &SearchRequest, items: u64) -> Result<Option<AsName>, Error> {
        let name =
            search::typed_name(&asked.query).filter(|name| name.is_capitalised || items == 0);
        let Some(name) = name.filter(|_| asked.is_first_page()) else { return Ok(None) };
        let named = self.engine.count(&search::parse(&name.query).query)?;
        if named.items <= items {
            return Ok(None);
        }
        let total = if asked.fold { named.folded } else { named.items };
        let hits = if items > 0 {
            Vec::new()
        } else {
            let limit = asked.limit.min(AS_NAME_HITS);
            self.search(&SearchRequest { query: name.query.clone(), limit, ..asked.clone() })?.hits
        };
        Ok(Some(AsName { query: name.query, total, items: named.items, hits }))
    }

    /// Returns the hit for what the index found; nothing where the ledger knows no such item.
    pub(crate) fn hit(
        &self,
        wanted: &search::Snippets,
        found: &search::Hit,
    ) -> Result<Option<Hit>, Error> {
        let Some(item) = self.ledger.item(found.item.into())? else { return Ok(None) };
        let extraction = self.extraction(&item)?;
        let mut snippets = extraction.as_ref().map_or_else(Vec::new, |extraction| {
            wanted.of(&extraction.segments, &extraction.mentions, SNIPPETS)
        });
        if snippets.iter().all(|snippet| snippet.highlights.is_empty()) {
            let name = item.locator.to_string();
            snippets.splice(..0, wanted.in_name(search::own_name(&name)));
        }
        self.hit_of(item, found, extraction.as_ref(), snippets).map(Some)
    }

    /// Returns the hit on an item with these snippets.
    pub(crate) fn hit_of(
        &self,
        item: ItemRow,
        found: &search::Hit,
        extraction: Option<&Extraction>,
        snippets: Vec<search::Snippet>,
    ) -> Result<Hit, Error> {
        let content = self.content(item.content)?;
        let date_source = extraction.and_then(date_source);
        let duplicates =
            found.duplicates.iter().take(DUPLICATES).map(|ord| self.ledger.item((*ord).into()));
        let mut duplicates: Vec<ItemRow> =
            duplicates.filter_map(Result::transpose).collect::<Result<_, _>>()?;
        duplicates.sort_unstable_by(|one, other| one.locator.cmp(&other.locator));
        Ok(Hit {
            id: item.id.to_string(),
            locator: item.locator.to_string(),
            format: item.format,
            media_type: content
                .as_ref()
                .and_then(|content| content.media_type.clone())
                .unwrap_or_else(|| "application/octet-stream".to_owned()),
            size: item.size,
            blake3: item.digests.as_ref().map(|digests| digests.blake3.to_string()),
            sha256: item.digests.as_ref().map(|digests| digests.sha256.to_string()),
            outcome: item.outcome.status().to_string(),
            title: content.as_ref().and_then(|content| content.title.clone()),
            date: content.as_ref().and_then(|content| content.date.as_deref().map(day)),
            date_source,
            languages: content
                .as_ref()
                .map(|content| content.languages.clone())
                .unwrap_or_default(),
            layers: content
                .iter()
                .flat_map(|content| content.layers.iter())
                .map(|layer| layer.to_string())
                .collect(),
            score: found.score,
            duplicate_count: found.duplicates.len() as u64,
            duplicates: duplicates.into_iter().map(|row| row.locator.to_string()).collect(),
            snippets: snippets.into_iter().map(snippet).collect(),
            remark: None,
        })
    }

    /// Ranks items for an order other than relevance; remembered, since the index does not change beneath.
    fn ranks(&self, order: Order) -> Result<Ranks, Error> {
        if order == Order::Relevance {
            return Ok(Arc::default());
        }
        let mut ranks = self.ranks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = ranks.get(&order) {
            return Ok(Arc::clone(known));
        }
        let made = Arc::new(order.ranks(&self.ledger)?);
        ranks.insert(order, Arc::clone(&made));
        Ok(made)
    }
}

impl SearchRequest {
    /// Reads a cursor, which ends in the check of the search that gave it.
    fn cursor(&self, text: &str) -> Result<search::Cursor, Error> {
        let parts = text.split_at_checked(text.len().saturating_sub(8));
        let check = parts.and_then(|(_, check)| u32::from_str_radix(check, 16).ok());
        let cursor = parts.and_then(|(cursor, _)| cursor.parse().ok());
        match (cursor, check) {
            (Some(cursor), Some(check)) if check == self.check() => Ok(cursor),
            (Some(_), Some(_)) => Err(Error::OtherSearch(item::escape(text.as_bytes()))),
            _ => Err(Error::Cursor(item::escape(text.as_bytes()))),
        }
    }

    /// Returns what tells this search from others that order or fold their hits otherwise.
    fn check(&self) -> u32 {
        let shape = [self.order as u8, u8::from(self.fold)];
        let [a, b, c, d, ..] = fixity::key(&[self.query.as_bytes(), &shape]).0;
        u32::from_be_bytes([a, b, c, d])
    }
}

fn default_facets() -> Vec<String> {
    let kinds = KINDS.iter().filter(|kind| kind.is_default_facet).map(|kind| kind.id);
    kinds.chain(FIELD_FACETS).map(str::to_owned).collect()
}

pub(crate) fn facet(value: search::FacetValue) -> FacetValue {
    FacetValue { value: value.value, items: value.items, told_by: Vec::new() }
}

pub(crate) fn snippet(snippet: search::Snippet) -> Snippet {
    Snippet {
        place: printed_place(&snippet.place),
        layer: snippet.layer.to_string(),
        text: snippet.text,
        highlights: snippet.highlights,
        why: snippet.why,
    }
}

/// Returns where the date of a document is taken from.
pub(crate) fn date_source(extraction: &Extraction) -> Option<String> {
    extraction.date.as_ref().map(|date| date.source.name().to_owned())
}

/// Returns a date with what it is worth, where it is that of a file and not of a paper: `2025-01-02 (file created)`.
pub fn date_with_source(date: &str, source: Option<&str>) -> String {
    match source {
        Some("created") => format!("{date} (file created)"),
        Some("modified") => format!("{date} (file modified)"),
        _ => date.to_owned(),
    }
}

/// Returns the day of a moment, or the date as it is where it is less precise.
fn day(date: &str) -> String {
    date.split('T').next().unwrap_or(date).to_owned()
}
