//! The values of one facet in one segment.

use tantivy::columnar::{StrColumn, TermOrdHit};

use crate::error::Error;

/// The values of one facet in one segment: a range in the column of all facets.
pub(crate) struct Column {
    pub(crate) values: StrColumn,
    first: u64,
    count: u64,
}

impl Column {
    pub(crate) fn new(values: StrColumn, prefix: &str) -> Result<Self, Error> {
        let dictionary = values.dictionary();
        let first = first_from(&dictionary.term_ord_or_next(prefix)?);
        let beyond = prefix.replace('\0', "\u{1}");
        let last = first_from(&dictionary.term_ord_or_next(beyond)?).min(values.num_terms() as u64);
        Ok(Self { values, first, count: last.saturating_sub(first) })
    }

    pub(crate) fn len(&self) -> usize {
        usize::try_from(self.count).unwrap_or(0)
    }

    /// Yields the values of a document by their place in the range, ascending, since they were written so.
    pub(crate) fn places_of(&self, document: u32) -> impl Iterator<Item = usize> + '_ {
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
        places.map(|place| usize::try_from(place).unwrap_or(usize::MAX))
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
