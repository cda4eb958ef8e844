//! One run over a trove: who walks, who reads, who writes.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};

use item::{Declared, Digest, Digests, Locator};
use walk::{Found, Kind, Stat};

use crate::commit::{Committer, Message};
use crate::counts::{Cap, Counts};
use crate::known::KnownContents;
use crate::{Error, Options, Stop, Watch, file};

/// How many results may wait for the committer; a result may hold the text of a whole book.
const WAITING: usize = 64;
/// How many entries on disk may wait for a thread.
const ENTRIES_WAITING: u64 = 256;
/// Bytes of children that may wait for a thread, spilled ones too.
const BYTES_IN_FLIGHT: u64 = 256 << 20;

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
    entries: Cap,
    redone: HashSet<Locator>,
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
        redone: HashSet<Locator>,
        watch: &'r dyn Watch,
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
            entries: Cap::new(ENTRIES_WAITING),
            redone,
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
            let written = committer
                .write_all(&results, &self.known, &|| self.watch.progress(&self.counts.now()));
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

    /// Walks every trove on a pool of threads; false where the walk was broken off.
    fn walk_all(&self, troves: &[TroveRoot], ignore: &walk::Ignore) -> Result<bool, Error> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.options.jobs)
            .build()
            .map_err(Error::Threads)?;
        self.measure(troves, ignore);
        let is_whole = pool.in_place_scope(|scope| {
            troves
                .iter()
                .all(|trove| trove.root.found(ignore).all(|found| self.start(scope, trove, found)))
        });
        self.send(Message::End);
        Ok(is_whole && !self.must_stop_now())
    }

    /// Counts what the walk will see, for the estimate of the time left.
    fn measure(&self, troves: &[TroveRoot], ignore: &walk::Ignore) {
        for found in troves.iter().flat_map(|trove| trove.root.found(ignore)) {
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
            file::entry(self, scope, trove, &found);
            self.entries.remove(1);
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
        if self.is_redone(locator) {
            return false;
        }
        let key = self.key(digests, locator.name(), &Declared::default());
        self.known.ask(|ledger| {
            let Ok(Some(row)) = ledger.item_by_locator(locator) else { return false };
            let is_same = row.gone_run.is_none()
                && row.modified == Some(modified)
                && row.digests.as_ref() == Some(digests)
                && row.warnings.is_empty();
            is_same && matches!(ledger.content_by_key(&key), Ok(Some(content)) if row.content == Some(content.ord))
        })
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

    /// Tells whether the stored extraction of an item is not to be used.
    pub(crate) fn is_redone(&self, locator: &Locator) -> bool {
        self.options.full || self.redone.contains(locator)
    }
}

/// The limits of each job come from the budget of its family; the pool need not lower them again.
fn without_ceiling(settings: &sandbox::Settings) -> sandbox::Settings {
    let limits = sandbox::Limits { members: u64::MAX, inflated_bytes: u64::MAX, ..settings.limits };
    sandbox::Settings { limits, ..settings.clone() }
}

fn extension(name: &[u8]) -> &[u8] {
    name.rsplit(|byte| *byte == b'.')
        .next()
        .filter(|extension| extension.len() < name.len())
        .unwrap_or_default()
}
