//! A kill at each point of a commit, and the run that goes on after it.

use item::Status;

use crate::index::Kill;
use crate::support::{Bench, options, tar};

fn bench() -> Bench {
    Bench::new()
        .file("a.txt", "a letter")
        .file("b.tar", tar([("c.txt", b"a member".to_vec()), ("d.txt", b"another".to_vec())]))
        .file("e.txt", "a letter")
}

#[test]
fn after_a_kill_at_each_point_of_each_commit_the_next_run_ends_in_the_same_dossier() {
    let mut unbroken = bench();
    let expected = unbroken.done(&options());
    for kill in [Kill::Pack, Kill::Index, Kill::Ledger] {
        for commits in [0, 1] {
            let mut bench = bench();
            bench.index.kill = Some((commits, kill));
            let killed = bench.run(&options());
            // After the last commit of a run nothing is left to be killed.
            assert_eq!(killed.is_err(), (commits, kill) != (1, Kill::Ledger), "{commits} {kill:?}");
            bench.index.kill = None;
            let summary = bench.done(&options());
            assert_eq!(summary.files_root, expected.files_root, "{commits} {kill:?}");
            assert_eq!(bench.outcomes(), unbroken.outcomes(), "{commits} {kill:?}");
            bench.check_index();
        }
    }
}

#[test]
fn what_a_killed_run_acknowledged_is_there() {
    let mut bench = bench();
    bench.index.kill = Some((0, Kill::Ledger));
    assert!(bench.run(&options()).is_err());
    assert_eq!(bench.outcomes().len(), 5);
    bench.index.kill = None;
    let summary = bench.done(&options());
    assert_eq!((summary.new, summary.unchanged), (0, 5));
}

#[test]
fn a_kill_before_the_ledger_commits_acknowledges_nothing() {
    for kill in [Kill::Pack, Kill::Index] {
        let mut bench = bench();
        bench.index.kill = Some((0, kill));
        assert!(bench.run(&options()).is_err());
        assert_eq!(bench.outcomes(), []);
    }
}

#[test]
fn an_index_ahead_of_its_ledger_is_filled_again_from_the_store() {
    let mut bench = bench();
    bench.done(&options());
    bench.write("f.txt", "a late letter");
    bench.index.kill = Some((0, Kill::Index));
    assert!(bench.run(&options()).is_err());
    assert!(bench.index.committed.items.values().any(|name| name == "f.txt"));
    bench.remove("f.txt");
    bench.index.kill = None;
    bench.done(&options());
    assert!(!bench.index.committed.items.values().any(|name| name == "f.txt"));
    bench.check_index();
}

#[test]
fn an_index_that_was_lost_is_filled_without_extraction() {
    let mut bench = bench();
    bench.done(&options());
    bench.index = crate::index::Recorder::default();
    let summary = bench.done(&options());
    assert_eq!(crate::support::extracted(&summary), 0);
    bench.check_index();
}

#[test]
fn a_content_whose_pack_is_lost_is_extracted_again() {
    let mut bench = bench();
    bench.done(&options());
    let packs = bench.dossier().join(ingest::PACKS);
    std::fs::remove_dir_all(&packs).expect("the packs are there");
    bench.index = crate::index::Recorder::default();
    // One thread: two at once may both extract a content that both found lost.
    let summary = bench.done(&ingest::Options { jobs: 1, ..options() });
    // Two letters are one content, beside the archive and its two members.
    assert_eq!(crate::support::extracted(&summary), 4);
    assert!(bench.outcomes().iter().all(|(_, outcome)| outcome.status() == Status::Extracted));
    bench.check_index();
}

#[test]
fn packs_that_cannot_be_written_end_the_run_and_nothing_is_acknowledged() {
    let mut bench = bench();
    std::fs::create_dir(bench.dossier()).expect("the folder is writable");
    drop(ledger::open_write(&bench.dossier()).expect("the ledger can be made"));
    std::fs::write(bench.dossier().join(ingest::PACKS), "no folder").expect("it can be written");
    let ended = bench.run(&options());
    assert!(matches!(ended, Err(ingest::Error::Store(_))), "{ended:?}");
    assert_eq!(bench.outcomes(), []);
}
