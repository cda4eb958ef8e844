//! Rows of a sheet, counted or summed by two questions at once.

use std::collections::{BTreeMap, BTreeSet};

use item::Kind;

use super::number::{number, year_alone};
use super::table::{Row, Table};

/// How a row is put into the table of counts.
pub(super) enum By {
    /// By what stands beneath a heading.
    Cell(usize),
    /// By the first mention of a kind.
    Mention(Kind),
    /// By so many letters of the first date, or by the year that stands alone in the cell of a column.
    Date { letters: usize, year: Option<usize> },
    /// By the year in the headings of these columns, whose cells hold the numbers.
    Headings(Vec<(usize, String)>),
}

impl By {
    /// Tells whether the numbers stand beneath headings.
    pub(super) fn is_of_headings(&self) -> bool {
        matches!(self, Self::Headings(_))
    }
}

impl Table<'_> {
    /// Counts the rows, or sums the numbers of the column `summed`.
    pub(super) fn count(&self, rows: &By, columns: &By, summed: Option<usize>) -> Counted {
        let mut counted = Counted::default();
        for row in &self.rows {
            let is_counted = match (rows, columns) {
                (By::Headings(years), other) => {
                    counted.spread(row, other, years, |year, value| (year, value))
                }
                (other, By::Headings(years)) => {
                    counted.spread(row, other, years, |year, value| (value, year))
                }
                _ => counted.one(row, (row.value(rows), row.value(columns)), summed),
            };
            counted.left_out += usize::from(!is_counted);
        }
        counted
    }
}

/// What was counted.
#[derive(Default)]
pub(super) struct Counted {
    /// By row and column, the count or sum.
    pub(super) entries: BTreeMap<(String, String), f64>,
    /// How many rows lack one of the two values.
    pub(super) left_out: usize,
    /// How many cells hold something and no number, and the first of them.
    pub(super) unread: (usize, Option<String>),
}

impl Counted {
    /// Returns how many cells a table of these counts has.
    pub(super) fn cells(&self) -> usize {
        let rows: BTreeSet<&String> = self.entries.keys().map(|(row, _)| row).collect();
        let columns: BTreeSet<&String> = self.entries.keys().map(|(_, column)| column).collect();
        rows.len().saturating_mul(columns.len())
    }

    /// Counts a row, or the number in one of its cells; tells whether it has both values.
    fn one(
        &mut self,
        row: &Row<'_>,
        values: (Option<String>, Option<String>),
        summed: Option<usize>,
    ) -> bool {
        let (Some(one), Some(other)) = values else { return false };
        let number = match summed {
            Some(column) => self.number(row.cells.get(column).copied().unwrap_or_default()),
            None => Some(1.0),
        };
        if let Some(number) = number {
            *self.entries.entry((one, other)).or_default() += number;
        }
        true
    }

    /// Reads the number of a cell, and keeps what is none.
    fn number(&mut self, cell: &str) -> Option<f64> {
        let number = number(cell);
        if number.is_none() && !cell.is_empty() {
            self.unread.0 += 1;
            self.unread.1.get_or_insert_with(|| cell.to_owned());
        }
        number
    }

    /// Counts the numbers of a row beneath headings with a year; tells whether it has the other value.
    fn spread(
        &mut self,
        row: &Row<'_>,
        by: &By,
        years: &[(usize, String)],
        key: impl Fn(String, String) -> (String, String),
    ) -> bool {
        let Some(value) = row.value(by) else { return false };
        for (column, year) in years {
            if let Some(number) = self.number(row.cells.get(*column).copied().unwrap_or_default()) {
                *self.entries.entry(key(year.clone(), value.clone())).or_default() += number;
            }
        }
        true
    }
}

impl Row<'_> {
    /// Tells whether it mentions several values of a kind.
    pub(super) fn has_several(&self, by: &By) -> bool {
        let By::Mention(kind) = by else { return false };
        let of_kind = self.mentions.iter().filter(|mention| mention.kind == *kind);
        of_kind.map(|mention| &mention.normal).collect::<BTreeSet<_>>().len() > 1
    }

    /// Returns what the row has for a dimension.
    fn value(&self, by: &By) -> Option<String> {
        let first = |kind: Kind| self.mentions.iter().find(|mention| mention.kind == kind);
        match by {
            By::Cell(column) => self
                .cells
                .get(*column)
                .filter(|cell| !cell.is_empty())
                .map(|cell| (*cell).to_owned()),
            By::Mention(kind) => first(*kind).map(|mention| mention.normal.clone()),
            By::Date { letters, year } => {
                let dated = first(Kind::Date).and_then(|date| date.normal.get(..*letters));
                let cell = || year_alone(self.cells.get((*year)?)?);
                dated.map(str::to_owned).or_else(cell)
            }
            By::Headings(_) => None,
        }
    }
}
