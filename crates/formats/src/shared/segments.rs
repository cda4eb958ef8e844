//! How long texts are cut into segments.

use item::{Layer, Place, Segment};

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
    /// Number of the first line in `text`, counted from 1.
    first: usize,
    /// Number of the next line.
    next: usize,
    flow: Flow,
}

impl<'a> Lines<'a> {
    /// Begins a text.
    pub(crate) fn new(sink: &'a mut dyn Sink, layer: Layer, noun: &'static str) -> Self {
        Self { sink, layer, noun, text: String::new(), first: 1, next: 1, flow: Flow::Continue }
    }

    /// Adds a line, or several that belong together and count as one; the line feed is added.
    pub(crate) fn line(&mut self, line: &str) -> Flow {
        if self.next > self.first && self.text.len() + line.len() >= SIZE {
            self.push();
        }
        self.text.push_str(line);
        self.text.push('\n');
        self.next += 1;
        self.flow
    }

    /// Pushes the rest and gives the sink back with what it said last.
    pub(crate) fn finish(mut self) -> Flow {
        if self.first > 1 {
            self.push();
        } else if self.flow == Flow::Continue && !self.text.trim().is_empty() {
            self.flow = self.sink.text(Segment::new(Place::Whole, self.layer, self.text));
        }
        self.flow
    }

    fn push(&mut self) {
        let text = std::mem::take(&mut self.text);
        let name = format!("{} {}–{}", self.noun, self.first, self.next - 1);
        self.first = self.next;
        if self.flow == Flow::Continue && !text.trim().is_empty() {
            self.flow = self.sink.text(Segment::new(Place::Part(name), self.layer, text));
        }
    }
}
