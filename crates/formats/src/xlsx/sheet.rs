//! How the cells of a sheet become lines.

use super::numbers::Formats;
use super::strings::{Rich, Strings, unescape};
use crate::shared::links::Links;
use crate::shared::xml::{Element, Event, Xml};

/// At most this many tabs stand for empty cells between two others.
const WIDEST_GAP: usize = 8;

/// The texts of a sheet.
#[derive(Default)]
pub(super) struct Sheet {
    /// Rows as lines, cells parted by tabs.
    pub(super) seen: String,
    /// The same of hidden rows and columns.
    pub(super) hidden: String,
    /// Formulas that hold a string, a line each: `B4: =HYPERLINK("…")`.
    pub(super) formulas: String,
    /// Headers and footers of printed pages, a line each.
    pub(super) margins: String,
    /// Prompts, messages and lists of what may be entered, a line each.
    pub(super) prompts: String,
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
    formula: String,
    inline: Rich,
}

struct Walk<'a> {
    strings: &'a mut Strings,
    formats: &'a Formats,
    links: &'a mut Links,
    sheet: Sheet,
    seen: Line,
    hidden: Line,
    hidden_columns: Vec<(usize, usize)>,
    row_is_hidden: bool,
    next_column: usize,
    cell: Cell,
    capture: Capture,
    captured: String,
}

impl Sheet {
    /// Reads a sheet.
    pub(super) fn read(
        xml: &mut Xml<'_>,
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
            hidden: Line::default(),
            hidden_columns: Vec::new(),
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
            "row" => {
                self.row_is_hidden = element.says("hidden");
                self.next_column = 1;
            }
            "c" => self.begin_cell(element),
            "v" => self.capture = Capture::Value,
            "f" => self.capture = Capture::Formula,
            "is" => self.capture = Capture::Inline,
            "col" if element.says("hidden") => self.hide_columns(element),
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
        if cell.formula.contains('"') {
            push_line(&mut self.sheet.formulas, &format!("{}: ={}", cell.reference, cell.formula));
        }
        let text = self.shown(&cell.kind, cell.style, cell.value, cell.inline);
        if text.is_empty() {
            return;
        }
        let is_hidden = self.row_is_hidden || self.is_hidden_column(cell.column);
        let line = if is_hidden { &mut self.hidden } else { &mut self.seen };
        line.push(cell.column, &text);
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
        self.hidden.end(&mut self.sheet.hidden);
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
