//! What flows through a run: results to the committer, work in hand, the wish to stop, the first error.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use item::Locator;

use crate::cap::{Cap, Waiting};
use crate::counts::{Counts, Progress};
use crate::row::{Entry, Message};
use crate::{Error, Stop, Watch};

/// How many results may wait for the committer, so that threads have work while it commits; what they hold of texts has a
/// bound of its own.
const WAITING: usize = 1_024;
/// How many entries on disk may wait for a thread.
const ENTRIES_WAITING: u64 = 256;
/// Bytes of children that may wait for a thread, spilled ones too.
const BYTES_IN_FLIGHT: u64 = 48 << 20;
/// Bytes of text that may wait for the committer.
const TEXTS_WAITING: u64 = 64 << 20;

/// What flows through a run.
pub(crate) struct Flow<'r> {
    pub(crate) counts: Counts,
    /// Bytes of children that wait for a thread.
    pub(crate) in_flight: Cap,
    entries: Arc<Cap>,
    texts: Arc<Cap>,
    messages: SyncSender<Message>,
    unlisted: Mutex<Vec<Locator>>,
    abandoned: Mutex<Vec<Entry>>,
    suspects: Mutex<BTreeSet<String>>,
    watch: &'r dyn Watch,
    error: Mutex<Option<Error>>,
    has_failed: AtomicBool,
    has_left_out: AtomicBool,
}

impl<'r> Flow<'r> {
    /// Makes a flow, and the end of the channel that the committer reads.
    pub(crate) fn new(watch: &'r dyn Watch) -> (Self, Receiver<Message>) {
        let (messages, results) = sync_channel(WAITING);
        let flow = Self {
            counts: Counts::default(),
            in_flight: Cap::new(BYTES_IN_FLIGHT),
            entries: Arc::new(Cap::new(ENTRIES_WAITING)),
            texts: Arc::new(Cap::new(TEXTS_WAITING)),
            messages,
            unlisted: Mutex::default(),
            abandoned: Mutex::default(),
            suspects: Mutex::default(),
            watch,
            error: Mutex::new(None),
            has_failed: AtomicBool::new(false),
            has_left_out: AtomicBool::new(false),
        };
        (flow, results)
    }

    /// Sends a result to the committer.
    pub(crate) fn send(&self, message: Message) {
        if self.messages.send(message).is_err() {
            self.break_off();
        }
    }

    /// Waits until everything that was sent is committed, and so can be searched.
    pub(crate) fn settle(&self) {
        let (told, settled) = sync_channel(1);
        self.send(Message::Settle(told));
        // Where the committer is gone, there is nothing to wait for.
        let _is_settled = settled.recv();
    }

    /// Ends the run with an error of the system, not of an item; the first one counts. That a worker was stopped is
    /// none: whoever stopped it knows.
    pub(crate) fn fail(&self, error: Error) {
        if matches!(error, Error::Sandbox(sandbox::Error::Stopped)) {
            return;
        }
        self.break_off();
        self.error.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }

    /// Has all threads drop their work.
    pub(crate) fn break_off(&self) {
        self.has_failed.store(true, Ordering::Relaxed);
    }

    /// Returns the error that ended the run, if one did.
    pub(crate) fn take_error(&self) -> Option<Error> {
        self.error.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Notes that a file was begun and left, since the run is to stop: the run is not whole.
    pub(crate) fn leave_out(&self) {
        self.has_left_out.store(true, Ordering::Relaxed);
    }

    /// Tells whether everything that was begun has come to its end.
    pub(crate) fn is_whole(&self) -> bool {
        !self.must_stop_now() && !self.has_left_out.load(Ordering::Relaxed)
    }

    /// Tells whether work is to be dropped at once.
    pub(crate) fn must_stop_now(&self) -> bool {
        self.has_failed.load(Ordering::Relaxed) || self.watch.stop() == Stop::Now
    }

    /// Tells whether nothing new is to be begun.
    pub(crate) fn must_stop_soon(&self) -> bool {
        self.has_failed.load(Ordering::Relaxed) || self.watch.stop() != Stop::No
    }

    /// Shows whoever watches how far the run is.
    pub(crate) fn tick(&self) -> Progress {
        let progress = self.counts.now();
        self.watch.progress(&progress);
        progress
    }

    /// Waits until one more entry may wait for a thread.
    pub(crate) fn entry(&self) -> Waiting {
        self.entries.wait(1)
    }

    /// Waits until the texts on their way to the committer leave room for `bytes` more.
    pub(crate) fn text(&self, bytes: u64) -> Waiting {
        self.texts.wait(bytes)
    }

    /// Notes a file whose family yields more than its budget, to be read again.
    pub(crate) fn note_abandoned(&self, entry: Entry) {
        self.abandoned.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
    }

    /// Returns the files that are to be read again.
    pub(crate) fn take_abandoned(&self) -> Vec<Entry> {
        std::mem::take(&mut *self.abandoned.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes a file that is read with half the limits.
    pub(crate) fn note_suspect(&self, locator: &Locator) {
        let mut suspects = self.suspects.lock().unwrap_or_else(PoisonError::into_inner);
        suspects.insert(locator.to_string());
    }

    /// Returns the files that were read with half the limits, by locator.
    pub(crate) fn suspects(&self) -> Vec<String> {
        let suspects = self.suspects.lock().unwrap_or_else(PoisonError::into_inner);
        suspects.iter().cloned().collect()
    }

    /// Notes that nothing can be known of what lies beneath an entry, because it cannot be listed.
    pub(crate) fn note_unlisted(&self, locator: &Locator) {
        self.unlisted.lock().unwrap_or_else(PoisonError::into_inner).push(locator.clone());
    }

    /// Returns the entries that could not be listed.
    pub(crate) fn unlisted(&self) -> Vec<Locator> {
        self.unlisted.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
