//! What could not be done as a query asks.

use std::collections::BTreeSet;

use crate::word::{MAX_EXPANSION, Word};

/// Warnings of a query: what of it was ignored, searched otherwise or cut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueryWarnings {
    warnings: BTreeSet<String>,
}

impl QueryWarnings {
    /// Adds a warning; the same one twice counts once.
    pub fn warn(&mut self, warning: impl Into<String>) {
        self.warnings.insert(warning.into());
    }

    /// Warns that a word stands for more terms than are searched.
    pub fn warn_of_expansion(&mut self, word: &Word) {
        self.warn(format!(
            "`{word}` stands for more than {MAX_EXPANSION} words; only the first of them in alphabetical order were searched"
        ));
    }

    /// Returns the warnings in byte order.
    pub fn into_warnings(self) -> Vec<String> {
        self.warnings.into_iter().collect()
    }
}
