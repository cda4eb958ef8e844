//! What a table of dBASE, `FoxPro` or Clipper yields: its rows, those that were deleted apart (dBASE III–7 file structure).

mod memo;

use item::{Key, Layer, PartialReason};

use crate::shared::bytes::{size_at, u16_at};
use crate::shared::decode;
use crate::shared::legacy_text::CodePage;
use crate::shared::segments::Lines;
use crate::{Error, Flow, Input, Sink};

pub(crate) use memo::{extract as extract_memo, is_memo};

const HEADER: usize = 32;
const COLUMN: usize = 32;
const COLUMNS_END: u8 = 0x0d;
/// How many bytes of rows a guess of their code page rests on.
const SAMPLE: usize = 256 << 10;

/// Tells whether a table begins here: its first byte is a version, and the numbers behind it agree with one another.
pub(crate) fn is_table(bytes: &[u8]) -> bool {
    let versions =
        [0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8b, 0x8c, 0xcb, 0xf5];
    let Some([version, _, month, day, ..]) = bytes.first_chunk::<HEADER>() else { return false };
    versions.contains(version)
        && (1..=12).contains(month)
        && (1..=31).contains(day)
        && Table::read(bytes).is_some_and(|table| table.is_sound())
}

/// Pushes the names of the columns and the rows, cell by cell with tabs between.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let table = Table::read(&input.bytes).ok_or(Error::Truncated)?;
    if !table.is_sound() {
        return Err(Error::malformed("the columns do not fill a row"));
    }
    let rows = input.bytes.get(table.rows_at..).unwrap_or_default();
    let charset = Reading::of(input.bytes[29], rows);
    sink.metadata(Key::CHARSET, &charset.name());
    let mut deleted = Vec::new();
    let mut lines = Lines::new(sink, Layer::Body, "rows");
    let mut flow = lines.line(&table.heading());
    let mut count = 0;
    for row in rows.chunks_exact(table.row).take(table.count) {
        count += 1;
        let cells = table.cells(row, &charset);
        match row[0] {
            b'*' => deleted.push(cells),
            _ if flow == Flow::Continue => flow = lines.line(&cells),
            _ => break,
        }
    }
    if lines.finish() == Flow::Stop {
        return Ok(());
    }
    let mut lines = Lines::new(sink, Layer::Deleted, "deleted rows");
    for row in deleted {
        if lines.line(&row) == Flow::Stop {
            break;
        }
    }
    let flow = lines.finish();
    if flow == Flow::Continue && count < table.count {
        sink.partial(PartialReason::Truncated);
    }
    Ok(())
}

struct Table<'a> {
    columns: Vec<Column<'a>>,
    rows_at: usize,
    row: usize,
    count: usize,
}

struct Column<'a> {
    name: &'a [u8],
    kind: u8,
    length: usize,
}

impl<'a> Table<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let rows_at = usize::from(u16_at(bytes, 8)?);
        let mut columns = Vec::new();
        let mut at = HEADER;
        while at < rows_at && *bytes.get(at)? != COLUMNS_END {
            let column = bytes.get(at..at + COLUMN)?;
            let end = column[..11].iter().position(|byte| *byte == 0).unwrap_or(11);
            let is_wide = column[11] == b'C';
            let length =
                usize::from(column[16]) + if is_wide { usize::from(column[17]) << 8 } else { 0 };
            columns.push(Column { name: &column[..end], kind: column[11], length });
            at += COLUMN;
        }
        Some(Self {
            columns,
            rows_at,
            row: usize::from(u16_at(bytes, 10)?),
            count: size_at(bytes, 4)?,
        })
    }

    /// Tells whether the columns, with the sign of deletion before them, fill a row.
    fn is_sound(&self) -> bool {
        let cells: usize = self.columns.iter().map(|column| column.length).sum();
        !self.columns.is_empty()
            && cells < self.row
            && self.row <= cells + 64
            && self.rows_at > HEADER
    }

    fn heading(&self) -> String {
        let names = self.columns.iter().map(|column| String::from_utf8_lossy(column.name));
        names.collect::<Vec<_>>().join("\t")
    }

    fn cells(&self, row: &[u8], charset: &Reading) -> String {
        let mut at = 1;
        let cells = self.columns.iter().map(|column| {
            let cell = row.get(at..at + column.length).unwrap_or_default();
            at += column.length;
            column.cell(cell, charset)
        });
        cells.collect::<Vec<_>>().join("\t")
    }
}

impl Column<'_> {
    fn cell(&self, cell: &[u8], charset: &Reading) -> String {
        match (self.kind, cell) {
            (b'D', digits) if digits.len() == 8 && digits.iter().all(u8::is_ascii_digit) => {
                let text = String::from_utf8_lossy(digits);
                format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])
            }
            (b'I', [a, b, c, d]) => i32::from_le_bytes([*a, *b, *c, *d]).to_string(),
            (b'B' | b'O', _) if cell.len() == 8 => {
                let bytes = cell.first_chunk().copied().unwrap_or_default();
                f64::from_le_bytes(bytes).to_string()
            }
            // What the number leads to stands in a file of its own.
            (b'M', [a, b, c, d]) => memo(&u32::from_le_bytes([*a, *b, *c, *d]).to_string()),
            (b'M', digits) => memo(&String::from_utf8_lossy(digits)),
            (b'G' | b'P' | b'T' | b'0', _) => String::new(),
            _ => charset.decode(cell).replace(['\t', '\n', '\r', '\0'], " ").trim().to_owned(),
        }
    }
}

/// Names a text of the file beside the table by its block, as that file does; nothing for none.
fn memo(number: &str) -> String {
    let number = number.trim().trim_start_matches('0');
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { format!("memo {number}") } else { String::new() }
}

/// How texts are read: by the language driver in the header, else by what the rows look like.
enum Reading {
    Stated(CodePage),
    Guessed(decode::Charset),
}

impl Reading {
    fn of(driver: u8, rows: &[u8]) -> Self {
        let number = match driver {
            0x01 => 437,
            0x02 => 850,
            0x03 | 0x57..=0x59 => 1252,
            0x04 => 10000,
            0x26 | 0x65 | 0x66 => 866,
            0x13 | 0x7b => 932,
            0x4d | 0x7a => 936,
            0x4e | 0x79 => 949,
            0x4f | 0x78 => 950,
            0x50 | 0x7c => 874,
            0x7d => 1255,
            0x7e => 1256,
            0x96 => 10007,
            0xc8 => 1250,
            0xc9 => 1251,
            0xca => 1254,
            0xcb => 1253,
            0xcc => 1257,
            _ => {
                return Self::Guessed(
                    decode::choose(&rows[..rows.len().min(SAMPLE)], None).charset,
                );
            }
        };
        Self::Stated(CodePage::by_number(number))
    }

    fn name(&self) -> String {
        match self {
            Self::Stated(page) => page.name().to_owned(),
            Self::Guessed(charset) => charset.name().to_owned(),
        }
    }

    fn decode(&self, bytes: &[u8]) -> String {
        match self {
            Self::Stated(page) => page.decode(bytes),
            Self::Guessed(charset) => charset.decode(bytes).0,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    fn table(driver: u8, rows: &[&[u8]]) -> Vec<u8> {
        let mut out = vec![3, 124, 1, 2];
        out.extend(u32::try_from(rows.len()).expect("few").to_le_bytes());
        out.extend([97, 0, 19, 0]);
        out.resize(HEADER, 0);
        out[29] = driver;
        for (name, kind, length) in [(&b"NAME"[..], b'C', 10), (b"BORN", b'D', 8)] {
            let mut column = name.to_vec();
            column.resize(11, 0);
            column.push(kind);
            column.resize(16, 0);
            column.push(length);
            column.resize(COLUMN, 0);
            out.extend(column);
        }
        out.push(COLUMNS_END);
        out.extend(rows.concat());
        out.push(0x1a);
        out
    }

    #[test]
    fn rows_are_read_by_the_language_driver_and_deleted_ones_stand_apart() {
        let rows: [&[u8]; 2] =
            [b" \x8f\xa5\xe1\xe2\xe0\xa8\xaa\xae\xa2 19740131", b"*Belozerov 19800229"];
        let table = table(0x65, &rows);
        assert!(is_table(&table));
        let found = probe::of(extract, &table);
        assert_eq!(found.body(), "NAME\tBORN\nПестриков\t1974-01-31\n");
        assert_eq!(found.layer(Layer::Deleted), "Belozerov\t1980-02-29\n");
    }

    #[test]
    fn a_cut_table_gives_what_it_has() {
        let mut table = table(0, &[b" Belozerov 19800229"]);
        table[4] = 9;
        assert_eq!(probe::of(extract, &table).partial, [PartialReason::Truncated]);
    }

    #[test]
    fn texts_are_no_tables() {
        assert!(!is_table(
            b"\x03 some other bytes that begin so, and go on for longer than a header does"
        ));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 1..40), at in 0_usize..200) {
            let mut hostile = table(0, &[b" Belozerov 19800229"]);
            let at = at % hostile.len();
            hostile.splice(at..(at + bytes.len()).min(hostile.len()), bytes);
            is_table(&hostile);
            probe::of(extract, &hostile);
        }
    }
}
