//! How far a run is.

use std::sync::atomic::{AtomicU64, Ordering};

use item::Status;

/// Figures of a run, raised by every thread.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// Files and other entries that the first walk saw.
    expected_files: AtomicU64,
    /// Bytes of files that the first walk saw.
    expected_bytes: AtomicU64,
    files: AtomicU64,
    bytes: AtomicU64,
    /// Items that are done.
    items: AtomicU64,
    outcomes: [AtomicU64; Status::ALL.len()],
    pictures: AtomicU64,
}

impl Counts {
    /// Counts an entry on disk of `bytes` bytes that the walk will see.
    pub(crate) fn expect(&self, bytes: u64) {
        self.expected_files.fetch_add(1, Ordering::Relaxed);
        self.expected_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

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

    /// Counts a picture that was read by OCR.
    pub(crate) fn picture(&self) {
        self.pictures.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns how many pictures were read by OCR.
    pub(crate) fn pictures(&self) -> u64 {
        self.pictures.load(Ordering::Relaxed)
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
