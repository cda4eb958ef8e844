//! No worker is left behind.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use item::{FailedReason, Outcome};
use sandbox::{Pool, Program, Settings, Violation};

use crate::support::{failed, pool, program, ran, settings};

/// Returns the processes that were started by `parent`.
fn children_of(parent: u32) -> BTreeSet<u32> {
    let tasks = fs::read_dir(format!("/proc/{parent}/task")).into_iter().flatten().flatten();
    let lists = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    let lists: Vec<_> = lists.collect();
    lists
        .iter()
        .flat_map(|list| list.split_whitespace())
        .filter_map(|pid| pid.parse().ok())
        .collect()
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let latest = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < latest, "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn is_running(pid: u32) -> bool {
    let state = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = state.rsplit(')').next().unwrap_or_default().trim_start().chars().next();
    state.is_some_and(|state| state != 'Z' && state != 'X')
}

/// Starts another test of this file in a process of its own.
#[expect(clippy::disallowed_methods, reason = "this test is about processes")]
fn start_test(name: &str) -> Child {
    Command::new(std::env::current_exe().expect("this test is a file"))
        .args(["--ignored", "--exact", "--nocapture", name])
        .stdout(Stdio::piped())
        .spawn()
        .expect("this test can be started")
}

/// What the test below starts and kills: a parent with one worker that sleeps and one that computes.
#[test]
#[ignore = "started by `workers_end_when_their_parent_is_killed`"]
fn parent_that_is_killed() {
    let settings = Settings {
        cpu_time: Duration::from_mins(10),
        wall_time: Duration::from_mins(10),
        ..settings()
    };
    let pool = Pool::new(program(), settings);
    std::thread::scope(|scope| {
        scope.spawn(|| ran(&pool, b"MOCK:hang"));
        scope.spawn(|| ran(&pool, b"MOCK:spin"));
    });
}

#[test]
fn workers_end_when_their_parent_is_killed() {
    let mut parent = start_test("processes::parent_that_is_killed");
    let mut workers = BTreeSet::new();
    wait_until("two workers start", || {
        workers = children_of(parent.id());
        workers.len() == 2
    });
    std::thread::sleep(Duration::from_millis(200));
    parent.kill().expect("it is ours");
    parent.wait().expect("it is ours");
    wait_until("both workers end", || !workers.iter().any(|pid| is_running(*pid)));
}

#[test]
fn a_dropped_pool_leaves_no_process() {
    let test = start_test("processes::pool_that_is_dropped");
    let output = test.wait_with_output().expect("it ends");
    let lines: Vec<_> = BufReader::new(&output.stdout[..]).lines().map_while(Result::ok).collect();
    assert!(lines.iter().any(|line| line.contains("left: {}")), "{lines:?}");
}

/// What the test above starts, since other tests in this process have workers, too.
#[test]
#[ignore = "started by `a_dropped_pool_leaves_no_process`"]
#[expect(clippy::print_stdout, reason = "read by the test above")]
fn pool_that_is_dropped() {
    let pool = pool();
    ran(&pool, b"MOCK:text good");
    ran(&pool, b"MOCK:abort");
    ran(&pool, b"MOCK:text good");
    drop(pool);
    println!("left: {:?}", children_of(std::process::id()));
}

#[test]
fn a_pool_used_from_a_thread_that_ended_still_works() {
    let pool = pool();
    std::thread::scope(|scope| {
        scope.spawn(|| ran(&pool, b"MOCK:text good"));
    });
    assert_eq!(ran(&pool, b"MOCK:text good").outcome, Outcome::Extracted);
    assert_eq!(pool.usage().started, 1);
}

#[test]
fn workers_are_replaced_by_age() {
    let pool = Pool::new(program(), Settings { recycle_after: 2, ..settings() });
    (0..6).for_each(|_| drop(ran(&pool, b"MOCK:text good")));
    assert_eq!((pool.usage().started, pool.usage().recycled), (3, 3));
}

#[test]
fn a_program_that_is_no_worker_is_an_error_and_no_outcome() {
    for path in ["/bin/true", "/nonexistent/worker"] {
        let program = Program { path: PathBuf::from(path), args: Vec::new() };
        let pool = Pool::new(program, settings());
        let declared = item::Declared::default();
        let job = sandbox::Job {
            source: sandbox::Source::Inline(b"text"),
            name: b"a.txt",
            declared: &declared,
            limits: formats::Limits::default(),
            volumes: &[],
            pictures: None,
        };
        let error = pool.run(job, &mut crate::support::Kept::default());
        assert!(matches!(error, Err(sandbox::Error::Start { .. })), "{path}");
    }
}

#[test]
fn a_worker_writes_no_file_and_holds_no_foreign_descriptor() {
    let pool = Pool::new(program(), settings());
    assert_eq!(ran(&pool, b"MOCK:descriptors").segments[0].text, "0 1 2");
    let ended = ran(&pool, b"MOCK:write").outcome;
    assert!(Violation::WriteMemoryFile.was_prevented(ended), "{ended}");
}

#[test]
fn a_worker_that_is_ordered_to_break_its_limits_is_held_to_its_limits() {
    for violation in [Violation::Compute, Violation::Grow, Violation::Demand] {
        let ended = sandbox::self_test(&program(), violation).expect("the worker can be started");
        assert!(violation.was_prevented(ended), "{violation:?}: {ended}");
    }
}

/// Whether the kernel of this machine filters system calls; where it does not, the tests below have nothing to try.
#[expect(clippy::print_stderr, reason = "a test that was skipped reports so")]
fn calls_are_filtered() -> bool {
    let lock = sandbox::lock(&program()).expect("the worker can be started");
    if !lock.calls {
        eprintln!("SKIPPED: the kernel filters no system calls for workers here: {lock}");
    }
    lock.calls
}

#[test]
fn a_worker_that_is_ordered_to_do_what_no_reader_does_is_ended_or_refused() {
    if !calls_are_filtered() {
        return;
    }
    for act in Violation::ACTS {
        let ended = sandbox::self_test(&program(), *act).expect("the worker can be started");
        assert!(act.was_prevented(ended), "{act:?}: {ended}");
    }
}

#[test]
fn a_file_that_makes_its_reader_call_for_more_costs_that_file_alone_and_is_named() {
    if !calls_are_filtered() {
        return;
    }
    let pool = pool();
    let ended = ran(&pool, b"MOCK:text before\nwrite");
    assert_eq!(ended.outcome, failed(FailedReason::ForbiddenCall));
    assert_eq!(ended.segments[0].text, "before");
    assert_eq!(ran(&pool, b"MOCK:text good").outcome, Outcome::Extracted);
    assert!(pool.usage().lock.is_some_and(|lock| lock.calls));
}
