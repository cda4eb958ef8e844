//! How the text of a page falls into lines.

/// Gathers text as a page shows it: white space is one space, blocks begin lines, cells are parted by tabs.
#[derive(Debug, Default)]
pub(super) struct Layout {
    text: String,
    /// Whether white space waits for the next word.
    has_gap: bool,
    /// Whether a cell was begun in this line.
    is_in_row: bool,
}

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

    /// Begins a cell.
    pub(super) fn cell(&mut self) {
        if self.is_in_row {
            self.text.push('\t');
        } else {
            self.block();
        }
        self.is_in_row = true;
        self.has_gap = false;
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
