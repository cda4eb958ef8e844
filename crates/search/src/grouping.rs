//! Which values of a facet are counted together.

/// A facet whose values belong to groups, as an engine numbered them for the one state that it is over
/// ([`Engine::grouping`](crate::Engine::grouping)).
#[derive(Clone, Debug)]
pub struct Grouping {
    facet: String,
    /// By part of the index and by place of a value among those of the facet there.
    groups: Vec<Vec<Option<u32>>>,
    count: usize,
}

impl Grouping {
    pub(crate) fn new(facet: &str, groups: Vec<Vec<Option<u32>>>) -> Self {
        let last = groups.iter().flatten().flatten().max();
        let count = last.map_or(0, |last| *last as usize + 1);
        Self { facet: facet.to_owned(), groups, count }
    }

    /// Returns the facet.
    pub fn facet(&self) -> &str {
        &self.facet
    }

    /// Returns to which group the value at a place belongs; nothing where it is not counted.
    pub fn group(&self, part: usize, place: usize) -> Option<u32> {
        *self.groups.get(part)?.get(place)?
    }

    /// Returns a number that is above those of all groups.
    pub fn count(&self) -> usize {
        self.count
    }
}
