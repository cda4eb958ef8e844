//! Text in the making: a line for each paragraph and each row, tabs between cells, marks upon it.

use item::Mark;

use crate::shared::gap;
use crate::shared::tracked::{Change, Former, Reading};

/// A change that the text to come belongs to, by the id under which it ends.
pub(super) type Active = (String, Change);

/// A text with its marks.
#[derive(Debug, Default)]
pub(super) struct Written {
    text: String,
    marks: Vec<Mark>,
    /// How many cells are around.
    cells: usize,
    /// Tabs that come before the next text of this row.
    tabs: usize,
    /// Whether a line end comes before the next text of this cell.
    owes_break: bool,
    /// Whether there is text in this row.
    in_row: bool,
    /// What the paragraph read before it was changed.
    former: Former,
}

impl Written {
    /// Appends text as it stands.
    pub(super) fn push(&mut self, text: &str, active: &[Active]) {
        if text.is_empty() {
            return;
        }
        if self.cells > 0 {
            self.settle_gap();
        }
        let start = self.text.len();
        self.text.push_str(text);
        for (_, change) in active {
            self.mark(change, start);
        }
        if active.iter().any(|(_, change)| change.is_addition()) {
            self.former.insert();
        } else {
            self.former.keep(text);
        }
    }

    /// Notes text that stood here and was deleted.
    pub(super) fn push_deleted(&mut self, text: &str, change: &Change) {
        self.former.delete(text, change);
    }

    /// Returns what the paragraph that ends read before it was changed, if that was something else; one whose end was
    /// inserted went on with the next.
    pub(super) fn take_former(&mut self, is_end_inserted: bool) -> Option<Reading> {
        if is_end_inserted {
            self.former.insert();
            return None;
        }
        self.former.take()
    }

    /// Appends characters of a paragraph, in which white space is one space.
    pub(super) fn push_words(&mut self, text: &str, active: &[Active]) {
        let mut words = String::with_capacity(text.len());
        let mut after_space = self.is_at_start();
        for character in text.chars().filter(|character| *character != '\u{ad}') {
            let is_space = matches!(character, ' ' | '\t' | '\n' | '\r');
            if !is_space {
                words.push(character);
            } else if !after_space {
                words.push(' ');
            }
            after_space = is_space;
        }
        self.push(&words, active);
    }

    fn is_at_start(&self) -> bool {
        let is_begun = self.tabs == 0 && !self.owes_break;
        !is_begun || self.text.is_empty() || self.text.ends_with([' ', '\n', '\t'])
    }

    fn settle_gap(&mut self) {
        if self.owes_break {
            self.text.push('\n');
        } else {
            gap::push(&mut self.text, self.tabs);
        }
        (self.tabs, self.owes_break, self.in_row) = (0, false, true);
    }

    /// Marks what stands from `start` on; lengthens the last mark of the same change where it ends right there.
    fn mark(&mut self, change: &Change, start: usize) {
        let end = self.text.len();
        let mut latest = self.marks.iter_mut().rev().take(32);
        match latest.find(|mark| mark.end == start && change.is_of(mark)) {
            Some(mark) => mark.end = end,
            None => self.marks.push(change.mark(start, end)),
        }
    }

    /// Ends a paragraph; the last one of a cell breaks no line.
    pub(super) fn end_paragraph(&mut self) {
        if self.cells == 0 {
            self.text.push('\n');
        } else {
            self.owes_break = self.in_row && self.tabs == 0;
        }
    }

    /// Ends a line where one is begun.
    pub(super) fn end_line(&mut self) {
        if self.cells > 0 || !self.text.is_empty() && !self.text.ends_with('\n') {
            self.end_paragraph();
        }
    }

    /// Begins a cell.
    pub(super) fn begin_cell(&mut self) {
        self.cells += 1;
    }

    /// Ends a cell, and as many empty ones as it is repeated.
    pub(super) fn end_cell(&mut self, repeated: usize) {
        self.cells = self.cells.saturating_sub(1);
        self.owes_break = false;
        self.tabs = self.tabs.saturating_add(repeated);
    }

    /// Ends a row.
    pub(super) fn end_row(&mut self) {
        if self.in_row {
            self.text.push('\n');
        }
        (self.tabs, self.owes_break, self.in_row) = (0, false, false);
    }

    /// Appends a text that stands apart, such as a text box.
    pub(super) fn append(&mut self, other: Self) {
        let block = other.text.trim_end();
        if block.trim().is_empty() {
            return;
        }
        self.end_line();
        if self.cells > 0 {
            self.settle_gap();
        }
        let start = self.text.len();
        self.text.push_str(block);
        self.end_paragraph();
        let fits = |mark: &Mark| mark.end <= block.len();
        self.marks.extend(other.marks.into_iter().filter(fits).map(|mark| Mark {
            start: mark.start + start,
            end: mark.end + start,
            ..mark
        }));
    }

    /// Returns the text from a place on; nothing if that is no place of it.
    pub(super) fn from(&self, start: usize) -> &str {
        self.text.get(start..).unwrap_or_default()
    }

    /// Takes the text from a place on out; what was to stand before the next text of the row is forgotten.
    pub(super) fn split_off(&mut self, start: usize) -> String {
        (self.tabs, self.owes_break, self.in_row) = (0, false, false);
        self.marks.retain(|mark| mark.end <= start);
        if self.text.is_char_boundary(start) { self.text.split_off(start) } else { String::new() }
    }

    /// Takes the last text back, so that another stands in its place; marks that reach into it end before it.
    pub(super) fn take_back(&mut self, text: &str) {
        if let Some(rest) = self.text.strip_suffix(text) {
            let end = rest.len();
            self.text.truncate(end);
            self.marks.retain(|mark| mark.start < end);
            self.marks.iter_mut().for_each(|mark| mark.end = mark.end.min(end));
            self.owes_break = false;
        }
    }

    /// Returns how long the text is.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Returns text and marks, these in order.
    pub(super) fn finish(mut self) -> (String, Vec<Mark>) {
        self.marks.sort_by_key(|mark| (mark.start, mark.end));
        (self.text, self.marks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(written: &mut Written, cells: &[&str]) {
        for cell in cells {
            written.begin_cell();
            for paragraph in cell.split('|') {
                written.push_words(paragraph, &[]);
                written.end_paragraph();
            }
            written.end_cell(1);
        }
        written.end_row();
    }

    #[test]
    fn a_row_is_a_line_and_empty_cells_at_its_end_are_none() {
        let mut written = Written::default();
        row(&mut written, &["", "a", "", "b|c", "", ""]);
        row(&mut written, &["", ""]);
        row(&mut written, &["d"]);
        assert_eq!(written.finish().0, "\ta\t\tb\nc\nd\n");
    }

    #[test]
    fn white_space_of_the_markup_is_one_space() {
        let mut written = Written::default();
        written.push_words("\n  one\n two ", &[]);
        written.push_words(" three\u{ad}s", &[]);
        assert_eq!(written.finish().0, "one two threes");
    }
}
