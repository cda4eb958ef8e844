//! How a comment of a document, slide or cell is cited.

use item::{Layer, Mark, MarkKind, Place, Segment};

/// What somebody wrote in the margin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Comment {
    /// Who wrote it.
    pub(crate) author: Option<String>,
    /// When, ISO 8601.
    pub(crate) date: Option<String>,
    /// What it says.
    pub(crate) text: String,
}

impl Comment {
    pub(crate) fn has_text(&self) -> bool {
        !self.text.trim().is_empty()
    }

    /// Makes a segment of its own, so that it is cited with its author and date; `before` stands before what it says.
    pub(crate) fn into_segment(self, place: Place, before: &str) -> Segment {
        let Self { author, date, text } = self;
        let mut segment = Segment::new(place, Layer::Comment, format!("{before}{text}"));
        let (start, end) = (before.len(), segment.text.len());
        segment.marks.push(Mark { start, end, kind: MarkKind::Commented, author, date });
        segment
    }
}
