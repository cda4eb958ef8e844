//! What is kept of the children of a container while it is read: a list of bounded length, and which names there were.

use std::collections::{HashMap, HashSet};

use item::ChildRecord;
use sandbox::Listing;

/// The children of a container in the order found, the first ones where they are very many.
#[derive(Debug, Default)]
pub(crate) struct Listed {
    records: Vec<ChildRecord>,
    listing: Listing,
}

impl Listed {
    /// Adds a child, unless the list is cut already.
    pub(crate) fn push(&mut self, record: ChildRecord) {
        if self.listing.add(&record.name) {
            self.records.push(record);
        }
    }

    pub(crate) fn records(&self) -> &[ChildRecord] {
        &self.records
    }

    pub(crate) fn into_records(self) -> Vec<ChildRecord> {
        self.records
    }
}

/// Tells whether a list holds all children of its container.
pub(crate) fn is_whole(records: &[ChildRecord]) -> bool {
    let mut listing = Listing::default();
    for child in records {
        listing.add(&child.name);
    }
    listing.is_whole()
}

/// A name by the first half of its digest: names may be long, and many.
type Name = [u8; 16];

/// How many children of each name there were. Nearly all names of a container are there once, and take no more than
/// their digest.
#[derive(Debug, Default)]
pub(crate) struct Names {
    seen: HashSet<Name>,
    /// How often a name was seen, from the second time on.
    again: HashMap<Name, u32>,
}

impl Names {
    /// Counts a child, and returns how many of its name stand before it.
    pub(crate) fn count(&mut self, name: &[u8]) -> u32 {
        let name = digest(name);
        if self.seen.insert(name) {
            return 0;
        }
        let times = self.again.entry(name).or_insert(1);
        *times += 1;
        *times - 1
    }

    /// Takes back the child of a name that was counted last.
    pub(crate) fn uncount(&mut self, name: &[u8]) {
        let name = digest(name);
        match self.again.get_mut(&name) {
            Some(times) if *times > 1 => *times -= 1,
            _ => {
                self.again.remove(&name);
                self.seen.remove(&name);
            }
        }
    }

    /// Tells whether so many children of a name and one more were counted.
    pub(crate) fn contains(&self, name: &[u8], ordinal: u32) -> bool {
        // What is asked for most often is not there: without a second attempt, no name is.
        !self.seen.is_empty() && ordinal < self.times(&digest(name))
    }

    /// Adds what others counted in the same container: of each name the higher count.
    pub(crate) fn add(&mut self, others: Self) {
        let higher = |(name, times): (Name, u32)| (name, times.max(self.times(&name)));
        let again: HashMap<_, _> = others.again.into_iter().map(higher).collect();
        self.again.extend(again);
        self.seen.extend(others.seen);
    }

    fn times(&self, name: &Name) -> u32 {
        self.again.get(name).copied().unwrap_or(u32::from(self.seen.contains(name)))
    }
}

fn digest(name: &[u8]) -> Name {
    fixity::key(&[name]).0.first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn child(name: &[u8]) -> ChildRecord {
        ChildRecord {
            name: name.to_vec(),
            ordinal: 0,
            declared: item::Declared::default(),
            modified: None,
            digests: None,
            closed: None,
        }
    }

    #[test]
    fn a_list_that_is_cut_is_known_by_its_length() {
        let mut listed = Listed::default();
        let mut pushed = 0;
        while is_whole(listed.records()) {
            listed.push(child(&[b'a'; 1 << 10]));
            pushed += 1;
        }
        listed.push(child(b"b"));
        assert_eq!(listed.records().len(), pushed);
        assert!(!is_whole(&listed.into_records()));
    }

    #[test]
    fn names_are_counted_one_by_one() {
        let mut names = Names::default();
        let ordinals: Vec<_> = ["a", "b", "a", "a"].map(|name| names.count(name.as_bytes())).into();
        assert_eq!(ordinals, [0, 0, 1, 2]);
        assert!(names.contains(b"a", 2) && !names.contains(b"a", 3));
        assert!(names.contains(b"b", 0) && !names.contains(b"b", 1) && !names.contains(b"c", 0));
        names.uncount(b"a");
        names.uncount(b"b");
        assert!(names.contains(b"a", 1) && !names.contains(b"a", 2) && !names.contains(b"b", 0));
    }

    #[test]
    fn of_two_attempts_the_higher_count_of_each_name_holds() {
        let counted = |all: &[&str]| {
            let mut names = Names::default();
            for name in all {
                names.count(name.as_bytes());
            }
            names
        };
        let mut names = counted(&["a", "a", "b"]);
        names.add(counted(&["a", "b", "b", "c"]));
        assert!(names.contains(b"a", 1) && names.contains(b"b", 1) && names.contains(b"c", 0));
        assert!(!names.contains(b"a", 2) && !names.contains(b"b", 2) && !names.contains(b"c", 1));
    }
}
