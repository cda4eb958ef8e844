//! What misbehaves, and what changes under the hands of a run.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicBool, Ordering};

use item::{FailedReason, LimitReason, Outcome, SkippedReason, Status};

use crate::support::{Bench, extracted, options, tar};

#[test]
fn each_item_that_breaks_its_worker_has_an_outcome_of_its_own() {
    let mut bench = Bench::new().file("honest.txt", "honest");
    for act in ["abort", "panic", "exit"] {
        bench.write(&format!("{act}.txt"), format!("MOCK:\ntext before it\n{act}\n"));
    }
    let summary = bench.done(&options());
    assert_eq!(summary.items, 4);
    assert_eq!(bench.outcome("honest.txt"), Outcome::Extracted);
    for act in ["abort.txt", "panic.txt", "exit.txt"] {
        let outcome = bench.outcome(act);
        assert!(matches!(outcome.status(), Status::Failed | Status::Partial), "{act} {outcome:?}");
    }
}

#[test]
fn a_file_that_changes_while_it_is_read_bears_a_warning_and_is_read_again_by_the_next_run() {
    let mut bench = Bench::new().file("large.bin", vec![b'x'; 40 << 20]);
    let path = bench.trove().join("large.bin");
    let is_over = AtomicBool::new(false);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            let file = File::options().write(true).open(&path).expect("it is there");
            let mut turn = 0_u8;
            while !is_over.load(Ordering::Relaxed) {
                turn = turn.wrapping_add(1);
                file.write_at(&[turn], 7).expect("it is writable");
            }
        });
        bench.done(&options());
        is_over.store(true, Ordering::Relaxed);
    });
    let warned = |bench: &Bench| {
        bench.rows()[0]
            .warnings
            .iter()
            .any(|warning| warning.code == item::WarningCode::ChangedWhileRead)
    };
    assert!(warned(&bench));
    let summary = bench.done(&options());
    assert_eq!(summary.unchanged + summary.changed, 1);
    assert!(!warned(&bench));
}

#[test]
fn a_large_member_is_spilled_and_leaves_nothing_behind() {
    let large = b"a long letter ".repeat(500_000);
    let mut bench = Bench::new().file("box.tar", tar([("large.txt", large.clone())]));
    bench.done(&options());
    let row = &bench.rows()[1];
    assert_eq!(row.text_bytes, large.len() as u64);
    assert_eq!(
        row.digests.as_ref().map(|digests| digests.blake3),
        Some(fixity::of(&large, &[]).blake3)
    );
    let names: Vec<_> = std::fs::read_dir(bench.dossier())
        .expect("the dossier is there")
        .map(|entry| entry.expect("it can be read").file_name())
        .collect();
    let known = [
        "at-work",
        "ledger.sqlite",
        "ledger.sqlite-shm",
        "ledger.sqlite-wal",
        "lock",
        "manifest",
        "packs",
    ];
    assert!(names.iter().all(|name| known.iter().any(|known| name == known)), "{names:?}");
}

#[test]
fn links_and_pipes_are_items_that_are_not_opened() {
    let mut bench = Bench::new().file("a.txt", "a");
    std::os::unix::fs::symlink("/etc/passwd", bench.trove().join("link")).expect("it can be made");
    bench.done(&options());
    assert_eq!(bench.outcome("link"), Outcome::Skipped(SkippedReason::Link));
    let link = bench.rows().into_iter().find(|row| row.locator.to_string() == "link");
    let link = link.expect("it is an item");
    assert_eq!(link.kind, "link");
    assert!(link.warnings.iter().any(|warning| warning.to_string() == "link-target: /etc/passwd"));
}

#[test]
fn what_a_busy_machine_made_of_an_item_is_tried_again_by_the_next_run() {
    let mut bench = Bench::new().file("a.txt", "honest").file("killed.txt", "MOCK:\nfault\n");
    bench.done(&options());
    assert_eq!(bench.outcome("killed.txt"), Outcome::Failed(FailedReason::Killed));
    let summary = bench.done(&options());
    assert_eq!(extracted(&summary), 1);
    let mut bench = Bench::new().file("broken.txt", "MOCK:\nabort\n");
    bench.done(&options());
    let summary = bench.done(&options());
    assert_eq!(extracted(&summary), 0, "what its bytes do is the same every time");
}

#[test]
fn a_file_at_work_when_a_run_was_killed_has_half_the_limits_in_the_next_and_all_in_the_one_after() {
    let mut bench = Bench::new().file("a.txt", "a letter").file("long.txt", "word ".repeat(300));
    let mut options = options();
    options.settings.limits.text_bytes = 2_000;
    std::fs::create_dir(bench.dossier()).expect("the folder is writable");
    drop(ledger::open_write(&bench.dossier()).expect("the ledger can be made"));
    let ids =
        ["a.txt", "long.txt"].map(|name| fixity::item_id(&name.parse().expect("it is one")).0);
    std::fs::write(bench.dossier().join("at-work"), ids.concat()).expect("it can be written");
    let is_warned = |bench: &Bench| {
        let mut warnings = bench.rows().into_iter().flat_map(|row| row.warnings);
        warnings.any(|warning| warning.code == item::WarningCode::HalfLimits)
    };

    let summary = bench.done(&options);
    assert_eq!(summary.at_work_before, ["a.txt", "long.txt"]);
    assert_eq!(bench.outcome("a.txt"), Outcome::Extracted);
    assert_eq!(bench.outcome("long.txt"), Outcome::LimitReached(LimitReason::Output));
    assert!(is_warned(&bench));

    let summary = bench.done(&options);
    assert_eq!(summary.at_work_before, Vec::<String>::new());
    assert_eq!(bench.outcome("long.txt"), Outcome::Extracted);
    assert!(!is_warned(&bench));
}
