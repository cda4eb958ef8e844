//! Texts that stand apart from one another: the document, its notes, comments, deletions, sheets, slides.

use item::{Layer, Place, Segment};

use super::written::{Active, Written};
use crate::shared::hidden_cells::HiddenCells;
use crate::shared::tracked::{Change, Reading};

/// A text that is being read.
#[derive(Debug)]
pub(super) struct Stream {
    /// Where it stands.
    pub(super) place: Place,
    /// Which layer what is seen of it belongs to.
    pub(super) layer: Layer,
    /// The change or comment that the whole of it is.
    pub(super) change: Option<Change>,
    /// Formulas with words in them, a line each.
    pub(super) formulas: String,
    /// How many paragraphs are open in it.
    pub(super) paragraphs: usize,
    seen: Written,
    hidden: Written,
    /// Of a sheet: its hidden cells, which stand in their table.
    cells: Option<HiddenCells>,
    boxes: Vec<Stream>,
    /// What stands apart within it.
    after: Vec<Segment>,
}

impl Stream {
    /// Begins a text.
    pub(super) fn new(place: Place, layer: Layer) -> Self {
        Self {
            place,
            layer,
            change: None,
            formulas: String::new(),
            paragraphs: 0,
            seen: Written::default(),
            hidden: Written::default(),
            cells: None,
            boxes: Vec::new(),
            after: Vec::new(),
        }
    }

    /// Makes this the text of a sheet.
    pub(super) fn become_sheet(&mut self) {
        self.cells = Some(HiddenCells::default());
    }

    /// Returns the hidden cells of a sheet; one that is hidden itself is one grid, in which no cells are hidden apart.
    pub(super) fn hidden_cells(&mut self) -> Option<&mut HiddenCells> {
        self.cells.as_mut().filter(|_| self.layer == Layer::Body)
    }

    /// Returns how long the seen and the hidden text are by now.
    pub(super) fn lengths(&self) -> (usize, usize) {
        (self.seen.len(), self.hidden.len())
    }

    /// Returns what was seen, or hidden, since the texts were so long.
    pub(super) fn since(&self, at: (usize, usize), is_hidden: bool) -> &str {
        let text = if is_hidden { self.hidden.from(at.1) } else { self.seen.from(at.0) };
        text.trim_matches(['\t', '\n'])
    }

    /// Takes back the text that was written last, line end included.
    pub(super) fn take_back(&mut self, text: &str, is_hidden: bool) {
        let written = if is_hidden { &mut self.hidden } else { &mut self.seen };
        written.take_back(text);
    }

    /// Puts the texts of a cell, which began when they were so long, into the table of hidden cells.
    pub(super) fn settle_cell(&mut self, column: usize, at: (usize, usize), is_hidden: bool) {
        let Some(cells) = self.cells.as_mut().filter(|_| self.layer == Layer::Body) else { return };
        cells.push(column, &line(self.seen.from(at.0)), false);
        if is_hidden || self.hidden.len() > at.1 {
            cells.push(column, &line(&self.hidden.split_off(at.1)), true);
        }
    }

    /// Appends text as it stands.
    pub(super) fn push(&mut self, text: &str, is_hidden: bool, active: &[Active]) {
        if is_hidden { self.hidden.push(text, &[]) } else { self.seen.push(text, active) }
    }

    /// Appends characters of a paragraph.
    pub(super) fn push_words(&mut self, text: &str, is_hidden: bool, active: &[Active]) {
        if is_hidden {
            self.hidden.push_words(text, &[]);
        } else {
            self.seen.push_words(text, active);
        }
    }

    /// Notes text that stood here and was deleted.
    pub(super) fn push_deleted(&mut self, text: &str, change: &Change) {
        self.seen.push_deleted(text, change);
    }

    /// Ends a paragraph, whose end may be inserted; text boxes anchored in it follow it.
    pub(super) fn end_paragraph(&mut self, is_hidden: bool, is_end_inserted: bool) {
        if let Some(Reading { text, marks, .. }) = self.seen.take_former(is_end_inserted) {
            let layer = Layer::Deleted;
            self.after.push(Segment { place: self.place.clone(), layer, text, marks });
        }
        self.paragraphs = self.paragraphs.saturating_sub(1);
        self.hidden.end_line();
        if !is_hidden {
            self.seen.end_paragraph();
        }
        if self.paragraphs == 0 {
            self.settle_boxes();
        }
    }

    /// Takes a text box.
    pub(super) fn take_box(&mut self, stream: Self) {
        self.boxes.push(stream);
        if self.paragraphs == 0 {
            self.settle_boxes();
        }
    }

    fn settle_boxes(&mut self) {
        for mut stream in std::mem::take(&mut self.boxes) {
            stream.settle_boxes();
            self.seen.append(stream.seen);
            self.hidden.append(stream.hidden);
            self.after.extend(stream.after);
        }
    }

    /// Begins a cell.
    pub(super) fn begin_cell(&mut self) {
        self.seen.begin_cell();
        self.hidden.begin_cell();
    }

    /// Ends a cell, and as many empty ones as it is repeated.
    pub(super) fn end_cell(&mut self, repeated: usize) {
        self.seen.end_cell(repeated);
        self.hidden.end_cell(repeated);
    }

    /// Ends a row.
    pub(super) fn end_row(&mut self) {
        self.seen.end_row();
        self.hidden.end_row();
    }

    /// Appends a text of the same kind, such as the next footnote.
    pub(super) fn join(&mut self, mut next: Self) {
        next.settle_boxes();
        self.seen.append(next.seen);
        self.hidden.append(next.hidden);
        self.after.extend(next.after);
    }

    /// Keeps what stands apart within it.
    pub(super) fn keep(&mut self, segments: Vec<Segment>) {
        self.after.extend(segments);
    }

    /// Returns what is seen of it, what is hidden in it, and what stands apart within it; of a sheet without a cell its name.
    pub(super) fn finish(mut self) -> Vec<Segment> {
        self.settle_boxes();
        let (text, marks) = self.seen.finish();
        let mut seen = Segment { place: self.place.clone(), layer: self.layer, text, marks };
        if let Some(change) = &self.change {
            seen.marks.insert(0, change.mark(0, seen.text.len()));
        }
        let hidden = Segment::new(self.place.clone(), Layer::Hidden, self.hidden.finish().0);
        let cells = self.cells.map(|cells| cells.finish(&self.place)).unwrap_or_default();
        let formulas = Place::Part(format!("formulas, {}", self.place));
        let formulas = Segment::new(formulas, Layer::Hidden, self.formulas);
        let mut segments = vec![seen];
        segments.extend(cells);
        segments.extend([hidden, formulas]);
        segments.retain(|segment| !segment.text.trim().is_empty());
        if let Place::Sheet(name) = &self.place
            && segments.is_empty()
        {
            segments.push(Segment::new(self.place.clone(), Layer::Name, name));
        }
        segments.extend(self.after);
        segments
    }
}

/// Returns the paragraphs of a cell as one line.
fn line(text: &str) -> String {
    text.trim().replace('\n', " ")
}
