//! What a table in SYLK yields: the values of its cells, one line a row, and remarks on cells as comments.

use std::mem;

use item::{Layer, Place, Segment};

use crate::shared::decode::{self, report_charset};
use crate::shared::segments::Lines;
use crate::{Error, Flow, Input, Sink};

/// At most this many tabs stand for empty cells between two others.
const WIDEST_GAP: usize = 8;

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
    let mut lines = Lines::new(sink, Layer::Body, "rows");
    let mut rows = Rows::default();
    let mut flow = Flow::Continue;
    for record in text.lines() {
        let done = rows.take(record);
        if done.is_some_and(|row| lines.line(&row) == Flow::Stop) {
            flow = Flow::Stop;
            break;
        }
    }
    if flow == Flow::Continue && !rows.line.is_empty() {
        let _ = lines.line(&rows.line);
    }
    flow = lines.finish();
    if flow == Flow::Continue && !rows.remarks.is_empty() {
        let place = Place::Part("remarks".into());
        let _ = sink.text(Segment::new(place, Layer::Comment, rows.remarks));
    }
    Ok(())
}

/// The row in the making: records name the row and the column where they differ from those of the record before.
#[derive(Default)]
struct Rows {
    row: usize,
    column: usize,
    /// The column of the last value in the line.
    filled: usize,
    line: String,
    remarks: String,
}

impl Rows {
    /// Takes a record; returns the row before where it begins another one.
    fn take(&mut self, record: &str) -> Option<String> {
        let mut fields = fields(record);
        let kind = fields.next()?;
        if !matches!(&*kind, "C" | "F") {
            return None;
        }
        let mut done = None;
        for field in fields {
            let mut letters = field.chars();
            let letter = letters.next();
            let rest = letters.as_str();
            match letter {
                Some('X') => self.column = rest.parse().unwrap_or(self.column),
                Some('Y') => {
                    let row = rest.parse().unwrap_or(self.row);
                    if mem::replace(&mut self.row, row) != row && !self.line.is_empty() {
                        done = Some(mem::take(&mut self.line));
                    }
                }
                Some('K') if kind == "C" => self.push(value(rest)),
                Some('A') if kind == "C" => {
                    self.remarks.push_str(rest);
                    self.remarks.push('\n');
                }
                _ => {}
            }
        }
        done
    }

    fn push(&mut self, value: &str) {
        if !self.line.is_empty() {
            let gap = self.column.saturating_sub(self.filled).clamp(1, WIDEST_GAP);
            self.line.extend(std::iter::repeat_n('\t', gap));
        }
        self.filled = self.column;
        self.line.push_str(value);
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
