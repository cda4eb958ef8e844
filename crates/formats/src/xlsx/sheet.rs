//! How the cells of a sheet become lines.

use super::strings::{Rich, Strings};
use crate::shared::cell_formats::CellFormats;
use crate::shared::hidden_cells::Merged;
use crate::shared::links::Links;
use crate::shared::ooxml::unescape;
use crate::shared::spreadsheet::{Sheet, plain_margin, push_line};
use crate::shared::xml::{Element, Event, Xml};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Capture {
    Nothing,
    Value,
    Formula,
    Inline,
    Margin,
    Prompt,
}

/// A cell in the making.
#[derive(Default)]
struct Cell {
    reference: String,
    column: usize,
    kind: String,
    style: usize,
    value: String,
    has_value: bool,
    formula: String,
    has_formula: bool,
    inline: Rich,
}

struct Walk<'a> {
    strings: &'a mut Strings,
    formats: &'a CellFormats,
    links: &'a mut Links,
    sheet: &'a mut Sheet,
    hidden_columns: Vec<(usize, usize)>,
    row: usize,
    row_is_hidden: bool,
    next_column: usize,
    cell: Cell,
    capture: Capture,
    captured: String,
}

/// Reads a sheet.
pub(super) fn read(
    xml: &mut Xml<'_>,
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
        cell: Cell::default(),
        capture: Capture::Nothing,
        captured: String::new(),
    };
    while let Some(event) = xml.next_event() {
        if walk.capture == Capture::Inline {
            walk.cell.inline.take(&event);
        }
        match event {
            Event::Open(element) => walk.open(&element),
            Event::Close(name) => walk.close(&name),
            Event::Text(text) => walk.text(&text),
        }
    }
}

impl Walk<'_> {
    fn open(&mut self, element: &Element<'_>) {
        match element.name() {
            "row" => self.begin_row(element),
            "c" => self.begin_cell(element),
            "v" => {
                self.cell.has_value = true;
                self.capture = Capture::Value;
            }
            "f" => {
                self.cell.has_formula = true;
                self.capture = Capture::Formula;
            }
            "is" => self.capture = Capture::Inline,
            "col" if is_hidden(element, "width") => self.hide_columns(element),
            "mergeCell" => self.merge(element),
            "autoFilter" => self.filter(element),
            "hyperlink" => self.link(element),
            "dataValidation" => self.prompt(element),
            "filter" | "customFilter" if has_letters(element, "val") => self.note(element),
            "scenario" | "protectedRange" | "inputCells" | "cfRule" => self.note(element),
            "formula1" | "formula2" => self.capture = Capture::Prompt,
            name if is_margin(name) => self.capture = Capture::Margin,
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "c" => self.end_cell(),
            "v" | "f" | "is" => self.capture = Capture::Nothing,
            "formula1" | "formula2" => {
                self.capture = Capture::Nothing;
                let list = std::mem::take(&mut self.captured);
                if list.contains('"') {
                    push_line(&mut self.sheet.prompts, list.trim().trim_matches('"'));
                }
            }
            name if is_margin(name) => {
                self.capture = Capture::Nothing;
                let margin = plain_margin(&unescape(std::mem::take(&mut self.captured)));
                push_line(&mut self.sheet.margins, margin.trim());
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        match self.capture {
            Capture::Nothing | Capture::Inline => {}
            Capture::Value => self.cell.value.push_str(text),
            Capture::Formula => self.cell.formula.push_str(text),
            Capture::Margin | Capture::Prompt => self.captured.push_str(text),
        }
    }

    fn begin_row(&mut self, element: &Element<'_>) {
        let number = element.attribute("r").and_then(|number| number.parse().ok());
        self.row = number.unwrap_or(self.row.saturating_add(1));
        self.row_is_hidden = is_hidden(element, "ht");
        self.next_column = 0;
        self.sheet.begin_row(self.row);
    }

    fn begin_cell(&mut self, element: &Element<'_>) {
        let reference = element.attribute("r").unwrap_or_default();
        let column = column_of(&reference).unwrap_or(self.next_column);
        self.next_column = column.saturating_add(1);
        self.cell = Cell {
            reference,
            column,
            kind: element.attribute("t").unwrap_or_default(),
            style: element.attribute("s").and_then(|style| style.parse().ok()).unwrap_or(0),
            ..Cell::default()
        };
    }

    fn end_cell(&mut self) {
        let cell = std::mem::take(&mut self.cell);
        // A formula whose value is an empty string has the type of a string.
        let is_without_value =
            cell.has_formula && cell.value.is_empty() && !(cell.has_value && cell.kind == "str");
        if is_without_value {
            self.sheet.without_value.push(cell.reference.clone());
        }
        if cell.formula.contains('"') || is_without_value && !cell.formula.is_empty() {
            push_line(&mut self.sheet.formulas, &format!("{}: ={}", cell.reference, cell.formula));
        }
        let text = self.shown(&cell.kind, cell.style, cell.value, cell.inline);
        let is_hidden = self.row_is_hidden || self.is_hidden_column(cell.column);
        self.sheet.push(cell.column, &text, is_hidden);
    }

    fn shown(&mut self, kind: &str, style: usize, value: String, inline: Rich) -> String {
        match kind {
            "s" => {
                let text = value.trim().parse();
                let text = text.map_or(value, |number| self.strings.take(number).to_owned());
                self.formats.show_text(&text, style)
            }
            "inlineStr" => self.formats.show_text(&inline.finish(), style),
            "str" => self.formats.show_text(&unescape(value), style),
            "b" => if value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            "e" | "d" => value,
            _ if value.is_empty() => inline.finish(),
            _ => self.number(&value, style),
        }
    }

    fn number(&self, raw: &str, style: usize) -> String {
        let raw = raw.trim();
        let number = raw.parse().ok().filter(|number: &f64| number.is_finite());
        number.map_or_else(|| raw.to_owned(), |number| self.formats.show(number, style))
    }

    fn merge(&mut self, element: &Element<'_>) {
        if let Some(merged) = range_of(&element.attribute("ref").unwrap_or_default()) {
            self.sheet.hidden.merge(merged);
        }
    }

    fn filter(&mut self, element: &Element<'_>) {
        if let Some(range) = range_of(&element.attribute("ref").unwrap_or_default()) {
            self.sheet.hidden.set_filter(*range.rows.start());
        }
    }

    fn hide_columns(&mut self, element: &Element<'_>) {
        let number = |key| element.attribute(key)?.parse::<usize>().ok()?.checked_sub(1);
        if let (Some(first), Some(last)) = (number("min"), number("max"))
            && self.hidden_columns.len() < 1024
        {
            self.hidden_columns.push((first, last));
        }
    }

    fn is_hidden_column(&self, column: usize) -> bool {
        self.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
    }

    fn link(&mut self, element: &Element<'_>) {
        for key in ["location", "tooltip"] {
            self.links.add(&element.attribute(key).unwrap_or_default());
        }
    }

    fn note(&mut self, element: &Element<'_>) {
        let noted = NOTED.iter().filter_map(|key| element.attribute(key));
        push_line(&mut self.sheet.prompts, &noted.collect::<Vec<_>>().join("\t"));
    }

    fn prompt(&mut self, element: &Element<'_>) {
        for key in ["promptTitle", "prompt", "errorTitle", "error"] {
            let prompt = unescape(element.attribute(key).unwrap_or_default());
            push_line(&mut self.sheet.prompts, &prompt);
        }
    }
}

/// What is written of scenarios, protected ranges and formats that depend on a text.
const NOTED: [&str; 5] = ["name", "user", "comment", "val", "text"];

fn has_letters(element: &Element<'_>, key: &str) -> bool {
    element.attribute(key).is_some_and(|value| value.contains(char::is_alphabetic))
}

fn is_margin(name: &str) -> bool {
    matches!(
        name,
        "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter"
    )
}

/// Returns the column of a reference such as `AB12`, counted from 0.
fn column_of(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let column = letters.fold(0, |column, letter| {
        column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    column.checked_sub(1)
}

/// Returns the rows and columns of a range such as `A2:AB12`.
fn range_of(range: &str) -> Option<Merged> {
    let (first, last) = range.split_once(':').unwrap_or((range, range));
    let row = |reference: &str| {
        reference.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()).parse().ok()
    };
    Some(Merged { rows: row(first)?..=row(last)?, columns: column_of(first)?..=column_of(last)? })
}

/// Tells whether a row or column is hidden, or made so small that nothing is seen of it.
fn is_hidden(element: &Element<'_>, size: &str) -> bool {
    let size = element.attribute(size).and_then(|size| size.parse::<f64>().ok());
    element.says("hidden") || size == Some(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_from_zero() {
        assert_eq!(column_of("A1"), Some(0));
        assert_eq!(column_of("XFD9"), Some(16_383));
        assert_eq!(column_of("7"), None);
    }
}
