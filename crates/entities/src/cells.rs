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
    /// The numbers of documents, cases and the like in columns whose heading is a label of them, in order.
    pub(crate) numbers: Vec<Finding>,
}

impl Cells {
    /// Tells whether a finding at `bytes` stands in a cell that is read as a whole.
    pub(crate) fn has_person_at(&self, bytes: &Range<usize>) -> bool {
        meets(&self.persons, bytes)
    }

    /// Tells whether a finding at `bytes` is a number that the heading of its column is a label of.
    pub(crate) fn has_number_at(&self, bytes: &Range<usize>) -> bool {
        meets(&self.numbers, bytes)
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

/// Tells whether one of some findings, which are in order, meets `bytes`.
fn meets(findings: &[Finding], bytes: &Range<usize>) -> bool {
    let at = findings.partition_point(|finding| finding.end <= bytes.start);
    findings.get(at).is_some_and(|finding| finding.start < bytes.end)
}
