//! What the headings of columns and the labels of forms state of what stands in their cells.

use std::ops::Range;

use crate::finding::Finding;

/// What the cells of a text hold, by byte offsets of the text.
#[derive(Default)]
pub(crate) struct Cells {
    /// A person for each cell of names, in order.
    pub(crate) persons: Vec<Finding>,
    /// A country for each code in a column of countries.
    pub(crate) countries: Vec<Finding>,
    /// A place for each field of a birthplace.
    pub(crate) places: Vec<Finding>,
    /// The cells of dates of birth, in order.
    pub(crate) births: Vec<Range<usize>>,
}

impl Cells {
    /// Tells whether a finding at `bytes` stands in a cell that is read as a whole.
    pub(crate) fn has_person_at(&self, bytes: &Range<usize>) -> bool {
        let at = self.persons.partition_point(|person| person.end <= bytes.start);
        self.persons.get(at).is_some_and(|person| person.start < bytes.end)
    }

    /// Tells whether a date that begins at byte `start` is one of a birth.
    pub(crate) fn has_birth_at(&self, start: usize) -> bool {
        let after = self.births.partition_point(|cell| cell.start <= start);
        after > 0 && start < self.births[after - 1].end
    }

    /// Adds the cells of forms, which are not those of columns.
    pub(crate) fn add(&mut self, persons: Vec<Finding>, births: Vec<Range<usize>>) {
        self.persons.extend(persons);
        self.persons.sort_by_key(|person| person.start);
        self.births.extend(births);
        self.births.sort_by_key(|cell| cell.start);
    }
}
