//! What a dossier answers: a small trove, indexed in process by real workers into the engine in memory.
#![allow(clippy::disallowed_methods, reason = "tests write troves")]

mod batch;
mod counting;
mod finding;
mod listing;
mod mails;
mod pivot;
mod reading;
mod threads;

use std::path::Path;
use std::sync::Arc;

use answers::{Dossier, SearchRequest};
use ingest::{FamilyLimits, Options, Progress, Stop, Watch};
use search::Memory;

/// A dossier that is open, over a trove in a temporary folder.
struct Bench {
    folder: tempfile::TempDir,
    dossier: Dossier,
}

impl std::ops::Deref for Bench {
    type Target = Dossier;

    fn deref(&self) -> &Dossier {
        &self.dossier
    }
}

const NOTICE: &str =
    "Moscow, 18 March 2019\n\nThe bureau asked INTERPOL for a red notice against Ivan Pestrikov.\n";
const DENIAL: &str =
    "Paris, 2 May 2020\n\nIvan Pestrikov denies the charges. Control No. A-2741/3-2019.\n";
const MAILS: &str = "From a@example.org Thu Mar  5 10:00:00 2020\nFrom: late@example.org\nSubject: later\nDate: Thu, 5 Mar 2020 10:00:00 +0000\n\nSecond mail.\n\nFrom b@example.org Tue Mar  5 10:00:00 2019\nFrom: early@example.org\nSubject: earlier\nDate: Tue, 5 Mar 2019 10:00:00 +0000\nContent-Type: multipart/mixed; boundary=cut\n\n--cut\nContent-Type: text/plain\n\nFirst mail.\n--cut\nContent-Type: text/plain\nContent-Disposition: attachment; filename=annex.txt\n\nThe annex of the first mail.\n--cut--\n";

/// The files of the trove that most tests ask.
const TROVE: [(&str, &str); 6] = [
    ("box.mbox", MAILS),
    ("letters/copy.txt", NOTICE),
    ("letters/denial.txt", DENIAL),
    ("letters/notice.txt", NOTICE),
    ("letters/plain.txt", "Nothing of interest was said about the weather of the north.\n"),
    ("nothing.txt", ""),
];

impl Bench {
    fn new() -> Self {
        Self::of(&TROVE)
    }

    fn of(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let trove = folder.path().join("trove");
        for (name, content) in files {
            let path = trove.join(name);
            let above = path.parent().expect("it lies in the trove");
            std::fs::create_dir_all(above).expect("the folder is writable");
            std::fs::write(path, content).expect("the trove is writable");
        }
        let dossier = indexed(&folder.path().join("dossier"), &trove);
        Self { folder, dossier }
    }

    fn trove(&self) -> std::path::PathBuf {
        self.folder.path().join("trove")
    }

    /// Returns the item at a printed locator.
    fn at(&self, locator: &str) -> ledger::ItemRow {
        self.item(locator).unwrap_or_else(|error| panic!("{locator}: {error}"))
    }

    /// Returns the locators of what a query finds.
    fn found(&self, query: &str) -> Vec<String> {
        let answer = self.search(&asked(query)).expect("the dossier answers");
        answer.hits.into_iter().map(|hit| hit.locator).collect()
    }
}

/// Indexes a trove to its end and opens the dossier.
fn indexed(dossier: &Path, trove: &Path) -> Dossier {
    let options = options();
    let mut index = Memory::default();
    let prepared = ingest::prepare(dossier, &[trove.to_owned()], &options);
    let prepared = prepared.expect("a dossier can be made");
    let (summary, _) = prepared.index(&mut index, Some(""), &options, &Idle).expect("the run ends");
    assert!(!summary.interrupted);
    Dossier::open(dossier, ingest::PACKS, Arc::new(index)).expect("the dossier was just made")
}

/// Asks for twenty hits by relevance, with equal contents folded.
fn asked(query: &str) -> SearchRequest {
    SearchRequest::new(query)
}

fn options() -> Options {
    Options {
        jobs: 2,
        digests: Vec::new(),
        settings: sandbox::Settings::default(),
        program: sandbox::Program::for_tests(),
        family: FamilyLimits::default(),
        versions: sandbox::Versions::of_this_program(),
        ignore: walk::Ignore::none(),
        ignore_note: String::new(),
        trust_times: false,
        full: false,
        charsets: ingest::Charsets::default(),
        ocr: None,
        readers: Vec::new(),
        retry: Vec::new(),
        add_trove: false,
        kept: String::new(),
        version: "test".to_owned(),
        now: 1_700_000_000_000_000_000,
    }
}

/// Lets a run go on.
struct Idle;

impl Watch for Idle {
    fn progress(&self, _progress: &Progress) {}

    fn stop(&self) -> Stop {
        Stop::No
    }
}
