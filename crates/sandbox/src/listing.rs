//! How long the list gets that is kept of the children of a container.

/// A list of more children than this, or of longer names in all, in bytes, is cut behind the child that makes it so.
const MOST_LISTED: usize = 10_000;
const LONGEST_NAMES: usize = 1 << 20;

/// How much a list of children holds. The rows of all children go to the ledger; the list, of which the first ones are kept
/// where they are very many, is for answering a second container of the same content without opening it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Listing {
    children: usize,
    /// How long their names are in all, in bytes.
    names: usize,
}

impl Listing {
    /// Takes a child of this name, unless the list is cut already; returns whether it is listed.
    pub fn add(&mut self, name: &[u8]) -> bool {
        let is_listed = self.is_whole();
        if is_listed {
            self.children += 1;
            self.names = self.names.saturating_add(name.len());
        }
        is_listed
    }

    /// Tells whether all children so far are listed.
    pub fn is_whole(&self) -> bool {
        self.children <= MOST_LISTED && self.names <= LONGEST_NAMES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_cut_where_it_tells_that_it_is() {
        let listed = |count: usize, name: &[u8]| {
            let mut listing = Listing::default();
            let listed = (0..count).filter(|_| listing.add(name)).count();
            (listed, listing.is_whole())
        };
        assert_eq!(listed(MOST_LISTED, b"a"), (MOST_LISTED, true));
        assert_eq!(listed(5 * MOST_LISTED, b"a"), (MOST_LISTED + 1, false));
        let long = vec![b'n'; LONGEST_NAMES / 4];
        assert_eq!(listed(4, &long), (4, true));
        assert_eq!(listed(50, &long), (5, false));
    }
}
