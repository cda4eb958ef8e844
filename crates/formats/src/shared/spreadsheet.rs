//! How the cells of a sheet become lines, and what stands beside them becomes texts.

use std::fmt;

use item::{Layer, PartialReason, Place, Segment, Warning, WarningCode};

use crate::shared::gap;
use crate::shared::hidden_cells::HiddenCells;
use crate::{Flow, Sink};

/// So many addresses of cells are listed in a warning.
const ADDRESSES_LISTED: usize = 20;

/// The longest text of a segment, in bytes; a longer one is cut between lines.
const LONGEST_SEGMENT: usize = 1 << 20;

/// The texts of a sheet.
#[derive(Default)]
pub(crate) struct Sheet {
    /// Its name.
    pub(crate) name: String,
    /// Whether it is hidden itself: it is one grid then, in which no cells are hidden apart.
    pub(crate) is_hidden: bool,
    /// Rows as lines, cells parted by tabs.
    seen: String,
    /// Cells of hidden rows and columns.
    pub(crate) hidden: HiddenCells,
    /// Formulas that hold a string or have no value, a line each: `B4: =HYPERLINK("…")`.
    pub(crate) formulas: String,
    /// The cells whose formula has no value.
    pub(crate) without_value: Addresses,
    /// Headers and footers of printed pages, a line each.
    pub(crate) margins: String,
    /// Prompts, messages and lists of what may be entered, a line each.
    pub(crate) prompts: String,
    line: Line,
}

/// Addresses of cells: all are counted, the first ones listed.
#[derive(Default)]
pub(crate) struct Addresses {
    count: usize,
    listed: Vec<String>,
}

impl Addresses {
    /// Adds the address of a cell.
    pub(crate) fn push(&mut self, address: String) {
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

/// A row in the making.
#[derive(Default)]
pub(crate) struct Line {
    text: String,
    column: usize,
}

impl Line {
    /// Appends the cell of a column, counted from 0.
    pub(crate) fn push(&mut self, column: usize, text: &str) {
        let least = usize::from(!self.text.is_empty());
        gap::push(&mut self.text, column.saturating_sub(self.column).max(least));
        self.column = column;
        self.text.push_str(text);
    }

    /// Appends the row to those of a sheet, if it has a cell, and begins another one.
    pub(crate) fn end(&mut self, sheet: &mut String) {
        if !self.text.is_empty() {
            sheet.push_str(&self.text);
            sheet.push('\n');
        }
        self.text.clear();
        self.column = 0;
    }
}

impl Sheet {
    /// Begins an empty sheet.
    pub(crate) fn new(name: String, is_hidden: bool) -> Self {
        Self { name, is_hidden, ..Self::default() }
    }

    /// Returns the layer of what is seen of it.
    pub(crate) fn layer(&self) -> Layer {
        if self.is_hidden { Layer::Hidden } else { Layer::Body }
    }

    /// Begins a row of this number, counted from any number on.
    pub(crate) fn begin_row(&mut self, number: usize) {
        self.line.end(&mut self.seen);
        self.hidden.begin_row(number);
    }

    /// Appends a cell to the row; empty ones leave a gap.
    pub(crate) fn push(&mut self, column: usize, text: &str, is_hidden: bool) {
        if text.is_empty() {
            return;
        }
        let is_hidden = is_hidden && !self.is_hidden;
        self.hidden.push(column, text, is_hidden);
        if !is_hidden {
            self.line.push(column, text);
        }
    }

    /// Pushes its texts; of a sheet without a cell at least its name.
    pub(crate) fn push_texts(mut self, sink: &mut dyn Sink) -> Flow {
        self.line.end(&mut self.seen);
        self.report_without_value(sink);
        let (layer, place) = (self.layer(), Place::Sheet(self.name.clone()));
        let hidden = self.hidden.finish(&place);
        let is_empty = self.seen.is_empty() && !hidden.iter().any(Segment::has_text);
        let name = if is_empty { self.name.as_str() } else { "" };
        if push(&place, Layer::Name, name, sink) == Flow::Stop
            || push(&place, layer, &self.seen, sink) == Flow::Stop
            || push_all(hidden, sink) == Flow::Stop
        {
            return Flow::Stop;
        }
        let texts = [
            ("header", layer, self.margins),
            ("prompts", layer, self.prompts),
            ("formulas", Layer::Hidden, self.formulas),
        ];
        for (kind, layer, text) in texts {
            let place = Place::Part(format!("{kind} \"{}\"", self.name));
            if push(&place, layer, &text, sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }

    /// Reports the cells that show nothing because no program has calculated them.
    fn report_without_value(&self, sink: &mut dyn Sink) {
        let cells = &self.without_value;
        if cells.count > 0 {
            let about = format!("{} in sheet \"{}\": {cells}", cells.count, self.name);
            sink.warn(Warning::new(WarningCode::FormulaWithoutValue, about));
            sink.partial(PartialReason::PartUnsupported);
        }
    }
}

/// Takes the codes out of a header: `&L`, `&"Arial,Bold"`, `&12`, `&K01+000` (ISO/IEC 29500-1, 18.3.1.46).
pub(crate) fn plain_margin(codes: &str) -> String {
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

/// Returns the letters of a column, counted from 0: `A`, `AB`.
pub(crate) fn column_name(column: usize) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.into_iter().rev().collect()
}

/// Appends a line where it holds something.
pub(crate) fn push_line(lines: &mut String, line: &str) {
    if !line.trim().is_empty() {
        lines.push_str(line);
        lines.push('\n');
    }
}

fn push_all(segments: Vec<Segment>, sink: &mut dyn Sink) -> Flow {
    for segment in segments {
        if sink.text(segment) == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

/// Pushes a text where it is not empty, in pieces of at most a segment's size.
pub(crate) fn push(place: &Place, layer: Layer, text: &str, sink: &mut dyn Sink) -> Flow {
    let mut rest = text;
    while rest.len() > LONGEST_SEGMENT {
        let start = &rest.as_bytes()[..LONGEST_SEGMENT];
        let Some(end) =
            memchr::memrchr(b'\n', start).or_else(|| memchr::memchr(b'\n', rest.as_bytes()))
        else {
            break;
        };
        let (piece, after) = rest.split_at(end + 1);
        if sink.text(Segment::new(place.clone(), layer, piece)) == Flow::Stop {
            return Flow::Stop;
        }
        rest = after;
    }
    if rest.trim().is_empty() {
        Flow::Continue
    } else {
        sink.text(Segment::new(place.clone(), layer, rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn margins_are_freed_of_their_codes() {
        assert_eq!(plain_margin("&L&\"Arial,Bold\"&12Secret&CR&&D&RPage &P"), "Secret\tR&D\tPage ");
    }

    #[test]
    fn a_sheet_without_a_cell_gives_its_name() {
        let names = |fill: fn(&mut Sheet)| {
            let mut found = crate::probe::Found::default();
            let mut sheet = Sheet::new("Касса".to_owned(), false);
            fill(&mut sheet);
            let _ = sheet.push_texts(&mut found);
            found.layer(Layer::Name)
        };
        assert_eq!(names(|_| {}), "Касса");
        assert_eq!(names(|sheet| sheet.push(0, "a", false)), "");
    }

    #[test]
    fn columns_have_letters() {
        let names = [0, 25, 26, 701, 702, 16_383].map(column_name);
        assert_eq!(names, ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }
}
