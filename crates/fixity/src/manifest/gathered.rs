//! The entries of a list whose values stand in one another, and which of those without a digest belong to it.

use std::collections::BTreeSet;

use super::recorded::Recorded;
use super::row::Row;

/// Where an entry stands: the keys or elements on the way to it, and under which heads it has names.
type Sort = (Vec<String>, Vec<usize>);

/// Entries, while values come.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    recorded: Vec<Recorded>,
    sorts: BTreeSet<Sort>,
    silent: Vec<(Sort, Row)>,
}

impl Gathered {
    /// Takes what stands at the end of `way`, where it is an entry or could be one without a digest; tells whether it is one.
    pub(super) fn take(&mut self, way: &[String], row: Row) -> Result<bool, &'static str> {
        let sort = (way.to_vec(), row.name_ranks());
        if row.has_name() && row.has_digest() {
            self.recorded.push(row.finish()?);
            self.sorts.insert(sort);
            return Ok(true);
        }
        if row.lacks_digest() {
            self.silent.push((sort, row));
        }
        Ok(false)
    }

    /// Takes an entry that stands for itself.
    pub(super) fn push(&mut self, entry: Recorded) {
        self.recorded.push(entry);
    }

    /// How many entries came so far.
    pub(super) fn len(&self) -> usize {
        self.recorded.len()
    }

    /// Returns the entries; what has a name and no digest, and stands where others have one, is an entry of which nothing can
    /// be compared. A list that has no digest at all is none.
    pub(super) fn end(self) -> Result<Vec<Recorded>, &'static str> {
        let Self { mut recorded, sorts, silent } = self;
        for (sort, row) in silent {
            if sorts.contains(&sort) {
                recorded.push(row.finish()?);
            }
        }
        Ok(recorded)
    }
}
