//! How far an index run is, for whoever watches; and whether they want it to end.

use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use ingest::{Progress, Stop, Watch};
use item::Status;

use crate::terminal::{columns, width_of};
use crate::{interrupt, print};

/// On a terminal one line that is written over; elsewhere a line every so often.
const ON_TERMINAL: Duration = Duration::from_millis(200);
const ELSEWHERE: Duration = Duration::from_secs(10);
/// The widest bar, in columns.
const WIDEST_BAR: usize = 30;
/// The narrowest bar that still shows something, in columns.
const NARROWEST_BAR: usize = 8;

/// Watches a run from the terminal.
pub(crate) struct Watcher {
    started: Instant,
    /// When the last line was printed; nothing once the run is over.
    last: Mutex<Option<Instant>>,
    is_terminal: bool,
    is_quiet: bool,
}

impl Watcher {
    /// Starts to watch, and to listen for Ctrl-C.
    pub(crate) fn start(is_quiet: bool) -> anyhow::Result<Self> {
        interrupt::listen()?;
        let now = Instant::now();
        let (last, is_terminal) = (Mutex::new(Some(now)), print::is_watched());
        Ok(Self { started: now, last, is_terminal, is_quiet })
    }

    /// Takes the line that was written over away; none is printed after this.
    pub(crate) fn end(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = None;
        if self.is_terminal && !self.is_quiet {
            print::over("");
        }
    }
}

impl Watch for Watcher {
    fn progress(&self, progress: &Progress) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let every = if self.is_terminal { ON_TERMINAL } else { ELSEWHERE };
        let is_due = last.is_some_and(|last| last.elapsed() >= every);
        if self.is_quiet || !is_due {
            return;
        }
        *last = Some(Instant::now());
        let seconds = self.started.elapsed().as_secs_f64();
        match width_of(&io::stderr()).filter(|_| self.is_terminal) {
            Some(width) => print::over(&line(progress, seconds, width.saturating_sub(1))),
            None => print::say(&line(progress, seconds, usize::MAX)),
        }
    }

    fn stop(&self) -> Stop {
        match interrupt::pressed() {
            0 => Stop::No,
            1 => Stop::Soon,
            _ => Stop::Now,
        }
    }
}

/// Returns what fits into so many columns: share, files, speed, time left and problems, before them a bar where there
/// is room. What matters least is left out first.
fn line(progress: &Progress, seconds: f64, width: usize) -> String {
    // In the order of the line, each with its rank.
    let mut parts = vec![
        (0, share(progress).map(|share| format!("{:>3.0} %", share * 100.0))),
        (1, Some(files(progress))),
        (4, Some(speed(progress, seconds))),
        (2, time_left(progress, seconds)),
        (3, problems(progress)),
    ];
    parts.retain(|(_, part)| part.is_some());
    let printed = |parts: &[(u8, Option<String>)]| {
        parts.iter().filter_map(|(_, part)| part.clone()).collect::<Vec<_>>().join("  ")
    };
    while parts.len() > 1 && columns(&printed(&parts)) > width {
        let last = parts.iter().map(|(rank, _)| *rank).max();
        parts.retain(|(rank, _)| Some(*rank) != last);
    }
    let line = printed(&parts);
    let room = if width == usize::MAX { 0 } else { width.saturating_sub(columns(&line) + 2) };
    match share(progress).filter(|_| room >= NARROWEST_BAR) {
        Some(share) => format!("{} {line}", bar(share, room.min(WIDEST_BAR))),
        None => line,
    }
}

#[allow(clippy::cast_precision_loss, reason = "figures for the eye")]
fn share(progress: &Progress) -> Option<f64> {
    let (done, all) = match progress.expected_bytes {
        0 => (progress.files, progress.expected_files),
        all => (progress.bytes, all),
    };
    (all > 0).then(|| (done as f64 / all as f64).min(1.0))
}

#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bar for the eye"
)]
fn bar(share: f64, width: usize) -> String {
    let inside = width - 2;
    let full = ((inside as f64 * share) as usize).min(inside);
    format!("[{}{}]", "#".repeat(full), "-".repeat(inside - full))
}

fn files(progress: &Progress) -> String {
    match progress.expected_files {
        0 => format!("{} files", grouped(progress.files)),
        all => format!("{}/{} files", grouped(progress.files), grouped(all)),
    }
}

#[allow(clippy::cast_precision_loss, reason = "figures for the eye")]
fn speed(progress: &Progress, seconds: f64) -> String {
    let speed = progress.bytes as f64 / 1e6 / seconds.max(0.001);
    if speed < 10.0 { format!("{speed:.1} MB/s") } else { format!("{speed:.0} MB/s") }
}

fn time_left(progress: &Progress, seconds: f64) -> Option<String> {
    let share = share(progress).filter(|share| *share > 0.0)?;
    let left = Duration::from_secs_f64(seconds * (1.0 - share) / share.max(1e-6)).as_secs();
    let (hours, minutes, seconds) = (left / 3600, left / 60 % 60, left % 60);
    Some(match hours {
        0 => format!("{minutes}:{seconds:02} left"),
        _ => format!("{hours}:{minutes:02}:{seconds:02} left"),
    })
}

/// Counts the items that were not read to their end.
fn problems(progress: &Progress) -> Option<String> {
    let is_problem = |status: Status| !matches!(status, Status::Extracted | Status::Skipped);
    let outcomes = progress.outcomes.iter();
    let count: u64 =
        outcomes.filter(|(status, _)| is_problem(*status)).map(|(_, count)| count).sum();
    let noun = if count == 1 { "problem" } else { "problems" };
    (count > 0).then(|| format!("{} {noun}", grouped(count)))
}

/// Returns a number with a comma between every three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn half() -> Progress {
        Progress {
            expected_files: 16_104,
            expected_bytes: 2_000_000_000,
            files: 2_899,
            bytes: 1_000_000_000,
            items: 3_000,
            outcomes: vec![(Status::Extracted, 2_988), (Status::Encrypted, 12)],
        }
    }

    #[test]
    fn a_wide_line_holds_bar_share_files_speed_time_left_and_problems() {
        assert_eq!(
            line(&half(), 10.0, 100),
            "[##############--------------]  50 %  2,899/16,104 files  100 MB/s  0:10 left  12 problems"
        );
    }

    #[test]
    fn a_narrow_line_leaves_out_what_matters_least() {
        assert_eq!(line(&half(), 10.0, 39), " 50 %  2,899/16,104 files  0:10 left");
        assert_eq!(line(&half(), 10.0, 10), " 50 %");
    }

    #[test]
    fn no_line_is_wider_than_asked_for() {
        for width in 5..250 {
            let line = line(&half(), 10.0, width);
            assert!(columns(&line) <= width, "{width}: {line}");
        }
    }

    #[test]
    fn before_anything_is_counted_files_stand_alone() {
        let progress = Progress { files: 7, ..Progress::default() };
        assert_eq!(line(&progress, 0.1, 80), "7 files  0.0 MB/s");
    }
}
