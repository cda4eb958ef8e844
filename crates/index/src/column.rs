//! The values of one facet in one segment.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use tantivy::columnar::{StrColumn, TermOrdHit};

use crate::error::Error;

/// The values of one facet in one segment: a range in the column of all facets.
pub(crate) struct Column {
    pub(crate) values: StrColumn,
    first: u64,
    count: u64,
    /// How many documents were looked at in the file.
    read: AtomicUsize,
    /// Nothing where there is no room.
    held: OnceLock<Option<Held>>,
    room: Arc<Room>,
}

/// How many numbers of four bytes the columns of one state of an index may still hold in memory.
pub(crate) struct Room(AtomicUsize);

impl Default for Room {
    fn default() -> Self {
        Self(AtomicUsize::new(64 << 20))
    }
}

impl Room {
    fn take(&self, numbers: usize) -> bool {
        let take = |left: usize| left.checked_sub(numbers);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    fn has(&self, numbers: usize) -> bool {
        self.0.load(Ordering::Relaxed) >= numbers
    }
}

/// By document, the values by their place in the range: a number for each document and for each time that it has one.
struct Held {
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Held {
    fn of(&self, document: u32) -> &[u32] {
        let start = |at: usize| self.starts.get(at).map_or(self.places.len(), |at| *at as usize);
        &self.places[start(document as usize)..start(document as usize + 1)]
    }
}

impl Column {
    pub(crate) fn new(values: StrColumn, prefix: &str, room: Arc<Room>) -> Result<Self, Error> {
        let dictionary = values.dictionary();
        let first = first_from(&dictionary.term_ord_or_next(prefix)?);
        let beyond = prefix.replace('\0', "\u{1}");
        let last = first_from(&dictionary.term_ord_or_next(beyond)?).min(values.num_terms() as u64);
        let count = last.saturating_sub(first);
        Ok(Self { values, first, count, read: AtomicUsize::new(0), held: OnceLock::new(), room })
    }

    pub(crate) fn len(&self) -> usize {
        usize::try_from(self.count).unwrap_or(0)
    }

    /// Calls `visit` for each document with what stands beside it and its values by their place in the range, ascending; one
    /// that it has several times comes as often.
    ///
    /// Once as many documents were looked at as there are, all their values are held, where there is room: they are read once
    /// more at most. Documents that have none may be left out.
    pub(crate) fn visit<W: Copy>(&self, documents: &[(u32, W)], mut visit: impl FnMut(W, &[u32])) {
        if self.count == 0 {
            return;
        }
        let held = self.held_for(documents.len());
        let mut places = Vec::new();
        for (document, with) in documents {
            if let Some(held) = held {
                visit(*with, held.of(*document));
                continue;
            }
            places.clear();
            places.extend(self.read(*document));
            visit(*with, &places);
        }
    }

    /// Returns what is held, or is due to be held once so many documents are looked at.
    fn held_for(&self, documents: usize) -> Option<&Held> {
        if let Some(held) = self.held.get() {
            return held.as_ref();
        }
        let read = self.read.fetch_add(documents, Ordering::Relaxed) + documents;
        let is_due = read >= self.values.ords().num_docs() as usize;
        is_due.then(|| self.held.get_or_init(|| self.hold()).as_ref()).flatten()
    }

    fn hold(&self) -> Option<Held> {
        let (mut starts, mut places) = (Vec::new(), Vec::new());
        for document in 0..self.values.ords().num_docs() {
            starts.push(u32::try_from(places.len()).ok()?);
            places.extend(self.read(document));
            if !self.room.has(starts.len() + places.len()) {
                return None;
            }
        }
        self.room.take(starts.len() + places.len()).then_some(Held { starts, places })
    }

    /// Yields the values of a document by their place in the range, ascending, since they were written so.
    fn read(&self, document: u32) -> impl Iterator<Item = u32> + '_ {
        let ords = self.values.ords();
        let mut rows = ords.index.value_row_ids(document);
        let (mut low, mut high) = (rows.start, if self.count == 0 { rows.start } else { rows.end });
        rows.end = high;
        while low < high {
            let middle = low + (high - low) / 2;
            if ords.values.get_val(middle) < self.first {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        rows.start = low;
        let values = rows.map(|row| ords.values.get_val(row).wrapping_sub(self.first));
        let places = values.take_while(|value| *value < self.count);
        places.map(|place| u32::try_from(place).unwrap_or(u32::MAX))
    }

    /// Names values that are given by their place in the range, ascending.
    pub(crate) fn named<T>(
        &self,
        prefix: &str,
        values: impl IntoIterator<Item = (usize, T)>,
    ) -> Result<Vec<(String, T)>, Error> {
        let values = values.into_iter().map(|(place, with)| (place as u64 + self.first, with));
        let (ords, with): (Vec<u64>, Vec<T>) = values.unzip();
        let (mut with, mut named) = (with.into_iter(), Vec::new());
        self.values.dictionary().sorted_ords_to_term_cb(&ords, |term| {
            let Some(with) = with.next() else { return };
            let term = String::from_utf8_lossy(term);
            named.push((term.strip_prefix(prefix).unwrap_or(&term).to_owned(), with));
        })?;
        Ok(named)
    }
}

fn first_from(hit: &TermOrdHit) -> u64 {
    match hit {
        TermOrdHit::Exact(ord) | TermOrdHit::Next(ord) => *ord,
    }
}
