//! What each stage of a run took.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sandbox::{Usage, cpu_of_thread};

/// A stage of a run that this process does itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Listing what lies under the troves.
    Walk,
    /// Reading files on disk and digesting them.
    Read,
    /// Digesting members of containers as they come out, and keeping them until they are read in their turn.
    Members,
    /// Writing to the store.
    Store,
    /// Making records for the search index and handing them over; what the index does in threads of its own is not
    /// in it.
    Index,
    /// Reading and writing the ledger.
    Ledger,
    /// Making the manifest.
    Manifest,
}

impl Stage {
    /// Every stage, in the order in which an item passes them.
    pub const ALL: [Self; 7] = [
        Self::Walk,
        Self::Read,
        Self::Members,
        Self::Store,
        Self::Index,
        Self::Ledger,
        Self::Manifest,
    ];
}

/// What a stage took, over all threads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Took {
    /// Processor time.
    pub cpu: Duration,
    /// Time on the wall, that of waiting included; threads add up.
    pub wall: Duration,
}

/// What the contents of one format took in the workers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FormatTook {
    /// Contents that were extracted; those that were answered from the store are not among them.
    pub contents: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Bytes of text that came out, in layers other than `metadata`.
    pub text_bytes: u64,
    /// Processor time of the workers, as the system says.
    pub cpu: Duration,
    /// What of it the workers say that they spent on which stage.
    pub identify: Duration,
    /// See `identify`.
    pub extract: Duration,
    /// See `identify`.
    pub recognise: Duration,
}

/// What the stages of a run took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// By stage, in the order of [`Stage::ALL`].
    pub stages: [Took; Stage::ALL.len()],
    /// By the id of a format.
    pub formats: BTreeMap<String, FormatTook>,
}

impl Spent {
    /// Returns what one stage took.
    pub fn of(&self, stage: Stage) -> Took {
        self.stages[stage as usize]
    }
}

/// Adds up what the threads of a run spend. Two readings of the thread's clock go with each piece of work.
#[derive(Debug, Default)]
pub(crate) struct Stages {
    counters: [Counter; Stage::ALL.len()],
    formats: Mutex<BTreeMap<String, FormatTook>>,
}

/// Nanoseconds.
#[derive(Debug, Default)]
struct Counter {
    cpu: AtomicU64,
    wall: AtomicU64,
}

impl Stages {
    /// Does a piece of work and counts its time for `stage`.
    pub(crate) fn time<T>(&self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let begun = self.begin();
        let result = work();
        begun.end(stage);
        result
    }

    /// Begins a piece of work of this thread.
    pub(crate) fn begin(&self) -> Begun<'_> {
        Begun { stages: self, cpu: cpu_of_thread(), wall: Instant::now() }
    }

    /// Counts a content of `bytes` bytes that a worker extracted.
    pub(crate) fn extracted(&self, format: &str, usage: &Usage, bytes: u64, text_bytes: u64) {
        let mut formats = self.formats.lock().unwrap_or_else(PoisonError::into_inner);
        if !formats.contains_key(format) {
            formats.insert(format.to_owned(), FormatTook::default());
        }
        let Some(took) = formats.get_mut(format) else { return };
        took.contents += 1;
        took.bytes += bytes;
        took.text_bytes += text_bytes;
        took.cpu += usage.cpu;
        took.identify += Duration::from_nanos(usage.spent.identify);
        took.extract += Duration::from_nanos(usage.spent.extract);
        took.recognise += Duration::from_nanos(usage.spent.recognise);
    }

    /// Returns what was added up so far.
    pub(crate) fn spent(&self) -> Spent {
        let took = |stage: Stage| {
            let load = |time: &AtomicU64| Duration::from_nanos(time.load(Ordering::Relaxed));
            let counter = &self.counters[stage as usize];
            Took { cpu: load(&counter.cpu), wall: load(&counter.wall) }
        };
        let formats = self.formats.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Spent { stages: Stage::ALL.map(took), formats }
    }
}

/// A piece of work that has begun.
#[derive(Debug)]
pub(crate) struct Begun<'s> {
    stages: &'s Stages,
    cpu: Duration,
    wall: Instant,
}

impl Begun<'_> {
    /// Counts its time for `stage`; called by the thread that began it.
    pub(crate) fn end(self, stage: Stage) {
        let counter = &self.stages.counters[stage as usize];
        add(&counter.cpu, cpu_of_thread().saturating_sub(self.cpu));
        add(&counter.wall, self.wall.elapsed());
    }
}

fn add(counter: &AtomicU64, time: Duration) {
    let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
    counter.fetch_add(nanoseconds, Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_counted_for_its_stage_alone() {
        let stages = Stages::default();
        let sum =
            stages.time(Stage::Store, || (0..100_000_u64).map(std::hint::black_box).sum::<u64>());
        assert_eq!(sum, 4_999_950_000);
        let spent = stages.spent();
        assert!(spent.of(Stage::Store).cpu > Duration::ZERO);
        assert_eq!(spent.of(Stage::Walk), Took::default());
    }
}
