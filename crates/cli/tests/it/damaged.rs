//! A dossier whose own files decayed, were made elsewhere, or stand open to others.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use testkit::Bench;

use crate::{bench, json};

fn indexed() -> Bench {
    let bench = bench()
        .file("a.txt", "The Red Notice on Ivan Pestrikov, control number A-1234/5-2020.")
        .file(
            "b.eml",
            "From: a@example.org\nSubject: minutes\nDate: 1 Mar 2019 10:00:00 +0000\n\nHello\n",
        )
        .file("c.txt", "a third letter, on nothing");
    bench.run(["index", "trove", "-d", "trove.dossier"]).done();
    bench
}

/// Every file and folder beneath `folder`, with it.
fn tree(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_owned()];
    let mut at = 0;
    while let Some(path) = found.get(at).cloned() {
        at += 1;
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).expect("it can be listed");
            found.extend(entries.map(|entry| entry.expect("it can be read").path()));
        }
    }
    found.sort();
    found
}

#[test]
fn a_flipped_bit_in_any_file_is_found_and_no_command_panics_or_answers_otherwise() {
    let bench = indexed();
    let dossier = bench.folder().join("trove.dossier");
    let ask = || {
        [&["search", "Pestrikov", "--json"][..], &["items", "--json"], &["show", "a.txt", "--json"]]
            .map(|command| bench.run(command.iter()))
    };
    let whole = ask();
    assert_eq!(bench.run(["verify", "--self"]).status, 0);
    let is_sealed = |path: &PathBuf| {
        let name = path.to_string_lossy();
        let is_other = ["lock", "at-work", "-shm"].iter().any(|other| name.ends_with(other));
        path.is_file() && !is_other && path.metadata().is_ok_and(|stat| stat.len() > 0)
    };
    let files: Vec<_> = tree(&dossier).into_iter().filter(is_sealed).collect();
    assert!(files.len() > 8, "{files:?}");
    for path in files {
        let bytes = std::fs::read(&path).expect("it is there");
        for at in [0, bytes.len() / 2, bytes.len() - 1] {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << (at % 8);
            std::fs::write(&path, flipped).expect("it is ours");
            let own = bench.run(["verify", "--self", "--json"]);
            assert_eq!(own.status, 1, "{} {at}", path.display());
            for (now, whole) in ask().iter().zip(&whole) {
                let is_error = now.status == 2 && !now.err.contains("panicked");
                let is_same = (now.status, &now.out) == (whole.status, &whole.out);
                assert!(is_error || is_same, "{} {at}: {now:?}", path.display());
            }
        }
        std::fs::write(&path, bytes).expect("it is ours");
    }
    assert_eq!(bench.run(["verify", "--self"]).status, 0);
}

#[test]
fn repair_makes_the_index_anew_from_the_store_and_the_store_from_the_trove() {
    let bench = indexed();
    let dossier = bench.folder().join("trove.dossier");
    let hits = bench.run(["search", "Pestrikov", "--json"]).done();
    for path in tree(&dossier.join("index")).into_iter().chain(tree(&dossier.join("packs"))) {
        if path.is_file() {
            let mut bytes = std::fs::read(&path).expect("it is there");
            let half = bytes.len() / 2;
            bytes.iter_mut().skip(half).for_each(|byte| *byte ^= 0x55);
            std::fs::write(&path, bytes).expect("it is ours");
        }
    }
    let repaired = bench.run(["repair"]);
    assert_eq!(repaired.status, 0, "{repaired:?}");
    assert!(repaired.out.contains("the dossier is whole"));
    assert_eq!(bench.run(["verify", "--self"]).status, 0);
    assert_eq!(json(&bench.run(["search", "Pestrikov", "--json"]).done()), json(&hits));
}

#[test]
fn repair_lists_what_it_cannot_make_anew() {
    let bench = indexed();
    let dossier = bench.folder().join("trove.dossier");
    std::fs::rename(bench.trove(), bench.folder().join("away")).expect("it is ours");
    let packs = tree(&dossier.join("packs")).into_iter().filter(|path| path.is_file());
    for path in packs {
        std::fs::write(&path, "no pack").expect("it is ours");
    }
    let repaired = bench.run(["repair"]);
    assert_eq!(repaired.status, 1, "{repaired:?}");
    assert!(repaired.out.contains("lost  a.txt\n"), "{repaired:?}");
    assert!(repaired.err.contains("only the search index was made anew"), "{repaired:?}");
    let mut bytes = std::fs::read(dossier.join("ledger.sqlite")).expect("it is there");
    bytes[5000] ^= 1;
    std::fs::write(dossier.join("ledger.sqlite"), bytes).expect("it is ours");
    let refused = bench.run(["repair"]);
    assert_eq!(refused.status, 2, "{refused:?}");
    assert!(refused.err.contains("index the trove into a new dossier"), "{refused:?}");
}

#[test]
fn a_dossier_that_came_with_a_leak_is_opened_only_by_its_name() {
    let bench = indexed();
    let away = bench.folder().join("leak");
    std::fs::create_dir(&away).expect("it is ours");
    std::fs::rename(bench.folder().join("trove.dossier"), away.join("their.dossier"))
        .expect("it is ours");
    let ask = |command: &[&str]| {
        let asked = bench.command().current_dir(&away).args(command).output();
        testkit::Printed::from(asked.expect("the program starts"))
    };
    let refused = ask(&["search", "Pestrikov"]);
    assert_eq!(refused.status, 2, "{refused:?}");
    assert!(refused.err.contains("may have come with a leak"), "{refused:?}");
    assert_eq!(ask(&["search", "Pestrikov", "-d", "their.dossier"]).status, 0);
}

#[test]
fn everything_in_a_dossier_is_for_its_user_alone_also_in_a_folder_that_stood_before() {
    let bench = bench().file("a.txt", "a letter");
    let dossier = bench.folder().join("open.dossier");
    std::fs::create_dir(&dossier).expect("it is ours");
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(&dossier, open.clone()).expect("it is ours");
    for round in 0..2 {
        bench.run(["index", "trove", "-d", "open.dossier", "--full"]).done();
        for path in tree(&dossier) {
            let mode = path.metadata().expect("it is there").permissions().mode() & 0o777;
            let expected = if path.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(mode, expected, "{round} {}", path.display());
            std::fs::set_permissions(&path, open.clone()).expect("it is ours");
        }
    }
}

#[test]
fn limits_of_an_item_are_the_users_and_stand_in_the_record_of_the_run() {
    let bench = bench().file("long.txt", "word ".repeat(500_000));
    let outcome = |options: &[&str]| {
        let command = [&["index", "trove", "-d", "trove.dossier"][..], options].concat();
        bench.run(command.iter()).done();
        let items = bench.run(["items", "--json"]).done();
        json(items.lines().next().expect("there is one item"))["outcome"].clone()
    };
    assert_eq!(outcome(&["--item-text", "1"]), "limit-reached");
    assert_eq!(outcome(&["--usual"]), "extracted", "with a higher limit it is read again");
    bench.run(["index", "trove", "-d", "trove.dossier", "--depth", "3"]).done();
    let manifest = bench.run(["manifest"]).done();
    assert!(manifest.contains("depth:3"), "{manifest}");
}

#[test]
fn nothing_is_written_to_a_ledger_that_is_not_what_was_sealed() {
    let bench = indexed();
    let path = bench.dossier().join("ledger.sqlite");
    let mut bytes = std::fs::read(&path).expect("it is there");
    // Reserved in the head of a database (its file format, §1.3): every reader goes past it.
    bytes[80] ^= 1;
    std::fs::write(&path, &bytes).expect("it is ours");
    bench.write("late.txt", "a late letter");
    let commands: [&[&str]; 3] = [
        &["index", "trove"],
        &["tag", "a.txt", "key"],
        &["index", "trove", "--moved-from", "elsewhere"],
    ];
    for command in commands {
        let refused = bench.run(command).failed(2);
        assert!(refused.contains("`ledger.sqlite` of the dossier is not as it was"), "{refused}");
        assert!(std::fs::read(&path).expect("it is there") == bytes, "{command:?} wrote to it");
    }
    let own = bench.run(["verify", "--self", "--json"]);
    assert_eq!(json(&own.out)["damaged"], serde_json::json!(["ledger.sqlite"]));
}

#[test]
fn a_first_run_that_ended_before_it_made_a_ledger_leaves_nothing_in_the_way_of_the_next() {
    let bench = bench().file("a.txt", "a letter");
    std::fs::create_dir(bench.dossier()).expect("it can be made");
    std::fs::write(bench.dossier().join("lock"), "").expect("it can be made");
    bench.run(["index", "trove"]).done();
    let other = bench.folder().join("other");
    std::fs::create_dir(&other).expect("it can be made");
    std::fs::write(other.join("lock"), "words of somebody else").expect("it can be made");
    let refused = bench.run(["index", "trove", "-d", "other"]).failed(2);
    assert!(refused.contains("holds no dossier"), "{refused}");
}
