//! Where does a content lie whose recorded path is gone?

use std::collections::{HashMap, VecDeque};

use item::{Locator, Outcome};

use super::is_same_content;
use crate::manifest::{FileLine, Recorded};

/// Outcome, digest and, where it counts, file name.
type Key<'a> = (Option<Outcome>, &'a [u8], &'a [u8]);

/// Where contents that moved may lie now.
pub(super) struct Places<'a> {
    seen: &'a [&'a FileLine],
    is_taken: Vec<bool>,
    by_name: bool,
    /// Indices of what is seen.
    at: HashMap<Key<'a>, VecDeque<usize>>,
}

impl<'a> Places<'a> {
    pub(super) fn of(seen: &'a [&'a FileLine], by_name: bool) -> Self {
        let mut places =
            Self { seen, is_taken: vec![false; seen.len()], by_name, at: HashMap::new() };
        for (index, file) in seen.iter().enumerate() {
            let name = places.name(&file.locator);
            for digest in file.each_digest() {
                places.at.entry((file.unread(), digest, name)).or_default().push_back(index);
            }
        }
        places
    }

    /// Takes the first place, by locator, where what is recorded lies now.
    ///
    /// A place that has the digest and still does not fit contradicts the record in another digest or in the size, and
    /// is dropped.
    pub(super) fn take(&mut self, entry: &'a Recorded) -> Option<&'a Locator> {
        let name = self.name(entry.locator.as_ref()?);
        let queue = self.at.get_mut(&(entry.closed, entry.known.strongest()?, name))?;
        while let Some(index) = queue.pop_front() {
            if !self.is_taken[index] && is_same_content(entry, self.seen[index]) {
                self.is_taken[index] = true;
                return Some(&self.seen[index].locator);
            }
        }
        None
    }

    /// Tells of each file seen, in order, whether nothing was found to have moved there.
    pub(super) fn free(self) -> impl Iterator<Item = bool> + use<> {
        self.is_taken.into_iter().map(|is_taken| !is_taken)
    }

    fn name<'n>(&self, locator: &'n Locator) -> &'n [u8] {
        if self.by_name { locator.name() } else { b"" }
    }
}
