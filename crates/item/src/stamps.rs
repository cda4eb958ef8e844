//! By which versions of the program's parts a content was made.

/// The versions that decide whether a content is made again, and from where. Zero is older than any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamps {
    /// How formats are recognised: with another one the content is read again.
    pub identification: u32,
    /// How its format is read: with another one the content is read again.
    pub reader: u32,
    /// How names, dates and numbers are recognised: with another one that is done again on the text in the store.
    pub recognition: u32,
}

impl Stamps {
    /// Tells whether what was extracted under these stamps is what `now` would extract.
    pub fn is_read_like(&self, now: &Self) -> bool {
        (self.identification, self.reader) == (now.identification, now.reader)
    }
}
