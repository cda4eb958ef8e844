//! Which items there are, and which content each of them has.

use roaring::RoaringBitmap;

/// Which items there are, which content each of them has, and how long each content is.
///
/// Memory is 8 bytes an item and 12 a content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Occurrences {
    universe: RoaringBitmap,
    /// By item, items without content left out.
    of_items: Vec<(u32, u32)>,
    /// By content and item.
    of_contents: Vec<(u32, u32)>,
    /// By content: its length in bytes of text.
    lengths: Vec<(u32, u32)>,
    bytes: u64,
}

impl Occurrences {
    /// Makes the table from `(item, its content)` and `(content, its length in bytes of text)` in any order.
    ///
    /// Where an ord comes twice the first entry counts.
    pub fn new(
        items: impl IntoIterator<Item = (u32, Option<u32>)>,
        contents: impl IntoIterator<Item = (u32, u32)>,
    ) -> Self {
        let mut universe = RoaringBitmap::new();
        let mut of_items = Vec::new();
        for (item, content) in items {
            if universe.insert(item) {
                of_items.extend(content.map(|content| (item, content)));
            }
        }
        of_items.sort_unstable();
        let mut of_contents: Vec<_> =
            of_items.iter().map(|(item, content)| (*content, *item)).collect();
        of_contents.sort_unstable();
        let mut lengths: Vec<_> = contents.into_iter().collect();
        lengths.sort_by_key(|(content, _)| *content);
        lengths.dedup_by_key(|(content, _)| *content);
        let bytes = lengths.iter().map(|(_, length)| u64::from(*length)).sum();
        Self { universe, of_items, of_contents, lengths, bytes }
    }

    /// Returns every item.
    pub fn items(&self) -> &RoaringBitmap {
        &self.universe
    }

    /// Returns how many contents there are.
    pub fn content_count(&self) -> usize {
        self.lengths.len()
    }

    /// Yields every content in ascending order.
    pub fn contents(&self) -> impl Iterator<Item = u32> + '_ {
        self.lengths.iter().map(|(content, _)| *content)
    }

    /// Returns the content of an item; nothing for a link, a device or what could not be opened.
    pub fn content_of(&self, item: u32) -> Option<u32> {
        find(&self.of_items, item).map(|at| self.of_items[at].1)
    }

    /// Yields the items of a content, in ascending order.
    pub fn items_of(&self, content: u32) -> impl Iterator<Item = u32> + '_ {
        let start = self.of_contents.partition_point(|entry| entry.0 < content);
        self.of_contents[start..]
            .iter()
            .take_while(move |entry| entry.0 == content)
            .map(|(_, item)| *item)
    }

    /// Returns the items whose content has other items too.
    pub fn duplicates(&self) -> RoaringBitmap {
        let runs = self.of_contents.chunk_by(|one, other| one.0 == other.0);
        runs.filter(|run| run.len() > 1).flatten().map(|(_, item)| *item).collect()
    }

    /// Returns the length of a content relative to the mean length; 1 where nothing is known.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // relevance needs no more than the leading digits
    pub fn relative_length(&self, content: u32) -> f32 {
        let Some(at) = find(&self.lengths, content) else { return 1.0 };
        if self.bytes == 0 {
            return 1.0;
        }
        let mean = self.bytes as f64 / self.lengths.len() as f64;
        (f64::from(self.lengths[at].1) / mean) as f32
    }
}

/// Finds the entry of `ord`; at once where ords have no gaps.
fn find(entries: &[(u32, u32)], ord: u32) -> Option<usize> {
    let guess = ord.checked_sub(entries.first()?.0)? as usize;
    if entries.get(guess).is_some_and(|entry| entry.0 == ord) {
        return Some(guess);
    }
    entries.binary_search_by_key(&ord, |entry| entry.0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_a_content_are_found_with_gaps_between_ords() {
        let table = Occurrences::new(
            [(7, Some(3)), (1, Some(3)), (9, None), (4, Some(8))],
            [(8, 10), (3, 30)],
        );
        assert_eq!(table.items_of(3).collect::<Vec<_>>(), [1, 7]);
        assert_eq!(table.items_of(5).count(), 0);
        assert_eq!(table.content_of(4), Some(8));
        assert_eq!(table.content_of(9), None);
        assert_eq!(table.duplicates().iter().collect::<Vec<_>>(), [1, 7]);
        assert!((table.relative_length(3) - 1.5).abs() < 1e-6);
    }
}
