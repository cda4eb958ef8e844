//! How paragraphs and table cells become lines.

use crate::shared::gap;

/// Text in the making: a line for each paragraph and each table row, tabs between cells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prose {
    text: String,
    /// Of each open cell, the innermost last, over how many columns more than one it reaches.
    cells: Vec<usize>,
    owes_break: bool,
}

impl Prose {
    /// Appends text of the current paragraph, and tells where it begins.
    pub(crate) fn push(&mut self, text: &str) -> usize {
        if self.owes_break && !text.is_empty() {
            self.owes_break = false;
            self.text.push('\n');
        }
        let start = self.text.len();
        self.text.push_str(text);
        start
    }

    /// Tells whether what comes next begins a line or a cell.
    pub(crate) fn is_at_start(&self) -> bool {
        self.owes_break || self.text.is_empty() || self.text.ends_with(['\n', '\t'])
    }

    /// Ends a paragraph; the last one of a cell breaks no line.
    pub(crate) fn end_paragraph(&mut self) {
        if self.cells.is_empty() {
            self.text.push('\n');
        } else {
            self.owes_break = !self.text.ends_with(['\t', '\n']);
        }
    }

    /// Leaves columns out before the first cell of a row.
    pub(crate) fn skip_columns(&mut self, count: usize) {
        gap::push(&mut self.text, count);
    }

    /// Begins a cell.
    pub(crate) fn begin_cell(&mut self) {
        self.cells.push(0);
    }

    /// Notes over how many columns the open cell reaches.
    pub(crate) fn widen_cell(&mut self, columns: usize) {
        if let Some(further) = self.cells.last_mut() {
            *further = columns.saturating_sub(1);
        }
    }

    /// Ends a cell.
    pub(crate) fn end_cell(&mut self) {
        let further = self.cells.pop().unwrap_or(0);
        self.owes_break = false;
        gap::push(&mut self.text, further.saturating_add(1));
    }

    /// Ends a row.
    pub(crate) fn end_row(&mut self) {
        self.owes_break = false;
        if self.text.ends_with('\t') {
            self.text.pop();
        }
        self.text.push('\n');
    }

    /// Appends a block of lines that stands apart, such as a text box.
    pub(crate) fn push_block(&mut self, block: &str) -> usize {
        if !self.text.is_empty() && !self.text.ends_with(['\n', '\t']) {
            self.text.push('\n');
        }
        self.owes_break = false;
        let start = self.text.len();
        self.text.push_str(block);
        if !block.ends_with('\n') {
            self.text.push('\n');
        }
        start
    }

    /// Returns what there is by now.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the text.
    pub(crate) fn into_text(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_line_and_a_cell_of_two_paragraphs_breaks_it() {
        let mut prose = Prose::default();
        for cell in [&["a"][..], &["b", "c"]] {
            prose.begin_cell();
            for paragraph in cell {
                prose.push(paragraph);
                prose.end_paragraph();
            }
            prose.end_cell();
        }
        prose.end_row();
        prose.push("after");
        prose.end_paragraph();
        assert_eq!(prose.into_text(), "a\tb\nc\nafter\n");
    }

    #[test]
    fn a_wide_cell_keeps_the_next_one_in_its_column() {
        let mut prose = Prose::default();
        prose.skip_columns(1);
        for (cell, columns) in [("Total", 2), ("7", 1)] {
            prose.begin_cell();
            prose.widen_cell(columns);
            prose.push(cell);
            prose.end_paragraph();
            prose.end_cell();
        }
        prose.end_row();
        assert_eq!(prose.into_text(), "\tTotal\t\t7\n");
    }
}
