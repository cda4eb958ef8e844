//! What the last run over the troves of a dossier is doing, or how it ended.

use ledger::{ProgressRow, RunRow};
use serde::Serialize;

use crate::{Dossier, Error};

const RUNNING: &str = "an index run is at work: items are still being added";
const STOPPED: &str = "the last run was stopped before the end: items may be missing; run `dossier index` again to go on";

/// Whether a run is at work, was stopped, or came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RunPhase {
    /// It is at work now.
    Running,
    /// It was stopped or killed before the end; the next one goes on where it was.
    Stopped,
    /// It came to its end.
    Finished,
}

/// The last run, and how far it came.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RunState {
    /// Its number, from 1.
    pub run: u64,
    /// Whether it is at work, was stopped, or came to its end.
    pub phase: RunPhase,
    /// When it began, ISO 8601 in UTC.
    pub started: String,
    /// When it ended, or was last heard of.
    pub last_seen: String,
    /// Entries on disk that were read.
    pub files_done: u64,
    /// Entries on disk in all; zero where they were not counted yet.
    pub files_expected: u64,
    /// Bytes on disk that were read.
    pub bytes_done: u64,
    /// Bytes on disk in all; zero where they were not counted yet.
    pub bytes_expected: u64,
    /// Items that are done, members of containers too.
    pub items_done: u64,
    /// What share of the bytes, or else of the entries, was read, from 0 to 1; nothing where they were not counted yet.
    pub share: Option<f64>,
    /// How many seconds a run that is at work will still take, as far as it went evenly since it began; nothing where
    /// that cannot be told.
    pub seconds_left: Option<f64>,
}

impl Dossier {
    /// Tells whether an index run is at work, so that answers grow.
    pub fn is_at_work(&self) -> Result<bool, Error> {
        Ok(self.run_state()?.is_some_and(|state| state.phase == RunPhase::Running))
    }

    /// Returns what the last run is doing, or how it ended; nothing where there was none.
    pub fn run_state(&self) -> Result<Option<RunState>, Error> {
        let Some(run) = self.ledger.last_run()? else { return Ok(None) };
        let progress = self.ledger.progress(run.number)?.unwrap_or_default();
        let phase = match run.is_finished {
            true => RunPhase::Finished,
            false if ledger::is_being_written(&self.folder)? => RunPhase::Running,
            false => RunPhase::Stopped,
        };
        Ok(Some(state(&run, &progress, phase)))
    }

    /// Tells whether the last run came to its end; while one is at work it has not.
    pub fn is_complete(&self) -> Result<bool, Error> {
        Ok(self.ledger.last_run()?.is_none_or(|run| run.is_finished))
    }

    /// Returns a warning where the last run did not come to its end.
    pub fn incomplete(&self) -> Result<Option<String>, Error> {
        let Some(state) = self.run_state()? else { return Ok(None) };
        Ok(match state.phase {
            RunPhase::Finished => None,
            RunPhase::Stopped => Some(STOPPED.to_owned()),
            RunPhase::Running => Some(running(&state)),
        })
    }

    /// Returns the revision of the dossier: while it is the same, so is every answer.
    pub fn revision(&self) -> Result<u64, Error> {
        Ok(self.ledger.revision()?)
    }
}

fn state(run: &RunRow, progress: &ProgressRow, phase: RunPhase) -> RunState {
    let last_seen = run.ended.unwrap_or(progress.time.max(run.started));
    let share = share(progress);
    let seconds = seconds(last_seen.saturating_sub(run.started));
    RunState {
        run: run.number,
        phase,
        started: iso(run.started),
        last_seen: iso(last_seen),
        files_done: progress.files,
        files_expected: progress.expected_files,
        bytes_done: progress.bytes,
        bytes_expected: progress.expected_bytes,
        items_done: progress.items,
        share,
        seconds_left: share
            .filter(|share| phase == RunPhase::Running && *share > 0.0 && seconds > 0.0)
            .map(|share| seconds * (1.0 - share) / share),
    }
}

/// Bytes tell more than entries, where there are any: most entries are small, most of the work is in the large ones.
#[allow(clippy::cast_precision_loss, reason = "a share needs no more than the leading digits")]
fn share(progress: &ProgressRow) -> Option<f64> {
    let of = |done: u64, all: u64| (all > 0).then(|| (done as f64 / all as f64).min(1.0));
    of(progress.bytes, progress.expected_bytes)
        .or_else(|| of(progress.files, progress.expected_files))
}

#[allow(clippy::cast_precision_loss, reason = "seconds need no more than the leading digits")]
fn seconds(nanoseconds: i64) -> f64 {
    nanoseconds as f64 / 1e9
}

fn iso(nanoseconds: i64) -> String {
    let moment = jiff::Timestamp::from_nanosecond(nanoseconds.into()).unwrap_or_default();
    moment.round(jiff::Unit::Second).unwrap_or(moment).to_string()
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 100")]
fn running(state: &RunState) -> String {
    let Some(share) = state.share else { return RUNNING.to_owned() };
    let left = state.seconds_left.map_or_else(String::new, |seconds| {
        let seconds = seconds.round() as u64;
        format!(", about {}:{:02} left", seconds / 60, seconds % 60)
    });
    format!("{RUNNING}; {} % done{left}", (share * 100.0) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000_000;

    fn run(ended: Option<i64>) -> RunRow {
        RunRow {
            number: 3,
            started: 1_000 * SECOND,
            ended,
            program: String::new(),
            settings: String::new(),
            summary: None,
            is_finished: ended.is_some(),
        }
    }

    fn progress() -> ProgressRow {
        ProgressRow {
            run: 3,
            time: 1_030 * SECOND,
            files: 9,
            expected_files: 10,
            bytes: 25,
            expected_bytes: 100,
            items: 40,
        }
    }

    #[test]
    fn a_running_run_tells_its_share_and_the_time_left() {
        let state = state(&run(None), &progress(), RunPhase::Running);
        assert_eq!((state.share, state.seconds_left), (Some(0.25), Some(90.0)));
        assert_eq!(state.last_seen, "1970-01-01T00:17:10Z");
        let warning = running(&state);
        assert!(warning.ends_with("; 25 % done, about 1:30 left"), "{warning}");
    }

    #[test]
    fn a_stopped_run_has_no_time_left_and_a_finished_one_ended_when_it_ended() {
        let stopped = state(&run(None), &progress(), RunPhase::Stopped);
        assert_eq!((stopped.share, stopped.seconds_left), (Some(0.25), None));
        let finished = state(&run(Some(1_060 * SECOND)), &progress(), RunPhase::Finished);
        assert_eq!(finished.last_seen, "1970-01-01T00:17:40Z");
    }

    #[test]
    fn a_run_that_has_not_counted_yet_has_no_share() {
        let state = state(&run(None), &ProgressRow::default(), RunPhase::Running);
        assert_eq!((state.share, state.seconds_left), (None, None));
        assert_eq!(state.last_seen, state.started);
        assert_eq!(running(&state), RUNNING);
    }
}
