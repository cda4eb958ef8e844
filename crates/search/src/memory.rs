//! The naive engine that others are tested against: it looks at every word of every content for every question.

use std::collections::{BTreeMap, BTreeSet};

use item::{Key, Kind, Layer};
use roaring::RoaringBitmap;

use crate::grouping::Grouping;
use crate::leaves::{Error, FacetValue, GroupCount, IndexWriter, Leaves, Postings};
use crate::marks::Mark;
use crate::occurrences::Occurrences;
use crate::query::{Field, Spans};
use crate::record::{ContentRecord, ItemRecord};
use crate::terms::{self, Entry, TextTerms};
use crate::warnings::QueryWarnings;
use crate::word::Word;

/// An index in memory.
#[derive(Debug, Default)]
pub struct Memory {
    pending: State,
    committed: State,
    occurrences: Occurrences,
    payload: String,
}

#[derive(Clone, Debug, Default)]
struct State {
    contents: BTreeMap<u32, Document>,
    items: BTreeMap<u32, Document>,
}

/// A content or an item.
#[derive(Clone, Debug, Default)]
struct Document {
    units: Vec<Unit>,
    facets: Vec<(String, String)>,
    length: u32,
    same_bytes_as: u32,
    content: Option<u32>,
    tie: u32,
    size: Option<u64>,
}

/// What no span leaves: a segment, a property value, a mention, a locator, an attribute.
#[derive(Clone, Debug)]
struct Unit {
    owner: Owner,
    entries: Vec<Entry>,
}

/// Which field a unit belongs to.
#[derive(Clone, Debug)]
enum Owner {
    Text(Layer),
    Mention(Kind, Layer),
    Property(String),
    ContentAttribute(&'static str),
    Path,
    Name,
    Locator,
    ItemAttribute(&'static str),
}

impl Memory {
    /// Returns what the last commit was told to keep.
    pub fn payload(&self) -> &str {
        &self.payload
    }

    /// Yields the terms of a field, each as often as it stands there.
    fn terms_of(&self, field: &Field) -> impl Iterator<Item = &String> {
        let documents = self.committed.items.values().chain(self.committed.contents.values());
        let units = documents.flat_map(|document| &document.units);
        // An index keeps the names of items in the dictionary of the layer of names.
        let is_named = move |owner: &Owner| match (owner, field) {
            (Owner::Name, Field::Text(layers)) => layers.contains(Layer::Name),
            _ => false,
        };
        let is_asked = move |unit: &&Unit| unit.owner.is_in(field) || is_named(&unit.owner);
        let entries = units.filter(is_asked).flat_map(|unit| &unit.entries);
        entries.map(|entry| &entry.term)
    }
}

impl IndexWriter for Memory {
    fn add_content(&mut self, record: &ContentRecord<'_>) -> Result<(), Error> {
        let document = Document {
            units: units_of_content(record),
            facets: record.facets(),
            length: record.length(),
            same_bytes_as: record.same_bytes_as,
            ..Document::default()
        };
        self.pending.contents.insert(record.ord, document);
        Ok(())
    }

    fn add_item(&mut self, record: &ItemRecord) -> Result<(), Error> {
        let document = Document {
            units: units_of_item(record),
            facets: record.facets(),
            content: record.content,
            tie: record.tie(),
            size: record.size,
            ..Document::default()
        };
        self.pending.items.insert(record.ord, document);
        Ok(())
    }

    fn delete_content(&mut self, ord: u32) -> Result<(), Error> {
        self.pending.contents.remove(&ord);
        Ok(())
    }

    fn delete_item(&mut self, ord: u32) -> Result<(), Error> {
        self.pending.items.remove(&ord);
        Ok(())
    }

    fn delete_all(&mut self) -> Result<(), Error> {
        self.pending = State::default();
        Ok(())
    }

    fn commit(&mut self, payload: &str) -> Result<(), Error> {
        payload.clone_into(&mut self.payload);
        self.committed = self.pending.clone();
        self.occurrences = Occurrences::new(
            self.committed.items.iter().map(|(ord, item)| (*ord, item.content, item.tie)),
            self.committed
                .contents
                .iter()
                .map(|(ord, content)| (*ord, content.length, content.same_bytes_as)),
        );
        Ok(())
    }
}

impl Leaves for Memory {
    fn words(
        &self,
        field: &Field,
        spans: &Spans,
        warnings: &mut QueryWarnings,
    ) -> Result<Postings, Error> {
        let state = &self.committed;
        let documents = if field.is_of_items() { &state.items } else { &state.contents };
        let units = |document: &'_ Document| -> Vec<Unit> {
            document.units.iter().filter(|unit| unit.owner.is_in(field)).cloned().collect()
        };
        let all: Vec<(u32, Vec<Unit>)> =
            documents.iter().map(|(ord, document)| (*ord, units(document))).collect();
        let terms: BTreeSet<&str> = all
            .iter()
            .flat_map(|(_, units)| units)
            .flat_map(|unit| &unit.entries)
            .map(|entry| entry.term.as_str())
            .collect();
        let expansions = expand(field, spans, &terms, warnings);
        let count = |units: &[Unit]| -> usize {
            let counts = units.iter().map(|unit| occurrences(spans, unit, &expansions).len());
            if field.counts_spans() { counts.sum() } else { usize::from(counts.sum::<usize>() > 0) }
        };
        let counted = all.iter().map(|(ord, units)| (*ord, count(units)));
        let found = counted.filter(|(_, count)| *count > 0);
        Ok(found.map(|(ord, count)| (ord, u32::try_from(count).unwrap_or(u32::MAX))).collect())
    }

    fn terms(&self, field: &Field, word: &Word) -> Result<Vec<String>, Error> {
        let matcher = word.matcher();
        let fitting = self.terms_of(field).filter(|term| matcher.matches(term));
        let terms: BTreeSet<&String> = fitting.collect();
        Ok(terms.into_iter().take(field.expansion_limit(word)).cloned().collect())
    }

    fn for_each_term(&self, field: &Field, visit: &mut dyn FnMut(&str)) -> Result<(), Error> {
        self.terms_of(field).for_each(|term| visit(term));
        Ok(())
    }

    fn sized(&self, min: u64, max: u64) -> Result<RoaringBitmap, Error> {
        let fits = |item: &Document| item.size.is_some_and(|size| (min..=max).contains(&size));
        let items = self.committed.items.iter().filter(|(_, item)| fits(item));
        Ok(items.map(|(ord, _)| *ord).collect())
    }

    fn occurrences(&self) -> &Occurrences {
        &self.occurrences
    }

    fn facets(
        &self,
        facets: &[String],
        items: &RoaringBitmap,
    ) -> Result<Vec<Vec<FacetValue>>, Error> {
        Ok(facets.iter().map(|facet| self.count_facet(facet, items)).collect())
    }

    fn number_groups(
        &self,
        facet: &str,
        group_of: &dyn Fn(&str) -> Option<u32>,
    ) -> Result<Vec<Vec<Option<u32>>>, Error> {
        Ok(vec![self.values_of(facet).into_keys().map(|value| group_of(&value)).collect()])
    }

    fn facet_groups(
        &self,
        grouping: &Grouping,
        items: &RoaringBitmap,
    ) -> Result<Vec<GroupCount>, Error> {
        let facet = grouping.facet();
        let places = self.values_of(facet);
        let mut counts: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
        for item in items {
            let group = |value: &String| grouping.group(0, *places.get(value)?);
            let groups: Vec<u32> = self.facet_of(item, facet).filter_map(group).collect();
            for group in &groups {
                counts.entry(*group).or_default().1 += 1;
            }
            for group in groups.into_iter().collect::<BTreeSet<_>>() {
                counts.entry(group).or_default().0 += 1;
            }
        }
        let count = |(group, (items, times))| GroupCount { group, items, times };
        Ok(counts.into_iter().map(count).collect())
    }

    fn facet_items(
        &self,
        facet: &str,
        items: &RoaringBitmap,
    ) -> Result<BTreeMap<String, RoaringBitmap>, Error> {
        let mut found: BTreeMap<String, RoaringBitmap> = BTreeMap::new();
        for item in items {
            for value in self.facet_of(item, facet) {
                found.entry(value.clone()).or_default().insert(item);
            }
        }
        Ok(found)
    }
}

impl Memory {
    /// Returns the values that an item has of a facet, each as often as it has it.
    fn count_facet(&self, facet: &str, items: &RoaringBitmap) -> Vec<FacetValue> {
        let mut counts: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for ord in items {
            let mut last = None;
            for value in self.facet_of(ord, facet) {
                let (items, times) = counts.entry(value.clone()).or_default();
                *items += u64::from(last != Some(value));
                *times += 1;
                last = Some(value);
            }
        }
        let value = |(value, (items, times))| FacetValue { value, items, times };
        counts.into_iter().map(value).collect()
    }

    /// Returns the place of each value of a facet among them all.
    fn values_of(&self, facet: &str) -> BTreeMap<String, usize> {
        let (items, contents) = (self.committed.items.values(), self.committed.contents.values());
        let facets = items.chain(contents).flat_map(|document| &document.facets);
        let values: BTreeSet<&String> =
            facets.filter(|(name, _)| name == facet).map(|(_, value)| value).collect();
        values.into_iter().cloned().zip(0..).collect()
    }

    fn facet_of(&self, item: u32, facet: &str) -> impl Iterator<Item = &String> {
        let item = self.committed.items.get(&item);
        let content = item.and_then(|item| self.committed.contents.get(&item.content?));
        let facets = item.into_iter().chain(content).flat_map(|document| &document.facets);
        facets.filter(move |(name, _)| name == facet).map(|(_, value)| value)
    }
}

impl Owner {
    fn is_in(&self, field: &Field) -> bool {
        match (self, field) {
            (Self::Text(layer), Field::Text(layers)) => layers.contains(*layer),
            (Self::Mention(own, layer), Field::Mention { kind, layers }) => {
                own == kind && layers.contains(*layer)
            }
            (Self::Property(key), Field::Property(keys)) => keys.contains(key),
            (Self::ContentAttribute(own), Field::ContentAttribute(name))
            | (Self::ItemAttribute(own), Field::ItemAttribute(name)) => own == name,
            (Self::Path, Field::Path)
            | (Self::Name, Field::Name)
            | (Self::Locator, Field::Locator) => true,
            _ => false,
        }
    }
}

fn units_of_content(record: &ContentRecord<'_>) -> Vec<Unit> {
    let mut units = Vec::new();
    for (segment, marks) in record.segments.iter().zip(record.marks()) {
        let entries = entries_of_text(&segment.text, marks);
        units.push(Unit { owner: Owner::Text(segment.layer), entries });
    }
    for mention in record.mentions {
        let entries = terms::entries_of_mention(mention);
        units.push(Unit { owner: Owner::Mention(mention.kind, mention.layer), entries });
    }
    for (key, values) in record.metadata {
        units.extend(values.iter().map(|value| unit_of_property(key, value)));
    }
    let dated = record.dated_term().map(|term| ("dated", term));
    for (name, value) in record.attributes().into_iter().chain(dated) {
        units.push(Unit {
            owner: Owner::ContentAttribute(name),
            entries: vec![Entry::first(value)],
        });
    }
    units
}

fn entries_of_text(text: &str, marks: Vec<Mark>) -> Vec<Entry> {
    let mut terms = TextTerms::marked(text, marks);
    let mut entries = Vec::new();
    while terms.advance() {
        entries.push(Entry { position: terms.position(), term: terms.term().to_owned() });
    }
    entries
}

fn unit_of_property(key: &Key, value: &str) -> Unit {
    let entries = terms::entries_of_property(key.name(), value);
    Unit { owner: Owner::Property(key.name().to_owned()), entries }
}

fn units_of_item(record: &ItemRecord) -> Vec<Unit> {
    let locator_term = record.locator_term().to_owned();
    let mut units = vec![
        Unit { owner: Owner::Path, entries: terms::entries_of_path(&record.locator) },
        Unit { owner: Owner::Name, entries: entries_of_text(record.name(), Vec::new()) },
        Unit { owner: Owner::Locator, entries: vec![Entry::first(locator_term)] },
    ];
    let modified = record.modified_term().map(|term| ("modified", term));
    for (name, value) in record.attributes().into_iter().chain(modified) {
        units.push(Unit { owner: Owner::ItemAttribute(name), entries: vec![Entry::first(value)] });
    }
    units
}

/// Which terms each word stands for.
type Expansions = BTreeMap<Word, BTreeSet<String>>;

fn expand(
    field: &Field,
    spans: &Spans,
    terms: &BTreeSet<&str>,
    warnings: &mut QueryWarnings,
) -> Expansions {
    let mut expansions = Expansions::new();
    spans.for_each_word(&mut |word| {
        let matcher = word.matcher();
        let limit = field.expansion_limit(word);
        let mut stands_for = terms.iter().filter(|term| matcher.matches(term));
        let first: BTreeSet<String> =
            stands_for.by_ref().take(limit).map(|term| (*term).to_owned()).collect();
        if stands_for.next().is_some() {
            warnings.warn_of_expansion(word);
        }
        expansions.insert(word.clone(), first);
    });
    expansions
}

/// Returns the spans by the letter of the definition in [`Spans`].
fn occurrences(spans: &Spans, unit: &Unit, expansions: &Expansions) -> BTreeSet<(u32, u32)> {
    match spans {
        Spans::Word(word) => {
            positions(word, unit, expansions).into_iter().map(|at| (at, at)).collect()
        }
        Spans::Any(parts) => {
            parts.iter().flat_map(|part| occurrences(part, unit, expansions)).collect()
        }
        Spans::Sequence(parts) => {
            let mut found = parts.iter().map(|part| occurrences(part, unit, expansions));
            let first = found.next().unwrap_or_default();
            found.fold(first, |left, right| pairs(&left, &right, 1, true))
        }
        Spans::Window { slots, extra } => {
            let words = |slot: &Vec<Word>| -> BTreeSet<u32> {
                slot.iter().flat_map(|word| positions(word, unit, expansions)).collect()
            };
            windows(&slots.iter().map(words).collect::<Vec<_>>(), *extra)
        }
        Spans::Unless { found, strangers, own, before, after, divider } => {
            let of = |words: &[Word]| -> BTreeSet<u32> {
                words.iter().flat_map(|word| positions(word, unit, expansions)).collect()
            };
            let dividers = divider.as_ref().map(|word| positions(word, unit, expansions));
            let dividers = dividers.unwrap_or_default();
            let strangers = &of(strangers) - &of(own);
            let mut found = occurrences(found, unit, expansions);
            found.retain(|(start, end)| {
                let is_divided = (start + 1..=*end).any(|at| dividers.contains(&at));
                let ahead = (0..*before)
                    .take_while(|step| !dividers.contains(&start.saturating_sub(*step)));
                let behind = (1..=*after).take_while(|step| !dividers.contains(&(end + step)));
                let first = ahead.fold(*start, |first, _| first.saturating_sub(1));
                let last = behind.fold(*end, |last, _| last + 1);
                !is_divided && !(first..=last).any(|at| strangers.contains(&at))
            });
            found
        }
        Spans::Without { found, excluded } => {
            let excluded = occurrences(excluded, unit, expansions);
            let taken: BTreeSet<u32> =
                excluded.into_iter().flat_map(|(start, end)| start..=end).collect();
            let found = occurrences(found, unit, expansions).into_iter();
            found.filter(|(start, end)| taken.range(start..=end).next().is_none()).collect()
        }
        Spans::Near { left, right, within, ordered } => {
            let left = occurrences(left, unit, expansions);
            let right = occurrences(right, unit, expansions);
            pairs(&left, &right, *within, *ordered)
        }
        Spans::Mention { begins, ends } => {
            let ends = positions(ends, unit, expansions);
            let end = |start: &u32| ends.range(start..).next().map(|end| (*start, *end));
            positions(begins, unit, expansions).iter().filter_map(end).collect()
        }
        Spans::Within { left, right, part, ordered } => {
            let left = occurrences(left, unit, expansions);
            let right = occurrences(right, unit, expansions);
            together(&left, &right, &positions(part, unit, expansions), *ordered)
        }
    }
}

/// Joins each span of `left` with the nearest of `right` behind and before it, where no part begins between.
fn together(
    left: &BTreeSet<(u32, u32)>,
    right: &BTreeSet<(u32, u32)>,
    parts: &BTreeSet<u32>,
    ordered: bool,
) -> BTreeSet<(u32, u32)> {
    let is_whole = |span: &(u32, u32)| !(span.0 + 1..=span.1).any(|at| parts.contains(&at));
    let mut found = BTreeSet::new();
    for one in left {
        let behind =
            right.iter().filter(|other| other.0 > one.1).map(|other| (one.0, other.1, other));
        let behind =
            behind.filter(|joined| is_whole(&(joined.0, joined.1))).min_by_key(|joined| joined.2);
        let before =
            right.iter().filter(|other| other.1 < one.0).map(|other| (other.0, one.1, other));
        let before =
            before.filter(|joined| is_whole(&(joined.0, joined.1))).max_by_key(|joined| joined.2);
        let joined = behind.into_iter().chain(before.filter(|_| !ordered));
        found.extend(joined.map(|(start, end, _)| (start, end)));
    }
    found
}

fn positions(word: &Word, unit: &Unit, expansions: &Expansions) -> BTreeSet<u32> {
    let Some(terms) = expansions.get(word) else { return BTreeSet::new() };
    let entries = unit.entries.iter().filter(|entry| terms.contains(&entry.term));
    entries.map(|entry| entry.position).collect()
}

fn pairs(
    left: &BTreeSet<(u32, u32)>,
    right: &BTreeSet<(u32, u32)>,
    within: u32,
    ordered: bool,
) -> BTreeSet<(u32, u32)> {
    let follows =
        |one: &(u32, u32), other: &(u32, u32)| other.0 > one.1 && other.0 - one.1 <= within;
    let mut found = BTreeSet::new();
    for one in left {
        for other in right {
            if follows(one, other) {
                found.insert((one.0, other.1));
            }
            if !ordered && follows(other, one) {
                found.insert((other.0, one.1));
            }
        }
    }
    found
}

fn windows(slots: &[BTreeSet<u32>], extra: u32) -> BTreeSet<(u32, u32)> {
    let width = u32::try_from(slots.len()).unwrap_or(u32::MAX).saturating_add(extra);
    let starts: BTreeSet<u32> = slots.iter().flatten().copied().collect();
    let shortest = |start: u32| {
        let mut ends = start..start.saturating_add(width);
        ends.find(|end| fills(slots, start, *end, &mut BTreeSet::new())).map(|end| (start, end))
    };
    starts.into_iter().filter_map(shortest).collect()
}

/// Tries every way to give each slot a position of its own between `start` and `end` with `start` among them.
fn fills(slots: &[BTreeSet<u32>], start: u32, end: u32, used: &mut BTreeSet<u32>) -> bool {
    let Some((slot, rest)) = slots.split_first() else { return used.contains(&start) };
    slot.range(start..=end).any(|at| {
        let is_free = used.insert(*at);
        let fits = is_free && fills(rest, start, end, used);
        if is_free {
            used.remove(at);
        }
        fits
    })
}
