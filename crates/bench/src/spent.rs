//! How much processor time and time on the wall passes while something is done.

use std::fs;
use std::time::{Duration, Instant};

use sandbox::cpu_of_process;

/// A moment, by every clock.
pub(crate) struct Moment {
    cpu: Duration,
    children: Duration,
    wall: Instant,
}

/// What passed since a moment.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Passed {
    /// Processor time of this process.
    pub(crate) cpu: Duration,
    /// Processor time of processes that it started and that are gone.
    pub(crate) children: Duration,
    pub(crate) wall: Duration,
}

impl Moment {
    pub(crate) fn now() -> Self {
        Self { cpu: cpu_of_process(), children: cpu_of_children(), wall: Instant::now() }
    }

    pub(crate) fn passed(&self) -> Passed {
        Passed {
            cpu: cpu_of_process().saturating_sub(self.cpu),
            children: cpu_of_children().saturating_sub(self.children),
            wall: self.wall.elapsed(),
        }
    }
}

/// Returns the processor time of processes that were started and waited for; the system counts it in hundredths of a
/// second. Nothing where it does not tell.
fn cpu_of_children() -> Duration {
    let line = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = ticks_of_children(&line).unwrap_or(0);
    Duration::from_millis(
        ticks.saturating_mul(1000) / rustix::param::clock_ticks_per_second().max(1),
    )
}

/// Reads `cutime` and `cstime` of proc(5): the 16th and 17th field, the second one being a name in brackets.
fn ticks_of_children(line: &str) -> Option<u64> {
    let mut fields = line.rsplit_once(')')?.1.split_ascii_whitespace().skip(13);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    user.checked_add(system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_of_children_are_found_whatever_the_name() {
        let line = "7 (a ) b) S 1 7 7 0 -1 4194560 100 200 0 0 11 12 130 14 20 0 1 0 5 6 7";
        assert_eq!(ticks_of_children(line), Some(144));
        assert_eq!(ticks_of_children("7 (a) S 1"), None);
    }
}
