//! A trove and a dossier in a temporary folder, and what stands in the dossier.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use ingest::{Error, FamilyLimits, Options, Progress, Stop, Summary, Watch};
use item::{Outcome, Status};
use ledger::{Filter, ItemRow};

use crate::index::Recorder;

/// A trove with its dossier.
pub(crate) struct Bench {
    folder: tempfile::TempDir,
    pub(crate) index: Recorder,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        std::fs::create_dir(folder.path().join("trove")).expect("the folder is writable");
        Self { folder, index: Recorder::default() }
    }

    /// Makes the same trove with a dossier of its own, which does not exist yet.
    pub(crate) fn twin(&self) -> Self {
        let twin = Self::new();
        for entry in std::fs::read_dir(self.trove()).expect("the trove is there") {
            let entry = entry.expect("the trove can be read");
            let to = twin.trove().join(entry.file_name());
            std::fs::copy(entry.path(), &to).expect("the twin is writable");
            let times = entry.metadata().and_then(|stat| stat.modified()).expect("it has a time");
            let file = std::fs::File::options().append(true).open(&to).expect("it was made");
            file.set_modified(times).expect("its time can be set");
        }
        twin
    }

    pub(crate) fn trove(&self) -> PathBuf {
        self.folder.path().join("trove")
    }

    pub(crate) fn dossier(&self) -> PathBuf {
        self.folder.path().join("dossier")
    }

    pub(crate) fn file(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.write(name, bytes);
        self
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.trove().join(name), bytes).expect("the trove is writable");
    }

    pub(crate) fn remove(&self, name: &str) {
        std::fs::remove_file(self.trove().join(name)).expect("the file is there");
    }

    /// Indexes as the next process does: with the index as it was committed last.
    pub(crate) fn run(&mut self, options: &Options) -> Result<Summary, Error> {
        self.watched(options, &Idle)
    }

    pub(crate) fn watched(
        &mut self,
        options: &Options,
        watch: &dyn Watch,
    ) -> Result<Summary, Error> {
        let kill = self.index.kill;
        self.index = self.index.reopened();
        self.index.kill = kill;
        let payload = self.index.payload.clone();
        let prepared = ingest::prepare(&self.dossier(), &[self.trove()], options)?;
        prepared.index(&mut self.index, Some(&payload), options, watch).map(|(summary, _)| summary)
    }

    /// Indexes to the end.
    pub(crate) fn done(&mut self, options: &Options) -> Summary {
        let summary = self.run(options).unwrap_or_else(|error| panic!("{error}: {error:?}"));
        assert!(!summary.interrupted);
        summary
    }

    pub(crate) fn ledger(&self) -> ledger::Ledger {
        ledger::open_read(&self.dossier()).expect("the ledger can be read")
    }

    pub(crate) fn rows(&self) -> Vec<ItemRow> {
        let rows = self.ledger().items(Filter::default()).collect::<Result<_, _>>();
        rows.expect("the ledger can be read")
    }

    /// What the store has of an item.
    pub(crate) fn extraction(&self, locator: &str) -> item::Extraction {
        let ledger = self.ledger();
        let locator = locator.parse().expect("the printed form is valid");
        let row = ledger.item_by_locator(&locator).expect("the ledger can be read");
        let content = row.and_then(|row| row.content).expect("it has a content");
        let content = ledger.content(content).expect("the ledger can be read");
        let at = content.and_then(|content| content.location).expect("it was stored");
        let packs = store::Packs::open(&self.dossier().join(ingest::PACKS));
        packs.and_then(|packs| packs.read(&at)).expect("the store can be read")
    }

    /// Every item with its outcome, in the order of locators.
    pub(crate) fn outcomes(&self) -> Vec<(String, Outcome)> {
        self.rows().into_iter().map(|row| (row.locator.to_string(), row.outcome)).collect()
    }

    pub(crate) fn outcome(&self, locator: &str) -> Outcome {
        let found = self.outcomes().into_iter().find(|(name, _)| name == locator);
        found.unwrap_or_else(|| panic!("{locator} is no item of {:?}", self.outcomes())).1
    }

    /// Holds the index against the ledger: both have the same items.
    pub(crate) fn check_index(&self) {
        let rows = self.rows();
        let mut names: Vec<String> = rows.iter().map(|row| row.locator.to_string()).collect();
        let mut indexed: Vec<String> = self.index.committed.items.values().cloned().collect();
        names.sort();
        indexed.sort();
        assert_eq!(indexed, names);
        for row in rows {
            let Some(content) = row.content else { continue };
            let content = u32::try_from(content).expect("numbers are small");
            assert!(self.index.committed.contents.contains_key(&content), "{}", row.locator);
        }
    }
}

/// How many contents a run extracted.
pub(crate) fn extracted(summary: &Summary) -> u64 {
    summary.spent.formats.values().map(|took| took.contents).sum()
}

pub(crate) fn options() -> Options {
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
pub(crate) struct Idle;

impl Watch for Idle {
    fn progress(&self, _progress: &Progress) {}

    fn stop(&self) -> Stop {
        Stop::No
    }
}

/// Wants a run to end once it was asked that often.
pub(crate) struct StopAfter(AtomicU32, Stop);

impl StopAfter {
    pub(crate) fn asked(times: u32, stop: Stop) -> Self {
        Self(AtomicU32::new(times), stop)
    }
}

impl Watch for StopAfter {
    fn progress(&self, _progress: &Progress) {}

    fn stop(&self) -> Stop {
        let left =
            self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        if left.is_ok() { Stop::No } else { self.1 }
    }
}

/// Wants a run to end as soon as an item has ended in one of these ways.
pub(crate) struct StopOnce(pub(crate) Status, pub(crate) std::sync::Mutex<bool>, pub(crate) Stop);

impl StopOnce {
    pub(crate) fn seen(status: Status, stop: Stop) -> Self {
        Self(status, std::sync::Mutex::new(false), stop)
    }
}

impl Watch for StopOnce {
    fn progress(&self, progress: &Progress) {
        let is_seen = progress.outcomes.iter().any(|(status, _)| *status == self.0);
        *self.1.lock().expect("no test panics here") |= is_seen;
    }

    fn stop(&self) -> Stop {
        if *self.1.lock().expect("no test panics here") { self.2 } else { Stop::No }
    }
}

/// What a container of a test holds: files with their bytes, in order. A tar as POSIX.1-1988 describes it (ustar).
pub(crate) fn tar<'m>(members: impl IntoIterator<Item = (&'m str, Vec<u8>)>) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, bytes) in members {
        let mut header = [0_u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[100..108].copy_from_slice(b"0000644\0");
        header[108..116].copy_from_slice(b"0000000\0");
        header[116..124].copy_from_slice(b"0000000\0");
        header[124..136].copy_from_slice(format!("{:011o}\0", bytes.len()).as_bytes());
        header[136..148].copy_from_slice(b"00000000000\0");
        header[148..156].fill(b' ');
        header[156] = b'0';
        header[257..265].copy_from_slice(b"ustar\x0000");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        archive.extend(header);
        archive.extend(&bytes);
        archive.resize(archive.len().next_multiple_of(512), 0);
    }
    archive.resize(archive.len() + 1024, 0);
    archive
}
