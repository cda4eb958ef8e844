//! What spreadsheets of Lotus 1-2-3 yield (`.wks`, `.wk1` to `.wk4`, `.123` of before 1998), and those of Symphony,
//! Quattro Pro for DOS and Works that are written in the same records: the cells of each sheet by rows, comments,
//! headers and footers.
//!
//! The records are those of "Lotus File Formats for 1-2-3, Symphony and Jazz" (1986), the later ones as the filters of
//! `LibreOffice` read them. Formulas give their last value.

mod cells;
mod lmbcs;
mod shown;

use std::collections::BTreeMap;

use item::{EncryptedReason, Layer, PartialReason, Place};

use crate::shared::bytes::u16_at;
use crate::shared::member_names::Names;
use crate::shared::spreadsheet::{Sheet, column_name, push, push_line};
use crate::{Error, Flow, Input, Sink};
use cells::{Found, Text, Value};
use shown::Formats;

const BEGIN: u16 = 0x0000;
const BEGIN_OF_WORKS: u16 = 0x00ff;
const END: u16 = 0x0001;
const PASSWORD: u16 = 0x004b;

/// Which program wrote a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edition {
    /// One sheet; texts in the code page of the machine.
    Two,
    /// Several sheets; texts in the character set of Lotus.
    Three,
}

impl Edition {
    fn of(bytes: &[u8]) -> Option<Self> {
        let version = u16_at(bytes, 4)?;
        match (u16_at(bytes, 0)?, u16_at(bytes, 2)?) {
            (BEGIN, 2) if matches!(version, 0x0404..=0x0406 | 0x5120..=0x5121) => Some(Self::Two),
            (BEGIN_OF_WORKS, 2) if version == 0x0404 => Some(Self::Two),
            (BEGIN, 0x1a) if matches!(version, 0x1000..=0x1005) => Some(Self::Three),
            _ => None,
        }
    }
}

/// Tells whether it is such a spreadsheet.
pub(crate) fn is_lotus(bytes: &[u8]) -> bool {
    Edition::of(bytes).is_some()
}

/// Pushes the sheets in their order.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let bytes = &input.bytes;
    let edition = Edition::of(bytes).ok_or_else(|| Error::malformed("no begin of a sheet"))?;
    let mut book = Book::default();
    let mut at = 0;
    loop {
        let Some((kind, data)) = record(bytes, at) else {
            sink.partial(PartialReason::Truncated);
            break;
        };
        at += 4 + data.len();
        match kind {
            END => break,
            PASSWORD => return Err(Error::Encrypted(EncryptedReason::NeedsPassword)),
            _ => book.add(cells::read(edition, kind, data)),
        }
    }
    book.push(sink);
    Ok(())
}

/// Returns the record at a place; nothing where it is not all there.
fn record(bytes: &[u8], at: usize) -> Option<(u16, &[u8])> {
    let length = usize::from(u16_at(bytes, at.checked_add(2)?)?);
    Some((u16_at(bytes, at)?, bytes.get(at + 4..)?.get(..length)?))
}

/// A cell: sheet, row, column.
type Cell = (u16, u16, u16);

/// The cells of a file in the order of their places, whatever the order in which they were written.
#[derive(Default)]
struct Book<'a> {
    cells: BTreeMap<Cell, (u8, Value<'a>)>,
    comments: BTreeMap<Cell, Text<'a>>,
    names: BTreeMap<u16, Text<'a>>,
    margins: Vec<Text<'a>>,
    hidden_columns: Vec<u16>,
}

impl<'a> Book<'a> {
    fn add(&mut self, found: Option<Found<'a>>) {
        match found {
            None => {}
            Some(Found::Cell(cell, format, value)) => {
                self.cells.insert(cell, (format, value));
            }
            Some(Found::Comment(cell, text)) => {
                self.comments.insert(cell, text);
            }
            Some(Found::Name(sheet, name)) => {
                self.names.insert(sheet, name);
            }
            Some(Found::Margin(text)) => self.margins.push(text),
            Some(Found::HiddenColumns(columns)) => self.hidden_columns = columns,
        }
    }

    fn push(self, sink: &mut dyn Sink) {
        let pages = Names::of(self.texts());
        pages.report_charset(sink);
        let formats = Formats::new();
        let mut open: Option<(u16, Sheet)> = None;
        let mut row_before = None;
        for ((number, row, column), (format, value)) in &self.cells {
            if open.as_ref().is_none_or(|(at, _)| at != number) {
                if finish(open.take(), sink) == Flow::Stop {
                    return;
                }
                open = Some((*number, self.sheet(*number, pages)));
                row_before = None;
            }
            let Some((_, sheet)) = &mut open else { return };
            if row_before != Some(*row) {
                sheet.begin_row(usize::from(*row));
                row_before = Some(*row);
            }
            let text = match value {
                Value::Text(text) => text.read(pages),
                Value::Number(number) => formats.show(*number, *format),
            };
            let is_hidden = shown::is_hidden(*format) || self.hidden_columns.contains(column);
            sheet.push(usize::from(*column), text.trim_end(), is_hidden);
        }
        if finish(open, sink) == Flow::Continue {
            self.push_comments(pages, sink);
        }
    }

    /// Makes an empty sheet; the first one has the headers, which belong to all.
    fn sheet(&self, number: u16, pages: Names) -> Sheet {
        let named = self.names.get(&number).map(|name| name.read(pages));
        let letter = || column_name(usize::from(number));
        let mut sheet = Sheet::new(named.unwrap_or_else(letter), false);
        if self.cells.keys().next().is_some_and(|(first, ..)| *first == number) {
            for margin in &self.margins {
                push_line(&mut sheet.margins, &margin.read(pages).replace('|', "\t"));
            }
        }
        sheet
    }

    fn push_comments(&self, pages: Names, sink: &mut dyn Sink) {
        for ((sheet, row, column), text) in &self.comments {
            let cell = format!(
                "comment {}:{}{}",
                column_name(usize::from(*sheet)),
                column_name(usize::from(*column)),
                u32::from(*row) + 1
            );
            if push(&Place::Part(cell), Layer::Comment, &text.read(pages), sink) == Flow::Stop {
                return;
            }
        }
    }

    /// Yields the texts whose code page is not told, to find it by.
    fn texts(&self) -> impl Iterator<Item = &'a [u8]> + '_ {
        let cells = self.cells.values().filter_map(|(_, value)| match value {
            Value::Text(Text::Machine(text)) => Some(*text),
            _ => None,
        });
        let margins = self.margins.iter().filter_map(|text| match text {
            Text::Machine(text) => Some(*text),
            Text::Lmbcs(_) => None,
        });
        cells.chain(margins)
    }
}

fn finish(open: Option<(u16, Sheet)>, sink: &mut dyn Sink) -> Flow {
    open.map_or(Flow::Continue, |(_, sheet)| sheet.push_texts(sink))
}

#[cfg(test)]
mod tests;
