//! What pivot tables and links to other workbooks still remember of their sources.

use crate::shared::ooxml::unescape;
use crate::shared::spreadsheet::push_line;
use crate::shared::xml::{Element, Event, Xml};

/// Values that the fields of a pivot cache share.
pub(super) type Fields = Vec<Vec<String>>;

/// Reads the definition of a pivot cache: field names and shared values, a line for each field.
pub(super) fn definition(xml: &mut Xml<'_>) -> (String, Fields) {
    let (mut text, mut fields) = (String::new(), Fields::new());
    while let Some(event) = xml.next_event() {
        let Event::Open(element) = event else { continue };
        match element.name() {
            "pivotCacheDefinition" => {
                if let Some(name) = element.attribute("refreshedBy") {
                    push_line(&mut text, &format!("refreshedBy: {name}"));
                }
            }
            "cacheField" => {
                text.push('\n');
                text.push_str(&in_one_line(element.attribute("name").unwrap_or_default()));
                fields.push(Vec::new());
            }
            "worksheetSource" => {
                text.push_str(&element.attribute("sheet").unwrap_or_default());
            }
            _ => {
                if let (Some(value), Some(field)) = (value(&element), fields.last_mut()) {
                    text.push('\t');
                    text.push_str(&value);
                    field.push(value);
                }
            }
        }
    }
    (text, fields)
}

/// Reads the records of a pivot cache, a line each.
pub(super) fn records(xml: &mut Xml<'_>, fields: &Fields) -> String {
    let mut text = String::new();
    let mut field = 0;
    while let Some(event) = xml.next_event() {
        match event {
            Event::Open(element) if element.name() == "r" => field = 0,
            Event::Open(element) if element.name() == "x" => {
                let number = element.attribute("v").and_then(|number| number.parse::<usize>().ok());
                let shared = number.and_then(|number| fields.get(field)?.get(number));
                push(&mut text, shared.map_or("", String::as_str));
                field += 1;
            }
            Event::Open(element) => {
                if let Some(value) = value(&element) {
                    push(&mut text, &value);
                    field += 1;
                }
            }
            Event::Close(name) if name == "r" => {
                text.truncate(text.trim_end_matches('\t').len());
                text.push('\n');
            }
            _ => {}
        }
    }
    text
}

fn push(text: &mut String, value: &str) {
    text.push_str(value);
    text.push('\t');
}

/// The value of a shared item or of a field of a record; a missing one is empty.
fn value(element: &Element<'_>) -> Option<String> {
    match element.name() {
        "s" | "n" | "d" | "b" | "e" => element.attribute("v").map(in_one_line),
        "m" => Some(String::new()),
        _ => None,
    }
}

/// Undoes escapes; a line end within a value is a blank, since a line is a row.
fn in_one_line(value: String) -> String {
    unescape(value).replace(['\r', '\n'], " ")
}

/// Reads what an external link part keeps of the other workbook: sheet names and cell values.
pub(super) fn external(xml: &mut Xml<'_>) -> String {
    let mut text = String::new();
    let mut in_value = false;
    while let Some(event) = xml.next_event() {
        match event {
            Event::Open(element) => match element.name() {
                "sheetName" => {
                    text.push_str(&element.attribute("val").unwrap_or_default());
                    text.push('\n');
                }
                "definedName" => {
                    text.push_str(&element.attribute("name").unwrap_or_default());
                    text.push('\n');
                }
                "v" => in_value = true,
                _ => {}
            },
            Event::Text(value) if in_value => text.push_str(&in_one_line(value.into_owned())),
            Event::Close(name) => match &*name {
                "v" => {
                    in_value = false;
                    text.push('\t');
                }
                "row" => text.push('\n'),
                _ => {}
            },
            Event::Text(_) => {}
        }
    }
    text
}
