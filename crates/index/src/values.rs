//! The values of one facet over all segments of an index, and how often each occurs.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use search::FacetValue;

use crate::column::Column;
use crate::error::Error;

/// What is this many times fewer than the values of a facet is put in order, and named, by itself; else all values have a count
/// in a table, and a number.
const FEW: usize = 16;

/// By segment, the documents there, each with how many items it speaks for.
pub(crate) type Documents = Vec<Vec<(u32, u64)>>;

/// The documents of items to count, or, where that is less work, of those that are not to be counted.
pub(crate) struct Counted {
    pub(crate) documents: Documents,
    pub(crate) are_left_out: bool,
}

/// How many items have a value, and how often it occurs in them.
#[derive(Clone, Copy, Default)]
pub(crate) struct Count {
    pub(crate) items: u64,
    pub(crate) times: u64,
}

impl Count {
    /// Returns the count of a value that documents of this weight have so many times each.
    fn of(times: usize, weight: u64) -> Self {
        Self { items: weight, times: times as u64 * weight }
    }
}

/// The values of one facet in each segment, and over all of them once many are counted.
pub(crate) struct Values {
    prefix: String,
    pub(crate) columns: Vec<Option<Column>>,
    /// How much work it was to name values without their numbers.
    named: AtomicUsize,
    numbered: OnceLock<Numbered>,
}

/// The values of one facet, numbered over all segments in byte order. Memory is 4 bytes for each value in each segment, and
/// 8 for each value or, once most items were counted, 24.
struct Numbered {
    /// By segment and place there, the number of the value.
    numbers: Vec<Vec<u32>>,
    /// By number, a segment that has the value, and its place there.
    stands: Vec<(u32, u32)>,
    /// By number, the counts over all items.
    of_all: OnceLock<Vec<Count>>,
}

/// By segment, the values that occur by their place there, ascending, each with its count.
type BySegment = Vec<Vec<(u32, Count)>>;

impl Values {
    pub(crate) fn new(columns: Vec<Option<Column>>, prefix: String) -> Self {
        Self { prefix, columns, named: AtomicUsize::new(0), numbered: OnceLock::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Counts all values, by value in byte order; `all` returns the documents of all items.
    pub(crate) fn count<'d>(
        &self,
        counted: &Counted,
        all: impl Fn() -> &'d Documents,
    ) -> Result<Vec<FacetValue>, Error> {
        let found = self.by_segment(&counted.documents);
        if self.are_named_at_once(counted, &found) {
            return self.named_by_segment(found);
        }
        let numbered = self.numbered()?;
        self.named(numbered, &self.counts(numbered, counted, &found, all))
    }

    /// Counts the `limit` values that most items have, of equal ones the first in byte order.
    pub(crate) fn count_most_frequent<'d>(
        &self,
        counted: &Counted,
        limit: usize,
        all: impl Fn() -> &'d Documents,
    ) -> Result<Vec<FacetValue>, Error> {
        let found = self.by_segment(&counted.documents);
        if self.are_named_at_once(counted, &found) {
            return Ok(search::most_frequent(self.named_by_segment(found)?, limit));
        }
        let numbered = self.numbered()?;
        let counts = self.counts(numbered, counted, &found, all);
        self.named(numbered, &most_frequent(&counts, limit))
    }

    /// Tells whether the values that occur are to be named at once. That is less work than numbering all while they are few,
    /// until so many were named that it took as long: the name of one by itself takes as long as numbering several.
    fn are_named_at_once(&self, counted: &Counted, found: &BySegment) -> bool {
        let is_less = self.numbered.get().is_none() && !counted.are_left_out && self.are_few(found);
        let count: usize = found.iter().map(Vec::len).sum();
        is_less && self.named.fetch_add(FEW * count, Ordering::Relaxed) < self.len()
    }

    fn are_few(&self, found: &BySegment) -> bool {
        let found: usize = found.iter().map(Vec::len).sum();
        FEW * found < self.len() || found < FEW
    }

    /// Returns how many values there are, once for each segment that has one.
    fn len(&self) -> usize {
        self.columns.iter().flatten().map(Column::len).sum()
    }

    fn by_segment(&self, documents: &Documents) -> BySegment {
        let counts = |(column, documents): (&Option<Column>, &Vec<_>)| match column {
            None => Vec::new(),
            Some(column) if FEW * documents.len() < column.len() => listed(column, documents),
            Some(column) => having(&table(column, documents)).collect(),
        };
        self.columns.iter().zip(documents).map(counts).collect()
    }

    /// Names the values that occur, by value in byte order.
    fn named_by_segment(&self, found: BySegment) -> Result<Vec<FacetValue>, Error> {
        let mut values = Vec::new();
        for (column, found) in self.columns.iter().zip(found) {
            let Some(column) = column else { continue };
            let found = found.into_iter().map(|(place, count)| (place as usize, count));
            let named = column.named(&self.prefix, found)?.into_iter();
            values.extend(named.map(|(value, Count { items, times })| FacetValue {
                value,
                items,
                times,
            }));
        }
        Ok(summed(values))
    }

    /// Names values that are given by their numbers, in their order.
    fn named(
        &self,
        numbered: &Numbered,
        counts: &[(u32, Count)],
    ) -> Result<Vec<FacetValue>, Error> {
        let mut of_segments: Vec<Vec<(usize, usize)>> = vec![Vec::new(); self.columns.len()];
        for (at, (number, _)) in counts.iter().enumerate() {
            let (segment, place) = numbered.stands[*number as usize];
            of_segments[segment as usize].push((place as usize, at));
        }
        let mut names = vec![String::new(); counts.len()];
        for (column, mut places) in self.columns.iter().zip(of_segments) {
            let Some(column) = column else { continue };
            places.sort_unstable();
            for (name, at) in column.named(&self.prefix, places)? {
                names[at] = name;
            }
        }
        let value = |(value, (_, Count { items, times })): (String, &(u32, Count))| FacetValue {
            value,
            items: *items,
            times: *times,
        };
        Ok(names.into_iter().zip(counts).map(value).collect())
    }

    /// Returns the values that occur in the order of their numbers, each with its count.
    fn counts<'d>(
        &self,
        numbered: &Numbered,
        counted: &Counted,
        found: &BySegment,
        all: impl Fn() -> &'d Documents,
    ) -> Vec<(u32, Count)> {
        if !counted.are_left_out && self.are_few(found) {
            return merged(numbered.in_segments(found).collect());
        }
        if !counted.are_left_out {
            return having(&numbered.table(found)).collect();
        }
        let of_all = numbered.of_all.get_or_init(|| numbered.table(&self.by_segment(all())));
        let mut rest = of_all.clone();
        for (number, count) in numbered.in_segments(found) {
            if let Some(rest) = rest.get_mut(number as usize) {
                rest.items = rest.items.saturating_sub(count.items);
                rest.times = rest.times.saturating_sub(count.times);
            }
        }
        having(&rest).collect()
    }

    fn numbered(&self) -> Result<&Numbered, Error> {
        if let Some(numbered) = self.numbered.get() {
            return Ok(numbered);
        }
        let made = Numbered::new(&self.columns, &self.prefix)?;
        Ok(self.numbered.get_or_init(|| made))
    }
}

impl Numbered {
    fn new(columns: &[Option<Column>], prefix: &str) -> Result<Self, Error> {
        let (mut numbers, mut stands) = (vec![Vec::new(); columns.len()], Vec::new());
        let mut streams = Vec::new();
        for column in columns {
            let dictionary = column.as_ref().map(|column| column.values.dictionary());
            let terms = dictionary.map(|terms| terms.prefix_range(prefix).into_stream());
            streams.push(terms.transpose()?);
        }
        let mut advance = |segment: usize| {
            let stream = streams[segment].as_mut()?;
            stream.advance().then(|| Reverse((stream.key().to_vec(), segment)))
        };
        let mut next: BinaryHeap<_> = (0..columns.len()).filter_map(&mut advance).collect();
        let mut last: Option<Vec<u8>> = None;
        while let Some(Reverse((term, segment))) = next.pop() {
            if last.as_ref() != Some(&term) {
                stands.push((as_u32(segment), as_u32(numbers[segment].len())));
            }
            numbers[segment].push(as_u32(stands.len() - 1));
            next.extend(advance(segment));
            last = Some(term);
        }
        Ok(Self { numbers, stands, of_all: OnceLock::new() })
    }

    fn table(&self, found: &BySegment) -> Vec<Count> {
        let mut table = vec![Count::default(); self.stands.len()];
        for (number, more) in self.in_segments(found) {
            if let Some(count) = table.get_mut(number as usize) {
                count.items += more.items;
                count.times += more.times;
            }
        }
        table
    }

    /// Yields the number of each value in each segment, with its count there.
    fn in_segments<'f>(&'f self, found: &'f BySegment) -> impl Iterator<Item = (u32, Count)> + 'f {
        let segments = self.numbers.iter().zip(found);
        segments.flat_map(|(numbers, found)| {
            let number =
                |(place, count): &(u32, Count)| Some((*numbers.get(*place as usize)?, *count));
            found.iter().filter_map(number)
        })
    }
}

fn table(column: &Column, documents: &[(u32, u64)]) -> Vec<Count> {
    let mut counts = vec![Count::default(); column.len()];
    column.visit(documents, |weight, places| add(&mut counts, places, weight));
    counts
}

fn listed(column: &Column, documents: &[(u32, u64)]) -> Vec<(u32, Count)> {
    let mut counts: Vec<(u32, Count)> = Vec::new();
    column.visit(documents, |weight, places| {
        let equal = places.chunk_by(|one, other| one == other);
        counts.extend(equal.map(|equal| (equal[0], Count::of(equal.len(), weight))));
    });
    merged(counts)
}

/// Adds up the counts of equal values, in the order of values.
fn merged(mut counts: Vec<(u32, Count)>) -> Vec<(u32, Count)> {
    // Those of each segment come in order, which a stable sort makes use of.
    counts.sort_by_key(|(value, _)| *value);
    counts.dedup_by(|(next, more), (kept, count)| {
        let is_same = next == kept;
        if is_same {
            count.items += more.items;
            count.times += more.times;
        }
        is_same
    });
    counts
}

/// Adds the values of a document, ascending, to the counts by value.
pub(crate) fn add(counts: &mut [Count], values: &[u32], weight: u64) {
    let mut last = None;
    for value in values {
        let Some(count) = counts.get_mut(*value as usize) else { return };
        count.items += if last == Some(value) { 0 } else { weight };
        count.times += weight;
        last = Some(value);
    }
}

/// Yields what occurs, by its place in the table.
pub(crate) fn having(table: &[Count]) -> impl Iterator<Item = (u32, Count)> + '_ {
    (0..).zip(table.iter().copied()).filter(|(_, count)| count.items > 0)
}

/// Returns the values that most items have, equal ones in the order of their numbers.
fn most_frequent(counts: &[(u32, Count)], limit: usize) -> Vec<(u32, Count)> {
    let mut kept = BinaryHeap::new();
    for (number, count) in counts {
        let rank = (count.items, Reverse(*number));
        let is_kept =
            kept.len() < limit || kept.peek().is_some_and(|(Reverse(least), _)| rank > *least);
        if is_kept {
            kept.push((Reverse(rank), count.times));
        }
        if kept.len() > limit {
            kept.pop();
        }
    }
    let kept = kept.into_sorted_vec().into_iter();
    let found =
        kept.map(|(Reverse((items, Reverse(number))), times)| (number, Count { items, times }));
    found.collect()
}

/// Adds up the counts of equal values, which come from several segments.
fn summed(mut values: Vec<FacetValue>) -> Vec<FacetValue> {
    // Those of each segment come in order, which a stable sort makes use of.
    values.sort_by(|one, other| one.value.cmp(&other.value));
    values.dedup_by(|next, kept| {
        let is_same = next.value == kept.value;
        if is_same {
            kept.items += next.items;
            kept.times += next.times;
        }
        is_same
    });
    values
}

fn as_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
