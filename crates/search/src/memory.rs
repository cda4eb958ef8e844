//! The naive engine that others are tested against: it looks at every word of every content for every question.

mod spans;

use std::collections::{BTreeMap, BTreeSet};

use item::{Key, Kind, Layer};
use roaring::RoaringBitmap;

use crate::evaluate::most_frequent;
use crate::grouping::Grouping;
use crate::leaves::{Error, FacetValue, GroupCount, IndexWriter, Leaves, Postings};
use crate::marks::Mark;
use crate::occurrences::Occurrences;
use crate::query::{Field, Spans};
use crate::record::{ContentRecord, ItemRecord};
use crate::terms::{self, Entry, TextTerms};
use crate::warnings::QueryWarnings;
use crate::word::Word;

use spans::{expand, occurrences};

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
            let counts =
                units.iter().map(|unit| occurrences(spans, &unit.entries, &expansions).len());
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
        limit: usize,
    ) -> Result<Vec<Vec<FacetValue>>, Error> {
        let count = |facet: &String| most_frequent(self.count_facet(facet, items), limit);
        Ok(facets.iter().map(count).collect())
    }

    fn facet_values(&self, facet: &str, items: &RoaringBitmap) -> Result<Vec<FacetValue>, Error> {
        Ok(self.count_facet(facet, items))
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
    let born = record.born_terms().into_iter().map(|term| ("born", term));
    for (name, value) in record.attributes().into_iter().chain(dated).chain(born) {
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
