//! Several dossiers that become one, held against one run over all their troves.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use testkit::Bench;

use crate::{bench, json, lines};

/// Places the folders of the bundled leak into `one` and `two`, one after the other, with their times.
fn halves() -> Bench {
    let bench = bench();
    let leak = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/trove");
    let mut entries: Vec<PathBuf> = std::fs::read_dir(leak)
        .expect("the bundled leak is there")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    entries.sort();
    for (entry, half) in entries.iter().zip(["trove/one", "trove/two"].iter().cycle()) {
        let to = bench.folder().join(half);
        std::fs::create_dir_all(&to).expect("it is writable");
        let copied = std::process::Command::new("cp").arg("-a").arg(entry).arg(&to).status();
        assert!(copied.expect("cp starts").success());
    }
    // Copies across the halves, under the same and under another ending.
    bench.write("one/copied.txt", "A copy that both halves hold, PESTRIKOV Ivan.\n");
    bench.write("two/again.txt", "A copy that both halves hold, PESTRIKOV Ivan.\n");
    bench.write("two/again.md", "A copy that both halves hold, PESTRIKOV Ivan.\n");
    for half in ["one", "two"] {
        bench.run(["index", &format!("trove/{half}"), "-d", half]).done();
    }
    bench
}

/// What a dossier answers that must not depend on how it was made.
fn answers(bench: &Bench, dossier: &str) -> BTreeMap<String, String> {
    let asked: &[&[&str]] = &[
        &["items", "--json"],
        &["manifest"],
        &["report", "coverage", "--json"],
        &["report", "duplicates", "--json"],
        &["search", "pestrikov", "--json", "--facets", "person,control,outcome,format"],
        &["search", "name:Pestrikov", "--json", "--limit", "100"],
        &["search", "\"red notice\" w/10 person:*", "--json", "--facets", "ncb"],
        &["search", "layer:deleted Secretariat", "--json"],
        &["search", "tag:story", "--json"],
        &["entities", "person", "--json"],
        &["matters", "--json"],
        &["pivot", "country", "year", "--format", "csv"],
    ];
    let answer = |arguments: &&[&str]| {
        let printed = bench.run(arguments.iter().copied().chain(["-d", dossier]));
        assert_ne!(printed.status, 2, "{arguments:?} {printed:?}");
        (arguments.join(" "), without_runs(&printed.out))
    };
    asked.iter().map(answer).collect()
}

/// Leaves out how long an answer took, and which runs it rests on.
fn without_runs(printed: &str) -> String {
    let is_of_runs = |line: &str| {
        let beginnings = ["# dossier ", "# settings", "program ", "settings "];
        beginnings.iter().any(|beginning| line.starts_with(beginning))
    };
    let lines = printed.lines().filter(|line| !is_of_runs(line));
    let lines = lines.map(|line| match serde_json::from_str::<serde_json::Value>(line) {
        Ok(mut value) => {
            strip(&mut value);
            value.to_string()
        }
        Err(_) => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn strip(value: &mut serde_json::Value) {
    if let Some(object) = value.as_object_mut() {
        for key in
            ["seconds", "took", "ms", "dossier", "next", "run", "last_run", "index", "program"]
        {
            object.remove(key);
        }
        object.values_mut().for_each(strip);
    } else if let Some(list) = value.as_array_mut() {
        list.iter_mut().for_each(strip);
    }
}

fn assert_same(bench: &Bench, merged: &str, single: &str) {
    let (merged, single) = (answers(bench, merged), answers(bench, single));
    for (asked, wanted) in &single {
        assert_eq!(&merged[asked], wanted, "{asked}");
    }
}

/// Every file of a folder with its bytes.
fn bytes_of(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("it is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            found.extend(bytes_of(&path));
        } else {
            found.insert(path.clone(), std::fs::read(&path).expect("it can be read"));
        }
    }
    found
}

#[test]
fn what_two_halves_hold_together_is_what_one_run_yields() {
    let bench = halves();
    let (one, two) = (bench.folder().join("one"), bench.folder().join("two"));
    let before = (bytes_of(&one), bytes_of(&two));
    bench.run(["merge", "one", "two", "-o", "both"]).done();
    assert!(before == (bytes_of(&one), bytes_of(&two)), "dossiers that are merged are only read");
    bench.run(["index", "trove/one", "trove/two", "-d", "single"]).done();
    assert_same(&bench, "both", "single");
    bench.run(["verify", "-d", "both"]).done();
    bench.run(["verify", "--self", "-d", "both"]).done();
    // A run over the troves finds nothing to do.
    let again = bench.run(["index", "trove/one", "trove/two", "-d", "both", "--json"]).done();
    let again = json(&again);
    assert_eq!(
        (&again["new"], &again["changed"], &again["gone"]),
        (&0.into(), &0.into(), &0.into())
    );
    assert_eq!(again["workers"]["started"], 0, "nothing is read again");
}

#[test]
fn folders_of_one_leak_become_the_leak() {
    let bench = halves();
    let merged = bench.run(["merge", "two", "one", "--trove", "trove", "-o", "whole"]).done();
    bench.run(["index", "trove", "-d", "single"]).done();
    assert_same(&bench, "whole", "single");
    let shared =
        merged.contains(" of them in more than one dossier") && !merged.contains(", 0 of them");
    assert!(shared, "{merged}");
    let refused = bench.run(["merge", "one", "two", "--trove", "trove/one", "-o", "x"]).failed(2);
    assert!(refused.contains("does not lie in"), "{refused}");
}

fn small() -> Bench {
    let bench = bench()
        .file("one/a.txt", "first PESTRIKOV Ivan")
        .file("one/same.txt", "the same bytes")
        .file("two/b.txt", "second PESTRIKOV Ivan")
        .file("two/same.txt", "the same bytes");
    bench.run(["index", "trove/one", "-d", "one"]).done();
    bench.run(["index", "trove/two", "-d", "two"]).done();
    bench
}

#[test]
fn what_people_did_in_each_is_kept_and_conflicts_are_reported() {
    let bench = small();
    for (dossier, item, author) in [("one", "a.txt", "Ann"), ("two", "same.txt", "Ben")] {
        bench.run(["tag", item, "story", "--as", author, "-d", dossier]).done();
        bench.run(["note", item, "look", "--as", author, "-d", dossier]).done();
    }
    bench.run(["same", "Ivan Pestrikov", "I. Pestrikov", "-d", "one"]).done();
    bench.run(["not", "I. Pestrikov", "Ivan Pestrikov", "-d", "two"]).done();
    bench.run(["searches", "ivan", "--save", "Ivan", "-d", "one"]).done();
    bench.run(["searches", "bytes", "--save", "bytes", "-d", "two"]).done();
    let merged = bench.run(["merge", "one", "two", "-o", "both"]);
    assert_eq!(merged.status, 1, "{merged:?}");
    assert!(merged.err.contains("otherwise in a dossier before, and left so: not "), "{merged:?}");
    let found = json(&bench.run(["search", "tag:story", "--json", "-d", "both"]).done());
    assert_eq!(found["items"], 3, "the copy bears the tag, too: {found}");
    let notes = bench.run(["notes", "-d", "both"]).done();
    for wanted in ["Ann", "Ben", "//two/same.txt", "same Ivan Pestrikov"] {
        assert!(notes.contains(wanted), "{wanted}: {notes}");
    }
    let searches = lines(&bench.run(["searches", "--json", "-d", "both"]).done());
    let new: Vec<_> =
        searches.iter().map(|line| (line["name"].as_str(), line["new"].as_u64())).collect();
    assert_eq!(
        new,
        [(Some("bytes"), Some(2)), (Some("ivan"), Some(1))],
        "what the other dossier brought is new"
    );
    let log = bench.run(["log", "-d", "both"]).done();
    assert_eq!(log.matches("annotated").count(), 6, "{log}");
    assert_eq!(log.matches("merged").count(), 2, "{log}");
    bench.run(["log", "--check", "-d", "both"]).done();
}

#[test]
fn what_would_come_out_of_no_run_is_refused_with_the_reason() {
    let bench = small();
    let refused = |arguments: &[&str], reason: &str| {
        let printed = bench.run(arguments.iter().copied()).failed(2);
        assert!(printed.contains(reason), "{reason}: {printed}");
        assert!(
            !bench.folder().join("both").exists() && !bench.folder().join("both.merging").exists()
        );
    };
    let merge = ["merge", "one", "two", "-o", "both"];
    bench.run(["index", "trove/two", "-d", "two", "--depth", "3"]).done();
    refused(&merge, "it was read with limits=");
    bench.run(["index", "trove/two", "-d", "two", "--usual", "--digests", "md5"]).done();
    refused(&merge, "digests=[\"md5\"]");
    bench.run(["index", "trove/two", "-d", "two", "--usual"]).done();
    refused(&["merge", "one", "two", "-o", "one"], "is there already");
    refused(&["merge", "one", "two", "-o", "trove/one/both"], "never written to");
    refused(&["merge", "one", "nothing", "-o", "both"], "nothing");
    bench.write("one/a.txt", "another text");
    bench.run(["index", "trove/one", "-d", "later"]).done();
    refused(&["merge", "one", "later", "-o", "both"], "`a.txt` is not what another");
    let pack = bench.folder().join("two/packs/000001.pack");
    let mut bytes = std::fs::read(&pack).expect("it is there");
    bytes[40] ^= 1;
    std::fs::write(&pack, bytes).expect("it is writable");
    refused(&merge, "is not what was sealed");
    std::fs::remove_file(bench.folder().join("two/seal")).expect("it is there");
    refused(&merge, "dossier repair");
}

#[test]
fn what_a_killed_merge_left_is_no_dossier_and_is_removed_by_the_next() {
    let bench = small();
    let left = bench.folder().join("both.merging");
    std::fs::create_dir(&left).expect("it is writable");
    std::fs::write(left.join("lock"), "").expect("it is writable");
    std::fs::write(left.join("ledger.sqlite"), "half").expect("it is writable");
    bench.run(["merge", "one", "two", "-o", "both"]).done();
    assert!(!left.exists());
    // A folder that no merge made stays.
    std::fs::create_dir(bench.folder().join("other.merging")).expect("it is writable");
    std::fs::write(bench.folder().join("other.merging/letter"), "mine").expect("it is writable");
    bench.run(["merge", "one", "two", "-o", "other"]).failed(2);
    assert!(bench.folder().join("other.merging/letter").exists());
}

#[test]
fn a_merge_that_is_killed_leaves_nothing_or_a_whole_dossier() {
    let bench = small();
    for wait in [1_u64, 5, 10, 20, 40, 80, 160, 320] {
        let mut command = bench.command();
        command.args(["merge", "one", "two", "-o", "both"]);
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        let mut merge = command.spawn().expect("the program starts");
        std::thread::sleep(std::time::Duration::from_millis(wait));
        merge.kill().expect("it is ours");
        merge.wait().expect("it is ours");
        if bench.folder().join("both").exists() {
            bench.run(["verify", "--self", "-d", "both"]).done();
            std::fs::remove_dir_all(bench.folder().join("both")).expect("it is ours");
        }
    }
    bench.run(["merge", "one", "two", "-o", "both"]).done();
    bench.run(["verify", "--self", "-d", "both"]).done();
}

#[test]
fn a_dossier_is_made_in_no_trove_and_in_no_other_dossier() {
    let bench = bench().file("one/a.txt", "red notice").file("two/b.txt", "blue notice");
    for half in ["one", "two"] {
        bench.run(["index", &format!("trove/{half}"), "-d", half]).done();
    }
    for (output, refusal) in [
        ("trove/both", "lies inside the trove"),
        ("trove/one/both", "lies inside the trove"),
        ("one/both", "lies inside a dossier"),
    ] {
        let said = bench.run(["merge", "one", "two", "--trove", "trove", "-o", output]).failed(2);
        assert!(said.contains(refusal), "{output}: {said}");
        assert!(!bench.folder().join(output).exists(), "{output}");
    }
    // Where the troves stand side by side, the folder above them is none.
    bench.run(["merge", "one", "two", "-o", "trove/both"]).done();
}
