//! How long texts are cut into segments.

use item::{Layer, Mark, Place, Segment};

use crate::{Flow, Sink};

/// The longest text of a segment, in bytes; a single longer line makes a longer segment.
pub(crate) const SIZE: usize = 1 << 20;

/// Takes a text line by line and pushes it in segments of at most [`SIZE`] bytes.
///
/// A text of one segment stands at [`Place::Whole`]; the pieces of a longer one at parts named `lines 1–20000`.
pub(crate) struct Lines<'a> {
    sink: &'a mut dyn Sink,
    layer: Layer,
    /// What is counted: `lines`, `rows`.
    noun: &'static str,
    text: String,
    marks: Vec<Mark>,
    /// Number of the first line in `text`, counted from 1.
    first: usize,
    /// Number of the next line.
    next: usize,
    flow: Flow,
}

impl<'a> Lines<'a> {
    /// Begins a text.
    pub(crate) fn new(sink: &'a mut dyn Sink, layer: Layer, noun: &'static str) -> Self {
        let (text, marks) = (String::new(), Vec::new());
        Self { sink, layer, noun, text, marks, first: 1, next: 1, flow: Flow::Continue }
    }

    /// Adds a line, or several that belong together and count as one; the line feed is added.
    pub(crate) fn line(&mut self, line: &str) -> Flow {
        self.marked_line(line, std::iter::empty())
    }

    /// Adds a line with marks upon it, whose offsets are those in the line.
    pub(crate) fn marked_line(&mut self, line: &str, marks: impl Iterator<Item = Mark>) -> Flow {
        if self.next > self.first && self.text.len() + line.len() >= SIZE {
            self.push();
        }
        let start = self.text.len();
        self.text.push_str(line);
        let moved = |mark: Mark| Mark {
            start: mark.start + start,
            end: (mark.end + start).min(self.text.len()),
            ..mark
        };
        self.marks.extend(marks.map(moved).filter(|mark| mark.start < mark.end));
        self.text.push('\n');
        self.next += 1;
        self.flow
    }

    /// Pushes the rest and gives the sink back with what it said last.
    pub(crate) fn finish(mut self) -> Flow {
        if self.first > 1 {
            self.push();
        } else if self.flow == Flow::Continue && !self.text.trim().is_empty() {
            let Self { sink, layer, text, marks, .. } = self;
            return sink.text(Segment { place: Place::Whole, layer, text, marks });
        }
        self.flow
    }

    fn push(&mut self) {
        let (text, marks) = (std::mem::take(&mut self.text), std::mem::take(&mut self.marks));
        let name = format!("{} {}–{}", self.noun, self.first, self.next - 1);
        self.first = self.next;
        if self.flow == Flow::Continue && !text.trim().is_empty() {
            let place = Place::Part(name);
            self.flow = self.sink.text(Segment { place, layer: self.layer, text, marks });
        }
    }
}
