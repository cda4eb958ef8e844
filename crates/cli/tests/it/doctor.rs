//! What the machine offers is found by trying, and said.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{bench, json};

/// Returns the state of a check.
fn state<'a>(answer: &'a Value, name: &str) -> &'a str {
    let checks = answer["checks"].as_array().expect("there are checks");
    let check = checks.iter().find(|check| check["name"] == name);
    check.and_then(|check| check["state"].as_str()).unwrap_or_else(|| panic!("{name}: {answer}"))
}

/// Runs the program through a shell line in which `$0` is the program.
fn in_shell(line: &str) -> testkit::Printed {
    let bench = bench();
    let shell = std::process::Command::new("sh")
        .args(["-c", line, env!("CARGO_BIN_EXE_dossier")])
        .current_dir(bench.folder())
        .output();
    shell.expect("a shell runs").into()
}

#[test]
fn every_check_says_what_it_is_what_was_found_and_what_that_means() {
    let answer = json(&bench().run(["doctor", "--json"]).done());
    assert_eq!(answer["ok"], true);
    let checks = answer["checks"].as_array().expect("there are checks");
    let mut names = BTreeSet::new();
    for check in checks {
        assert!(names.insert(check["name"].as_str().expect("a name")), "{check}");
        assert!(
            ["ok", "warning", "unused"].iter().any(|state| check["state"] == *state),
            "{check}"
        );
        for field in ["group", "found", "meaning"] {
            assert!(check[field].as_str().is_some_and(|text| !text.is_empty()), "{check}");
        }
        assert!(check["state"] != "ok" || check["advice"].is_null(), "{check}");
    }
    assert!(names.len() >= 20, "{names:?}");
    assert!(answer["versions"]["parsers"]["lopdf"].is_string(), "{answer}");
    assert_eq!(answer["limits"]["item_timeout_seconds"], 60);
}

#[test]
fn workers_are_put_to_trial() {
    let answer = json(&bench().run(["doctor", "--json"]).done());
    for name in ["worker", "limit on time", "limit on memory", "sudden demands"] {
        assert_eq!(state(&answer, name), "ok", "{answer}");
    }
    // Where the kernel filters no system calls, something or other is let happen.
    assert_eq!(state(&answer, "forbidden acts"), state(&answer, "seccomp"), "{answer}");
}

#[test]
fn a_run_records_what_locked_its_workers_away_and_can_demand_it() {
    let bench = bench().file("a.txt", "a word");
    let checks = json(&bench.run(["doctor", "--json"]).done());
    let summary = json(&bench.run(["index", "trove", "--json"]).done());
    let locks = summary["workers"]["sandbox"].as_str().expect("the run has workers");
    for (check, lock) in [("Landlock", "landlock"), ("seccomp", "seccomp")] {
        assert_eq!(state(&checks, check) == "ok", locks.contains(lock), "{check}: {locks}");
    }
    let is_whole = locks.contains("landlock") && locks.contains("seccomp");
    let demanded = bench.run(["index", "trove", "--require-sandbox"]);
    assert_eq!(demanded.status, if is_whole { 0 } else { 2 }, "{demanded:?}");
}

#[test]
fn people_get_a_line_a_check_and_a_verdict() {
    let page = bench().run(["doctor"]).done();
    assert!(
        page.contains("  ok       worker             a worker was started, read a text"),
        "{page}"
    );
    assert!(page.contains("\n  unused   pidfd "), "{page}");
    assert!(page.starts_with("the main job can be done here"), "{page}");
}

#[test]
fn a_place_that_cannot_be_written_to_ends_with_status_1_and_says_what_to_do() {
    let printed = bench().run(["doctor", "--json", "-d", "/proc/leak.dossier"]);
    assert_eq!(printed.status, 1, "{printed:?}");
    let answer = json(&printed.out);
    assert_eq!(answer["ok"], false);
    for name in ["dossier folder", "ledger and lock", "search index", "unlinked files"] {
        assert_eq!(state(&answer, name), "missing", "{answer}");
    }
    assert_eq!(state(&answer, "worker"), "ok");
    let people = bench().run(["doctor", "-d", "/proc/leak.dossier"]);
    assert!(
        people.out.contains("what to do: work in a folder that you may write to"),
        "{people:?}"
    );
}

#[test]
fn a_low_limit_on_open_files_is_found() {
    let few = in_shell("ulimit -n 200 && \"$0\" doctor --json");
    assert_eq!(state(&json(&few.out), "open files"), "warning");
    let too_few = in_shell("ulimit -n 40 && \"$0\" doctor --json");
    assert_eq!((too_few.status, state(&json(&too_few.out), "open files")), (1, "missing"));
}

#[test]
fn a_doctor_leaves_nothing_behind() {
    let bench = bench();
    let list = || std::fs::read_dir(bench.folder()).expect("it is there").flatten();
    let names = || list().map(|entry| entry.file_name()).collect::<BTreeSet<_>>();
    bench.run(["doctor"]).done();
    let before = names();
    bench.run(["doctor"]).done();
    assert_eq!(names(), before);
    assert!(before.iter().all(|name| !name.as_encoded_bytes().starts_with(b".")), "{before:?}");
}
