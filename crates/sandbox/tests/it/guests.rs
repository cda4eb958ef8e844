//! Programs of others are given bytes, answer, and can do nothing else.

use std::fs::File;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::time::{Duration, Instant};

use sandbox::{Bounds, Guest, GuestError};

use crate::support::program;

const BOUNDS: Bounds = Bounds {
    cpu_time: Duration::from_secs(5),
    wall_time: Duration::from_secs(20),
    memory: 1 << 30,
    output: 1 << 16,
};

fn input() -> OwnedFd {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    File::open(path).expect("the file is part of the project").into()
}

fn run(name: &str, args: &[&str], may_fork: bool, bounds: Bounds) -> Result<String, GuestError> {
    let guest = Guest {
        program: Guest::find(Path::new(name)).expect("every system has it"),
        args: args.iter().map(Into::into).collect(),
        may_fork,
    };
    let answer = guest.run(&program(), input(), &bounds, &|| true)?;
    Ok(String::from_utf8(answer).expect("it answers in UTF-8"))
}

fn shell(line: &str, may_fork: bool) -> Result<String, GuestError> {
    run("sh", &["-c", line], may_fork, BOUNDS)
}

/// Whether the kernel keeps a guest from paths and calls.
#[expect(clippy::print_stderr, reason = "whoever runs the tests is to see it")]
fn is_locked() -> bool {
    let is_whole = sandbox::lock(&program()).expect("a worker starts").is_whole();
    if !is_whole {
        eprintln!("SKIPPED: this kernel does not lock guests away");
    }
    is_whole
}

#[test]
fn a_guest_answers_what_it_is_given() {
    let whole = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
    assert_eq!(run("cat", &[], false, BOUNDS).ok(), whole.ok());
}

#[test]
fn a_guest_has_no_environment_but_a_path_a_language_and_one_thread() {
    let all = run("env", &[], false, BOUNDS).expect("it runs");
    let mut names: Vec<&str> = all.lines().filter_map(|line| line.split('=').next()).collect();
    names.sort_unstable();
    assert_eq!(names, ["LANG", "OMP_THREAD_LIMIT", "PATH"]);
}

#[test]
fn a_guest_reads_no_file_of_a_user_writes_none_and_starts_nothing() {
    if !is_locked() {
        return;
    }
    let read = format!("read line < '{}/src/lib.rs'", env!("CARGO_MANIFEST_DIR"));
    let write =
        format!("echo x > '{}/guest'", std::env::temp_dir().to_str().expect("a readable name"));
    for line in [&read, &write, "read line < /etc/passwd", "set -- /etc/*; [ \"$1\" != '/etc/*' ]"]
    {
        assert!(matches!(shell(line, true), Err(GuestError::Failed(_))), "{line}");
    }
    assert!(shell("/bin/true; echo done", false).is_err());
    assert_eq!(shell("/bin/true; echo done", true).ok().as_deref(), Some("done\n"));
}

#[test]
fn a_guest_cannot_change_times_and_modes_of_a_file_that_it_may_read_or_name() {
    use std::os::unix::fs::MetadataExt;
    if !is_locked() {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("evidence");
    std::fs::write(&path, "words").expect("the folder is writable");
    let stat = || {
        let now = std::fs::metadata(&path).expect("the file is there");
        (now.mtime(), now.mtime_nsec(), now.ctime(), now.ctime_nsec(), now.mode())
    };
    let before = stat();
    let named = path.to_str().expect("temporary folders have plain names");
    for (name, args) in [
        ("touch", vec!["-c", "-d", "2001-01-01", named]),
        ("touch", vec!["-c", "-d", "2001-01-01", "/dev/stdin"]),
        ("chmod", vec!["777", named]),
        ("chmod", vec!["777", "/dev/stdin"]),
    ] {
        let guest = Guest {
            program: Guest::find(Path::new(name)).expect("every system has it"),
            args: args.into_iter().map(Into::into).collect(),
            may_fork: false,
        };
        let input = File::open(&path).expect("the file is there").into();
        let ended = guest.run(&program(), input, &BOUNDS, &|| true);
        assert!(matches!(ended, Err(GuestError::Failed(_))), "{guest:?} {ended:?}");
        assert_eq!(stat(), before, "{guest:?}");
    }
}

#[test]
fn a_guest_that_takes_too_much_is_ended() {
    let begun = Instant::now();
    let brief = Bounds { wall_time: Duration::from_millis(300), ..BOUNDS };
    assert!(matches!(run("sleep", &["1000"], false, brief), Err(GuestError::Time)));
    let busy = Bounds { cpu_time: Duration::from_secs(1), ..BOUNDS };
    let looped = run("sh", &["-c", "while :; do :; done"], false, busy);
    assert!(matches!(looped, Err(GuestError::Time | GuestError::Failed(_))), "{looped:?}");
    assert!(matches!(run("yes", &[], false, BOUNDS), Err(GuestError::Output)));
    assert!(begun.elapsed() < Duration::from_secs(20));
}

/// Whether a process with this command line runs.
fn is_running(line: &[u8]) -> bool {
    let mut processes = std::fs::read_dir("/proc").expect("proc is there").flatten();
    processes.any(|process| {
        std::fs::read(process.path().join("cmdline")).is_ok_and(|found| found == line)
    })
}

#[test]
fn what_a_guest_started_ends_with_it() {
    let line = "sleep 987654 & echo started";
    let brief = Bounds { wall_time: Duration::from_millis(500), ..BOUNDS };
    // The one that it started holds its output open.
    assert!(matches!(run("sh", &["-c", line], true, brief), Err(GuestError::Time)));
    let latest = Instant::now() + Duration::from_secs(5);
    while is_running(b"sleep\x00987654\x00") {
        assert!(Instant::now() < latest, "it goes on");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_guest_that_fails_reports_its_last_words_and_one_that_is_not_wanted_is_ended() {
    let failed = shell("echo why >&2; exit 3", false);
    assert!(matches!(failed, Err(GuestError::Failed(why)) if why == "why"));
    let guest = Guest {
        program: Guest::find(Path::new("sleep")).expect("every system has it"),
        args: vec!["1000".into()],
        may_fork: false,
    };
    let stopped = guest.run(&program(), input(), &BOUNDS, &|| false);
    assert!(matches!(stopped, Err(GuestError::Stopped)));
}

#[test]
fn a_program_that_is_not_there_is_a_failure() {
    let guest = Guest { program: "/nowhere/at/all".into(), args: Vec::new(), may_fork: false };
    let failed = guest.run(&program(), input(), &BOUNDS, &|| true);
    assert!(matches!(failed, Err(GuestError::Failed(_))), "{failed:?}");
}
