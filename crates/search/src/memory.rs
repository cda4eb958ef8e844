//! The naive engine that others are tested against.

/// An index in memory that looks at every word of every content for every question.
#[derive(Debug, Default)]
pub struct Memory {}
