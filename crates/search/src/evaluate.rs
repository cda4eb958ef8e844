//! Which items a query matches, in which order, with which facets.

use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::fmt;
use std::panic;
use std::str::FromStr;
use std::thread;

use item::Layer;
use roaring::RoaringBitmap;

use crate::grouping::Grouping;
use crate::leaves::{Error, FacetValue, GroupCount, Leaves, Postings};
use crate::occurrences::Occurrences;
use crate::ords::set_of;
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
    let (facets, grouping, limit) = (&request.facets, request.grouping, request.facet_limit);
    let count = || {
        let counted = leaves.facets(facets, &matches.items, limit)?;
        let groups = grouping.map(|grouping| leaves.facet_groups(grouping, &matches.items));
        Ok::<_, Error>((counted, groups.transpose()?.unwrap_or_default()))
    };
    let choose = || page(leaves.occurrences(), &matches, request);
    let (mut found, counted) =
        if matches.items.len() < MANY { (choose(), count()) } else { side_by_side(choose, count) };
    let (counted, groups) = counted?;
    found.facets = facets.iter().cloned().zip(counted).collect();
    found.groups = groups;
    found.warnings = matches.warnings;
    Ok(found)
}

/// From so many items on their page is chosen while their facets are counted.
const MANY: u64 = 20_000;

/// Does one thing here and another on a thread of its own, or behind it where the machine has no thread to give.
fn side_by_side<A, B: Send>(here: impl FnOnce() -> A, there: impl Fn() -> B + Sync) -> (A, B) {
    thread::scope(|threads| {
        let beside = thread::Builder::new().spawn_scoped(threads, &there);
        let here = here();
        let there = match beside {
            Ok(beside) => beside.join().unwrap_or_else(|panic| panic::resume_unwind(panic)),
            Err(_) => there(),
        };
        (here, there)
    })
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
        let ords = postings.iter().map(|(ord, _)| *ord);
        let (count, beyond) = (postings.len(), occurrences.beyond());
        let mut items = if is_of_items {
            set_of(ords, count, beyond)
        } else {
            set_of(ords.flat_map(|content| occurrences.items_of(content)), count, beyond)
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
    /// Yields the score of each matching item, in ascending order of items.
    ///
    /// BM25 with the usual constants over whole leaves: a phrase counts as one rare word.
    fn scores<'m>(&'m self, occurrences: &'m Occurrences) -> impl Iterator<Item = (u32, f32)> + 'm {
        let mut of_contents = vec![0.0; occurrences.content_count()];
        let mut of_items: Vec<(u32, f32)> = Vec::new();
        for leaf in &self.leaves {
            if leaf.is_of_items {
                add_to_items(&mut of_items, leaf, occurrences);
            } else {
                add_to_contents(&mut of_contents, leaf, occurrences);
            }
        }
        of_items.sort_by_key(|(item, _)| *item);
        let mut of_items = of_items.into_iter().peekable();
        self.items.iter().map(move |item| {
            while of_items.next_if(|(other, _)| *other < item).is_some() {}
            let mut score = 0.0;
            while let Some((_, more)) = of_items.next_if(|(other, _)| *other == item) {
                score += more;
            }
            let place = occurrences.content_of(item).and_then(|of| occurrences.place_of(of));
            (item, score + place.map_or(0.0, |place| of_contents[place]))
        })
    }
}

/// Lists the scores of items.
fn add_to_items(scores: &mut Vec<(u32, f32)>, leaf: &Leaf, occurrences: &Occurrences) {
    let weight = Weight::of(leaf, occurrences.items().len());
    let of_leaf = leaf.postings.iter().map(|(item, times)| (*item, weight.score(*times, 1.0)));
    scores.extend(of_leaf);
}

/// Adds to the scores of contents, by their place.
fn add_to_contents(scores: &mut [f32], leaf: &Leaf, occurrences: &Occurrences) {
    let weight = Weight::of(leaf, occurrences.content_count() as u64);
    for (ord, times) in &leaf.postings {
        if let Some(place) = occurrences.place_of(*ord) {
            scores[place] += weight.score(*times, occurrences.relative_length(place));
        }
    }
}

/// How much an occurrence of a leaf counts.
struct Weight(f32);

#[allow(clippy::cast_precision_loss)] // relevance needs no more than the leading digits
impl Weight {
    fn of(leaf: &Leaf, count: u64) -> Self {
        let frequency = leaf.postings.len() as f32;
        let rarity = (1.0 + (count as f32 - frequency + 0.5).max(0.0) / (frequency + 0.5)).ln();
        Self(leaf.boost * rarity)
    }

    fn score(&self, times: u32, relative_length: f32) -> f32 {
        const K: f32 = 1.2;
        const B: f32 = 0.75;
        let times = times as f32;
        let length = 1.0 - B + B * relative_length;
        self.0 * times * (K + 1.0) / (times + K * length)
    }
}

/// A hit before its page is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    cursor: Cursor,
    score_bits: u32,
}

fn page(occurrences: &Occurrences, matches: &Matches, request: &Request<'_>) -> Found {
    let mut page = Page { limit: request.limit, after: request.after, ..Page::default() };
    let candidates = candidates(occurrences, matches, request.order);
    if request.fold {
        fold(occurrences, candidates, |candidate| page.add(candidate));
    } else {
        candidates.for_each(|candidate| page.add(candidate));
    }
    let kept = page.kept.into_sorted_vec();
    let has_more = page.behind > kept.len() as u64;
    Found {
        total: matches.items.len(),
        hit_total: page.all,
        next: kept.last().filter(|_| has_more).map(|last| last.cursor),
        hits: kept.iter().map(|kept| hit(occurrences, matches, request.fold, *kept)).collect(),
        ..Found::default()
    }
}

/// The first hits behind a cursor.
#[derive(Default)]
struct Page {
    limit: usize,
    after: Option<Cursor>,
    /// The last of them on top.
    kept: BinaryHeap<Candidate>,
    /// How many there are, and how many of them behind the cursor.
    all: u64,
    behind: u64,
}

impl Page {
    fn add(&mut self, candidate: Candidate) {
        self.all += 1;
        if self.after.is_some_and(|after| candidate.cursor <= after) {
            return;
        }
        self.behind += 1;
        if self.kept.len() < self.limit {
            self.kept.push(candidate);
        } else if let Some(mut last) = self.kept.peek_mut()
            && candidate < *last
        {
            *last = candidate;
        }
    }
}

/// Yields what may be a hit, in the order of items.
fn candidates<'m>(
    occurrences: &'m Occurrences,
    matches: &'m Matches,
    order: Order<'m>,
) -> impl Iterator<Item = Candidate> + 'm {
    matches.scores(occurrences).map(move |(item, score)| {
        let score_bits = score.max(0.0).to_bits();
        let key = match order {
            // the bits of positive numbers are ordered as the numbers are
            Order::Relevance => u64::from(!score_bits) << 32 | u64::from(occurrences.tie_of(item)),
            Order::Rank(rank) => rank(item),
        };
        Candidate { cursor: Cursor { key, item }, score_bits }
    })
}

/// Yields of items of the same bytes the first; items without content stand for themselves.
fn fold(
    occurrences: &Occurrences,
    candidates: impl Iterator<Item = Candidate>,
    mut add: impl FnMut(Candidate),
) {
    let mut first_of: HashMap<u32, Candidate> = HashMap::new();
    for candidate in candidates {
        let item = candidate.cursor.item;
        let is_copy = occurrences.duplicates().contains(item);
        let Some(content) = occurrences.content_of(item).filter(|_| is_copy) else {
            add(candidate);
            continue;
        };
        let bytes = occurrences.first_of_same_bytes(content);
        let first = first_of.entry(bytes).or_insert(candidate);
        *first = candidate.min(*first);
    }
    first_of.into_values().for_each(add);
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
