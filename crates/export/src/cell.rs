//! Cells of tables, such that no spreadsheet takes one for a formula and no character of it misleads.

use std::io;

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A text.
    Text(String),
    /// A number; one that is no whole number is written with as many decimals as it takes.
    Number(f64),
}

/// What takes a table row by row.
pub trait Rows {
    /// Takes a row.
    fn row(&mut self, cells: &[Cell]) -> io::Result<()>;
}

impl Cell {
    /// Makes a cell of a text that may be missing.
    pub fn some(text: Option<&String>) -> Self {
        Self::Text(text.cloned().unwrap_or_default())
    }

    /// Makes a cell of a count.
    #[expect(clippy::cast_precision_loss, reason = "spreadsheets count so")]
    pub fn count(count: u64) -> Self {
        Self::Number(count as f64)
    }

    /// Makes a row of texts.
    pub fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<Self> {
        texts.into_iter().map(Self::from).collect()
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
