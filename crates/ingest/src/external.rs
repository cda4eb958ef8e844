//! Formats that no reader is built in for, read by programs that the user names: a stage like that of OCR.
//!
//! A program is given the bytes of an item on its standard input, locked away as the engine for OCR is, and answers with text
//! on its standard output. What it answers stands in the layer `external`, with the name and digest of the program.

use std::ffi::OsString;
use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::os::fd::{AsFd, OwnedFd};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use item::{
    EmptyReason, Extraction, FailedReason, Key, Layer, LimitReason, Outcome, Place, Segment,
    Status, Warning, WarningCode,
};
use sandbox::memory::Sealed;
use sandbox::{Bounds, Guest, GuestError};

use crate::Error;
use crate::fetch::{self, Found, Waiting};
use crate::held::Held;
use crate::row::{Content, Message};
use crate::tools::{Shared, TroveRoot};

/// The longest text of a segment, in bytes.
const MOST_TEXT: usize = 4 << 20;
/// How much more memory a program of the user may take than a worker: models of speech are large.
const MEMORY_FACTOR: u64 = 4;
/// How much more time.
const TIME_FACTOR: u32 = 60;

/// A program that reads files of one extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The extension, lower case, without dot.
    pub extension: String,
    /// The absolute path of the program.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<OsString>,
    /// Its name and the digest of its file, for the record.
    pub provenance: String,
}

/// Returns the programs in one word, for the settings of a run: each with its extension and what its record begins with.
pub(crate) fn on_one_line(readers: &[Reader]) -> String {
    let all = readers.iter().map(|reader| {
        format!("{}:{}", reader.extension, reader.provenance.replace(char::is_whitespace, "-"))
    });
    all.collect::<Vec<_>>().join(",")
}

/// Reads what no reader is built in for and the user names a program for; false where that was broken off.
pub(crate) fn stage(shared: &Shared<'_>, troves: &[TroveRoot]) -> Result<bool, Error> {
    let readers = &shared.tools.options.readers;
    if readers.is_empty() {
        return Ok(true);
    }
    shared.flow.settle();
    let waits = |row: &ledger::ItemRow| {
        row.outcome.status() == Status::Unsupported
            && reader_of(readers, row.locator.name()).is_some()
    };
    let asked =
        |ledger: &ledger::Ledger| fetch::waiting(ledger, troves, Status::Unsupported, &waits);
    let files = shared.reuse.known.ask(asked)?;
    fetch::each(shared, troves, files, shared.tools.options.jobs, &|waiting, found| {
        if let Some(reader) = reader_of(readers, waiting.locator.name()) {
            content(shared, reader, waiting, found);
        }
    });
    Ok(!shared.flow.must_stop_soon())
}

fn reader_of<'r>(readers: &'r [Reader], name: &[u8]) -> Option<&'r Reader> {
    let dot = name.iter().rposition(|byte| *byte == b'.')?;
    let extension = &name[dot + 1..];
    readers.iter().find(|reader| reader.extension.as_bytes().eq_ignore_ascii_case(extension))
}

fn content(shared: &Shared<'_>, reader: &Reader, waiting: &Waiting, found: &Found<'_>) {
    let Some(extraction) = waiting.content.location.and_then(|at| shared.reuse.known.read(&at))
    else {
        return;
    };
    let Some(read) = read(shared, reader, extraction, found.held) else { return };
    let proceed = || !shared.flow.must_stop_now();
    match shared.tools.pool.recognise(read, &proceed) {
        Ok(extraction) => shared.flow.send(Message::Reread(Box::new(Content {
            key: waiting.content.key,
            digests: waiting.content.digests.clone(),
            stamps: waiting.content.stamps,
            _waiting: shared.flow.text(extraction.text_bytes()),
            extraction: Arc::new(extraction),
        }))),
        Err(error) => shared.flow.fail(error.into()),
    }
}

/// Runs the program over the bytes of an item; nothing where the run is stopped.
fn read(
    shared: &Shared<'_>,
    reader: &Reader,
    mut extraction: Extraction,
    held: &Held,
) -> Option<Extraction> {
    let guest =
        Guest { program: reader.program.clone(), args: reader.args.clone(), may_fork: true };
    let proceed = || !shared.flow.must_stop_soon();
    let launcher = &shared.tools.options.program;
    let answer = input(held).map_err(GuestError::from).and_then(|input| {
        guest.run(launcher, input, &bounds(&shared.tools.options.settings), &proceed)
    });
    note(&mut extraction, &reader.provenance);
    match answer {
        Ok(answer) => take(&mut extraction, &answer),
        Err(GuestError::Stopped) => return None,
        Err(GuestError::Time) => extraction.outcome = Outcome::LimitReached(LimitReason::CpuTime),
        Err(GuestError::Output) => extraction.outcome = Outcome::LimitReached(LimitReason::Output),
        Err(error) => {
            extraction.warnings.push(Warning::new(WarningCode::ReaderFailed, error));
            extraction.outcome = Outcome::Failed(FailedReason::ReaderFailed);
        }
    }
    Some(extraction)
}

fn bounds(settings: &sandbox::Settings) -> Bounds {
    let limit = |time: Duration| time.saturating_mul(TIME_FACTOR);
    Bounds {
        cpu_time: limit(settings.cpu_time),
        wall_time: limit(settings.wall_time),
        memory: settings.memory.saturating_mul(MEMORY_FACTOR),
        output: usize::try_from(settings.limits.text_bytes).unwrap_or(usize::MAX),
    }
}

/// Returns the bytes as a standard input, at their beginning.
fn input(held: &Held) -> std::io::Result<OwnedFd> {
    let mut file = match held {
        Held::Small(bytes) => File::from(Sealed::from_bytes(bytes)?.as_fd().try_clone_to_owned()?),
        Held::Descriptor(descriptor, _) => File::from(descriptor.try_clone()?),
        // Opened anew its access time would change.
        Held::Trove(file, ..) => file.try_clone()?,
    };
    file.seek(SeekFrom::Start(0))?;
    Ok(file.into())
}

/// Adds what the program answered: objects of JSON, one a line, or else plain text.
fn take(extraction: &mut Extraction, answer: &[u8]) {
    let text = String::from_utf8_lossy(answer);
    if matches!(text, std::borrow::Cow::Owned(_)) {
        extraction.warnings.push(Warning::bare(WarningCode::BytesReplaced));
    }
    let segments = parts(&text).unwrap_or_else(|| vec![(Place::Whole, text.trim_end().to_owned())]);
    let mut at = 0;
    for (place, text) in segments {
        for text in pieces(&text).filter(|text| !text.is_empty()) {
            extraction.segments.insert(at, Segment::new(place.clone(), Layer::External, text));
            at += 1;
        }
    }
    let is_text = extraction.segments.iter().any(|one| one.is_content() && one.has_text());
    let empty = Outcome::Empty(EmptyReason::NoText);
    extraction.outcome = if is_text { Outcome::Extracted } else { empty };
}

/// Reads an answer of JSON lines: `text`, and where it stands, by `page` or `place`; nothing where it is none.
fn parts(answer: &str) -> Option<Vec<(Place, String)>> {
    let lines = answer.lines().filter(|line| !line.trim().is_empty());
    let parts: Option<Vec<_>> = lines.map(part).collect();
    parts.filter(|parts| !parts.is_empty())
}

fn part(line: &str) -> Option<(Place, String)> {
    let line: serde_json::Value = serde_json::from_str(line).ok()?;
    let text = line.get("text")?.as_str()?.to_owned();
    let page = line.get("page").and_then(serde_json::Value::as_u64);
    let place = match (page.and_then(|page| u32::try_from(page).ok()), line.get("place")) {
        (Some(page), _) => Place::Page(page),
        (None, Some(serde_json::Value::String(place))) => Place::Part(place.clone()),
        (None, _) => Place::Whole,
    };
    Some((place, text))
}

/// Cuts a text into segments, at line ends where it has some.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let most = rest.floor_char_boundary(MOST_TEXT);
        let end = if most < rest.len() {
            rest[..most].rfind('\n').map_or(most, |line_end| line_end + 1)
        } else {
            most
        };
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

fn note(extraction: &mut Extraction, provenance: &str) {
    let place = Place::Field(Key::READER.name().to_owned());
    extraction.segments.push(Segment::new(place, Layer::Metadata, provenance));
    extraction.metadata.insert(Key::READER, vec![provenance.to_owned()]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_of_json_lines_names_places() {
        let answer = "{\"text\": \"one\", \"page\": 2}\n\n{\"text\": \"two\", \"place\": \"00:01:20\"}\n{\"text\": \"three\"}\n";
        let places = [Place::Page(2), Place::Part("00:01:20".to_owned()), Place::Whole];
        let parts = parts(answer).expect("it is of JSON lines");
        assert_eq!(parts.iter().map(|(place, _)| place.clone()).collect::<Vec<_>>(), places);
        for plain in ["", "one\n", "{\"text\": \"one\"}\nplain", "[1]", "{\"text\": 7}"] {
            assert_eq!(super::parts(plain), None, "{plain}");
        }
    }

    #[test]
    fn a_long_answer_is_cut_at_line_ends() {
        let text = format!("{}\n", "я".repeat(499)).repeat(9_000);
        let pieces: Vec<&str> = pieces(&text).collect();
        assert_eq!(pieces.concat(), text);
        assert!(pieces.len() > 1 && pieces.iter().all(|piece| piece.len() <= MOST_TEXT));
        assert!(pieces.iter().all(|piece| piece.ends_with('\n')));
        assert_eq!(super::pieces(&"я".repeat(MOST_TEXT)).count(), 2);
    }
}
