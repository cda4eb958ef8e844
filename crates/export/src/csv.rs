//! CSV (RFC 4180) as spreadsheets take it.

use std::io::{self, Write};

use crate::cell::{Cell, Rows};

/// A table as CSV.
pub struct Csv<W> {
    out: W,
}

/// Spreadsheets take a file without this mark for one in the code page of the machine.
const MARK: &str = "\u{feff}";
/// RFC 4180, section 2.1.
const LINE_END: &str = "\r\n";

impl<W: Write> Csv<W> {
    /// Begins a table.
    pub fn begin(mut out: W) -> io::Result<Self> {
        out.write_all(MARK.as_bytes())?;
        Ok(Self { out })
    }
}

impl<W: Write> Rows for Csv<W> {
    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        let printed = cells.iter().map(|cell| match cell {
            Cell::Text(text) => csv_cell(text),
            Cell::Number(number) => number.to_string(),
        });
        write!(self.out, "{}{LINE_END}", printed.collect::<Vec<_>>().join(","))
    }
}

/// Returns a line of CSV with its end; for what is no [`Rows`].
pub fn csv_line<'t>(cells: impl IntoIterator<Item = &'t str>) -> String {
    let cells: Vec<String> = cells.into_iter().map(csv_cell).collect();
    cells.join(",") + LINE_END
}

/// Returns a cell of a CSV line (RFC 4180), defused: a spreadsheet takes no cell for a formula.
fn csv_cell(text: &str) -> String {
    let defused = match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    };
    format!("\"{}\"", item::visible(&defused).replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_quotes_doubled() {
        assert_eq!(csv_cell("=1+1"), "\"'=1+1\"");
        assert_eq!(csv_cell("say \"no\""), "\"say \"\"no\"\"\"");
    }

    #[test]
    fn a_table_begins_with_the_mark_of_its_encoding() {
        let mut bytes = Vec::new();
        let mut csv = Csv::begin(&mut bytes).expect("memory takes it");
        csv.row(&[Cell::from("-x"), Cell::Number(2.5), Cell::count(3)]).expect("memory takes it");
        assert_eq!(String::from_utf8_lossy(&bytes), "\u{feff}\"'-x\",2.5,3\r\n");
    }
}
