//! Where the store keeps what was extracted.

/// Where a record stands in the packs of a store. All four numbers are needed to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The number of the pack, from 1.
    pub pack: u32,
    /// The offset of the record in the pack, in bytes.
    pub offset: u64,
    /// The length of the record in the pack, in bytes.
    pub len: u32,
    /// The length of the encoded extraction before compression, in bytes.
    pub raw_len: u32,
}
