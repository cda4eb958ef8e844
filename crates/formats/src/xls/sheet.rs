//! What the records of a sheet hold: cells, notes, text boxes, charts, links ([MS-XLS] §2.1.7.20.5).

use std::collections::{BTreeMap, BTreeSet};

use item::{Key, Layer, Place};

use super::globals::{BOF, EOF, Globals};
use super::link;
use super::records::Record;
use crate::shared::bytes::{u16_at, u32_at, u64_at};
use crate::shared::cell_values::{error, rk_number, truth};
use crate::shared::hidden_cells::Merged;
use crate::shared::ole::shape_texts;
use crate::shared::ooxml::Comment;
use crate::shared::spreadsheet::{Sheet, column_name, plain_margin, push, push_line};
use crate::{Flow, Sink};

pub(super) const FORMULA: u16 = 0x0006;
pub(super) const HEADER: u16 = 0x0014;
pub(super) const FOOTER: u16 = 0x0015;
const NOTE: u16 = 0x001c;
const OBJECT: u16 = 0x005d;
const COLUMNS: u16 = 0x007d;
const RK_CELLS: u16 = 0x00bd;
const RICH_CELL: u16 = 0x00d6;
const MERGED: u16 = 0x00e5;
const DRAWING: u16 = 0x00ec;
const SHARED_CELL: u16 = 0x00fd;
const TEXT_OBJECT: u16 = 0x01b6;
const LINK: u16 = 0x01b8;
const VALIDATION: u16 = 0x01be;
pub(super) const NUMBER: u16 = 0x0203;
pub(super) const LABEL: u16 = 0x0204;
pub(super) const BOOLEAN: u16 = 0x0205;
pub(super) const STRING: u16 = 0x0207;
pub(super) const ROW: u16 = 0x0208;
const RK_CELL: u16 = 0x027e;
const SERIES_TEXT: u16 = 0x100d;

/// A chart, in the begin of its records.
const IS_CHART: u16 = 0x0020;

/// The text of a note, among the kinds of objects.
const NOTE_OBJECT: u16 = 0x19;

/// More rows and columns than this are not told to be hidden.
const HIDDEN_MOST: usize = 1 << 16;

/// A comment on a cell.
#[derive(Debug)]
struct Note {
    row: usize,
    column: usize,
    object: u16,
    author: String,
    text: String,
}

/// A sheet that is being read.
pub(super) struct SheetReader<'g> {
    globals: &'g mut Globals,
    sheet: Sheet,
    cells: Vec<(u16, u16, String)>,
    /// Bytes that may still be taken.
    room: u64,
    /// The cell whose text follows.
    awaits_text: Option<(u16, u16)>,
    hidden_rows: BTreeSet<u16>,
    hidden_columns: Vec<(u16, u16)>,
    notes: Vec<Note>,
    /// The last object: its kind and number.
    object: (u16, u16),
    note_texts: BTreeMap<u16, String>,
    boxes: String,
    charts: Vec<String>,
    /// How many parts of records are open within the sheet: charts.
    depth: usize,
}

impl<'g> SheetReader<'g> {
    /// Begins a sheet, of which so many bytes of text are taken.
    pub(super) fn new(
        globals: &'g mut Globals,
        name: String,
        is_hidden: bool,
        begin: &Record<'_>,
        room: u64,
    ) -> Self {
        let is_chart = u16_at(begin.data, 2) == Some(IS_CHART);
        Self {
            globals,
            sheet: Sheet::new(name, is_hidden),
            cells: Vec::new(),
            room,
            awaits_text: None,
            hidden_rows: BTreeSet::new(),
            hidden_columns: Vec::new(),
            notes: Vec::new(),
            object: (0, 0),
            note_texts: BTreeMap::new(),
            boxes: String::new(),
            charts: if is_chart { vec![String::new()] } else { Vec::new() },
            depth: usize::from(is_chart),
        }
    }

    /// Returns how many bytes of text may still be taken.
    pub(super) fn room(&self) -> u64 {
        self.room
    }

    /// Tells whether there is more text than allowed.
    pub(super) fn is_over(&self) -> bool {
        self.room == 0
    }

    /// Takes the next record; false where the sheet ends with it.
    pub(super) fn take(&mut self, record: &Record<'_>) -> bool {
        match record.kind {
            BOF => {
                self.depth += 1;
                self.charts.push(String::new());
            }
            EOF if self.depth == 0 || self.sheet_is_chart() && self.depth == 1 => return false,
            EOF => self.depth -= 1,
            _ if self.depth > 0 => self.take_of_chart(record),
            _ => self.take_of_sheet(record),
        }
        true
    }

    fn sheet_is_chart(&self) -> bool {
        self.cells.is_empty()
            && self.depth > 0
            && self.charts.len() == 1
            && self.hidden_columns.is_empty()
    }

    /// Keeps the words of a chart: titles, names of series, the values that it remembers.
    fn take_of_chart(&mut self, record: &Record<'_>) {
        let text = match record.kind {
            SERIES_TEXT => self.globals.string_at(record, 2, true),
            LABEL => self.globals.string_at(record, 6, false),
            TEXT_OBJECT => text_of_object(record),
            HEADER | FOOTER => return self.margin(record),
            _ => return,
        };
        let mut room = self.room;
        if let Some(chart) = self.charts.last_mut().filter(|_| take_room(&mut room, text.len())) {
            push_line(chart, &text);
        }
        self.room = room;
    }

    fn take_of_sheet(&mut self, record: &Record<'_>) {
        match record.kind {
            ROW => self.row(record),
            COLUMNS => self.columns(record),
            SHARED_CELL | LABEL | RICH_CELL | NUMBER | RK_CELL | RK_CELLS | BOOLEAN | FORMULA => {
                self.cell(record);
            }
            STRING => {
                let text = self.globals.string_at(record, 0, false);
                if let Some((row, column)) = self.awaits_text.take() {
                    self.push_cell(row, column, text);
                }
            }
            MERGED => self.merged(record),
            HEADER | FOOTER => self.margin(record),
            NOTE => self.note(record),
            OBJECT => self.object(record),
            TEXT_OBJECT => self.text_object(record),
            DRAWING => {
                let bytes = [&[record.data], record.continued.as_slice()].concat().concat();
                for text in &shape_texts(&bytes) {
                    self.push_box(text);
                }
            }
            LINK => {
                for target in &link::targets(record.data) {
                    self.globals.links.add(target);
                }
            }
            VALIDATION => self.validation(record),
            _ => {}
        }
    }

    fn row(&mut self, record: &Record<'_>) {
        let is_hidden = u16_at(record.data, 12).is_some_and(|flags| flags & 0x20 != 0);
        if let Some(row) = u16_at(record.data, 0).filter(|_| is_hidden) {
            self.hidden_rows.insert(row);
        }
    }

    fn columns(&mut self, record: &Record<'_>) {
        let number = |at| u16_at(record.data, at);
        let (Some(first), Some(last)) = (number(0), number(2)) else { return };
        let is_hidden = number(8).is_some_and(|flags| flags & 1 != 0) || number(4) == Some(0);
        if is_hidden && self.hidden_columns.len() < HIDDEN_MOST {
            self.hidden_columns.push((first, last));
        }
    }

    fn cell(&mut self, record: &Record<'_>) {
        let number = |at| u16_at(record.data, at);
        let (Some(row), Some(column), Some(style)) = (number(0), number(2), number(4)) else {
            return;
        };
        let text = match record.kind {
            SHARED_CELL => {
                let string = u32_at(record.data, 6).map_or(usize::MAX, |number| number as usize);
                let text = self.globals.shared(string).to_owned();
                self.text(&text, style)
            }
            LABEL | RICH_CELL => {
                let text = self.globals.string_at(record, 6, false);
                self.text(&text, style)
            }
            NUMBER => {
                u64_at(record.data, 6).map_or_else(String::new, |bits| self.number(bits, style))
            }
            RK_CELL => u32_at(record.data, 6).map_or_else(String::new, |rk| self.rk(rk, style)),
            BOOLEAN => truth_or_error(record.data.get(6), record.data.get(7) == Some(&1)),
            RK_CELLS => return self.rk_cells(record, row, column),
            _ => return self.formula(record, row, column, style),
        };
        self.push_cell(row, column, text);
    }

    fn number(&self, bits: u64, style: u16) -> String {
        let number = f64::from_bits(bits);
        if number.is_finite() {
            self.globals.formats.show(number, usize::from(style))
        } else {
            String::new()
        }
    }

    fn text(&self, text: &str, style: u16) -> String {
        self.globals.formats.show_text(text, usize::from(style))
    }

    fn rk(&self, rk: u32, style: u16) -> String {
        self.globals.formats.show(rk_number(rk), usize::from(style))
    }

    fn rk_cells(&mut self, record: &Record<'_>, row: u16, first: u16) {
        let cells = record.data.get(4..record.data.len().saturating_sub(2)).unwrap_or_default();
        for (at, cell) in cells.chunks_exact(6).enumerate() {
            let (Some(style), Some(rk)) = (u16_at(cell, 0), u32_at(cell, 2)) else { return };
            let column = first.saturating_add(u16::try_from(at).unwrap_or(u16::MAX));
            let text = self.rk(rk, style);
            self.push_cell(row, column, text);
        }
    }

    /// Takes the value of a formula, which may be a string in the next record, and the texts in it.
    fn formula(&mut self, record: &Record<'_>, row: u16, column: u16, style: u16) {
        let tokens = record.data.get(22..).unwrap_or_default();
        let length = u16_at(record.data, 20).map_or(0, usize::from).min(tokens.len());
        let texts = self.globals.texts_of_formula(&tokens[..length]);
        if !texts.is_empty() {
            let texts: Vec<String> = texts.iter().map(|text| format!("\"{text}\"")).collect();
            let address = format!("{}{}", column_name(usize::from(column)), u32::from(row) + 1);
            push_line(&mut self.sheet.formulas, &format!("{address}: {}", texts.join(" ")));
        }
        let Some(bits) = u64_at(record.data, 6) else { return };
        if bits >> 48 != 0xffff {
            let text = self.number(bits, style);
            return self.push_cell(row, column, text);
        }
        match record.data.get(6) {
            Some(0) => self.awaits_text = Some((row, column)),
            Some(kind @ (1 | 2)) => {
                self.push_cell(row, column, truth_or_error(record.data.get(8), *kind == 2));
            }
            _ => {}
        }
    }

    fn push_cell(&mut self, row: u16, column: u16, text: String) {
        if !text.is_empty() && take_room(&mut self.room, text.len() + 1) {
            self.cells.push((row, column, text));
        }
    }

    fn merged(&mut self, record: &Record<'_>) {
        for range in record.data.get(2..).unwrap_or_default().chunks_exact(8) {
            let number = |at| u16_at(range, at).map_or(0, usize::from);
            let merged = Merged { rows: number(0)..=number(2), columns: number(4)..=number(6) };
            self.sheet.hidden.merge(merged);
        }
    }

    fn margin(&mut self, record: &Record<'_>) {
        let margin = self.globals.string_at(record, 0, self.globals.is_old);
        push_line(&mut self.sheet.margins, plain_margin(&margin).trim());
    }

    /// Keeps a note: in old workbooks with its text, of which more may follow, else with the number of its object.
    fn note(&mut self, record: &Record<'_>) {
        let number = |at| u16_at(record.data, at);
        let (Some(row), Some(column)) = (number(0), number(2)) else { return };
        if !self.globals.is_old {
            return self.notes.push(Note {
                row: usize::from(row),
                column: usize::from(column),
                object: number(6).unwrap_or(0),
                author: record.reader(8).string().unwrap_or_default(),
                text: String::new(),
            });
        }
        let text = self.globals.decode(record.data.get(6..).unwrap_or_default());
        match self.notes.last_mut().filter(|_| row == u16::MAX) {
            Some(note) => note.text.push_str(&text),
            None => self.notes.push(Note {
                row: usize::from(row),
                column: usize::from(column),
                object: 0,
                author: String::new(),
                text,
            }),
        }
    }

    fn object(&mut self, record: &Record<'_>) {
        if !self.globals.is_old {
            self.object =
                (u16_at(record.data, 4).unwrap_or(0), u16_at(record.data, 6).unwrap_or(0));
        }
    }

    fn text_object(&mut self, record: &Record<'_>) {
        let text = text_of_object(record);
        if !take_room(&mut self.room, text.len() + 1) {
            return;
        }
        if self.object.0 == NOTE_OBJECT {
            self.note_texts.insert(self.object.1, text);
        } else {
            self.push_box(&text);
        }
    }

    fn push_box(&mut self, text: &str) {
        push_line(&mut self.boxes, text.trim());
    }

    /// Keeps what is told to those who fill a cell in, and the list to choose from ([MS-XLS] §2.4.89).
    fn validation(&mut self, record: &Record<'_>) {
        let mut reader = record.reader(4);
        for _ in 0..4 {
            let text = reader.string().unwrap_or_default();
            push_line(&mut self.sheet.prompts, text.trim_matches('\0').trim());
        }
        let length = reader.u16().map_or(0, usize::from);
        reader.skip(2);
        for list in self.globals.texts_of_formula(reader.bytes(length)) {
            push_line(&mut self.sheet.prompts, &list.replace('\0', ","));
        }
    }

    /// Puts the cells in order and pushes the texts of the sheet.
    pub(super) fn push(mut self, sink: &mut dyn Sink) -> Flow {
        self.cells.sort_by_key(|(row, column, _)| (*row, *column));
        let mut last_row = None;
        for (row, column, text) in std::mem::take(&mut self.cells) {
            if last_row != Some(row) {
                self.sheet.begin_row(usize::from(row));
                last_row = Some(row);
            }
            let is_hidden = self.hidden_rows.contains(&row)
                || self
                    .hidden_columns
                    .iter()
                    .any(|(first, last)| (*first..=*last).contains(&column));
            self.sheet.push(usize::from(column), &text, is_hidden);
        }
        let (place, layer) = (Place::Sheet(self.sheet.name.clone()), self.sheet.layer());
        if self.sheet.push_texts(sink) == Flow::Stop
            || push_notes(self.notes, &mut self.note_texts, &place, sink) == Flow::Stop
        {
            return Flow::Stop;
        }
        // Texts of notes that no cell has any more.
        let lost: String = self.note_texts.values().map(|text| text.clone() + "\n").collect();
        if push(&place, Layer::Comment, &lost, sink) == Flow::Stop
            || push(&place, layer, &self.boxes, sink) == Flow::Stop
        {
            return Flow::Stop;
        }
        for (number, chart) in self.charts.iter().enumerate() {
            let place = Place::Part(format!("chart {}, {place}", number + 1));
            if push(&place, layer, chart, sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }
}

fn push_notes(
    notes: Vec<Note>,
    texts: &mut BTreeMap<u16, String>,
    place: &Place,
    sink: &mut dyn Sink,
) -> Flow {
    let mut people = BTreeSet::new();
    for note in notes {
        let text = texts.remove(&note.object).unwrap_or(note.text);
        let author = Some(note.author).filter(|author| !author.is_empty());
        if let Some(author) = author.clone().filter(|author| people.insert(author.clone())) {
            sink.metadata(Key::REVIEWER, &author);
        }
        let comment = Comment { author, date: None, text };
        let before = format!("{}{}: ", column_name(note.column), note.row + 1);
        if comment.has_text()
            && sink.text(comment.into_segment(place.clone(), &before)) == Flow::Stop
        {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

/// Takes so many bytes off what may still come; false where that is too much.
fn take_room(room: &mut u64, length: usize) -> bool {
    let left = room.checked_sub(length as u64);
    *room = left.unwrap_or(0);
    left.is_some()
}

/// Returns the text of a text object: the first records that go on with it hold its characters.
fn text_of_object(record: &Record<'_>) -> String {
    let count = u16_at(record.data, 10).map_or(0, usize::from);
    let text = record.continued_reader().flagged(count).filter(|_| count > 0);
    text.unwrap_or_default().replace('\r', "\n")
}

/// Returns how a truth value or an error reads; nothing where it is missing.
fn truth_or_error(value: Option<&u8>, is_error: bool) -> String {
    let show = if is_error { error } else { truth };
    value.map_or("", |value| show(*value)).to_owned()
}
