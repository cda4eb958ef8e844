//! Tracked changes: who did what and when, and what a paragraph read before them.

use item::{Mark, MarkKind};

/// A tracked change, or a comment: what, by whom, when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// What was done.
    pub(crate) kind: MarkKind,
    /// By whom.
    pub(crate) author: Option<String>,
    /// When, ISO 8601.
    pub(crate) date: Option<String>,
}

impl Change {
    /// Begins to describe a change.
    pub(crate) fn new(kind: MarkKind) -> Self {
        Self { kind, author: None, date: None }
    }

    /// Returns the mark of this change.
    pub(crate) fn mark(&self, start: usize, end: usize) -> Mark {
        Mark { start, end, kind: self.kind, author: self.author.clone(), date: self.date.clone() }
    }

    /// Tells whether a mark is of this change.
    pub(crate) fn is_of(&self, mark: &Mark) -> bool {
        self.kind == mark.kind && self.author == mark.author && self.date == mark.date
    }

    /// Tells whether it brought text in.
    pub(crate) fn is_addition(&self) -> bool {
        matches!(self.kind, MarkKind::Inserted | MarkKind::Moved)
    }
}

/// What a paragraph read before its tracked changes, in the making: a change within a word, a number or a sentence leaves
/// the words around it apart in what is seen now.
#[derive(Debug, Default)]
pub(crate) struct Former {
    text: String,
    marks: Vec<Mark>,
    has_kept: bool,
    /// Whether an insertion follows what is there by now.
    is_parted: bool,
    differs: bool,
}

/// What a paragraph read before.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) text: String,
    /// What of it was deleted, by whom and when.
    pub(crate) marks: Vec<Mark>,
    /// Whether some of it stands there still.
    pub(crate) has_kept: bool,
}

impl Former {
    /// Appends text that stood there and still does.
    pub(crate) fn keep(&mut self, text: &str) {
        let is_blank = text.trim().is_empty();
        self.has_kept |= !is_blank;
        self.differs |= self.is_parted && !is_blank;
        self.text.push_str(text);
    }

    /// Appends text that stood there and was deleted.
    pub(crate) fn delete(&mut self, text: &str, change: &Change) {
        let start = self.text.len();
        self.text.push_str(text);
        self.differs = true;
        match self.marks.last_mut() {
            Some(last) if last.end == start && change.is_of(last) => last.end = self.text.len(),
            _ => self.marks.push(change.mark(start, self.text.len())),
        }
    }

    /// Notes that text was inserted here.
    pub(crate) fn insert(&mut self) {
        self.is_parted = !self.text.trim().is_empty();
    }

    /// Tells whether something of it stands there still.
    pub(crate) fn has_kept(&self) -> bool {
        self.has_kept
    }

    /// Ends the paragraph and returns what it read, if that was something else.
    pub(crate) fn take(&mut self) -> Option<Reading> {
        let Self { text, marks, has_kept, differs, .. } = std::mem::take(self);
        let is_it = differs && !text.trim().is_empty();
        is_it.then_some(Reading { text, marks, has_kept })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deletion_stands_at_its_place() {
        let mut former = Former::default();
        former.keep("A-123");
        former.delete("4", &Change::new(MarkKind::Deleted));
        former.insert();
        former.keep("/5");
        let reading = former.take().expect("it differs");
        assert_eq!(
            (reading.text.as_str(), reading.marks[0].start, reading.marks[0].end),
            ("A-1234/5", 5, 6)
        );
        assert!(former.take().is_none());
    }

    #[test]
    fn an_insertion_makes_a_difference_where_it_parts_words() {
        let mut former = Former::default();
        former.insert();
        former.keep("was");
        former.insert();
        assert!(!former.differs);
        former.keep(" guilty");
        assert_eq!(former.take().expect("it differs").text, "was guilty");
    }
}
