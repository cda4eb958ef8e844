//! Text read off pictures: a stage that begins when everything else can be searched, and goes on where it was stopped.
//!
//! A content whose pictures wait for OCR is recorded so in the ledger, and that is the only list of what is to be done: what
//! a stopped run left is found there by the next one. Its bytes are taken out of the trove again, a worker draws the
//! pictures, the engine reads them, and the content is written once more with their text in the layer `ocr`.

mod language;
mod reader;
mod result;

use item::{Outcome, PartialReason, Status, WarningCode};
use ledger::ItemRow;
use sandbox::engine::Engine;

use crate::Error;
use crate::fetch;
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

/// Reads the pictures that wait for OCR; false where that was broken off.
pub(crate) fn stage(shared: &Shared<'_>, troves: &[TroveRoot]) -> Result<bool, Error> {
    let Some(ocr) = &shared.tools.options.ocr else { return Ok(true) };
    shared.flow.settle();
    let waiting = |ledger: &ledger::Ledger| fetch::waiting(ledger, troves, Status::Partial, &waits);
    let files = shared.reuse.known.ask(waiting)?;
    if files.is_empty() {
        return Ok(true);
    }
    let reader = Reader::new(shared, ocr)?;
    // Each thread draws pages that as many others as there are jobs read.
    let threads = shared.tools.options.jobs.div_ceil(2);
    fetch::each(shared, troves, files, threads, &|one, found| reader.content(one, found));
    Ok(!shared.flow.must_stop_soon())
}

/// Tells whether pages or pictures of an item wait.
fn waits(row: &ItemRow) -> bool {
    row.outcome == Outcome::Partial(PartialReason::AwaitingOcr)
        || row.warnings.iter().any(|warning| warning.code == WarningCode::AwaitingOcr)
}
