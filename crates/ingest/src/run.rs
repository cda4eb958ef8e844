//! One run over a trove: who walks, who reads, who writes.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use item::{Declared, Digest, Digests, Locator, Outcome, PartialReason, Status, WarningCode};
use walk::{Found, Kind, Stat};

use crate::commit::{Committer, Message};
use crate::counts::{Cap, Counts, Progress};
use crate::known::{Known, KnownContents};
use crate::stages::{Stage, Stages};
use crate::{Error, Options, Stop, Watch, file, visit};

/// How many results may wait for the committer; a result may hold the text of a whole book.
const WAITING: usize = 64;
/// How many entries on disk may wait for a thread.
const ENTRIES_WAITING: u64 = 256;
/// Bytes of children that may wait for a thread, spilled ones too.
const BYTES_IN_FLIGHT: u64 = 48 << 20;

/// Bytes of text that may wait for the committer.
const TEXTS_WAITING: u64 = 64 << 20;

/// A trove folder that is open.
pub(crate) struct TroveRoot {
    pub(crate) label: Vec<u8>,
    pub(crate) root: walk::Root,
}

/// What every thread of a run shares.
pub(crate) struct Run<'r> {
    pub(crate) dossier: PathBuf,
    pub(crate) options: &'r Options,
    pub(crate) pool: sandbox::Pool,
    pub(crate) known: KnownContents,
    pub(crate) messages: SyncSender<Message>,
    pub(crate) counts: Counts,
    pub(crate) in_flight: Cap,
    pub(crate) stages: &'r Stages,
    entries: Cap,
    redo: Redo,
    fresh: Mutex<HashSet<Digest>>,
    unlisted: Mutex<Vec<Locator>>,
    texts: Arc<Cap>,
    watch: &'r dyn Watch,
    error: Mutex<Option<Error>>,
    has_failed: AtomicBool,
}

impl<'r> Run<'r> {
    /// Makes a run, and the end of the channel that its committer reads.
    pub(crate) fn new(
        dossier: PathBuf,
        options: &'r Options,
        known: KnownContents,
        redo: Redo,
        watch: &'r dyn Watch,
        stages: &'r Stages,
    ) -> (Self, Receiver<Message>) {
        let (messages, results) = sync_channel(WAITING);
        let run = Self {
            dossier,
            options,
            pool: sandbox::Pool::new(options.program.clone(), without_ceiling(&options.settings)),
            known,
            messages,
            counts: Counts::default(),
            in_flight: Cap::new(BYTES_IN_FLIGHT),
            stages,
            entries: Cap::new(ENTRIES_WAITING),
            redo,
            fresh: Mutex::default(),
            unlisted: Mutex::default(),
            texts: Arc::new(Cap::new(TEXTS_WAITING)),
            watch,
            error: Mutex::new(None),
            has_failed: AtomicBool::new(false),
        };
        (run, results)
    }

    /// Walks every trove, reads and extracts what is new or changed, and writes it down.
    pub(crate) fn go(
        &self,
        troves: &[TroveRoot],
        ignore: &walk::Ignore,
        results: Receiver<Message>,
        committer: &mut Committer<'_>,
    ) -> Result<bool, Error> {
        std::thread::scope(|threads| {
            let work = threads.spawn(|| self.walk_all(troves, ignore));
            let written = committer.write_all(&results, &self.known, &|| self.tick());
            if written.is_err() {
                self.has_failed.store(true, Ordering::Relaxed);
            }
            // With the receiver gone, nobody waits to send.
            drop(results);
            let walked = work.join().unwrap_or(Err(Error::Worker));
            written?;
            let is_whole = walked?;
            match self.error.lock().unwrap_or_else(PoisonError::into_inner).take() {
                Some(error) => Err(error),
                None => Ok(is_whole),
            }
        })
    }

    /// Shows whoever watches how far the run is.
    fn tick(&self) -> Progress {
        let progress = self.counts.now();
        self.watch.progress(&progress);
        progress
    }

    /// Walks every trove on a pool of threads; false where the walk was broken off.
    fn walk_all(&self, troves: &[TroveRoot], ignore: &walk::Ignore) -> Result<bool, Error> {
        let _end = End(self);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.options.jobs)
            .build()
            .map_err(Error::Threads)?;
        self.stages.time(Stage::Walk, || self.measure(troves, ignore));
        let is_whole = pool.in_place_scope(|scope| {
            troves.iter().all(|trove| {
                let mut found = trove.root.found(ignore);
                let next = || self.stages.time(Stage::Walk, || found.next());
                std::iter::from_fn(next).all(|found| self.start(scope, trove, found))
            })
        });
        Ok(is_whole && !self.must_stop_now())
    }

    /// Counts what the walk will see, for the estimate of the time left.
    fn measure(&self, troves: &[TroveRoot], ignore: &walk::Ignore) {
        let found = troves.iter().flat_map(|trove| trove.root.found(ignore));
        for found in found.take_while(|_| self.watch.stop() == Stop::No) {
            self.counts.expected_files.fetch_add(1, Ordering::Relaxed);
            if let (Kind::File, Some(stat)) = (&found.kind, &found.stat) {
                self.counts.expected_bytes.fetch_add(stat.size, Ordering::Relaxed);
            }
        }
    }

    /// Hands one entry to a thread; false where the run is to end.
    fn start<'s>(&'s self, scope: &rayon::Scope<'s>, trove: &'s TroveRoot, found: Found) -> bool {
        if self.must_stop_now() || self.watch.stop() != Stop::No {
            return false;
        }
        self.entries.add(1);
        scope.spawn(move |scope| {
            let _entry = Entry(&self.entries);
            file::entry(self, scope, trove, &found);
        });
        true
    }

    /// Sends a result to the committer.
    pub(crate) fn send(&self, message: Message) {
        if self.messages.send(message).is_err() {
            self.has_failed.store(true, Ordering::Relaxed);
        }
    }

    /// Ends the run with an error of the system, not of an item; the first one counts.
    pub(crate) fn fail(&self, error: Error) {
        if matches!(error, Error::Sandbox(sandbox::Error::Stopped)) {
            return;
        }
        self.has_failed.store(true, Ordering::Relaxed);
        self.error.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }

    /// Tells whether work is to be dropped at once.
    pub(crate) fn must_stop_now(&self) -> bool {
        self.has_failed.load(Ordering::Relaxed) || self.watch.stop() == Stop::Now
    }

    pub(crate) fn digester(&self) -> fixity::Digester {
        fixity::Digester::new(&self.options.digests)
    }

    /// Returns the key under which the extraction of a content is kept: its digest, what hints at its format, and the
    /// version of the extractors.
    pub(crate) fn key(&self, digests: &Digests, name: &[u8], declared: &Declared) -> Digest {
        let or_nothing = |text: &Option<String>| text.clone().unwrap_or_default();
        fixity::key(&[
            &digests.blake3.0,
            extension(name).to_ascii_lowercase().as_slice(),
            or_nothing(&declared.media_type).as_bytes(),
            or_nothing(&declared.charset).as_bytes(),
            declared.format.as_deref().unwrap_or_default().as_bytes(),
            self.options.version.as_bytes(),
        ])
    }

    /// Tells whether a file is as the ledger has it, bytes, times and all, and so is everything in it.
    pub(crate) fn is_unchanged(&self, locator: &Locator, digests: &Digests, modified: i64) -> bool {
        if self.redo.all || self.redo.locators.contains(locator) || !self.has_digests(digests) {
            return false;
        }
        let key = self.key(digests, locator.name(), &Declared::default());
        let keys = [key, visit::named_key(key, locator.name())];
        let is_known = |ledger: &ledger::Ledger| {
            let Ok(Some(row)) = ledger.item_by_locator(locator) else { return false };
            let is_same = row.gone_run.is_none()
                && row.modified == Some(modified)
                && row.digests.as_ref().is_some_and(|before| {
                    is_same_content(before, digests) && self.has_digests(before)
                })
                && !row
                    .warnings
                    .iter()
                    .any(|warning| warning.code == WarningCode::ChangedWhileRead);
            let is_of = |key| matches!(ledger.content_by_key(key), Ok(Some(content)) if row.content == Some(content.ord));
            is_same && keys.iter().any(is_of)
        };
        self.stages.time(Stage::Ledger, || self.known.ask(is_known))
    }

    /// Tells whether a file has the size and time that the ledger has, and was extracted by this version.
    pub(crate) fn is_unchanged_by_times(&self, locator: &Locator, walked: Option<Stat>) -> bool {
        let Some(stat) = walked else { return false };
        let digests = self.known.ask(|ledger| {
            let row = ledger.item_by_locator(locator).ok().flatten()?;
            let is_same = row.modified == Some(stat.modified_ns) && row.size == Some(stat.size);
            row.digests.filter(|_| is_same)
        });
        digests.is_some_and(|digests| self.is_unchanged(locator, &digests, stat.modified_ns))
    }

    /// Notes that a file and everything in it is as it was.
    pub(crate) fn touch(&self, locator: &Locator) {
        self.send(Message::Unchanged(locator.clone()));
    }

    /// Returns what is known of a content, and the key under which it is; nothing where the content, or the item, is to
    /// be done again, or digests are wanted that were not taken.
    pub(crate) fn usable(
        &self,
        key: Digest,
        digests: &Digests,
        locator: &Locator,
    ) -> Option<(Digest, Arc<Known>)> {
        let named = visit::named_key(key, locator.name());
        let (key, known) = self.stages.time(Stage::Ledger, || {
            [key, named].into_iter().find_map(|key| Some((key, self.known.get(key)?)))
        })?;
        let is_stale = self.redo.locators.contains(locator) || self.redo.wants(&known);
        if (is_stale && !self.is_fresh(key)) || !self.has_digests(digests) {
            return None;
        }
        Some((key, known))
    }

    fn has_digests(&self, digests: &Digests) -> bool {
        self.options.digests.iter().all(|algorithm| digests.more.contains_key(algorithm))
    }

    /// Notes that a content was extracted in this run: other items that carry it need not be done again.
    pub(crate) fn note_fresh(&self, key: Digest) {
        if self.redo.is_anything() {
            self.fresh.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
        }
    }

    fn is_fresh(&self, key: Digest) -> bool {
        self.redo.is_anything()
            && self.fresh.lock().unwrap_or_else(PoisonError::into_inner).contains(&key)
    }

    /// Notes that nothing can be said of what lies beneath an entry, because it cannot be listed.
    pub(crate) fn note_unlisted(&self, locator: &Locator) {
        self.unlisted.lock().unwrap_or_else(PoisonError::into_inner).push(locator.clone());
    }

    /// Returns the entries that could not be listed.
    pub(crate) fn unlisted(&self) -> Vec<Locator> {
        self.unlisted.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until the texts on their way to the committer leave room for `bytes` more.
    pub(crate) fn waiting(&self, bytes: u64) -> Waiting {
        self.texts.add(bytes);
        Waiting { cap: Arc::clone(&self.texts), bytes }
    }
}

/// Texts on their way to the committer; they are there, or lost with the run, when this is dropped.
pub(crate) struct Waiting {
    cap: Arc<Cap>,
    bytes: u64,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.cap.remove(self.bytes);
    }
}

/// One entry on disk that a thread is at work on.
struct Entry<'e>(&'e Cap);

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        self.0.remove(1);
    }
}

/// Ends the committer's wait however the walk ends.
struct End<'e, 'r>(&'e Run<'r>);

impl Drop for End<'_, '_> {
    fn drop(&mut self) {
        self.0.send(Message::End);
    }
}

/// What is done again though the store has it.
#[derive(Debug, Default)]
pub(crate) struct Redo {
    /// Everything.
    pub(crate) all: bool,
    /// Contents that ended so.
    pub(crate) outcomes: Vec<Status>,
    /// Contents of which a part is locked.
    pub(crate) locked_parts: bool,
    /// Items and their containers.
    pub(crate) locators: HashSet<Locator>,
}

impl Redo {
    fn is_anything(&self) -> bool {
        self.all || !self.outcomes.is_empty() || !self.locators.is_empty()
    }

    /// Adds an item with the containers that hold it.
    pub(crate) fn add(&mut self, item: Locator) {
        let mut at = Some(item);
        while let Some(locator) = at {
            at = locator.parent();
            self.locators.insert(locator);
        }
    }

    /// Tells whether an outcome is among those to do again.
    pub(crate) fn wants_outcome(&self, outcome: Outcome) -> bool {
        self.outcomes.contains(&outcome.status())
            || (self.locked_parts && outcome == Outcome::Partial(PartialReason::PartEncrypted))
    }

    fn wants(&self, known: &Known) -> bool {
        let closed = known.children.iter().filter_map(|child| child.closed);
        self.all
            || self.wants_outcome(known.outcome)
            || closed.into_iter().any(|outcome| self.wants_outcome(outcome))
    }
}

/// The limits of each job come from the budget of its family; the pool need not lower them again.
fn without_ceiling(settings: &sandbox::Settings) -> sandbox::Settings {
    let limits = sandbox::Limits { members: u64::MAX, inflated_bytes: u64::MAX, ..settings.limits };
    sandbox::Settings { limits, ..settings.clone() }
}

fn is_same_content(one: &Digests, other: &Digests) -> bool {
    (one.size, one.blake3, one.sha256) == (other.size, other.blake3, other.sha256)
}

fn extension(name: &[u8]) -> &[u8] {
    name.rsplit(|byte| *byte == b'.')
        .next()
        .filter(|extension| extension.len() < name.len())
        .unwrap_or_default()
}
