//! What a table in SYLK yields: the values of its cells, one line a row, and remarks on cells as comments.

use item::{Layer, Place};

use crate::shared::decode::{self, report_charset};
use crate::shared::spreadsheet::{Line, push, push_line};
use crate::{Error, Flow, Input, Sink};

/// Tells whether a text is a table: its first record names the program, and another one sets a cell.
pub(crate) fn is_table(text: &str) -> bool {
    text.starts_with("ID;") && ["\nC;X", "\nC;Y"].iter().any(|cell| text.contains(cell))
}

/// Pushes the rows, then the remarks.
#[expect(clippy::unnecessary_wraps, reason = "the signature of every extractor")]
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let choice = decode::choose(&input.bytes, input.declared.charset.as_deref());
    report_charset(choice, input, sink);
    let (text, _) = choice.charset.decode(&input.bytes[choice.bom..]);
    let mut rows = Rows::default();
    text.lines().for_each(|record| rows.take(record));
    let Rows { mut line, mut seen, remarks, .. } = rows;
    line.end(&mut seen);
    if push(&Place::Whole, Layer::Body, &seen, sink) == Flow::Continue {
        let _ = push(&Place::Part("remarks".into()), Layer::Comment, &remarks, sink);
    }
    Ok(())
}

/// The rows so far: records name the row and the column where they differ from those of the record before.
#[derive(Default)]
struct Rows {
    row: usize,
    /// Counted from 1.
    column: usize,
    line: Line,
    seen: String,
    remarks: String,
}

impl Rows {
    fn take(&mut self, record: &str) {
        let mut fields = fields(record);
        let Some(kind) = fields.next().filter(|kind| matches!(&**kind, "C" | "F")) else { return };
        for field in fields {
            let mut letters = field.chars();
            let letter = letters.next();
            let rest = letters.as_str();
            match letter {
                Some('X') => self.column = rest.parse().unwrap_or(self.column),
                Some('Y') => self.begin_row(rest.parse().unwrap_or(self.row)),
                Some('K') if kind == "C" => {
                    self.line.push(self.column.saturating_sub(1), value(rest));
                }
                Some('A') if kind == "C" => push_line(&mut self.remarks, rest),
                _ => {}
            }
        }
    }

    fn begin_row(&mut self, row: usize) {
        if row != self.row {
            self.row = row;
            self.line.end(&mut self.seen);
        }
    }
}

/// Splits a record where one semicolon stands; two are one in a field.
fn fields(record: &str) -> impl Iterator<Item = String> + '_ {
    let mut characters = record.chars().peekable();
    std::iter::from_fn(move || {
        characters.peek()?;
        let mut field = String::new();
        while let Some(character) = characters.next() {
            if character == ';' && characters.next_if_eq(&';').is_none() {
                break;
            }
            field.push(character);
        }
        Some(field)
    })
}

/// Returns a value without the quotes around a text.
fn value(field: &str) -> &str {
    field.strip_prefix('"').map_or(field, |text| text.strip_suffix('"').unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{identify, probe};

    const TABLE: &str = "ID;PWXL;N;E\r\nP;PGeneral\r\nF;W1 2 10\r\nC;Y1;X1;K\"Owner\"\r\nC;X2;K\"Kestrel;; Ltd\"\r\nC;Y2;X1;K1500;EMEDIAN(R1C1)\r\nF;FD0G;X4\r\nC;K\"Riga\"\r\nC;Y2;X1;ASeen by Olga\r\nE\r\n";

    #[test]
    fn rows_and_remarks_are_read() {
        let found = probe::of(extract, TABLE.as_bytes());
        assert_eq!(found.body(), "Owner\tKestrel; Ltd\n1500\t\t\tRiga\n");
        assert_eq!(found.layer(Layer::Comment), "Seen by Olga\n");
    }

    #[test]
    fn a_row_without_its_first_cells_keeps_its_columns() {
        let table =
            "ID;PWXL\nC;Y1;X1;K\"No\"\nC;X2;K\"Name\"\nC;X3;K\"Port\"\nC;Y2;X3;K\"Riga\"\nE\n";
        assert_eq!(probe::of(extract, table.as_bytes()).body(), "No\tName\tPort\n\t\tRiga\n");
    }

    #[test]
    fn a_table_in_an_old_encoding_is_read() {
        let table = b"ID;PWXL\r\nC;Y1;X1;K\"\xcb\xe0\xe4\xee\xe3\xe0\"\r\nC;X2;K\"\xea\xf0\xe5\xf7\xe5\xf2\"\r\nE\r\n";
        assert_eq!(probe::of(extract, table).body(), "Ладога\tкречет\n");
    }

    #[test]
    fn tables_of_values_with_such_a_head_are_none() {
        let format = |text: &str| {
            let bytes = text.as_bytes().to_vec().into();
            identify(&bytes, b"a.slk", &item::Declared::default()).format
        };
        assert_eq!(format(TABLE), "sylk");
        assert_ne!(format("ID;PLZ;Ort\n1;10115;Berlin\n2;20095;Hamburg\n"), "sylk");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(ID;|[CF]|;|;;|X9|Y9|K|\"|\n|.){0,40}") {
            probe::of(extract, text.as_bytes());
        }
    }
}
