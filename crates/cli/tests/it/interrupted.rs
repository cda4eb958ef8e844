//! A run that did not come to its end does not pass for a whole one.

use ledger::RunRow;

use crate::{bench, json};

/// Makes a dossier whose last run was cut off.
fn cut_off() -> testkit::Bench {
    let bench = bench().file("a.txt", "some words of Interpol");
    bench.run(["index", "trove"]).done();
    let mut ledger = ledger::open_write(&bench.dossier()).expect("nobody else writes");
    let run = RunRow {
        number: 0,
        started: 0,
        ended: None,
        program: String::new(),
        settings: String::new(),
        summary: None,
        is_finished: false,
    };
    ledger::break_seal(&bench.dossier()).expect("the dossier is writable");
    ledger.transaction(|tx| tx.begin_run(&run)).expect("the ledger is writable");
    bench
}

#[test]
fn coverage_does_not_add_up() {
    let bench = cut_off();
    let report = bench.run(["report", "coverage", "--json"]);
    assert_eq!(report.status, 1);
    let coverage = json(&report.out);
    assert_eq!((&coverage["complete"], &coverage["adds_up"]), (&false.into(), &false.into()));
    let printed = bench.run(["report", "coverage"]);
    assert!(printed.out.contains("the last run was stopped before the end"), "{printed:?}");
    bench.run(["index", "trove"]).done();
    let coverage = json(&bench.run(["report", "coverage", "--json"]).done());
    assert_eq!((&coverage["complete"], &coverage["adds_up"]), (&true.into(), &true.into()));
}

#[test]
fn every_list_warns() {
    let bench = cut_off();
    for arguments in [
        &["search", "words"][..],
        &["search", "words", "--jsonl"],
        &["entities", "notice"],
        &["items"],
        &["verify"],
        &["manifest"],
    ] {
        let printed = bench.run(arguments.iter());
        assert!(printed.err.contains("stopped before the end"), "{arguments:?} {printed:?}");
    }
    let answer = json(&bench.run(["search", "words", "--json"]).done());
    assert!(
        answer["warnings"][0].as_str().is_some_and(|said| said.contains("stopped")),
        "{answer}"
    );
    assert_eq!(json(&bench.run(["verify", "--json"]).done())["complete"], false);
}

/// Indexes the trove of a bench, interrupts the run so many times, and checks that it ends with what was done by then.
fn interrupt(bench: &testkit::Bench, times: usize) {
    use std::process::{Command, Stdio};
    let child = bench
        .command()
        .args(["index", "trove", "--jobs", "2"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    for _ in 0..times {
        std::thread::sleep(std::time::Duration::from_millis(2500));
        let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
    }
    let ended = testkit::Printed::from(child.wait_with_output().expect("it ends"));
    assert_eq!(ended.status, 1, "{ended:?}");
    assert!(ended.err.contains("stopped before the end; what was done is kept"), "{ended:?}");
    assert!(!ended.err.contains("error"), "{ended:?}");
    bench.run(["show", "a.txt"]).done();
    assert_eq!(bench.run(["report", "coverage"]).status, 1);
}

#[cfg(feature = "mock")]
#[test]
fn two_interrupts_end_a_run_with_what_was_done() {
    interrupt(&bench().file("a.txt", "done before").file("z.txt", "MOCK:\nhang\n"), 2);
}

#[test]
fn one_interrupt_ends_a_run_amid_a_file_that_takes_long_to_digest() {
    let bench = bench().file("a.txt", "done before").file("sparse.img", "");
    let image = std::fs::File::options().write(true).open(bench.trove().join("sparse.img"));
    let image = image.expect("the file is there");
    image.set_len(1 << 40).expect("a file may have a hole of a terabyte");
    interrupt(&bench, 1);
}
