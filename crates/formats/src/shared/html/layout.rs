//! How the text of a page falls into lines.

use super::rows::Rows;
use crate::shared::gap;

/// Gathers text as a page shows it: white space is one space, blocks begin lines, cells are parted by tabs.
#[derive(Debug, Default)]
pub(super) struct Layout {
    text: String,
    /// Whether white space waits for the next word.
    has_gap: bool,
    /// Whether a cell was begun in this line.
    is_in_row: bool,
    /// The open tables, the innermost last.
    tables: Vec<Rows>,
    /// The column up to which this line has tabs.
    column: usize,
}

/// Tables in one another beyond this many are taken for one.
const TABLES: usize = 64;

impl Layout {
    /// Adds running text.
    pub(super) fn words(&mut self, text: &str) {
        for (index, word) in text.split([' ', '\n', '\t', '\r', '\u{c}']).enumerate() {
            self.has_gap |= index > 0;
            if word.is_empty() {
                continue;
            }
            if self.has_gap && !self.is_at_start() {
                self.text.push(' ');
            }
            self.has_gap = false;
            self.text.push_str(word);
        }
    }

    /// Adds text whose white space counts.
    pub(super) fn verbatim(&mut self, text: &str) {
        self.text.push_str(text);
        self.has_gap = false;
    }

    /// Ends the line, if one is begun.
    pub(super) fn block(&mut self) {
        if !self.is_at_start() || self.text.ends_with('\t') {
            self.text.truncate(self.text.trim_end_matches([' ', '\t']).len());
            self.text.push('\n');
        }
        self.has_gap = false;
        self.is_in_row = false;
    }

    /// Begins a table.
    pub(super) fn begin_table(&mut self) {
        self.block();
        if self.tables.len() < TABLES {
            self.tables.push(Rows::default());
        }
    }

    /// Ends a table.
    pub(super) fn end_table(&mut self) {
        self.block();
        self.tables.pop();
    }

    /// Begins a row.
    pub(super) fn row(&mut self) {
        self.block();
        self.rows().begin_row();
    }

    /// Begins a cell that reaches over so many columns and rows.
    pub(super) fn cell(&mut self, columns: usize, rows: usize) {
        let is_first = self.rows().is_at_start();
        let column = self.rows().cell(columns, rows);
        if !self.is_in_row {
            self.block();
            // What comes behind a table in a row begins a line.
            self.column = if is_first { 0 } else { column };
        }
        gap::push(&mut self.text, column.saturating_sub(self.column));
        self.column = column;
        self.is_in_row = true;
        self.has_gap = false;
    }

    fn rows(&mut self) -> &mut Rows {
        if self.tables.is_empty() {
            self.tables.push(Rows::default());
        }
        let last = self.tables.len() - 1;
        &mut self.tables[last]
    }

    /// Begins a block inside a cell or outside: in a row of cells only a space.
    pub(super) fn block_in_row(&mut self) {
        if self.is_in_row { self.has_gap = true } else { self.block() }
    }

    /// Returns the lines, each with its end.
    pub(super) fn finish(mut self) -> String {
        self.block();
        self.text
    }

    fn is_at_start(&self) -> bool {
        self.text.is_empty() || self.text.ends_with(['\n', '\t'])
    }
}
