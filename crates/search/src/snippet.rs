//! Which words of a text show why an item matches.

use item::{Layer, Mention, Place, Segment};
use serde::Serialize;

use crate::query::Query;

/// A piece of a text with the words that match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Snippet {
    /// Which segment of the extraction, counted from 0.
    #[serde(skip)]
    pub segment: usize,
    /// Where the segment stands.
    pub place: Place,
    /// Which layer it belongs to.
    pub layer: Layer,
    /// The text, on one line.
    pub text: String,
    /// Byte offsets of the first byte and after the last byte of each match, in ascending order.
    pub highlights: Vec<[usize; 2]>,
    /// Why it matches, where the words alone do not say.
    pub why: Option<String>,
}

/// Returns at most `limit` snippets, the ones with most different matches first.
pub fn snippets(
    _query: &Query,
    _segments: &[Segment],
    _mentions: &[Mention],
    _limit: usize,
) -> Vec<Snippet> {
    Vec::new()
}
