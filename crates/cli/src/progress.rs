//! How far an index run is, for whoever watches; and whether they want it to end.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use ingest::{Progress, Stop, Watch};

use crate::{interrupt, print};

/// On a terminal one line that is written over; elsewhere a line every so often.
const ON_TERMINAL: Duration = Duration::from_millis(200);
const ELSEWHERE: Duration = Duration::from_secs(10);

/// Watches a run from the terminal.
pub(crate) struct Watcher {
    started: Instant,
    last: Mutex<Instant>,
    is_terminal: bool,
    is_quiet: bool,
}

impl Watcher {
    /// Starts to watch, and to listen for Ctrl-C.
    pub(crate) fn start(is_quiet: bool) -> anyhow::Result<Self> {
        interrupt::listen()?;
        let now = Instant::now();
        Ok(Self { started: now, last: Mutex::new(now), is_terminal: print::is_watched(), is_quiet })
    }

    /// Ends the line that was written over.
    pub(crate) fn end(&self) {
        if self.is_terminal && !self.is_quiet {
            print::over("");
        }
    }

    fn is_due(&self) -> bool {
        let every = if self.is_terminal { ON_TERMINAL } else { ELSEWHERE };
        let Ok(mut last) = self.last.lock() else { return false };
        let is_due = last.elapsed() >= every;
        if is_due {
            *last = Instant::now();
        }
        is_due
    }
}

impl Watch for Watcher {
    fn progress(&self, progress: &Progress) {
        if self.is_quiet || !self.is_due() {
            return;
        }
        let line = line(progress, self.started.elapsed().as_secs_f64());
        if self.is_terminal { print::over(&line) } else { print::say(&line) }
    }

    fn stop(&self) -> Stop {
        match interrupt::pressed() {
            0 => Stop::No,
            1 => Stop::Soon,
            _ => Stop::Now,
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "figures for the eye")]
fn line(progress: &Progress, seconds: f64) -> String {
    let seconds = seconds.max(0.001);
    let outcomes: Vec<String> =
        progress.outcomes.iter().map(|(status, count)| format!("{count} {status}")).collect();
    format!(
        "{}/{} files, {:.0} files/s, {:.1} MB/s{}; {} items: {}",
        progress.files,
        progress.expected_files,
        progress.files as f64 / seconds,
        progress.bytes as f64 / 1e6 / seconds,
        time_left(progress, seconds),
        progress.items,
        outcomes.join(", ")
    )
}

#[allow(clippy::cast_precision_loss, reason = "figures for the eye")]
fn time_left(progress: &Progress, seconds: f64) -> String {
    if progress.bytes == 0 || progress.expected_bytes < progress.bytes {
        return String::new();
    }
    let share = progress.bytes as f64 / progress.expected_bytes as f64;
    let left = Duration::from_secs_f64(seconds * (1.0 - share) / share.max(1e-6));
    format!(", {}:{:02} left", left.as_secs() / 60, left.as_secs() % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_rates_time_left_and_outcomes() {
        let progress = Progress {
            expected_files: 100,
            expected_bytes: 200_000_000,
            files: 50,
            bytes: 100_000_000,
            items: 60,
            outcomes: vec![(item::Status::Extracted, 58), (item::Status::Encrypted, 2)],
        };
        assert_eq!(
            line(&progress, 10.0),
            "50/100 files, 5 files/s, 10.0 MB/s, 0:10 left; 60 items: 58 extracted, 2 encrypted"
        );
    }
}
