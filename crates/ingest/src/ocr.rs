//! Text read off pictures: a stage that begins when everything else can be searched, and goes on where it was stopped.
//!
//! A content whose pictures wait for OCR is recorded so in the ledger, and that is the only list of what is to be done: what
//! a stopped run left is found there by the next one. Its bytes are taken out of the trove again, a worker draws the
//! pictures, the engine reads them, and the content is written once more with their text in the layer `ocr`.

mod fetch;
mod language;
mod reader;
mod result;

use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, PoisonError};

use item::{Locator, Outcome, PartialReason, Status, WarningCode};
use ledger::{ContentRow, Filter, ItemRow};
use sandbox::engine::Engine;

use crate::Error;
use crate::ocr::fetch::File;
use crate::ocr::reader::Reader;
use crate::tools::{Shared, TroveRoot};

/// What OCR is run with.
#[derive(Clone, Debug)]
pub struct Ocr {
    /// The engine that is installed.
    pub engine: Engine,
    /// The languages that the user names, by the names of the engine; empty where they are to be found out.
    pub languages: Vec<String>,
}

impl Ocr {
    /// Returns engine and languages in one word, for the settings of a run.
    pub(crate) fn on_one_line(&self) -> String {
        let name = self.engine.name.replace(char::is_whitespace, "-");
        let languages =
            if self.languages.is_empty() { &self.engine.languages } else { &self.languages };
        format!("{name}:{}", languages.join("+"))
    }
}

/// A content whose pictures wait, and where one of its items stands.
pub(crate) struct Waiting {
    pub(crate) locator: Locator,
    pub(crate) content: ContentRow,
}

/// Reads the pictures that wait for OCR; false where that was broken off.
pub(crate) fn stage(shared: &Shared<'_>, troves: &[TroveRoot]) -> Result<bool, Error> {
    let Some(ocr) = &shared.tools.options.ocr else { return Ok(true) };
    shared.flow.settle();
    let files = shared.reuse.known.ask(|ledger| waiting(ledger, troves))?;
    if files.is_empty() {
        return Ok(true);
    }
    let reader = Reader::new(shared, ocr)?;
    let files = Mutex::new(files.into_iter());
    let next = || files.lock().unwrap_or_else(PoisonError::into_inner).next();
    // Each thread draws pages that as many others as there are jobs read.
    let threads = shared.tools.options.jobs.div_ceil(2);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((top, waiting)) = next().filter(|_| !shared.flow.must_stop_soon()) {
                    File { shared, troves, top }.each(&waiting, &|one, bytes| {
                        reader.content(one, bytes);
                    });
                }
            });
        }
    });
    Ok(!shared.flow.must_stop_soon())
}

/// Returns the contents whose pictures wait, by the file on disk that holds an item of each.
fn waiting(
    ledger: &ledger::Ledger,
    troves: &[TroveRoot],
) -> Result<BTreeMap<Locator, Vec<Waiting>>, Error> {
    let mut files: BTreeMap<Locator, Vec<Waiting>> = BTreeMap::new();
    let mut seen = HashSet::new();
    let filter = Filter { outcomes: vec![Status::Partial], ..Filter::default() };
    for row in ledger.items(filter) {
        let row = row?;
        let is_at_hand = troves.iter().any(|trove| trove.label == row.locator.trove);
        let Some(content) = row.content.filter(|_| is_at_hand && waits(&row)) else { continue };
        if !seen.insert(content) {
            continue;
        }
        if let Some(content) = ledger.content(content)? {
            let top = Locator { members: Vec::new(), ..row.locator.clone() };
            files.entry(top).or_default().push(Waiting { locator: row.locator, content });
        }
    }
    Ok(files)
}

/// Tells whether pages or pictures of an item wait.
fn waits(row: &ItemRow) -> bool {
    row.outcome == Outcome::Partial(PartialReason::AwaitingOcr)
        || row.warnings.iter().any(|warning| warning.code == WarningCode::AwaitingOcr)
}
