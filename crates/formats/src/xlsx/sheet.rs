//! How the cells of a sheet become lines.

use std::fmt;

use super::numbers::Formats;
use super::strings::{Rich, Strings, unescape};
use crate::shared::hidden_cells::{HiddenCells, Merged};
use crate::shared::links::Links;
use crate::shared::xml::{Element, Event, Xml};

/// At most this many tabs stand for empty cells between two others.
const WIDEST_GAP: usize = 8;

/// So many addresses of cells are listed in a warning.
const ADDRESSES_LISTED: usize = 20;

/// The texts of a sheet.
#[derive(Default)]
pub(super) struct Sheet {
    /// Rows as lines, cells parted by tabs.
    pub(super) seen: String,
    /// Cells of hidden rows and columns.
    pub(super) hidden: HiddenCells,
    /// Formulas that hold a string or have no value, a line each: `B4: =HYPERLINK("…")`.
    pub(super) formulas: String,
    /// The cells whose formula has no value.
    pub(super) without_value: Addresses,
    /// Headers and footers of printed pages, a line each.
    pub(super) margins: String,
    /// Prompts, messages and lists of what may be entered, a line each.
    pub(super) prompts: String,
}

/// Addresses of cells: all are counted, the first ones listed.
#[derive(Default)]
pub(super) struct Addresses {
    /// How many there are.
    pub(super) count: usize,
    listed: Vec<String>,
}

impl Addresses {
    fn push(&mut self, address: String) {
        self.count += 1;
        if self.listed.len() < ADDRESSES_LISTED {
            self.listed.push(address);
        }
    }
}

impl fmt::Display for Addresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.listed.join(", "))?;
        if self.count > self.listed.len() { f.write_str(", …") } else { Ok(()) }
    }
}

/// Where a row's lines end and its cells stand.
#[derive(Default)]
struct Line {
    text: String,
    column: usize,
}

impl Line {
    fn push(&mut self, column: usize, text: &str) {
        if !self.text.is_empty() {
            let gap = column.saturating_sub(self.column).clamp(1, WIDEST_GAP);
            self.text.extend(std::iter::repeat_n('\t', gap));
        }
        self.column = column;
        self.text.push_str(text);
    }

    fn end(&mut self, sheet: &mut String) {
        if !self.text.is_empty() {
            sheet.push_str(&self.text);
            sheet.push('\n');
        }
        self.text.clear();
        self.column = 0;
    }
}

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
    formats: &'a Formats,
    links: &'a mut Links,
    sheet: Sheet,
    seen: Line,
    hidden_columns: Vec<(usize, usize)>,
    is_hidden_sheet: bool,
    row: usize,
    row_is_hidden: bool,
    next_column: usize,
    cell: Cell,
    capture: Capture,
    captured: String,
}

impl Sheet {
    /// Reads a sheet; one that is hidden itself is one grid, in which no cells are hidden apart.
    pub(super) fn read(
        xml: &mut Xml<'_>,
        is_hidden: bool,
        strings: &mut Strings,
        formats: &Formats,
        links: &mut Links,
    ) -> Self {
        let mut walk = Walk {
            strings,
            formats,
            links,
            sheet: Self::default(),
            seen: Line::default(),
            hidden_columns: Vec::new(),
            is_hidden_sheet: is_hidden,
            row: 0,
            row_is_hidden: false,
            next_column: 1,
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
        walk.end_row();
        walk.sheet
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
            "formula1" | "formula2" => self.capture = Capture::Prompt,
            name if is_margin(name) => self.capture = Capture::Margin,
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "row" => self.end_row(),
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
                let margin = plain_margin(&std::mem::take(&mut self.captured));
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
        self.next_column = 1;
        self.sheet.hidden.begin_row(self.row);
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
        if text.is_empty() {
            return;
        }
        let is_hidden =
            !self.is_hidden_sheet && (self.row_is_hidden || self.is_hidden_column(cell.column));
        self.sheet.hidden.push(cell.column, &text, is_hidden);
        if !is_hidden {
            self.seen.push(cell.column, &text);
        }
    }

    fn shown(&mut self, kind: &str, style: usize, value: String, inline: Rich) -> String {
        match kind {
            "s" => {
                value.trim().parse().map_or(value, |number| self.strings.take(number).to_owned())
            }
            "inlineStr" => inline.finish(),
            "str" => unescape(value),
            "b" => if value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            "e" | "d" => value,
            _ if value.is_empty() => inline.finish(),
            _ => self.formats.show(&value, style),
        }
    }

    fn end_row(&mut self) {
        self.seen.end(&mut self.sheet.seen);
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
        let number = |key| element.attribute(key).and_then(|value| value.parse().ok());
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

    fn prompt(&mut self, element: &Element<'_>) {
        for key in ["promptTitle", "prompt", "errorTitle", "error"] {
            push_line(&mut self.sheet.prompts, &element.attribute(key).unwrap_or_default());
        }
    }
}

fn push_line(lines: &mut String, line: &str) {
    if !line.is_empty() {
        lines.push_str(line);
        lines.push('\n');
    }
}

fn is_margin(name: &str) -> bool {
    matches!(
        name,
        "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter"
    )
}

/// Returns the column of a reference such as `AB12`, counted from 1.
fn column_of(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let column = letters.fold(0, |column, letter| {
        column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    (column > 0).then_some(column)
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

/// Takes the codes out of a header: `&L`, `&"Arial,Bold"`, `&12`, `&K01+000` (ISO/IEC 29500-1, 18.3.1.46).
fn plain_margin(codes: &str) -> String {
    let mut plain = String::with_capacity(codes.len());
    let mut characters = codes.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '&' {
            plain.push(character);
            continue;
        }
        match characters.next() {
            Some('&') => plain.push('&'),
            Some('"') => drop(characters.by_ref().find(|next| *next == '"')),
            Some('K') => drop(characters.by_ref().take(6).count()),
            Some('0'..='9') => while characters.next_if(char::is_ascii_digit).is_some() {},
            Some('L' | 'C' | 'R') if !plain.is_empty() => plain.push('\t'),
            _ => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_from_one() {
        assert_eq!(column_of("A1"), Some(1));
        assert_eq!(column_of("XFD9"), Some(16384));
        assert_eq!(column_of("7"), None);
    }

    #[test]
    fn margins_are_freed_of_their_codes() {
        assert_eq!(plain_margin("&L&\"Arial,Bold\"&12Secret&CR&&D&RPage &P"), "Secret\tR&D\tPage ");
    }
}
