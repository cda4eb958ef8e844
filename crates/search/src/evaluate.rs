//! Which items a query matches, in which order, with which facets.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::str::FromStr;

use item::Layer;
use roaring::RoaringBitmap;

use crate::grouping::Grouping;
use crate::leaves::{Error, FacetValue, GroupCount, Leaves, Postings};
use crate::occurrences::Occurrences;
use crate::ords::find_ord;
use crate::query::{Field, Query, Spans};
use crate::warnings::QueryWarnings;
use crate::word::Word;

/// What is wanted of the items that match.
#[derive(Clone)]
pub struct Request<'a> {
    /// How many hits at most.
    pub limit: usize,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// In which order.
    pub order: Order<'a>,
    /// Whether of the matching items of the same bytes only the first is a hit, with the others beneath it.
    pub fold: bool,
    /// Which facets to count, over all items that match.
    pub facets: Vec<String>,
    /// How many values of each facet at most, the most frequent first.
    pub facet_limit: usize,
    /// What to count by groups of its values, over all items that match.
    pub grouping: Option<&'a Grouping>,
}

impl Default for Request<'_> {
    fn default() -> Self {
        Self {
            limit: 20,
            after: None,
            order: Order::Relevance,
            fold: false,
            facets: Vec::new(),
            facet_limit: 20,
            grouping: None,
        }
    }
}

/// In which order hits come.
#[derive(Clone, Copy)]
pub enum Order<'a> {
    /// The most relevant first; of equal ones the one in the fewest containers, and then by what their locators digest
    /// to, so that the order is the same in every dossier of a trove.
    Relevance,
    /// By the rank that the function gives to an item, lowest first.
    Rank(&'a dyn Fn(u32) -> u64),
}

/// Where a page ended: the next one begins after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    key: u64,
    item: u32,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}{:08x}", self.key, self.item)
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let is_hex = text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_hex {
            return Err(());
        }
        let (key, item) = text.split_at(16);
        let key = u64::from_str_radix(key, 16).map_err(drop)?;
        Ok(Self { key, item: u32::from_str_radix(item, 16).map_err(drop)? })
    }
}

/// One item that matches.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The item.
    pub item: u32,
    /// Its content.
    pub content: Option<u32>,
    /// How relevant it is; comparable within one answer alone.
    pub score: f32,
    /// With folding: the other matching items of the same bytes, in ascending order.
    pub duplicates: Vec<u32>,
}

/// The answer to a query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// How many items match.
    pub total: u64,
    /// How many hits there are on all pages: less than `total` where folding put items beneath others.
    pub hit_total: u64,
    /// One page of hits.
    pub hits: Vec<Hit>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
    /// The requested facets, each with its values, the most frequent first and equal ones in byte order.
    pub facets: BTreeMap<String, Vec<FacetValue>>,
    /// The requested groups, in their order.
    pub groups: Vec<GroupCount>,
    /// What could not be done as the query asks.
    pub warnings: Vec<String>,
}

/// The items that match a query, with what is needed to tell how relevant each is.
#[derive(Clone, Debug)]
pub(crate) struct Matches {
    /// The items.
    pub(crate) items: RoaringBitmap,
    /// What could not be done as the query asks.
    pub(crate) warnings: Vec<String>,
    leaves: Vec<Leaf>,
}

#[derive(Clone, Debug)]
struct Leaf {
    is_of_items: bool,
    boost: f32,
    postings: Postings,
}

/// Returns the items that match `query`.
pub(crate) fn matches(leaves: &dyn Leaves, query: &Query) -> Result<Matches, Error> {
    let mut walk = Walk { index: leaves, warnings: QueryWarnings::default(), leaves: Vec::new() };
    let items = walk.items(query, Some(1.0))?;
    Ok(Matches { items, warnings: walk.warnings.into_warnings(), leaves: walk.leaves })
}

/// Answers `query`.
pub(crate) fn search(
    leaves: &dyn Leaves,
    query: &Query,
    request: &Request<'_>,
) -> Result<Found, Error> {
    let matches = matches(leaves, query)?;
    let mut found = page(leaves.occurrences(), &matches, request);
    let counted = leaves.facets(&request.facets, &matches.items, request.facet_limit)?;
    found.facets = request.facets.iter().cloned().zip(counted).collect();
    if let Some(grouping) = request.grouping {
        found.groups = leaves.facet_groups(grouping, &matches.items)?;
    }
    found.warnings = matches.warnings;
    Ok(found)
}

struct Walk<'a> {
    index: &'a dyn Leaves,
    warnings: QueryWarnings,
    leaves: Vec<Leaf>,
}

impl Walk<'_> {
    /// Returns the items that match; leaves count for relevance where there is a boost.
    fn items(&mut self, query: &Query, boost: Option<f32>) -> Result<RoaringBitmap, Error> {
        match query {
            Query::All => Ok(self.universe().clone()),
            Query::And(parts) => self.all_of(parts, boost),
            Query::Or(parts) => {
                let mut items = RoaringBitmap::new();
                for part in parts {
                    items |= self.items(part, boost)?;
                }
                Ok(items)
            }
            Query::Not(part) => {
                let unwanted = self.items(part, None)?;
                Ok(self.universe() - unwanted)
            }
            Query::Boost(part, factor) => self.items(part, boost.map(|boost| boost * factor)),
            Query::Words { field, spans } => self.words(field, spans, boost),
            Query::Size { min, max } => self.index.sized(*min, *max),
            Query::Duplicates => Ok(self.index.occurrences().duplicates().clone()),
        }
    }

    fn universe(&self) -> &RoaringBitmap {
        self.index.occurrences().items()
    }

    fn all_of(&mut self, parts: &[Query], boost: Option<f32>) -> Result<RoaringBitmap, Error> {
        let mut items: Option<RoaringBitmap> = None;
        let (unwanted, wanted): (Vec<_>, Vec<_>) =
            parts.iter().partition(|part| matches!(part, Query::Not(_)));
        for part in wanted {
            let more = self.items(part, boost)?;
            items = Some(match items {
                None => more,
                Some(items) => items & more,
            });
        }
        let mut items = items.unwrap_or_else(|| self.universe().clone());
        for part in unwanted {
            let Query::Not(part) = part else { continue };
            items -= self.items(part, None)?;
        }
        Ok(items)
    }

    fn words(
        &mut self,
        field: &Field,
        spans: &Spans,
        boost: Option<f32>,
    ) -> Result<RoaringBitmap, Error> {
        let postings = self.index.words(field, spans, &mut self.warnings)?;
        let is_of_items = field.is_of_items();
        let occurrences = self.index.occurrences();
        let mut items: RoaringBitmap = if is_of_items {
            postings.iter().map(|(item, _)| *item).collect()
        } else {
            postings.iter().flat_map(|(content, _)| occurrences.items_of(*content)).collect()
        };
        if let Some(boost) = boost.filter(|_| tells_relevance(field)) {
            self.leaves.push(Leaf { is_of_items, boost, postings });
        }
        if matches!(field, Field::Text(layers) if layers.contains(Layer::Name)) {
            items |= self.words(&Field::Name, spans, boost)?;
        }
        if is_named(field, spans) {
            items |= self.universe();
        }
        Ok(items)
    }
}

/// Tells whether items are asked for that have a layer `name`: every item has, whatever its content.
fn is_named(field: &Field, spans: &Spans) -> bool {
    matches!(field, Field::ContentAttribute(name) if name == "layer")
        && matches!(spans, Spans::Word(Word::Term(layer)) if layer == Layer::Name.name())
}

/// Tells whether it says anything of an item how often words occur in the field.
fn tells_relevance(field: &Field) -> bool {
    matches!(
        field,
        Field::Text(_) | Field::Mention { .. } | Field::Property(_) | Field::Path | Field::Name
    )
}

impl Matches {
    /// Returns the score of each matching item, in ascending order of items.
    ///
    /// BM25 with the usual constants over whole leaves: a phrase counts as one rare word.
    fn scores(&self, occurrences: &Occurrences) -> Vec<(u32, f32)> {
        let of = |item| occurrences.content_of(item);
        let mut contents: Vec<u32> = self.items.iter().filter_map(of).collect();
        #[expect(clippy::stable_sort_primitive, reason = "they mostly have the order of items")]
        contents.sort();
        contents.dedup();
        let mut of_contents: Vec<_> = contents.into_iter().map(|content| (content, 0.0)).collect();
        let mut of_items: Vec<_> = self.items.iter().map(|item| (item, 0.0)).collect();
        for leaf in &self.leaves {
            if leaf.is_of_items {
                add_scores(&mut of_items, leaf, occurrences.items().len(), |_| 1.0);
            } else {
                let length = |content| occurrences.relative_length(content);
                add_scores(&mut of_contents, leaf, occurrences.content_count() as u64, length);
            }
        }
        for (item, score) in &mut of_items {
            let Some(content) = occurrences.content_of(*item) else { continue };
            *score += find_ord(&of_contents, content).map_or(0.0, |at| of_contents[at].1);
        }
        of_items
    }
}

#[allow(clippy::cast_precision_loss)] // relevance needs no more than the leading digits
fn add_scores(
    scores: &mut [(u32, f32)],
    leaf: &Leaf,
    count: u64,
    relative_length: impl Fn(u32) -> f32,
) {
    const K: f32 = 1.2;
    const B: f32 = 0.75;
    let frequency = leaf.postings.len() as f32;
    let rarity = (1.0 + (count as f32 - frequency + 0.5).max(0.0) / (frequency + 0.5)).ln();
    let mut scores = scores.iter_mut().peekable();
    for (ord, occurrences) in &leaf.postings {
        while scores.next_if(|entry| entry.0 < *ord).is_some() {}
        let Some(entry) = scores.next_if(|entry| entry.0 == *ord) else { continue };
        let occurrences = *occurrences as f32;
        let length = 1.0 - B + B * relative_length(*ord);
        entry.1 += leaf.boost * rarity * occurrences * (K + 1.0) / (occurrences + K * length);
    }
}

/// A hit before its page is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    cursor: Cursor,
    score_bits: u32,
}

fn page(occurrences: &Occurrences, matches: &Matches, request: &Request<'_>) -> Found {
    let mut candidates = candidates(occurrences, matches, request.order);
    if request.fold {
        candidates = fold(occurrences, candidates);
    }
    let mut found = Found {
        total: matches.items.len(),
        hit_total: candidates.len() as u64,
        ..Found::default()
    };
    if let Some(after) = request.after {
        candidates.retain(|candidate| candidate.cursor > after);
    }
    let has_more = candidates.len() > request.limit;
    if has_more && request.limit > 0 {
        candidates.select_nth_unstable(request.limit - 1);
    }
    candidates.truncate(request.limit);
    candidates.sort_unstable();
    found.next = candidates.last().filter(|_| has_more).map(|last| last.cursor);
    let hit = |candidate: Candidate| hit(occurrences, matches, request.fold, candidate);
    found.hits = candidates.into_iter().map(hit).collect();
    found
}

fn candidates(occurrences: &Occurrences, matches: &Matches, order: Order<'_>) -> Vec<Candidate> {
    let scored = matches.scores(occurrences).into_iter();
    let candidate = |(item, score): (u32, f32)| {
        let score_bits = score.max(0.0).to_bits();
        let key = match order {
            // the bits of positive numbers are ordered as the numbers are
            Order::Relevance => u64::from(!score_bits) << 32 | u64::from(occurrences.tie_of(item)),
            Order::Rank(rank) => rank(item),
        };
        Candidate { cursor: Cursor { key, item }, score_bits }
    };
    scored.map(candidate).collect()
}

/// Keeps the first of the items of the same bytes; items without content stand for themselves.
fn fold(occurrences: &Occurrences, candidates: Vec<Candidate>) -> Vec<Candidate> {
    let mut kept = Vec::with_capacity(candidates.len());
    let mut first_of: HashMap<u32, usize> = HashMap::new();
    for candidate in candidates {
        let item = candidate.cursor.item;
        let is_single = !occurrences.duplicates().contains(item);
        let Some(content) = occurrences.content_of(item).filter(|_| !is_single) else {
            kept.push(candidate);
            continue;
        };
        let bytes = occurrences.first_of_same_bytes(content);
        let at = *first_of.entry(bytes).or_insert(kept.len());
        match kept.get_mut(at) {
            Some(first) => *first = candidate.min(*first),
            None => kept.push(candidate),
        }
    }
    kept
}

fn hit(occurrences: &Occurrences, matches: &Matches, folded: bool, candidate: Candidate) -> Hit {
    let item = candidate.cursor.item;
    let content = occurrences.content_of(item);
    let siblings =
        content.filter(|_| folded).map(|content| occurrences.items_of_same_bytes(content));
    let duplicates = siblings
        .into_iter()
        .flatten()
        .filter(|other| *other != item && matches.items.contains(*other))
        .collect();
    Hit { item, content, score: f32::from_bits(candidate.score_bits), duplicates }
}

/// Keeps the values that most items have, of equal ones the first in byte order.
pub(crate) fn largest(
    sets: BTreeMap<String, RoaringBitmap>,
    limit: usize,
) -> BTreeMap<String, RoaringBitmap> {
    let mut sets: Vec<_> = sets.into_iter().collect();
    sets.sort_by_key(|(_, items)| std::cmp::Reverse(items.len()));
    sets.truncate(limit);
    sets.into_iter().collect()
}

/// Returns the values that most items have, equal ones in byte order.
pub fn most_frequent(mut values: Vec<FacetValue>, limit: usize) -> Vec<FacetValue> {
    values.sort_by(|one, other| {
        other.items.cmp(&one.items).then_with(|| one.value.cmp(&other.value))
    });
    values.truncate(limit);
    values
}
