//! How a running text is put together with what was deleted from it or hidden in it.

use item::{Layer, Mark, MarkKind, Place, Segment};

use crate::shared::prose::Prose;
use crate::{Flow, Sink};

/// A tracked change, or a comment: what, by whom, when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// What was done.
    pub(super) kind: MarkKind,
    /// By whom.
    pub(super) author: Option<String>,
    /// When, ISO 8601.
    pub(super) date: Option<String>,
}

/// A text with its marks.
#[derive(Default)]
pub(super) struct Frame {
    prose: Prose,
    marks: Vec<Mark>,
    boxes: Vec<Frame>,
}

impl Frame {
    fn push(&mut self, text: &str, changes: &[&Change]) {
        let start = self.prose.push(text);
        let end = start + text.len();
        for change in changes {
            if !self.extend_mark(change, start, end) {
                self.marks.push(change.mark(start, end));
            }
        }
    }

    /// Lengthens the last mark of the same change where it ends right here.
    fn extend_mark(&mut self, change: &Change, start: usize, end: usize) -> bool {
        let mut latest = self.marks.iter_mut().rev().take(8);
        let same = latest.find(|mark| mark.end == start && change.is_of(mark));
        same.map(|mark| mark.end = end).is_some()
    }

    fn push_frame(&mut self, frame: Frame) {
        if frame.prose.text().trim().is_empty() {
            return;
        }
        let start = self.prose.push_block(frame.prose.text());
        self.marks.extend(frame.marks.into_iter().map(|mark| Mark {
            start: mark.start + start,
            end: mark.end + start,
            ..mark
        }));
    }

    fn settle_boxes(&mut self) {
        for frame in std::mem::take(&mut self.boxes) {
            self.push_frame(frame);
        }
    }

    /// Returns the text alone.
    pub(super) fn into_text(mut self) -> String {
        self.settle_boxes();
        self.prose.into_text()
    }
}

impl Change {
    fn mark(&self, start: usize, end: usize) -> Mark {
        Mark { start, end, kind: self.kind, author: self.author.clone(), date: self.date.clone() }
    }

    fn is_of(&self, mark: &Mark) -> bool {
        self.kind == mark.kind && self.author == mark.author && self.date == mark.date
    }
}

/// A text that the reader of the document does not see.
struct Aside {
    layer: Layer,
    change: Option<Change>,
    text: String,
    /// How long the seen text was at its end.
    at: usize,
    frame: usize,
}

/// The running text of a part.
pub(super) struct Story {
    frames: Vec<Frame>,
    asides: Vec<Aside>,
    /// Frames begun so far; tells frames apart.
    begun: usize,
}

impl Story {
    /// Begins an empty story.
    pub(super) fn new() -> Self {
        Self { frames: vec![Frame::default()], asides: Vec::new(), begun: 0 }
    }

    fn frame(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the outermost frame is never taken")
    }

    /// Appends text that is seen.
    pub(super) fn push_seen(&mut self, text: &str, changes: &[&Change]) {
        self.frame().push(text, changes);
    }

    /// Appends text that is not seen; what directly follows the last such text, by the same hand, goes on with it.
    pub(super) fn push_unseen(&mut self, layer: Layer, text: &str, change: Option<&Change>) {
        let (at, frame) = (self.frame().prose.text().len(), self.begun);
        if let Some(last) = self.asides.last_mut()
            && last.layer == layer
            && last.change.as_ref() == change
            && last.frame == frame
        {
            let between = self.frames.last().and_then(|frame| frame.prose.text().get(last.at..));
            if between.is_some_and(|between| between.trim().is_empty()) {
                if between.is_some_and(|between| !between.is_empty()) {
                    last.text.push('\n');
                }
                last.text.push_str(text);
                last.at = at;
                return;
            }
        }
        self.asides.push(Aside {
            layer,
            change: change.cloned(),
            text: text.to_owned(),
            at,
            frame,
        });
    }

    /// Breaks the line within unseen text, where there is some.
    pub(super) fn break_unseen(&mut self) {
        if let Some(last) = self.asides.last_mut()
            && !last.text.ends_with('\n')
        {
            last.text.push('\n');
        }
    }

    /// Ends a paragraph; text boxes anchored in it follow it.
    pub(super) fn end_paragraph(&mut self) {
        self.frame().prose.end_paragraph();
        self.frame().settle_boxes();
    }

    /// Begins a table cell.
    pub(super) fn begin_cell(&mut self) {
        self.frame().prose.begin_cell();
    }

    /// Ends a table cell.
    pub(super) fn end_cell(&mut self) {
        self.frame().settle_boxes();
        self.frame().prose.end_cell();
    }

    /// Ends a table row.
    pub(super) fn end_row(&mut self) {
        self.frame().prose.end_row();
    }

    /// Begins a text that stands apart, such as a text box.
    pub(super) fn begin_frame(&mut self) {
        self.begun += 1;
        self.frames.push(Frame::default());
    }

    /// Ends a text that stands apart and keeps it for the end of the paragraph around it.
    pub(super) fn end_box(&mut self) {
        if let Some(frame) = self.take_frame() {
            self.frame().boxes.push(frame);
        }
    }

    /// Takes a text that stands apart.
    pub(super) fn take_frame(&mut self) -> Option<Frame> {
        self.begun += 1;
        if self.frames.len() > 1 { self.frames.pop() } else { None }
    }

    /// Pushes the seen text, then each unseen one.
    pub(super) fn push(mut self, place: &Place, sink: &mut dyn Sink) -> Flow {
        while self.frames.len() > 1 {
            self.end_box();
        }
        let mut frame = self.frames.pop().unwrap_or_default();
        frame.settle_boxes();
        frame.marks.sort_by_key(|mark| (mark.start, mark.end));
        let seen = Segment {
            place: place.clone(),
            layer: Layer::Body,
            text: frame.prose.into_text(),
            marks: frame.marks,
        };
        if !seen.text.trim().is_empty() && sink.text(seen) == Flow::Stop {
            return Flow::Stop;
        }
        for aside in self.asides {
            if aside.push(place, sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }
}

impl Aside {
    fn push(self, place: &Place, sink: &mut dyn Sink) -> Flow {
        let mut segment = Segment::new(place.clone(), self.layer, self.text);
        if segment.text.trim().is_empty() {
            return Flow::Continue;
        }
        segment.marks.extend(self.change.map(|change| change.mark(0, segment.text.len())));
        sink.text(segment)
    }
}
