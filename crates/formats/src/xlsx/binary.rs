//! What a binary workbook (XLSB) yields, by way of calamine.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use calamine::{Data, Reader, SheetVisible, Xlsb};
use item::{Layer, PartialReason, Place, Segment, Warning, WarningCode};

use crate::shared::number_format::plain;
use crate::shared::ooxml::{Package, has_extension};
use crate::{Flow, Sink};

/// Pushes the sheets of a binary workbook.
pub(super) fn push(package: &Package<'_>, sink: &mut dyn Sink) -> Flow {
    let names =
        package.names().filter(|name| name.starts_with("xl/") && has_extension(name, "bin"));
    names.filter(|name| !is_object(name)).for_each(|name| package.mark_read(name));
    let bytes = package.bytes().clone();
    match guarded(|| Xlsb::new(Cursor::new(bytes)).map(sheets).map_err(|error| error.to_string())) {
        Ok(segments) => {
            package.warn(Warning::new(
                WarningCode::CellsOnly,
                "comments, drawings and embedded objects are not read",
            ));
            push_all(segments, sink)
        }
        Err(why) => {
            package.warn(Warning::new(WarningCode::SheetsNotRead, why));
            package.note("xl/workbook.bin", PartialReason::PartUnsupported);
            Flow::Continue
        }
    }
}

/// Runs a reader of calamine 0.38, which panics on formula records that it does not know.
fn guarded<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err("the reader broke".to_owned()))
}

fn is_object(name: &str) -> bool {
    ["embeddings/", "vbaProject", "media/", "printerSettings"]
        .iter()
        .any(|part| name.contains(part))
}

fn push_all(segments: Vec<Segment>, sink: &mut dyn Sink) -> Flow {
    for segment in segments.into_iter().filter(|segment| !segment.text.is_empty()) {
        if sink.text(segment) == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

fn sheets<R: Reader<Cursor<Bytes>>>(mut book: R) -> Vec<Segment> {
    let mut segments = Vec::new();
    for sheet in book.sheets_metadata().to_vec() {
        let layer =
            if sheet.visible == SheetVisible::Visible { Layer::Body } else { Layer::Hidden };
        let Ok(range) = book.worksheet_range(&sheet.name) else { continue };
        let mut text = String::new();
        for row in range.rows() {
            push_row(&mut text, row);
        }
        segments.push(Segment::new(Place::Sheet(sheet.name), layer, text));
    }
    segments
}

fn push_row(text: &mut String, row: &[Data]) {
    let before = text.len();
    for cell in row.iter().map(shown).filter(|cell| !cell.is_empty()) {
        if text.len() > before {
            text.push('\t');
        }
        text.push_str(&cell);
    }
    if text.len() > before {
        text.push('\n');
    }
}

fn shown(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::Float(number) => plain(*number),
        Data::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        Data::DateTime(moment) => moment_of(moment),
        other => other.to_string(),
    }
}

fn moment_of(moment: &calamine::ExcelDateTime) -> String {
    if moment.is_duration() {
        return plain(moment.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date} {hour:02}:{minute:02}:{second:02}")
    }
}
