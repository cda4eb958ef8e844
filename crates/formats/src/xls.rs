//! Excel workbooks of 1993 to 2003 ([MS-XLS]): sheets cell by cell as they read, and beside them comments, text boxes,
//! charts, hidden cells and sheets, objects, and what is kept of other workbooks.

mod early;
mod globals;
mod link;
mod locked;
mod records;
mod sheet;

use item::{LimitReason, PartialReason};

use crate::shared::ole::{Compound, push_pictures, push_storage, report_properties};
use crate::{Error, Flow, Input, Sink};
use globals::{BOF, EOF, Globals, Listed};
use records::{Record, Records};
use sheet::SheetReader;

/// Names of the stream of records, the newer first.
const STREAMS: [&str; 2] = ["Workbook", "Book"];

/// Pushes properties, texts, links, objects and pictures.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    match Compound::open(&input.bytes) {
        Some(file) => extract_file(&file, input, sink),
        None => extract_bare(input, sink),
    }
}

fn extract_file(file: &Compound<'_>, input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    report_properties(file, sink);
    let stream = STREAMS.iter().find_map(|name| file.stream_named(name));
    let stream = stream.ok_or_else(|| Error::Malformed("no workbook is in it".into()))?;
    let stream = locked::unlocked(stream, &input.passwords)?;
    let mut book = Book::new(input.limits.text_bytes);
    if book.push(&stream, sink)? == Flow::Stop || push_objects(file, sink) == Flow::Stop {
        return Ok(());
    }
    if push_pictures(&book.globals.pictures, &mut 0, sink) == Flow::Stop {
        return Ok(());
    }
    if file.is_damaged() {
        sink.partial(PartialReason::Damaged);
    }
    book.check_room()
}

/// Pushes the sheets of a stream that has no file around it, as until 1992.
fn extract_bare(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let early = early::sheets(&input.bytes);
    let mut room = input.limits.text_bytes;
    if early.is_empty() {
        let stream = locked::unlocked(input.bytes.to_vec(), &input.passwords)?;
        return Book::new(room).push(&stream, sink).map(drop);
    }
    for stream in early {
        let stream = locked::unlocked(stream, &input.passwords)?;
        let mut book = Book::new(room);
        if book.push(&stream, sink)? == Flow::Stop {
            return Ok(());
        }
        book.check_room()?;
        room = book.room;
    }
    Ok(())
}

struct Book {
    globals: Globals,
    room: u64,
    unlisted: usize,
}

impl Book {
    /// Begins a workbook, of which so many bytes of text are taken.
    fn new(room: u64) -> Self {
        Self { globals: Globals::default(), room, unlisted: 0 }
    }

    /// Fails if there was more text than allowed.
    fn check_room(&self) -> Result<(), Error> {
        if self.room == 0 { Err(Error::Limit(LimitReason::Output)) } else { Ok(()) }
    }

    /// Pushes what belongs to the workbook, then its sheets in the order of the stream.
    fn push(&mut self, stream: &[u8], sink: &mut dyn Sink) -> Result<Flow, Error> {
        let mut records = Records::of(stream);
        self.read_globals(&mut records)?;
        self.globals.report(sink);
        while let Some(begin) = records.find(|record| record.kind == BOF) {
            if self.push_sheet(&begin, &mut records, sink) == Flow::Stop {
                return Ok(Flow::Stop);
            }
        }
        if records.is_cut() || !self.globals.sheets.is_empty() {
            sink.partial(PartialReason::Truncated);
        }
        if self.globals.push(sink) == Flow::Stop {
            return Ok(Flow::Stop);
        }
        Ok(std::mem::take(&mut self.globals.links).push(sink))
    }

    fn read_globals(&mut self, records: &mut Records<'_>) -> Result<(), Error> {
        let begin = records.next().filter(|record| record.kind == BOF);
        let begin = begin.ok_or_else(|| Error::Malformed("no begin of a workbook".into()))?;
        self.globals.begin(&begin);
        for record in records.by_ref() {
            match record.kind {
                EOF => break,
                _ => self.globals.take(&record),
            }
        }
        Ok(())
    }

    fn push_sheet(
        &mut self,
        begin: &Record<'_>,
        records: &mut Records<'_>,
        sink: &mut dyn Sink,
    ) -> Flow {
        let Listed { name, is_hidden, .. } = self.listed(begin.at);
        let mut reader = SheetReader::new(&mut self.globals, name, is_hidden, begin, self.room);
        for record in records.by_ref() {
            if !reader.take(&record) || reader.is_over() {
                break;
            }
        }
        self.room = reader.room();
        reader.push(sink)
    }

    /// Takes the sheet that begins at a place out of the list; one that is not listed is left over and hidden.
    fn listed(&mut self, at: usize) -> Listed {
        let place = self.globals.sheets.iter().position(|listed| listed.at == at);
        place.map_or_else(
            || {
                self.unlisted += 1;
                Listed { at, name: format!("unlisted {}", self.unlisted), is_hidden: true }
            },
            |place| self.globals.sheets.remove(place),
        )
    }
}

/// Pushes the objects that stand in storages of their own, and the macros.
fn push_objects(file: &Compound<'_>, sink: &mut dyn Sink) -> Flow {
    let storages = file.root().into_iter().filter(|id| file.is_storage(*id));
    let is_object = |name: &str| {
        ["MBD", "LNK"].iter().any(|start| name.starts_with(start)) || name == "_VBA_PROJECT_CUR"
    };
    let objects = storages.filter(|id| is_object(file.name(*id)));
    for (at, object) in objects.enumerate() {
        if push_storage(file, object, at + 1, sink) == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}
