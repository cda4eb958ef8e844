//! Workbooks of Office Open XML (ECMA-376): texts as texts, numbers as numbers, and no formulas.

use std::io::{self, Seek, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::about::About;
use crate::cell::{Cell, Rows};
use crate::held::Held;
use crate::markup;

/// The most that a spreadsheet takes (ECMA-376 leaves it open; Excel's specifications and limits): rows of a sheet, and
/// characters of a cell in UTF-16.
const MOST_ROWS: u32 = 1_048_576;
const MOST_UNITS: usize = 32_767;
/// What stands in a cell that holds less than it should.
const CUT: &str = " … (cut)";

/// A workbook with one sheet of rows, and one that states what they rest on.
pub struct Workbook<W: Write + Seek> {
    zip: ZipWriter<W>,
    rows: u32,
    cut_cells: u64,
    left_out: u64,
}

/// Writes a workbook to `out`, whose first sheet has this name and holds the rows that `fill` writes; at most `most` bytes of it
/// are held in memory. Returns besides what it could not hold.
pub fn workbook<T, E: From<io::Error>>(
    out: &mut (impl Write + ?Sized),
    sheet: &str,
    about: &About,
    most: u64,
    fill: impl FnOnce(&mut Workbook<&mut Held>) -> Result<T, E>,
) -> Result<(T, Shortened), E> {
    let mut held = Held::new(most);
    let mut book = Workbook::begin(&mut held, sheet)?;
    let filled = fill(&mut book)?;
    let shortened = book.end(about)?;
    out.write_all(held.bytes())?;
    Ok((filled, shortened))
}

/// What a workbook could not hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shortened {
    /// How many cells hold less than they should.
    pub cut_cells: u64,
    /// How many rows are left out.
    pub left_out: u64,
}

impl<W: Write + Seek> Workbook<W> {
    /// Begins a workbook whose first sheet has this name, of at most 31 letters.
    pub fn begin(out: W, sheet: &str) -> io::Result<Self> {
        let mut zip = ZipWriter::new(out);
        for (name, part) in parts(sheet) {
            zip.start_file(name, options())?;
            zip.write_all(part.as_bytes())?;
        }
        zip.start_file("xl/worksheets/sheet1.xml", options())?;
        zip.write_all(SHEET.as_bytes())?;
        Ok(Self { zip, rows: 0, cut_cells: 0, left_out: 0 })
    }

    /// Ends the rows, states what they rest on, and returns what the workbook could not hold.
    pub fn end(mut self, about: &About) -> io::Result<Shortened> {
        self.zip.write_all(SHEET_END.as_bytes())?;
        let shortened = Shortened { cut_cells: self.cut_cells, left_out: self.left_out };
        self.zip.start_file("xl/worksheets/sheet2.xml", options())?;
        self.zip.write_all(SHEET.as_bytes())?;
        self.rows = 0;
        for (name, value) in about.rows() {
            self.row(&[Cell::from(name), Cell::Text(value)])?;
        }
        for (count, what) in
            [(shortened.cut_cells, "cells that are cut"), (shortened.left_out, "rows left out")]
        {
            self.row(&[Cell::from(what), Cell::count(count)])?;
        }
        self.zip.write_all(SHEET_END.as_bytes())?;
        self.zip.finish()?.flush()?;
        Ok(shortened)
    }

    /// Returns a text as a cell takes it.
    fn text(&mut self, text: &str) -> String {
        let shown = without_escapes(&item::visible(text));
        if shown.encode_utf16().count() <= MOST_UNITS {
            return shown;
        }
        self.cut_cells += 1;
        let room = MOST_UNITS - CUT.encode_utf16().count();
        let mut units = 0;
        let fits = |c: &char| {
            units += c.len_utf16();
            units <= room
        };
        shown.chars().take_while(fits).chain(CUT.chars()).collect()
    }
}

impl<W: Write + Seek> Rows for Workbook<W> {
    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        if self.rows == MOST_ROWS {
            self.left_out += 1;
            return Ok(());
        }
        self.rows += 1;
        write!(self.zip, "<row r=\"{}\">", self.rows)?;
        for cell in cells {
            match cell {
                Cell::Number(number) if number.is_finite() => {
                    write!(self.zip, "<c><v>{number}</v></c>")?;
                }
                Cell::Number(number) => {
                    write!(self.zip, "<c t=\"inlineStr\"><is><t>{number}</t></is></c>")?;
                }
                Cell::Text(text) => {
                    let text = self.text(text);
                    write!(
                        self.zip,
                        "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                        markup::escape(&text)
                    )?;
                }
            }
        }
        self.zip.write_all(b"</row>\n")
    }
}

/// Escapes what readers take for the code of a character: `_x202E_` (ECMA-376 part 1, 22.9.2.19).
fn without_escapes(text: &str) -> String {
    let is_code = |at: usize| {
        text.as_bytes()
            .get(at + 2..at + 7)
            .is_some_and(|rest| rest[..4].iter().all(u8::is_ascii_hexdigit) && rest[4] == b'_')
    };
    let mut escaped = String::with_capacity(text.len());
    let mut from = 0;
    for (at, _) in text.match_indices("_x").filter(|(at, _)| is_code(*at)) {
        escaped.extend([&text[from..at], "_x005F"]);
        from = at;
    }
    escaped + &text[from..]
}

/// Returns how a part of a package of Office is packed.
pub(crate) fn options() -> SimpleFileOptions {
    // The same table is the same file: a time of the clock tells nothing that the sheet does not state.
    SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .large_file(true)
}

const SHEET: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><sheetData>\n";
const SHEET_END: &str = "</sheetData></worksheet>\n";

/// The parts that every workbook has (ECMA-376 part 1, section 12.3).
fn parts(sheet: &str) -> [(&'static str, String); 4] {
    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    let sheet = markup::escape(sheet);
    [
        (
            "[Content_Types].xml",
            format!(
                "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/><Override PartName=\"/xl/worksheets/sheet2.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "{HEAD}<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"{sheet}\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"about\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet2.xml\"/></Relationships>"
            ),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;

    fn about() -> About {
        About {
            query: Some("name:Pestrikov".to_owned()),
            items: 3,
            not_searched: 1,
            files_root: "ab".repeat(32),
            program: "dossier 1".to_owned(),
            exported_at: "2024-01-02T03:04:05Z".to_owned(),
            warnings: Vec::new(),
        }
    }

    fn read(rows: &[Vec<Cell>]) -> (Xlsx<Cursor<Vec<u8>>>, Shortened) {
        let mut bytes = Cursor::new(Vec::new());
        let mut book = Workbook::begin(&mut bytes, "a & b").expect("memory takes it");
        for row in rows {
            book.row(row).expect("memory takes it");
        }
        let shortened = book.end(&about()).expect("memory takes it");
        (Xlsx::new(Cursor::new(bytes.into_inner())).expect("it is a workbook"), shortened)
    }

    #[test]
    fn codes_of_characters_stay_as_they_are_written() {
        for odd in ["_x0041_evil_x202E_.txt", "_x005F_x0041_", "_x00", "_xZZZZ_", "é_x0007_"] {
            let (mut book, _) = read(&[vec![Cell::from(odd)]]);
            let sheet = book.worksheet_range("a & b").expect("it is there");
            assert_eq!(sheet.get((0, 0)).map(ToString::to_string), Some(odd.to_owned()));
        }
    }

    #[test]
    fn texts_stay_texts_and_numbers_are_numbers() {
        let odd = "=cmd|'/c calc'!A1 <b>&\"\n \u{202e}x\u{0}";
        let (mut book, shortened) = read(&[vec![Cell::from(odd), Cell::Number(-2.5)]]);
        assert_eq!(book.sheet_names(), ["a & b", "about"]);
        let sheet = book.worksheet_range("a & b").expect("it is there");
        assert_eq!(sheet.get((0, 0)), Some(&Data::String(item::visible(odd))));
        assert_eq!(sheet.get((0, 1)), Some(&Data::Float(-2.5)));
        let formulas = book.worksheet_formula("a & b").expect("it is there");
        assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()));
        assert_eq!(shortened, Shortened::default());
    }

    #[test]
    fn what_it_rests_on_stands_in_a_sheet_of_its_own() {
        let (mut book, _) = read(&[]);
        let sheet = book.worksheet_range("about").expect("it is there");
        let cells: Vec<String> = sheet.cells().map(|(_, _, cell)| cell.to_string()).collect();
        for wanted in ["name:Pestrikov", &"ab".repeat(32), "dossier 1", "2024-01-02T03:04:05Z"] {
            assert!(cells.iter().any(|cell| cell == wanted), "{wanted}: {cells:?}");
        }
    }

    #[test]
    fn a_cell_that_holds_too_much_is_cut_and_counted() {
        let long = "ж𝄞".repeat(20_000);
        let (mut book, shortened) = read(&[vec![Cell::Text(long)]]);
        let sheet = book.worksheet_range("a & b").expect("it is there");
        let cell = sheet.get((0, 0)).expect("it is there").to_string();
        assert!(cell.ends_with(CUT) && cell.encode_utf16().count() <= MOST_UNITS);
        assert_eq!(shortened, Shortened { cut_cells: 1, left_out: 0 });
    }
}
