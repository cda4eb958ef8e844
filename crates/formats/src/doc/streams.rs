//! The streams that a document is made of.

/// The streams of a document, as they read.
pub(super) struct Streams {
    /// The text.
    pub(super) main: Vec<u8>,
    /// The tables of what belongs to the text.
    pub(super) table: Vec<u8>,
    /// Pictures.
    pub(super) data: Vec<u8>,
}
