//! What pivot tables, links to other workbooks and connections of a binary workbook still remember of their sources.

use super::records::{Fields, Records};
use crate::shared::cell_values::{error, truth};
use crate::shared::number_format::plain;
use crate::shared::spreadsheet::push_line;

const FIRST_ITEM: u32 = 20;
const INDEX: u32 = 26;
/// Items with more about them; their values are stored like those of the kinds before.
const FIRST_ITEM_WITH_MORE: u32 = 27;
const LAST_ITEM_WITH_MORE: u32 = 32;
const RECORD: u32 = 33;
const MIXED_RECORD: u32 = 34;
const FIELD: u32 = 183;
const FIELD_ITEMS: u32 = 189;

const TABS: u32 = 359;
const CACHED_ROW: u32 = 366;
const CACHED_REAL: u32 = 368;
const CACHED_TRUTH: u32 = 369;
const CACHED_ERROR: u32 = 370;
const CACHED_TEXT: u32 = 371;
const CACHED_NAME: u32 = 577;

/// Strings shorter than this are not looked for among other fields. In characters.
const SHORTEST: usize = 3;

/// How a record stores the value of a field whose values are not shared.
#[derive(Clone, Copy, Debug, Default)]
enum Stored {
    #[default]
    Text,
    Number,
    Moment,
}

/// A field of a pivot cache.
#[derive(Debug, Default)]
pub(crate) struct Field {
    shared: Vec<String>,
    stored: Stored,
}

/// Reads the definition of a pivot cache: field names and shared values, a line for each field.
pub(crate) fn definition(records: &mut Records<'_>) -> (String, Vec<Field>) {
    let (mut text, mut fields) = (String::new(), Vec::<Field>::new());
    while let Some((kind, found)) = records.next() {
        match (kind, fields.last_mut()) {
            (FIELD, _) => {
                text.push('\n');
                text.push_str(&name_of_field(found).unwrap_or_default());
                fields.push(Field::default());
            }
            (FIELD_ITEMS, Some(field)) => field.stored = stored(found),
            (_, Some(field)) => {
                if let Some(value) = value(kind, found) {
                    text.push('\t');
                    text.push_str(&value);
                    field.shared.push(value);
                }
            }
            _ => {}
        }
    }
    (text, fields)
}

fn name_of_field(mut fields: Fields<'_>) -> Option<String> {
    fields.bytes(20)?;
    fields.text()
}

/// Tells how values are stored by the flags of a field ([MS-XLSB] §2.4.131).
fn stored(mut fields: Fields<'_>) -> Stored {
    let flags = fields.u16().unwrap_or(0);
    match (flags & 0x40 != 0, flags & 4 != 0, flags & 8 != 0) {
        (true, ..) => Stored::Number,
        (_, true, false) => Stored::Moment,
        _ => Stored::Text,
    }
}

/// Returns the value of an item; a missing one is empty.
fn value(kind: u32, mut fields: Fields<'_>) -> Option<String> {
    let kind = match kind {
        FIRST_ITEM_WITH_MORE..=LAST_ITEM_WITH_MORE => kind - FIRST_ITEM_WITH_MORE + FIRST_ITEM,
        kind => kind,
    };
    match kind {
        20 => Some(String::new()),
        21 => fields.real().map(plain),
        22 => fields.u8().map(|value| truth(value).to_owned()),
        23 => fields.u8().map(|code| error(code).to_owned()),
        24 => fields.text(),
        25 => moment(&mut fields),
        _ => None,
    }
}

/// Reads a moment: year, month, day, hour, minute, second.
fn moment(fields: &mut Fields<'_>) -> Option<String> {
    let (year, month, day) = (fields.u16()?, fields.u16()?, fields.u8()?);
    let (hour, minute, second) = (fields.u8()?, fields.u8()?, fields.u8()?);
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"))
}

/// Reads the records of a pivot cache, a line each.
pub(crate) fn records(records: &mut Records<'_>, fields: &[Field]) -> String {
    let mut text = String::new();
    let mut number = 0;
    while let Some((kind, mut found)) = records.next() {
        match kind {
            RECORD => push_line(&mut text, &row(found, fields)),
            MIXED_RECORD => {
                text.push('\n');
                number = 0;
            }
            INDEX => {
                text.push_str(shared(&mut found, fields.get(number)).unwrap_or_default());
                text.push('\t');
                number += 1;
            }
            _ => {
                if let Some(value) = value(kind, found) {
                    text.push_str(&value);
                    text.push('\t');
                    number += 1;
                }
            }
        }
    }
    text
}

fn row(mut found: Fields<'_>, fields: &[Field]) -> String {
    let mut row = Vec::new();
    for field in fields {
        let value = match field.stored {
            _ if !field.shared.is_empty() => shared(&mut found, Some(field)).map(str::to_owned),
            Stored::Text => found.text(),
            Stored::Number => found.real().map(plain),
            Stored::Moment => moment(&mut found),
        };
        row.push(value.unwrap_or_default());
    }
    row.join("\t").trim_end_matches('\t').to_owned()
}

/// Reads the number of a shared value, and returns that.
fn shared<'f>(found: &mut Fields<'_>, field: Option<&'f Field>) -> Option<&'f str> {
    field?.shared.get(found.size()?).map(String::as_str)
}

/// Reads what an external link part keeps of the other workbook: sheet names, defined names and cell values.
pub(crate) fn external(records: &mut Records<'_>) -> String {
    let mut text = String::new();
    while let Some((kind, mut fields)) = records.next() {
        match kind {
            TABS => tabs(&mut text, fields).unwrap_or_default(),
            CACHED_NAME => push_line(&mut text, &fields.text().unwrap_or_default()),
            CACHED_ROW => text.push('\n'),
            _ => {
                if let Some(value) = cached(kind, fields) {
                    text.push_str(&value);
                    text.push('\t');
                }
            }
        }
    }
    text
}

fn tabs(text: &mut String, mut fields: Fields<'_>) -> Option<()> {
    for _ in 0..fields.size()? {
        push_line(text, &fields.text()?);
    }
    Some(())
}

/// Returns the kept value of a cell.
fn cached(kind: u32, mut fields: Fields<'_>) -> Option<String> {
    fields.u32()?;
    match kind {
        CACHED_REAL => fields.real().map(plain),
        CACHED_TRUTH => fields.u8().map(|value| truth(value).to_owned()),
        CACHED_ERROR => fields.u8().map(|code| error(code).to_owned()),
        CACHED_TEXT => fields.text(),
        _ => None,
    }
}

/// Reads the part of connections, or of a query table, a line for each string in its records: where their fields begin
/// depends on many flags, but every string stands behind the count of its characters.
pub(crate) fn connections(records: &mut Records<'_>) -> String {
    let mut lines = String::new();
    while let Some((_, mut fields)) = records.next() {
        while !fields.rest().is_empty() {
            let mut ahead = fields;
            match ahead.text().filter(|text| is_told(text)) {
                Some(text) => {
                    push_line(&mut lines, &text);
                    fields = ahead;
                }
                None => drop(fields.u8()),
            }
        }
    }
    lines
}

fn is_told(text: &str) -> bool {
    text.chars().count() >= SHORTEST
        && text.chars().all(|letter| letter != char::REPLACEMENT_CHARACTER && !is_control(letter))
}

fn is_control(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\t' | '\n' | '\r')
}
