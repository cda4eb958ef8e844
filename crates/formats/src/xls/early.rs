//! Workbooks of Excel 2 to 4 (1987 to 1992): a stream of records without a file around it, mostly of one sheet.
//!
//! Their records hold the same as those of 1993, in other places. So every sheet is written anew as a workbook of 1993
//! with one sheet, and read as such. The places are those of "OpenOffice.org's Documentation of the Microsoft Excel
//! File Format", chapter 5.

use super::globals::{BOF, CODE_PAGE, DATE_SYSTEM, EOF, FORMAT, NAME, SHEET, STYLE, WRITE_ACCESS};
use super::locked::LOCK;
use super::records::Records;
use super::sheet::{BOOLEAN, FOOTER, FORMULA, HEADER, LABEL, NUMBER, ROW, STRING};
use crate::shared::bytes::u16_at;

/// The name of a sheet that has none, behind its length.
const ONLY_SHEET: &[u8] = b"\x06Sheet1";

/// The kind of a stream that holds a list of sheets, each with its own begin and end.
const IS_WORKBOOK: u16 = 0x0100;

/// The head of a sheet in such a stream: its length and its name.
const SHEET_HEAD: u16 = 0x008f;

/// Which program wrote a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edition {
    Two,
    Three,
    Four,
}

impl Edition {
    /// Tells the edition by the kind of the first record.
    fn of(kind: u16) -> Option<Self> {
        match kind {
            0x0009 => Some(Self::Two),
            0x0209 => Some(Self::Three),
            0x0409 => Some(Self::Four),
            _ => None,
        }
    }

    /// The version that stands in the begin of a stream of 1993.
    fn version(self) -> u16 {
        match self {
            Self::Two => 0x0200,
            Self::Three => 0x0300,
            Self::Four => 0x0400,
        }
    }
}

/// A sheet as a workbook of 1993.
#[derive(Debug)]
struct Rewritten {
    /// Its name behind its length.
    name: Vec<u8>,
    /// Records of the workbook: formats, styles, names.
    globals: Vec<u8>,
    /// Records of the sheet.
    cells: Vec<u8>,
    formats: u16,
}

/// Returns the sheets of a stream, each as a workbook of 1993; none where it is no stream of Excel 2 to 4. The last of
/// them goes as far as the stream.
pub(super) fn sheets(stream: &[u8]) -> Vec<Vec<u8>> {
    let mut records = Records::of(stream);
    let Some((_, first, begin)) = records.next_plain() else { return Vec::new() };
    let Some(edition) = Edition::of(first) else { return Vec::new() };
    let is_workbook = u16_at(begin, 2) == Some(IS_WORKBOOK);
    let mut sheets = Vec::new();
    let mut open = (!is_workbook).then(|| Rewritten::new(ONLY_SHEET));
    while let Some((_, kind, data)) = records.next_plain() {
        match (kind, &mut open) {
            (SHEET_HEAD, _) => {
                let name = data.get(4..).unwrap_or_default();
                sheets.extend(open.replace(Rewritten::new(name)));
            }
            (EOF, _) => sheets.extend(open.take()),
            (_, Some(sheet)) => sheet.add(edition, kind, data),
            _ => {}
        }
    }
    let is_cut = records.is_cut() || open.is_some();
    sheets.extend(open);
    let last = sheets.len().saturating_sub(1);
    let finish = |(at, sheet): (usize, Rewritten)| sheet.finish(edition, is_cut && at == last);
    sheets.into_iter().enumerate().map(finish).collect()
}

impl Rewritten {
    fn new(name: &[u8]) -> Self {
        Self { name: name.to_vec(), globals: Vec::new(), cells: Vec::new(), formats: 0 }
    }

    /// Adds a record under the number and with the places that it has since 1993.
    fn add(&mut self, edition: Edition, kind: u16, data: &[u8]) {
        let is_two = edition == Edition::Two;
        let rest = |from: usize| data.get(from..).unwrap_or_default();
        match kind {
            WRITE_ACCESS | DATE_SYSTEM | CODE_PAGE | LOCK => {
                write(&mut self.globals, kind, &[data]);
            }
            0x001e | FORMAT => {
                // Formats are numbered in their order; those of Excel 2 are named by the cells themselves.
                let code = rest(if kind == FORMAT { 2 } else { 0 });
                let number = self.formats.to_le_bytes();
                write(&mut self.globals, FORMAT, &[&number, code]);
                if is_two {
                    write(&mut self.globals, STYLE, &[&[0, 0], &number]);
                }
                self.formats = self.formats.saturating_add(1);
            }
            0x0243 | 0x0443 => {
                let format = data.get(1).copied().unwrap_or_default();
                write(&mut self.globals, STYLE, &[&[0, 0, format, 0]]);
            }
            NAME if is_two => {
                let (key, text) = (data.get(2..4).unwrap_or_default(), rest(5));
                write(&mut self.globals, NAME, &[&[0, 0], key, &[0; 10], text]);
            }
            0x0218 => {
                let head = data.get(..6).unwrap_or_default();
                write(&mut self.globals, NAME, &[head, &[0; 8], rest(6)]);
            }
            HEADER | FOOTER => write(&mut self.cells, kind, &[data]),
            _ if is_two => self.add_cell_of_two(kind, data),
            0x0206 | 0x0406 => {
                // Four bytes stand before the length of the tokens since 1993.
                let head = data.get(..16).unwrap_or_default();
                write(&mut self.cells, FORMULA, &[head, &[0; 4], rest(16)]);
            }
            _ => write(&mut self.cells, kind, &[data]),
        }
    }

    /// Adds a record of Excel 2, in which three bytes of looks stand where a style is named later; the second of them
    /// has the number of the format.
    fn add_cell_of_two(&mut self, kind: u16, data: &[u8]) {
        let place = data.get(..4).unwrap_or_default();
        let style = [data.get(5).map_or(0, |looks| looks & 0x3f), 0];
        let value = data.get(7..).unwrap_or_default();
        let cells = &mut self.cells;
        match kind {
            0x0002 => {
                let number = f64::from(u16_at(value, 0).unwrap_or_default());
                write(cells, NUMBER, &[place, &style, &number.to_le_bytes()]);
            }
            0x0003 => write(cells, NUMBER, &[place, &style, value]),
            0x0004 => {
                let (length, text) = value.split_at_checked(1).unwrap_or_default();
                write(cells, LABEL, &[place, &style, length, &[0], text]);
            }
            0x0005 => write(cells, BOOLEAN, &[place, &style, value]),
            0x0006 => {
                // The tokens have other widths, so that texts in them are not looked for.
                let result = value.get(..8).unwrap_or_default();
                write(cells, FORMULA, &[place, &style, result, &[0; 8]]);
            }
            0x0007 => {
                let (length, text) = data.split_at_checked(1).unwrap_or_default();
                write(cells, STRING, &[length, &[0], text]);
            }
            0x0008 => {
                let is_hidden = u16_at(data, 6) == Some(0);
                let row = data.get(..2).unwrap_or_default();
                write(cells, ROW, &[row, &[0; 10], &[if is_hidden { 0x20 } else { 0 }, 0]]);
            }
            _ => write(cells, kind, &[data]),
        }
    }

    fn finish(self, edition: Edition, is_cut: bool) -> Vec<u8> {
        let mut stream = Vec::new();
        write(&mut stream, BOF, &[&edition.version().to_le_bytes(), &[5, 0]]);
        stream.extend_from_slice(&self.globals);
        // Behind the entry of the list come the four bytes that end the globals.
        let entry = 4 + 6 + self.name.len();
        let at = u32::try_from(stream.len() + entry + 4).unwrap_or(u32::MAX);
        write(&mut stream, SHEET, &[&at.to_le_bytes(), &[0, 0], &self.name]);
        write(&mut stream, EOF, &[]);
        write(&mut stream, BOF, &[&edition.version().to_le_bytes(), &[0x10, 0]]);
        stream.extend_from_slice(&self.cells);
        if is_cut {
            // A record without its length: the stream ends within it.
            stream.extend_from_slice(&EOF.to_le_bytes());
        } else {
            write(&mut stream, EOF, &[]);
        }
        stream
    }
}

/// Appends a record; one that grows beyond what its length can tell is left out with its end.
fn write(stream: &mut Vec<u8>, kind: u16, parts: &[&[u8]]) {
    let data = parts.concat();
    let length = u16::try_from(data.len()).unwrap_or(u16::MAX);
    stream.extend_from_slice(&kind.to_le_bytes());
    stream.extend_from_slice(&length.to_le_bytes());
    stream.extend_from_slice(&data[..usize::from(length)]);
}
