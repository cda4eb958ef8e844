//! Which files are at work, noted on disk, so that the run after a crash knows what it may have died of.

use std::collections::HashSet;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use item::ItemId;

/// The name of the note in a dossier.
const NOTE: &str = "at-work";
/// How long one entry is: the id of a file on disk, or zeros.
const ENTRY: usize = 16;
/// More files than this are never at work at once.
const MOST: u64 = 1 << 20;

/// Returns the files that were at work when the last run was ended from outside; none where it came to its end.
pub(crate) fn left_at_work(dossier: &Path) -> io::Result<HashSet<ItemId>> {
    use std::io::Read;
    let file = match File::open(dossier.join(NOTE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(HashSet::new()),
        file => file?,
    };
    let mut bytes = Vec::new();
    file.take(MOST * ENTRY as u64).read_to_end(&mut bytes)?;
    let (entries, _) = bytes.as_chunks::<ENTRY>();
    Ok(entries.iter().filter(|entry| **entry != [0; ENTRY]).map(|entry| ItemId(*entry)).collect())
}

/// The note of a run.
pub(crate) struct AtWork {
    file: File,
    entries: Mutex<Entries>,
}

/// Which entries of the note can be written.
#[derive(Default)]
struct Entries {
    free: Vec<u64>,
    count: u64,
}

impl AtWork {
    /// Begins the note of a run; that of the run before is gone with it.
    pub(crate) fn begin(dossier: &Path) -> io::Result<Self> {
        let file = File::create(dossier.join(NOTE))?;
        Ok(Self { file, entries: Mutex::default() })
    }

    /// Notes that a file is at work until what is returned is dropped.
    pub(crate) fn enter(&self, id: ItemId) -> Entered<'_> {
        let mut entries = lock(&self.entries);
        let at = entries.free.pop().unwrap_or_else(|| {
            entries.count += 1;
            entries.count - 1
        });
        drop(entries);
        self.write(at, &id.0);
        Entered { note: self, at }
    }

    fn write(&self, at: u64, id: &[u8; ENTRY]) {
        // Without the note a run after a crash treats this file like any other; that is no reason to end this one.
        let _noted = self.file.write_all_at(id, at * ENTRY as u64);
    }
}

/// A file that is at work.
pub(crate) struct Entered<'n> {
    note: &'n AtWork,
    at: u64,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.note.write(self.at, &[0; ENTRY]);
        lock(&self.note.entries).free.push(self.at);
    }
}

fn lock(entries: &Mutex<Entries>) -> MutexGuard<'_, Entries> {
    entries.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_entered_and_not_left_is_found_by_the_next_run() {
        let dossier = tempfile::tempdir().expect("a temporary folder can be made");
        assert!(left_at_work(dossier.path()).expect("there is no note").is_empty());
        let note = AtWork::begin(dossier.path()).expect("it can be made");
        let first = note.enter(ItemId([1; 16]));
        drop(note.enter(ItemId([2; 16])));
        let third = note.enter(ItemId([3; 16]));
        let left = left_at_work(dossier.path()).expect("it can be read");
        assert_eq!(left, HashSet::from([ItemId([1; 16]), ItemId([3; 16])]));
        drop((first, third));
        assert!(left_at_work(dossier.path()).expect("it can be read").is_empty());
    }

    #[test]
    fn a_note_that_was_cut_amid_an_entry_is_read_up_to_there() {
        let dossier = tempfile::tempdir().expect("a temporary folder can be made");
        std::fs::write(dossier.path().join(NOTE), [7; 20]).expect("it can be written");
        let left = left_at_work(dossier.path()).expect("it can be read");
        assert_eq!(left, HashSet::from([ItemId([7; 16])]));
    }
}
