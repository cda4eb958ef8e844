//! How a running text is put together with what was deleted from it or hidden in it.

use item::{Layer, Mark, Place, Segment};

use crate::shared::prose::Prose;
use crate::shared::tracked::{Change, Former};
use crate::{Flow, Sink};

/// A text with its marks.
#[derive(Default)]
pub(super) struct Frame {
    prose: Prose,
    marks: Vec<Mark>,
    /// What the paragraph read before it was changed.
    former: Former,
    boxes: Vec<Frame>,
}

impl Frame {
    fn push(&mut self, text: &str, changes: &[&Change]) {
        let start = self.prose.push(text);
        let end = start + text.len();
        if changes.iter().any(|change| change.is_addition()) {
            self.former.insert();
        } else {
            self.former.keep(text);
        }
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

/// What became of the mark that ends a paragraph.
#[derive(Clone, Debug, Default)]
pub(super) enum ParagraphMark {
    /// It stands there.
    #[default]
    Kept,
    /// It was inserted: before, the paragraph went on with the next one.
    Inserted,
    /// It was deleted: the paragraph goes on with the next one.
    Deleted(Change),
}

/// A text that the reader of the document does not see.
struct Aside {
    layer: Layer,
    text: String,
    marks: Vec<Mark>,
    /// Whether more of its kind may follow in it.
    is_open: bool,
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

    /// Appends the number of a list item, where its paragraph begins a line; what it was before a change is not known.
    pub(super) fn push_number(&mut self, number: &str) {
        let prose = &mut self.frame().prose;
        if prose.is_at_start() {
            prose.push(number);
            prose.push(" ");
        }
    }

    /// Appends text that was deleted from the paragraph.
    pub(super) fn push_deleted(&mut self, text: &str, change: &Change) {
        self.frame().former.delete(text, change);
    }

    /// Appends text that was inserted and deleted again: no reading of the paragraph has it.
    pub(super) fn push_passing(&mut self, text: &str, change: &Change) {
        self.frame().former.insert();
        self.push_aside(Layer::Deleted, text, vec![change.mark(0, text.len())], true);
    }

    /// Appends text that is hidden.
    pub(super) fn push_hidden(&mut self, text: &str) {
        self.push_aside(Layer::Hidden, text, Vec::new(), true);
    }

    /// Keeps a text that is not seen; one that directly follows another of its kind goes on with it.
    fn push_aside(&mut self, layer: Layer, text: &str, marks: Vec<Mark>, is_open: bool) {
        let (at, frame) = (self.frame().prose.text().len(), self.begun);
        if let Some(last) = self.asides.last_mut()
            && is_open
            && last.is_open
            && last.layer == layer
            && last.frame == frame
        {
            let between = self.frames.last().and_then(|frame| frame.prose.text().get(last.at..));
            if between.is_some_and(|between| between.trim().is_empty()) {
                last.append(between.is_some_and(|between| !between.is_empty()), text, marks);
                last.at = at;
                return;
            }
        }
        self.asides.push(Aside { layer, text: text.to_owned(), marks, is_open, at, frame });
    }

    /// Breaks the line within hidden text, where there is some.
    fn break_hidden(&mut self) {
        if let Some(last) = self.asides.last_mut()
            && last.layer == Layer::Hidden
            && !last.text.ends_with('\n')
        {
            last.text.push('\n');
        }
    }

    /// Ends a paragraph; text boxes anchored in it follow it.
    pub(super) fn end_paragraph(&mut self, mark: &ParagraphMark) {
        match mark {
            ParagraphMark::Deleted(change) if self.frame().former.has_kept() => {
                self.break_hidden();
                self.frame().former.delete("\n", change);
            }
            ParagraphMark::Deleted(_) => {
                self.break_hidden();
                self.settle_former();
            }
            ParagraphMark::Inserted => {
                self.end_line();
                self.frame().former.insert();
            }
            ParagraphMark::Kept => {
                self.settle_former();
                self.end_line();
            }
        }
    }

    fn end_line(&mut self) {
        self.frame().prose.end_paragraph();
        self.frame().settle_boxes();
    }

    /// Ends a paragraph that goes on with the next one on the same line, as a large initial does.
    pub(super) fn end_initial(&mut self) {
        self.frame().settle_boxes();
    }

    /// Keeps what the paragraph read before it was changed; paragraphs deleted as a whole stand together.
    fn settle_former(&mut self) {
        if let Some(reading) = self.frame().former.take() {
            let is_whole = !reading.has_kept;
            self.push_aside(Layer::Deleted, &reading.text, reading.marks, is_whole);
            if let Some(last) = self.asides.last_mut().filter(|_| is_whole) {
                last.text.push('\n');
            }
        }
    }

    /// Leaves columns of a table out before the first cell of a row.
    pub(super) fn skip_columns(&mut self, count: usize) {
        self.frame().prose.skip_columns(count);
    }

    /// Notes over how many columns the open cell reaches.
    pub(super) fn widen_cell(&mut self, columns: usize) {
        self.frame().prose.widen_cell(columns);
    }

    /// Begins a table cell.
    pub(super) fn begin_cell(&mut self) {
        self.frame().prose.begin_cell();
    }

    /// Ends a table cell.
    pub(super) fn end_cell(&mut self) {
        self.settle_former();
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
        self.settle_former();
        self.begun += 1;
        if self.frames.len() > 1 { self.frames.pop() } else { None }
    }

    /// Pushes the seen text, then each unseen one.
    pub(super) fn push(mut self, place: &Place, sink: &mut dyn Sink) -> Flow {
        while self.frames.len() > 1 {
            self.end_box();
        }
        self.settle_former();
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
    fn append(&mut self, breaks: bool, text: &str, marks: Vec<Mark>) {
        if breaks && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        let start = self.text.len();
        self.text.push_str(text);
        for mark in marks {
            let (from, to) = (mark.start + start, mark.end + start);
            match self.marks.last_mut().filter(|last| self.text[last.end..from].trim().is_empty()) {
                Some(last) if is_of_same(last, &mark) => last.end = to,
                _ => self.marks.push(Mark { start: from, end: to, ..mark }),
            }
        }
    }

    fn push(self, place: &Place, sink: &mut dyn Sink) -> Flow {
        if self.text.trim().is_empty() {
            return Flow::Continue;
        }
        let text = self.text.trim_end_matches('\n').to_owned();
        let mut marks = self.marks;
        for mark in &mut marks {
            mark.end = mark.end.min(text.len());
        }
        sink.text(Segment { place: place.clone(), layer: self.layer, text, marks })
    }
}

fn is_of_same(one: &Mark, other: &Mark) -> bool {
    (one.kind, &one.author, &one.date) == (other.kind, &other.author, &other.date)
}
