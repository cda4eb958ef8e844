//! How the cells of a binary sheet become lines ([MS-XLSB] §2.1.7.62).

use super::records::{Fields, Records};
use super::texts_of_formula;
use crate::shared::cell_formats::CellFormats;
use crate::shared::cell_values::{error, rk_number, truth};
use crate::shared::hidden_cells::Merged;
use crate::shared::links::Links;
use crate::shared::spreadsheet::{Sheet, column_name, plain_margin, push_line};
use crate::xlsx::strings::Strings;

const ROW: u32 = 0;
/// Cells by what they hold; those from here to `LAST_SHORT` follow the one before and name no column.
const FIRST_CELL: u32 = 1;
const LAST_FORMULA: u32 = 11;
const FIRST_SHORT: u32 = 12;
const LAST_SHORT: u32 = 18;
const RICH_CELL: u32 = 62;
const COLUMNS: u32 = 60;
const VALIDATION: u32 = 64;
const ROWS_BEGIN: u32 = 145;
const ROWS_END: u32 = 146;
const FILTER: u32 = 161;
const MERGED: u32 = 176;
const MARGINS: u32 = 479;
const LINK: u32 = 494;

/// More groups of columns than this are not told to be hidden.
const HIDDEN_MOST: usize = 1024;

struct Walk<'a> {
    strings: &'a mut Strings,
    formats: &'a CellFormats,
    links: &'a mut Links,
    sheet: &'a mut Sheet,
    hidden_columns: Vec<(usize, usize)>,
    row: usize,
    row_is_hidden: bool,
    next_column: usize,
    in_rows: bool,
}

/// Reads a sheet; rows and columns are counted from 0.
pub(crate) fn read(
    records: &mut Records<'_>,
    sheet: &mut Sheet,
    strings: &mut Strings,
    formats: &CellFormats,
    links: &mut Links,
) {
    let mut walk = Walk {
        strings,
        formats,
        links,
        sheet,
        hidden_columns: Vec::new(),
        row: 0,
        row_is_hidden: false,
        next_column: 0,
        in_rows: false,
    };
    while let Some((kind, fields)) = records.next() {
        // A record that is too short for what it should hold gives what it has.
        if walk.in_rows {
            walk.take_of_rows(kind, fields);
        } else {
            walk.take(kind, fields);
        }
    }
}

impl Walk<'_> {
    fn take_of_rows(&mut self, kind: u32, fields: Fields<'_>) -> Option<()> {
        match kind {
            ROW => self.begin_row(fields),
            FIRST_CELL..=LAST_FORMULA | RICH_CELL => self.cell(kind, fields),
            FIRST_SHORT..=LAST_SHORT => self.short_cell(kind, fields),
            ROWS_END => {
                self.in_rows = false;
                Some(())
            }
            _ => None,
        }
    }

    fn take(&mut self, kind: u32, fields: Fields<'_>) -> Option<()> {
        match kind {
            ROWS_BEGIN => self.in_rows = true,
            COLUMNS => self.columns(fields)?,
            FILTER => self.sheet.hidden.set_filter(*range(fields)?.rows.start()),
            MERGED => self.sheet.hidden.merge(range(fields)?),
            MARGINS => self.margins(fields)?,
            LINK => self.link(fields)?,
            VALIDATION => self.validation(fields)?,
            _ => {}
        }
        Some(())
    }

    fn begin_row(&mut self, mut fields: Fields<'_>) -> Option<()> {
        self.row = fields.size()?;
        self.sheet.begin_row(self.row);
        fields.bytes(4)?;
        let height = fields.u16()?;
        fields.u8()?;
        self.row_is_hidden = height == 0 || fields.u8()? & 0x10 != 0;
        self.next_column = 0;
        Some(())
    }

    fn columns(&mut self, mut fields: Fields<'_>) -> Option<()> {
        let (first, last, width) = (fields.size()?, fields.size()?, fields.u32()?);
        fields.bytes(4)?;
        let is_hidden = width == 0 || fields.u16()? & 1 != 0;
        if is_hidden && self.hidden_columns.len() < HIDDEN_MOST {
            self.hidden_columns.push((first, last));
        }
        Some(())
    }

    fn short_cell(&mut self, kind: u32, fields: Fields<'_>) -> Option<()> {
        self.value(kind - FIRST_SHORT + FIRST_CELL, self.next_column, fields)
    }

    fn cell(&mut self, kind: u32, mut fields: Fields<'_>) -> Option<()> {
        let column = fields.size()?;
        self.value(kind, column, fields)
    }

    /// Takes a cell whose style and value follow.
    fn value(&mut self, kind: u32, column: usize, mut fields: Fields<'_>) -> Option<()> {
        self.next_column = column.saturating_add(1);
        let style = usize::try_from(fields.u32()? & 0x00ff_ffff).ok()?;
        let text = match kind {
            2 => self.formats.show(rk_number(fields.u32()?), style),
            3 | 11 => error(fields.u8()?).to_owned(),
            4 | 10 => truth(fields.u8()?).to_owned(),
            5 | 9 => fields.real().map_or_else(String::new, |real| self.formats.show(real, style)),
            6 | 8 => self.formats.show_text(&fields.text()?, style),
            7 => self.formats.show_text(self.strings.take(fields.size()?), style),
            RICH_CELL => self.formats.show_text(&fields.rich_text()?, style),
            _ => return Some(()),
        };
        let is_hidden = self.row_is_hidden || self.is_hidden_column(column);
        self.sheet.push(column, &text, is_hidden);
        if (8..=LAST_FORMULA).contains(&kind) {
            fields.u16()?;
            self.formula(column, fields.tokens()?);
        }
        Some(())
    }

    /// Keeps the texts in a formula.
    fn formula(&mut self, column: usize, tokens: &[u8]) {
        let texts = texts_of_formula(tokens);
        if !texts.is_empty() {
            let texts: Vec<String> = texts.iter().map(|text| format!("\"{text}\"")).collect();
            let address = format!("{}{}", column_name(column), self.row.saturating_add(1));
            push_line(&mut self.sheet.formulas, &format!("{address}: {}", texts.join(" ")));
        }
    }

    fn is_hidden_column(&self, column: usize) -> bool {
        self.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
    }

    fn margins(&mut self, mut fields: Fields<'_>) -> Option<()> {
        fields.u16()?;
        for _ in 0..6 {
            let margin = plain_margin(&fields.text()?);
            push_line(&mut self.sheet.margins, margin.trim());
        }
        Some(())
    }

    /// Keeps the place in a document that a link leads to, and what is shown above it; the document itself is named by
    /// a relationship.
    fn link(&mut self, mut fields: Fields<'_>) -> Option<()> {
        fields.bytes(16)?;
        fields.text()?;
        self.links.add(&fields.text()?);
        self.links.add(&fields.text()?);
        Some(())
    }

    /// Keeps what those are told who fill a cell in, and the list to choose from ([MS-XLSB] §2.4.353).
    fn validation(&mut self, mut fields: Fields<'_>) -> Option<()> {
        fields.u32()?;
        let ranges = fields.size()?;
        fields.bytes(ranges.checked_mul(16)?)?;
        for _ in 0..4 {
            push_line(&mut self.sheet.prompts, &fields.text()?);
        }
        for list in texts_of_formula(fields.tokens()?) {
            push_line(&mut self.sheet.prompts, &list.replace('\0', ","));
        }
        Some(())
    }
}

/// Reads a range: first and last row, first and last column.
pub(super) fn range(mut fields: Fields<'_>) -> Option<Merged> {
    let (top, bottom, left, right) =
        (fields.size()?, fields.size()?, fields.size()?, fields.size()?);
    Some(Merged { rows: top..=bottom, columns: left..=right })
}
