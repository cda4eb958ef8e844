//! A run that is stopped, and what its readers see meanwhile.

use std::time::Duration;

use ingest::{Error, Options, Stop};
use item::Status;

use crate::support::{Bench, Idle, StopAfter, StopOnce, options};

#[test]
fn a_run_that_is_stopped_once_keeps_what_it_did_and_marks_nothing_as_gone() {
    let mut bench = Bench::new().file("a.txt", "a").file("b.txt", "b");
    bench.done(&options());
    (0..40).for_each(|number| bench.write(&format!("c{number}.txt"), format!("letter {number}")));
    bench.remove("a.txt");
    let summary = bench.watched(&options(), &StopAfter::asked(60, Stop::Soon)).expect("it ends");
    assert!(summary.interrupted);
    assert_eq!(summary.gone, 0);
    assert_eq!(bench.outcomes().len() as u64, summary.items);
    let whole = bench.done(&options());
    assert_eq!((whole.items, whole.gone), (41, 1));
}

#[test]
fn a_run_that_is_stopped_twice_drops_a_hanging_item_and_the_next_one_does_it() {
    let mut bench = Bench::new().file("a.txt", "done before").file("z.txt", "MOCK:\nhang\n");
    let stop = StopOnce::seen(Status::Extracted, Stop::Now);
    let stopped = bench.watched(&options(), &stop);
    assert!(matches!(&stopped, Ok(summary) if summary.interrupted), "{stopped:?}");
    assert_eq!(bench.outcomes().len(), 1);
    bench.write("z.txt", "a letter");
    assert_eq!(bench.done(&options()).items, 2);
}

#[test]
fn a_run_that_was_stopped_is_no_finished_one() {
    let mut bench = Bench::new().file("a.txt", "a");
    bench.watched(&options(), &StopAfter::asked(0, Stop::Soon)).expect("it ends");
    let run = bench.ledger().last_run().expect("it can be read").expect("there was one");
    assert!(!run.is_finished);
    bench.done(&options());
    assert!(bench.ledger().last_run().expect("it can be read").expect("it is there").is_finished);
}

#[test]
fn while_a_run_is_at_work_its_readers_see_how_far_it_is() {
    let mut bench = Bench::new().file("a.txt", "a").file("z.txt", "MOCK:\nhang\n");
    let dossier = bench.dossier();
    let stop = StopOnce::seen(Status::Extracted, Stop::Now);
    let dropped = std::sync::Mutex::new(None);
    let looking = Looking { stop, dossier, seen: &dropped };
    bench.watched(&options(), &looking).expect("it ends");
    let (is_written, progress) = dropped.lock().expect("nobody panics").expect("it was looked at");
    assert!(is_written);
    assert_eq!(progress.map(|row| (row.run, row.expected_files)), Some((1, 2)));
    assert!(!ledger::is_being_written(&bench.dossier()).expect("it can be asked"));
}

/// Looks at the dossier whenever the run tells how far it is.
struct Looking<'l> {
    stop: StopOnce,
    dossier: std::path::PathBuf,
    seen: &'l std::sync::Mutex<Option<(bool, Option<ledger::ProgressRow>)>>,
}

impl ingest::Watch for Looking<'_> {
    fn progress(&self, progress: &ingest::Progress) {
        let is_written = ledger::is_being_written(&self.dossier).expect("it can be asked");
        let ledger = ledger::open_read(&self.dossier).expect("it can be read while it is written");
        let row = ledger.progress(1).expect("it can be read");
        *self.seen.lock().expect("nobody panics") = Some((is_written, row));
        if row.is_some_and(|row| row.expected_files == 2) {
            self.stop.progress(progress);
        }
    }

    fn stop(&self) -> Stop {
        self.stop.stop()
    }
}

#[test]
fn two_runs_do_not_write_to_one_dossier() {
    let bench = Bench::new().file("a.txt", "a");
    let first = ingest::prepare(&bench.dossier(), &[bench.trove()], &options());
    let first = first.map_err(|error| error.to_string()).expect("it can be opened");
    let second = ingest::prepare(&bench.dossier(), &[bench.trove()], &options()).err();
    assert!(matches!(second, Some(Error::Ledger(ledger::Error::Locked(_)))), "{second:?}");
    drop(first);
}

#[test]
fn an_item_that_hangs_costs_itself_alone() {
    let mut bench = Bench::new().file("a.txt", "before").file("h.txt", "MOCK:\nhang\n");
    let settings =
        sandbox::Settings { wall_time: Duration::from_millis(300), ..sandbox::Settings::default() };
    let summary = bench.watched(&Options { settings, ..options() }, &Idle).expect("it ends");
    assert_eq!(summary.outcomes["limit-reached"], 1);
    assert_eq!(summary.outcomes["extracted"], 1);
}
