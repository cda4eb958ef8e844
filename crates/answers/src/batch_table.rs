//! A list with its answers as one table: the columns of the list, and behind them those of the answers.

use serde::Serialize;

use crate::{Asked, BatchLine, BatchStatus, Dossier, Error, Sureness};

/// A list that a user brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchList {
    /// What its columns are called.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<AskedRow>,
}

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedRow {
    /// Its number in the file, from 1.
    pub line: u64,
    /// Its cells.
    pub cells: Vec<String>,
    /// What it asks for.
    pub asked: Asked,
}

/// A row of a list with its answer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchRow {
    /// The number of the row in the list, from 1.
    pub line: u64,
    /// What was asked for, as the list has it.
    pub asked: String,
    /// The cells of the list.
    pub cells: Vec<String>,
    /// What was found.
    #[serde(flatten)]
    pub answer: BatchLine,
}

/// How many rows of a list ended in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchCounts {
    /// Rows that some item has.
    pub found: usize,
    /// Rows that no item that was searched has.
    pub absent: usize,
    /// Rows that ask for nothing.
    pub blank: usize,
}

/// The columns that a row gets besides its own.
pub const BATCH_COLUMNS: [&str; 17] = [
    "status", "sure", "papers", "items", "hidden", "born", "forms", "first", "id", "blake3",
    "date", "place", "layer", "snippet", "near", "query", "warnings",
];

impl Asked {
    /// Returns what was asked for, as the list has it.
    pub fn shown(&self) -> &str {
        match self {
            Self::Query(query) => query,
            Self::Name { names, .. } => names.first().map_or("", String::as_str),
        }
    }
}

impl BatchCounts {
    /// Counts rows.
    pub fn of(rows: &[BatchRow]) -> Self {
        let of = |status| rows.iter().filter(|row| row.answer.status == status).count();
        Self {
            found: of(BatchStatus::Found),
            absent: of(BatchStatus::Absent),
            blank: of(BatchStatus::Blank),
        }
    }

    /// Returns them as the beginning of a sentence.
    pub fn line(self) -> String {
        let Self { found, absent, blank } = self;
        let blank = if blank > 0 { format!(", {blank} blank") } else { String::new() };
        format!("{found} found, {absent} absent{blank}. Absent means absent in what was searched.")
    }
}

impl BatchRow {
    /// Returns the cells of the list, one for each of its `columns`.
    pub fn own_cells(&self, columns: usize) -> impl Iterator<Item = &str> {
        (0..columns).map(|at| self.cells.get(at).map_or("", String::as_str))
    }
}

impl BatchLine {
    /// Returns the cells that a row gets besides its own, in the order of [`BATCH_COLUMNS`].
    pub fn cells(&self) -> [String; 17] {
        let first = self.first.as_ref();
        let snippet = first.and_then(|first| first.snippet.as_ref());
        let text = |value: Option<&String>| value.cloned().unwrap_or_default();
        [
            self.status.name().to_owned(),
            self.sure.map(Sureness::name).unwrap_or_default().to_owned(),
            self.papers.to_string(),
            self.items.to_string(),
            self.hidden.to_string(),
            self.born.map(|born| born.to_string()).unwrap_or_default(),
            self.forms_line("; "),
            text(first.map(|first| &first.locator)),
            text(first.map(|first| &first.id)),
            text(first.and_then(|first| first.blake3.as_ref())),
            text(first.and_then(|first| first.date.as_ref())),
            text(snippet.and_then(|snippet| snippet.place.as_ref())),
            text(snippet.map(|snippet| &snippet.layer)),
            text(snippet.map(|snippet| &snippet.text)),
            self.near.join("; "),
            self.query.clone(),
            self.warnings.join("; "),
        ]
    }

    /// Returns the ways in which the name is written, each with its reasons.
    pub fn forms_line(&self, between: &str) -> String {
        let form = |form: &crate::BatchForm| format!("{} ({})", form.form, form.why.join(", "));
        self.forms.iter().map(form).collect::<Vec<_>>().join(between)
    }
}

impl Dossier {
    /// Answers rows of a list, in their order.
    pub fn batch_rows(&self, rows: &[AskedRow]) -> Result<Vec<BatchRow>, Error> {
        let asked: Vec<&Asked> = rows.iter().map(|row| &row.asked).collect();
        let answered = |(row, answer): (&AskedRow, BatchLine)| BatchRow {
            line: row.line,
            asked: row.asked.shown().to_owned(),
            cells: row.cells.clone(),
            answer,
        };
        Ok(rows.iter().zip(self.batch_lines(&asked)?).map(answered).collect())
    }
}
