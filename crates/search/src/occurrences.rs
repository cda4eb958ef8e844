//! Which items there are, and which content each of them has.

use roaring::RoaringBitmap;

use crate::ords::find_ord;

/// Which items there are, which content each of them has, how long each content is, and which contents are the same
/// bytes, extracted under other hints.
///
/// Memory is 24 bytes an item and 16 a content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Occurrences {
    universe: RoaringBitmap,
    /// By item: which of two equal hits comes first.
    ties: Vec<(u32, u32)>,
    /// By item, items without content left out.
    of_items: Vec<(u32, u32)>,
    /// The items of contents, by content and item.
    items_of_contents: Vec<u32>,
    /// By content, where its items begin in that list.
    starts: Vec<(u32, u32)>,
    /// The items of which others are the same bytes.
    duplicates: RoaringBitmap,
    /// By content: its length in bytes of text.
    lengths: Vec<(u32, u32)>,
    /// By content, the first one of the same bytes, where that is another.
    firsts: Vec<(u32, u32)>,
    /// By first content, the others of the same bytes.
    others: Vec<(u32, u32)>,
    bytes: u64,
}

impl Occurrences {
    /// Makes the table from `(item, its content, its tie)`, where the lowest tie of equal hits comes first, and `(content, its length in bytes of text, the first content of the
    /// same bytes)`, in any order.
    ///
    /// Where an ord comes twice the first entry counts.
    pub fn new(
        items: impl IntoIterator<Item = (u32, Option<u32>, u32)>,
        contents: impl IntoIterator<Item = (u32, u32, u32)>,
    ) -> Self {
        // Engines list runs that ascend, which stable sorts make use of.
        let mut items: Vec<_> = items.into_iter().collect();
        items.sort_by_key(|(item, ..)| *item);
        items.dedup_by_key(|(item, ..)| *item);
        let universe = items.iter().map(|(item, ..)| *item).collect();
        let ties = items.iter().map(|(item, _, tie)| (*item, *tie)).collect();
        let of_item = |(item, content, _): &(u32, Option<u32>, u32)| Some((*item, (*content)?));
        let of_items: Vec<(u32, u32)> = items.iter().filter_map(of_item).collect();
        let mut of_contents: Vec<_> =
            of_items.iter().map(|(item, content)| (*content, *item)).collect();
        of_contents.sort_by_key(|(content, _)| *content);
        let mut contents: Vec<_> = contents.into_iter().collect();
        contents.sort_by_key(|(content, ..)| *content);
        contents.dedup_by_key(|(content, ..)| *content);
        let lengths: Vec<_> =
            contents.iter().map(|(content, length, _)| (*content, *length)).collect();
        let later = contents.iter().filter(|(content, _, first)| first != content);
        let firsts: Vec<_> = later.map(|(content, _, first)| (*content, *first)).collect();
        let mut others: Vec<_> = firsts.iter().map(|(content, first)| (*first, *content)).collect();
        others.sort_unstable();
        let bytes = lengths.iter().map(|(_, length)| u64::from(*length)).sum();
        let mut starts: Vec<(u32, u32)> =
            of_contents.iter().map(|(content, _)| *content).zip(0..).collect();
        starts.dedup_by_key(|(content, _)| *content);
        let items_of_contents = of_contents.into_iter().map(|(_, item)| item).collect();
        let mut made = Self {
            universe,
            ties,
            of_items,
            items_of_contents,
            starts,
            duplicates: RoaringBitmap::new(),
            lengths,
            firsts,
            others,
            bytes,
        };
        made.duplicates = made.find_duplicates();
        made
    }

    /// Returns every item.
    pub fn items(&self) -> &RoaringBitmap {
        &self.universe
    }

    /// Returns a number that is above every item.
    pub fn beyond(&self) -> usize {
        self.universe.max().map_or(0, |last| last as usize + 1)
    }

    /// Returns how many contents there are.
    pub fn content_count(&self) -> usize {
        self.lengths.len()
    }

    /// Yields every content in ascending order.
    pub fn contents(&self) -> impl Iterator<Item = u32> + '_ {
        self.lengths.iter().map(|(content, _)| *content)
    }

    /// Returns what decides between equal hits.
    pub fn tie_of(&self, item: u32) -> u32 {
        find_ord(&self.ties, item).map_or(u32::MAX, |at| self.ties[at].1)
    }

    /// Returns the content of an item; nothing for a link, a device or what could not be opened.
    pub fn content_of(&self, item: u32) -> Option<u32> {
        find_ord(&self.of_items, item).map(|at| self.of_items[at].1)
    }

    /// Yields the items of a content, in ascending order.
    pub fn items_of(&self, content: u32) -> impl Iterator<Item = u32> + '_ {
        let at = find_ord(&self.starts, content);
        let start = |at: usize| self.starts.get(at).map(|(_, start)| *start as usize);
        let items = at.map_or(0..0, |at| {
            let end = start(at + 1).unwrap_or(self.items_of_contents.len());
            start(at).unwrap_or(end)..end
        });
        self.items_of_contents[items].iter().copied()
    }

    /// Returns the first content of the same bytes: those of an item are told apart by it.
    pub fn first_of_same_bytes(&self, content: u32) -> u32 {
        find_ord(&self.firsts, content).map_or(content, |at| self.firsts[at].1)
    }

    /// Returns how many hits `items` make when those of the same bytes are folded; one without content is one.
    pub fn folded(&self, items: &RoaringBitmap) -> u64 {
        let copies = items & &self.duplicates;
        let contents = copies.iter().filter_map(|item| self.content_of(item));
        let bytes: RoaringBitmap =
            contents.map(|content| self.first_of_same_bytes(content)).collect();
        items.len() - copies.len() + bytes.len()
    }

    /// Returns the items of the same bytes as `content`, in ascending order.
    pub fn items_of_same_bytes(&self, content: u32) -> Vec<u32> {
        let first = self.first_of_same_bytes(content);
        let from = self.others.partition_point(|entry| entry.0 < first);
        let others = self.others[from..].iter().take_while(|entry| entry.0 == first);
        let contents = std::iter::once(first).chain(others.map(|(_, other)| *other));
        let mut items: Vec<u32> = contents.flat_map(|content| self.items_of(content)).collect();
        items.sort_unstable();
        items
    }

    /// Returns the items of which others are the same bytes.
    pub fn duplicates(&self) -> &RoaringBitmap {
        &self.duplicates
    }

    fn find_duplicates(&self) -> RoaringBitmap {
        let mut by_bytes: Vec<(u32, u32)> = self
            .of_items
            .iter()
            .map(|(item, content)| (self.first_of_same_bytes(*content), *item))
            .collect();
        by_bytes.sort_by_key(|(bytes, _)| *bytes);
        let runs = by_bytes.chunk_by(|one, other| one.0 == other.0);
        runs.filter(|run| run.len() > 1).flatten().map(|(_, item)| *item).collect()
    }

    /// Returns which content in their order one is; below [`Occurrences::content_count`].
    pub fn place_of(&self, content: u32) -> Option<usize> {
        find_ord(&self.lengths, content)
    }

    /// Returns the length of the content at a place relative to the mean length; 1 where nothing is known.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // relevance needs no more than the leading digits
    pub fn relative_length(&self, place: usize) -> f32 {
        match self.lengths.get(place) {
            Some((_, length)) if self.bytes > 0 => {
                let mean = self.bytes as f64 / self.lengths.len() as f64;
                (f64::from(*length) / mean) as f32
            }
            _ => 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_a_content_are_found_with_gaps_between_ords() {
        let table = Occurrences::new(
            [(7, Some(3), 2), (1, Some(3), 1), (9, None, 0), (4, Some(8), 0)],
            [(8, 10, 8), (3, 30, 3)],
        );
        assert_eq!(table.items_of(3).collect::<Vec<_>>(), [1, 7]);
        assert_eq!(table.items_of(5).count(), 0);
        assert_eq!((table.tie_of(7), table.tie_of(5)), (2, u32::MAX));
        assert_eq!(table.content_of(4), Some(8));
        assert_eq!(table.content_of(9), None);
        assert_eq!(table.duplicates().iter().collect::<Vec<_>>(), [1, 7]);
        assert_eq!(
            (table.place_of(3), table.place_of(8), table.place_of(5)),
            (Some(0), Some(1), None)
        );
        assert!((table.relative_length(0) - 1.5).abs() < 1e-6);
    }

    #[test]
    fn contents_of_the_same_bytes_belong_together() {
        let table = Occurrences::new(
            [(1, Some(2), 0), (2, Some(5), 0), (3, Some(4), 0), (4, Some(5), 0), (5, None, 0)],
            [(2, 1, 2), (4, 1, 4), (5, 1, 2)],
        );
        assert_eq!(table.items_of_same_bytes(2), [1, 2, 4]);
        assert_eq!(table.items_of_same_bytes(5), [1, 2, 4]);
        assert_eq!(table.items_of_same_bytes(4), [3]);
        assert_eq!(table.duplicates().iter().collect::<Vec<_>>(), [1, 2, 4]);
    }
}
