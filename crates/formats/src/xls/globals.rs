//! What belongs to a workbook as a whole: its sheets, strings, formats, names, links to others.

use item::{Key, Layer, Place};

use super::records::{Reader, Record};
use crate::shared::bytes::{size_at, u16_at};
use crate::shared::cell_formats::CellFormats;
use crate::shared::formula::{self, Tokens};
use crate::shared::legacy_text::CodePage;
use crate::shared::links::Links;
use crate::shared::spreadsheet::{column_name, push, push_line};
use crate::{Flow, Sink};

pub(super) const BOF: u16 = 0x0809;
pub(super) const EOF: u16 = 0x000a;
pub(super) const NAME: u16 = 0x0018;
pub(super) const DATE_SYSTEM: u16 = 0x0022;
pub(super) const CODE_PAGE: u16 = 0x0042;
const CACHED_ROW: u16 = 0x005a;
pub(super) const WRITE_ACCESS: u16 = 0x005c;
/// A sheet in the list of sheets.
pub(super) const SHEET: u16 = 0x0085;
const QUERY: u16 = 0x00cd;
pub(super) const STYLE: u16 = 0x00e0;
const PICTURES: u16 = 0x00eb;
const STRINGS: u16 = 0x00fc;
const OTHER_BOOK: u16 = 0x01ae;
pub(super) const FORMAT: u16 = 0x041e;
const CONNECTION: u16 = 0x0876;

/// Versions of workbooks: of Excel 3, of Excel 4, of 1993 and 1995.
const BIFF3: u16 = 0x0300;
const BIFF4: u16 = 0x0400;
const BIFF5: u16 = 0x0500;

/// A name that programs define: one number stands for it.
const IS_BUILT_IN: u16 = 0x0020;

/// A sheet in the list.
#[derive(Debug)]
pub(super) struct Listed {
    /// Where its records begin.
    pub(super) at: usize,
    pub(super) name: String,
    pub(super) is_hidden: bool,
}

/// What the first part of the stream holds.
#[derive(Default)]
pub(super) struct Globals {
    /// Whether strings are bytes, as until 1995.
    pub(super) is_old: bool,
    tokens: Tokens,
    pub(super) code_page: CodePage,
    pub(super) formats: CellFormats,
    pub(super) sheets: Vec<Listed>,
    strings: Vec<String>,
    used: Vec<bool>,
    names: String,
    /// What is kept of other workbooks.
    cached: String,
    connections: String,
    user: String,
    pub(super) links: Links,
    /// Drawing records that hold pictures.
    pub(super) pictures: Vec<u8>,
}

impl Globals {
    /// Takes the begin of the stream, which tells its version.
    pub(super) fn begin(&mut self, record: &Record<'_>) {
        let version = u16_at(record.data, 0).unwrap_or(u16::MAX);
        let known = [(BIFF3, Tokens::Three), (BIFF4, Tokens::Four), (BIFF5, Tokens::Bytes)];
        let found = known.into_iter().find(|(last, _)| version <= *last);
        self.tokens = found.map_or(Tokens::Records, |(_, tokens)| tokens);
        self.is_old = self.tokens != Tokens::Records;
    }

    /// Takes the next record.
    pub(super) fn take(&mut self, record: &Record<'_>) {
        match record.kind {
            CODE_PAGE => {
                let number = u16_at(record.data, 0).map_or(1252, u32::from);
                // 32768 and 32769 stand for the code pages of the first Macintosh and Windows.
                let number = if number == 32768 { 10000 } else { number };
                self.code_page = CodePage::by_number(number);
            }
            DATE_SYSTEM => self.formats.from_1904 = u16_at(record.data, 0) == Some(1),
            SHEET => self.sheets.extend(self.listed(record)),
            STRINGS => self.read_strings(record),
            FORMAT => {
                let id = u16_at(record.data, 0).map_or(0, u32::from);
                let code = self.string_at(record, 2, self.is_old);
                self.formats.define(id, &code);
            }
            STYLE => self.formats.add_style(u16_at(record.data, 2).map_or(0, u32::from)),
            NAME => self.name(record),
            WRITE_ACCESS => {
                self.string_at(record, 0, self.is_old).trim().clone_into(&mut self.user);
            }
            OTHER_BOOK => self.other_book(record),
            CACHED_ROW => self.cached_row(record),
            QUERY | CONNECTION => self.connection(record),
            PICTURES => {
                let parts = std::iter::once(&record.data).chain(&record.continued);
                parts.for_each(|part| self.pictures.extend_from_slice(part));
            }
            _ => {}
        }
    }

    /// Decodes bytes of an old workbook.
    pub(super) fn decode(&self, bytes: &[u8]) -> String {
        self.code_page.decode(bytes)
    }

    /// Returns the texts in the tokens of a formula.
    pub(super) fn texts_of_formula(&self, tokens: &[u8]) -> Vec<String> {
        formula::texts(tokens, self.tokens, |bytes| self.decode(bytes))
    }

    /// Reads a string of a record; in old workbooks its length takes one byte or two.
    pub(super) fn string_at(&self, record: &Record<'_>, at: usize, is_short: bool) -> String {
        let mut reader = record.reader(at);
        let text = match (self.is_old, is_short) {
            (false, false) => reader.string(),
            (false, true) => reader.short_string(),
            (true, false) => {
                reader.u16().map(|count| self.decode(reader.bytes(usize::from(count))))
            }
            (true, true) => reader.u8().map(|count| self.decode(reader.bytes(usize::from(count)))),
        };
        text.unwrap_or_default()
    }

    fn listed(&self, record: &Record<'_>) -> Option<Listed> {
        let flags = u16_at(record.data, 4)?;
        Some(Listed {
            at: size_at(record.data, 0)?,
            name: self.string_at(record, 6, true),
            is_hidden: flags & 3 != 0,
        })
    }

    fn read_strings(&mut self, record: &Record<'_>) {
        let mut reader = record.reader(8);
        let mut strings = std::iter::from_fn(|| reader.string());
        let count =
            record.data.len() + record.continued.iter().map(|part| part.len()).sum::<usize>();
        self.strings = strings.by_ref().take(count).collect();
        self.used = vec![false; self.strings.len()];
    }

    /// Returns a shared string; one that is not there is empty.
    pub(super) fn shared(&mut self, number: usize) -> &str {
        if let Some(used) = self.used.get_mut(number) {
            *used = true;
        }
        self.strings.get(number).map_or("", String::as_str)
    }

    /// Keeps a defined name with the texts that it stands for and what describes it.
    fn name(&mut self, record: &Record<'_>) {
        let data = record.data;
        let (Some(flags), Some(length)) = (u16_at(data, 0), data.get(3).copied()) else { return };
        let tokens = u16_at(data, 4).map_or(0, usize::from);
        let mut reader = record.reader(14);
        let length = usize::from(length);
        let name = if self.is_old {
            Some(self.decode(reader.bytes(length)))
        } else {
            reader.flagged(length)
        };
        let Some(name) = name.filter(|_| flags & IS_BUILT_IN == 0) else { return };
        let texts = self.texts_of_formula(reader.bytes(tokens));
        push_line(&mut self.names, &[vec![name], texts].concat().join("\t"));
    }

    /// Keeps where another workbook lies that cells refer to, and the names of its sheets.
    fn other_book(&mut self, record: &Record<'_>) {
        let mut reader = record.reader(0);
        let Some(sheets) = reader.u16() else { return };
        let mut ahead = reader.clone();
        if ahead.u16().is_none_or(|length| !(1..=0xff).contains(&length)) {
            return;
        }
        let Some(path) = reader.string().map(|path| plain_path(&path)) else { return };
        self.links.add(&path);
        push_line(&mut self.cached, &path);
        for _ in 0..sheets {
            let Some(name) = reader.string() else { break };
            push_line(&mut self.cached, &name);
        }
    }

    /// Keeps values of cells of another workbook ([MS-XLS] §2.4.63).
    fn cached_row(&mut self, record: &Record<'_>) {
        let (Some(last), Some(first)) = (record.data.first(), record.data.get(1)) else { return };
        let Some(row) = u16_at(record.data, 2) else { return };
        let mut reader = record.reader(4);
        for column in *first..=*last {
            let Some(value) = self.cached_value(&mut reader) else { break };
            let address = format!("{}{}", column_name(usize::from(column)), u32::from(row) + 1);
            if !value.is_empty() {
                push_line(&mut self.cached, &format!("{address}\t{value}"));
            }
        }
    }

    fn cached_value(&self, reader: &mut Reader<'_>) -> Option<String> {
        Some(match reader.u8()? {
            1 => {
                let (low, high) = (reader.u32()?, reader.u32()?);
                self.formats
                    .show(f64::from_bits(u64::from(high) << 32 | u64::from(low)), usize::MAX)
            }
            2 if self.is_old => {
                let count = usize::from(reader.u8()?);
                self.decode(reader.bytes(count))
            }
            2 => reader.string()?,
            _ => {
                reader.skip(8);
                String::new()
            }
        })
    }

    fn connection(&mut self, record: &Record<'_>) {
        let text = if record.kind == CONNECTION {
            readable(record.data)
        } else {
            self.string_at(record, 0, false)
        };
        push_line(&mut self.connections, text.trim());
    }

    /// Reports who wrote the workbook last.
    pub(super) fn report(&self, sink: &mut dyn Sink) {
        if self.user.chars().all(|letter| !letter.is_control()) {
            sink.metadata(Key::SAVED_BY, &self.user);
        }
    }

    /// Pushes what no sheet shows: strings that no cell uses, names, what is kept of other workbooks.
    pub(super) fn push(&self, sink: &mut dyn Sink) -> Flow {
        let unused = self.strings.iter().zip(&self.used).filter(|(_, used)| !**used);
        let unused = unused.fold(String::new(), |all, (string, _)| all + string + "\n");
        let texts = [
            ("unused strings", Layer::Hidden, &unused),
            ("defined names", Layer::Body, &self.names),
            ("other workbooks", Layer::Hidden, &self.cached),
            ("connections", Layer::Hidden, &self.connections),
        ];
        for (part, layer, text) in texts {
            if push(&Place::Part(part.into()), layer, text, sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }
}

/// Returns the wide strings of a record whose structure varies.
fn readable(data: &[u8]) -> String {
    let units = data.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
    let letters =
        units.map(|unit| char::from_u32(u32::from(unit)).filter(|letter| !letter.is_control()));
    let text: String = letters.map(|letter| letter.unwrap_or('\n')).collect();
    text.lines().filter(|line| line.chars().count() > 3).collect::<Vec<_>>().join("\n")
}

/// Undoes the marks for drives and folders in a path ([MS-XLS] §2.5.277).
fn plain_path(path: &str) -> String {
    let mut plain = String::new();
    let mut characters = path.strip_prefix('\u{1}').unwrap_or(path).chars();
    while let Some(character) = characters.next() {
        match character {
            '\u{1}' => match characters.next() {
                Some('@') => plain.push_str("\\\\"),
                Some(drive) => plain.extend([drive, ':', '\\']),
                None => {}
            },
            '\u{2}'..='\u{4}' => plain.push('\\'),
            '\u{5}' => drop(characters.next()),
            other if other < ' ' => {}
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_to_other_workbooks_are_written_plainly() {
        assert_eq!(plain_path("\u{1}\u{1}Cwork\u{3}[book.xls]"), "C:\\work\\[book.xls]");
        assert_eq!(plain_path("\u{1}\u{1}@server\u{3}a.xls"), "\\\\server\\a.xls");
    }
}
