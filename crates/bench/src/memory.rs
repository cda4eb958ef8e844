//! How much memory this process takes while something is done.

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

/// How often memory is looked at.
const EVERY: Duration = Duration::from_millis(10);

/// What was seen, in bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    /// Resident memory with no file behind it (`RssAnon`), before.
    pub(crate) before: u64,
    /// The same, the highest that was seen.
    pub(crate) peak: u64,
    /// The system's own record of all resident memory, pages of files among it (`VmHWM`).
    pub(crate) high_water: u64,
}

/// Does something and watches the memory of this process meanwhile.
pub(crate) fn watched<T>(work: impl FnOnce() -> T) -> (T, Seen) {
    // The system begins its record anew; where it does not let us, the record is from the start of the program.
    drop(fs::write("/proc/self/clear_refs", "5"));
    let before = field("RssAnon:");
    let (peak, is_over) = (AtomicU64::new(before), AtomicBool::new(false));
    let result = thread::scope(|threads| {
        threads.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                peak.fetch_max(field("RssAnon:"), Ordering::Relaxed);
                thread::sleep(EVERY);
            }
        });
        let _over = Over(&is_over);
        work()
    });
    let peak = peak.into_inner().max(field("RssAnon:"));
    (result, Seen { before, peak, high_water: field("VmHWM:") })
}

/// Ends the watch, after a panic too.
struct Over<'o>(&'o AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn field(name: &str) -> u64 {
    fs::read_to_string("/proc/self/status").map_or(0, |status| kilobytes(&status, name) * 1024)
}

fn kilobytes(status: &str, name: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_off_the_status() {
        let status = "Name:\tx\nVmHWM:\t   1234 kB\nRssAnon:\t     56 kB\n";
        assert_eq!((kilobytes(status, "VmHWM:"), kilobytes(status, "RssAnon:")), (1234, 56));
        assert_eq!(kilobytes(status, "Nothing:"), 0);
    }

    #[test]
    fn memory_that_is_held_for_a_while_is_seen() {
        let (length, seen) = watched(|| {
            let block = vec![1_u8; 64 << 20];
            thread::sleep(EVERY * 5);
            std::hint::black_box(&block).len()
        });
        assert_eq!(length, 64 << 20);
        assert!(seen.peak >= seen.before + (60 << 20), "{seen:?}");
    }
}
