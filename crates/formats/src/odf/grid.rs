//! Which rows and columns of a sheet are hidden.

use crate::shared::xml::Element;

/// More hidden ranges than this are not told apart.
const RANGES: usize = 4096;

/// Where in a sheet the reader is.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// Hidden columns: first, and the one after the last; in order.
    hidden: Vec<(usize, usize)>,
    next_declared: usize,
    /// The row, and the one that follows.
    rows: (usize, usize),
    column: usize,
}

impl Grid {
    /// Takes the declaration of columns.
    pub(super) fn declare(&mut self, element: &Element<'_>) {
        let first = self.next_declared;
        self.next_declared = first.saturating_add(repeated(element, "number-columns-repeated"));
        if is_collapsed(element) && self.hidden.len() < RANGES {
            self.hidden.push((first, self.next_declared));
        }
    }

    /// Begins a row that stands there so often, and returns its number.
    pub(super) fn begin_row(&mut self, repeated: usize) -> usize {
        self.column = 0;
        self.rows = (self.rows.1, self.rows.1.saturating_add(repeated));
        self.rows.0
    }

    /// Returns the number of the row.
    pub(super) fn row(&self) -> usize {
        self.rows.0
    }

    /// Begins a cell that takes so many columns; returns its column, and whether that is a hidden one.
    pub(super) fn begin_cell(&mut self, columns: usize) -> (usize, bool) {
        let column = self.column;
        self.column = column.saturating_add(columns);
        let after = self.hidden.partition_point(|(first, _)| *first <= column);
        (column, after > 0 && column < self.hidden[after - 1].1)
    }
}

/// Tells whether a row or column is folded away or filtered out.
pub(super) fn is_collapsed(element: &Element<'_>) -> bool {
    element.attribute("visibility").is_some_and(|visibility| visibility != "visible")
}

/// Returns how often a row, column or cell stands there.
pub(super) fn repeated(element: &Element<'_>, name: &str) -> usize {
    element.attribute(name).and_then(|count| count.parse().ok()).unwrap_or(1).max(1)
}
