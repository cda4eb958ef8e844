//! What was found in the tags of a file.

use item::Key;

/// The longest value that is kept; in bytes.
const MOST_VALUE: usize = 64 << 10;

/// The tags of a file, each value once: programs write the same in two ways.
#[derive(Debug, Default)]
pub(super) struct Tags {
    pub(super) properties: Vec<(Key, String)>,
    pub(super) pictures: Vec<Vec<u8>>,
}

impl Tags {
    /// Adds a value.
    pub(super) fn add(&mut self, key: Key, value: &str) {
        let value = value.trim_matches(|letter: char| letter == '\0' || letter.is_whitespace());
        let is_known = || self.properties.iter().any(|known| known.0 == key && known.1 == value);
        if !value.is_empty() && value.len() <= MOST_VALUE && !is_known() {
            self.properties.push((key, value.to_owned()));
        }
    }
}

/// Decodes a text whose encoding nothing states.
pub(super) fn text(bytes: &[u8]) -> String {
    crate::shared::decode::text(bytes, None).text
}
