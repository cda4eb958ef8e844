//! How much processor time was spent, and on which stage of reading an item.

use std::time::Duration;

use rustix::time::{ClockId, Timespec, clock_gettime};
use serde::{Deserialize, Serialize};

/// Processor time that a worker spent on one item, by stage, in nanoseconds.
///
/// A worker reports it of itself: it is for tables that people read, and nothing is decided by it. Taken together it is
/// never more than the system counted for that worker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// Telling the format.
    pub identify: u64,
    /// Extracting texts, properties and children, and handing them to the parent.
    pub extract: u64,
    /// Recognising what is named.
    pub recognise: u64,
}

impl Spent {
    /// Adds what was spent besides.
    pub(crate) fn add(&mut self, more: Self) {
        self.identify = self.identify.saturating_add(more.identify);
        self.extract = self.extract.saturating_add(more.extract);
        self.recognise = self.recognise.saturating_add(more.recognise);
    }

    /// Returns the same with no more in all than `most`.
    pub(crate) fn at_most(self, most: Duration) -> Self {
        let mut left = u64::try_from(most.as_nanos()).unwrap_or(u64::MAX);
        let mut take = |wanted: u64| {
            let taken = wanted.min(left);
            left -= taken;
            taken
        };
        Self {
            identify: take(self.identify),
            extract: take(self.extract),
            recognise: take(self.recognise),
        }
    }
}

/// A clock of the calling thread's processor time, read lap by lap.
#[derive(Debug)]
pub(crate) struct Laps(Duration);

impl Laps {
    pub(crate) fn begin() -> Self {
        Self(cpu_of_thread())
    }

    /// Returns the nanoseconds since the last lap ended.
    pub(crate) fn lap(&mut self) -> u64 {
        let before = std::mem::replace(&mut self.0, cpu_of_thread());
        u64::try_from(self.0.saturating_sub(before).as_nanos()).unwrap_or(u64::MAX)
    }
}

/// Returns the processor time of the calling thread so far.
pub fn cpu_of_thread() -> Duration {
    duration(clock_gettime(ClockId::ThreadCPUTime))
}

/// Returns the processor time of all threads of this process so far, those that ended too; without its children.
pub fn cpu_of_process() -> Duration {
    duration(clock_gettime(ClockId::ProcessCPUTime))
}

fn duration(time: Timespec) -> Duration {
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_cannot_claim_more_than_the_system_saw() {
        let claimed = Spent { identify: 5, extract: u64::MAX, recognise: 7 };
        let most = Duration::from_nanos(20);
        assert_eq!(claimed.at_most(most), Spent { identify: 5, extract: 15, recognise: 0 });
        let honest = Spent { identify: 1, extract: 2, recognise: 3 };
        assert_eq!(honest.at_most(most), honest);
    }

    #[test]
    fn the_clock_of_a_process_is_not_behind_that_of_its_thread() {
        let thread = cpu_of_thread();
        assert!(thread > Duration::ZERO);
        assert!(cpu_of_process() >= thread);
    }
}
