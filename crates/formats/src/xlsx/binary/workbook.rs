//! What belongs to a binary workbook as a whole: its list of sheets and names, its strings, its formats.

use super::records::{Fields, Records};
use super::texts_of_formula;
use crate::shared::cell_formats::CellFormats;
use crate::shared::spreadsheet::push_line;
use crate::xlsx::strings::Strings;
use crate::xlsx::workbook::{SheetEntry, Workbook};

const STRING: u32 = 19;
const NAME: u32 = 39;
const FORMAT: u32 = 44;
const STYLE: u32 = 47;
const PROPERTIES: u32 = 153;
const SHEET: u32 = 156;
const STYLES_BEGIN: u32 = 617;
const STYLES_END: u32 = 618;

/// A name that programs define: print areas, filters.
const IS_BUILT_IN: u32 = 0x20;

/// Reads the workbook part.
pub(crate) fn read(records: &mut Records<'_>) -> Workbook {
    let mut book = Workbook::default();
    while let Some((kind, mut fields)) = records.next() {
        match kind {
            SHEET => book.sheets.extend(sheet(fields)),
            PROPERTIES => book.from_1904 = fields.u32().is_some_and(|flags| flags & 1 != 0),
            NAME => push_line(&mut book.names, &name(fields).unwrap_or_default()),
            _ => {}
        }
    }
    book
}

fn sheet(mut fields: Fields<'_>) -> Option<SheetEntry> {
    let state = fields.u32()?;
    fields.u32()?;
    let relation = fields.text()?;
    Some(SheetEntry { name: fields.text()?, is_hidden: state != 0, relation })
}

/// Returns a defined name with what describes it and the texts that it stands for.
fn name(mut fields: Fields<'_>) -> Option<String> {
    let is_built_in = fields.u32()? & IS_BUILT_IN != 0;
    fields.bytes(5)?;
    let mut parts = vec![fields.text().filter(|_| !is_built_in)?];
    if let Some(tokens) = fields.tokens() {
        parts.extend(fields.text().filter(|comment| !comment.is_empty()));
        parts.extend(texts_of_formula(tokens));
    }
    Some(parts.join("\t"))
}

/// Reads the strings that cells share.
pub(crate) fn strings(records: &mut Records<'_>) -> Strings {
    let mut texts = Vec::new();
    while let Some((kind, mut fields)) = records.next() {
        if kind == STRING {
            // One that is damaged keeps its number.
            texts.push(fields.rich_text().unwrap_or_default());
        }
    }
    Strings::of(texts)
}

/// Reads which number formats cells have.
pub(crate) fn formats(records: &mut Records<'_>) -> CellFormats {
    let mut formats = CellFormats::default();
    let mut in_cells = false;
    while let Some((kind, mut fields)) = records.next() {
        match kind {
            FORMAT => {
                if let (Some(id), Some(code)) = (fields.u16(), fields.text()) {
                    formats.define(u32::from(id), &code);
                }
            }
            STYLES_BEGIN => in_cells = true,
            STYLES_END => in_cells = false,
            STYLE if in_cells => {
                fields.u16();
                formats.add_style(fields.u16().map_or(0, u32::from));
            }
            _ => {}
        }
    }
    formats
}
