//! How far a run is.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

use item::Status;

/// Figures of a run, raised by every thread.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// Files and other entries that the first walk saw.
    pub(crate) expected_files: AtomicU64,
    /// Bytes of files that the first walk saw.
    pub(crate) expected_bytes: AtomicU64,
    pub(crate) files: AtomicU64,
    pub(crate) bytes: AtomicU64,
    /// Items that are done.
    pub(crate) items: AtomicU64,
    outcomes: [AtomicU64; Status::ALL.len()],
}

impl Counts {
    /// Counts an item that is done.
    pub(crate) fn finished(&self, status: Status) {
        self.items.fetch_add(1, Ordering::Relaxed);
        self.outcomes[status as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a file on disk that was read.
    pub(crate) fn read(&self, bytes: u64) {
        self.files.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Returns the figures of this moment.
    pub(crate) fn now(&self) -> Progress {
        let load = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let outcomes =
            Status::ALL.iter().map(|status| (*status, load(&self.outcomes[*status as usize])));
        Progress {
            expected_files: load(&self.expected_files),
            expected_bytes: load(&self.expected_bytes),
            files: load(&self.files),
            bytes: load(&self.bytes),
            items: load(&self.items),
            outcomes: outcomes.filter(|(_, count)| *count > 0).collect(),
        }
    }
}

/// How far a run is at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Entries on disk in all.
    pub expected_files: u64,
    /// Bytes on disk in all.
    pub expected_bytes: u64,
    /// Entries on disk that were read.
    pub files: u64,
    /// Bytes on disk that were read.
    pub bytes: u64,
    /// Items that are done, members too, as far as they were extracted in this run.
    pub items: u64,
    /// Of these, how many ended how.
    pub outcomes: Vec<(Status, u64)>,
}

/// A bound on something that many threads add to.
#[derive(Debug)]
pub(crate) struct Cap {
    most: u64,
    now: Mutex<u64>,
    lowered: Condvar,
}

impl Cap {
    pub(crate) fn new(most: u64) -> Self {
        Self { most, now: Mutex::new(0), lowered: Condvar::new() }
    }

    /// Adds `amount` unless the cap is reached.
    pub(crate) fn try_add(&self, amount: u64) -> bool {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = *now < self.most;
        if fits {
            *now += amount;
        }
        fits
    }

    /// Waits until there is room, then adds `amount`.
    pub(crate) fn add(&self, amount: u64) {
        let now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let mut now = self
            .lowered
            .wait_while(now, |now| *now >= self.most)
            .unwrap_or_else(PoisonError::into_inner);
        *now += amount;
    }

    /// Takes `amount` off again.
    pub(crate) fn remove(&self, amount: u64) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) -= amount;
        self.lowered.notify_one();
    }
}
