//! The log of a dossier.

use crate::{bench, column, json};

#[test]
fn what_is_done_to_a_dossier_and_with_it_stands_in_the_log_and_nothing_secret_does() {
    let bench = bench().file("a.txt", "one");
    bench.write("../words.txt", "hunter2\n");
    bench.run(["index", "trove", "--passwords", "words.txt"]).done();
    bench.run(["tag", "a.txt", "key"]).done();
    bench.run(["verify"]).done();
    bench.run(["manifest", "-o", "list"]).done();
    bench.run(["prove", "a.txt", "-o", "proof"]).done();
    bench.run(["export", "--format", "csv", "-o", "table.csv"]).done();
    bench.run(["repair"]).done();
    let log = bench.run(["log", "--json"]).done();
    let expected = [
        "run",
        "run-ended",
        "annotated",
        "audited",
        "exported",
        "exported",
        "exported",
        "run",
        "run-ended",
        "repaired",
    ];
    assert_eq!(column(&log, "kind"), expected);
    assert!(!log.contains("hunter2") && !log.contains("words.txt"), "{log}");
    let manifest = bench.run(["manifest", "--format", "dossier"]).done();
    let root = manifest.lines().find_map(|line| line.strip_prefix("files-root\t"));
    let root = root.expect("a manifest states it");
    let texts = column(&log, "text");
    assert!(texts[1].contains(root) && texts[4].contains(root), "{texts:?}");
    assert_eq!(bench.run(["verify", "--self"]).status, 0, "it stays sealed");
    assert!(bench.run(["log"]).done().contains("run-ended"));
}

#[test]
fn the_chain_is_checked_and_an_end_that_was_cut_off_is_missed() {
    let bench = bench().file("a.txt", "one");
    bench.run(["index", "trove"]).done();
    let early = std::fs::read(bench.dossier().join("ledger.sqlite")).expect("it is there");
    bench.run(["verify"]).done();
    let whole = json(&bench.run(["log", "--check", "--json"]).done());
    assert_eq!((&whole["ok"], &whole["lines"]), (&true.into(), &3.into()));
    let last = whole["last"].as_str().expect("it has lines").to_owned();
    bench.run(["log", "--check", "--expect", &last]).done();
    ledger::break_seal(&bench.dossier()).expect("it is ours");
    std::fs::write(bench.dossier().join("ledger.sqlite"), early).expect("it is ours");
    bench.run(["log", "--check"]).done();
    let cut = bench.run(["log", "--check", "--expect", &last]);
    assert!(cut.status == 1 && cut.out.contains("was cut or made anew"), "{cut:?}");
}

#[test]
fn a_dossier_that_was_made_elsewhere_is_not_written_to() {
    let bench = bench().file("a.txt", "one");
    bench.run(["index", "trove"]).done();
    let elsewhere = bench.folder().join("brought");
    std::fs::rename(bench.dossier(), &elsewhere).expect("it is ours");
    let before = std::fs::read(elsewhere.join("ledger.sqlite")).expect("it is there");
    bench.run(["verify", "-d", "brought"]).done();
    bench.run(["manifest", "-d", "brought"]).done();
    assert_eq!(std::fs::read(elsewhere.join("ledger.sqlite")).expect("it is there"), before);
}

#[test]
fn the_chain_can_be_made_again_from_what_is_printed() {
    let bench = bench().file("a.txt", "one");
    bench.run(["index", "trove"]).done();
    bench.run(["tag", "a.txt", "key"]).done();
    let mut previous = "0".repeat(64);
    for line in bench.run(["log", "--json"]).done().lines() {
        let line = json(line);
        let of = |name: &str| line[name].as_str().expect("it is a text").to_owned();
        let (kind, words) = (of("kind"), item::escape(of("text").as_bytes()));
        let hashed =
            format!("dossier-log 1\n{previous}\n{}\n{kind}\n{words}\n", line["nanoseconds"]);
        previous = fixity::of(hashed.as_bytes(), &[]).sha256.to_string();
        assert_eq!(previous, of("hash"));
    }
}

#[test]
fn what_leaves_as_a_list_a_page_or_a_file_stands_in_the_log_without_what_was_asked() {
    let bench = bench().file("a.txt", "Ivan Pestrikov, 12 May 2020").file("b.txt", "a letter");
    bench.write("../names.txt", "Ivan Pestrikov\n");
    bench.run(["index", "trove"]).done();
    let commands: [(&[&str], Option<&str>); 11] = [
        (&["search", "Pestrikov", "--csv"], Some("hits of a search as csv")),
        (&["search", "Pestrikov", "--jsonl"], Some("hits of a search as jsonl")),
        (&["show", "a.txt", "--original"], Some("an original")),
        (&["search", "Pestrikov"], None),
        (&["search", "Pestrikov", "--json"], None),
        (&["batch", "names.txt", "--format", "csv"], Some("a list, asked line by line, as csv")),
        (&["batch", "names.txt"], None),
        (&["batch", "names.txt", "-o", "batch.txt"], Some("a list, asked line by line, as table")),
        (&["watch", "names.txt", "--format", "csv"], Some("what is new of a list as csv")),
        (&["timeline", "--format", "csv"], Some("a timeline as csv")),
        (&["timeline", "--format", "json", "-o", "t.json"], Some("a timeline as json")),
    ];
    let exported = || {
        let log = bench.run(["log", "--json"]).done();
        let lines: Vec<_> = log.lines().map(json).collect();
        let lines = lines.iter().filter(|line| line["kind"] == "exported");
        lines.map(|line| line["text"].as_str().expect("it is a text").to_owned()).collect()
    };
    let mut expected: Vec<String> = Vec::new();
    for (command, words) in commands {
        bench.run(command).done();
        expected.extend(words.map(str::to_owned));
        let found: Vec<String> = exported();
        assert_eq!(found, expected, "{command:?}");
    }
    assert_eq!(bench.run(["verify", "--self"]).status, 0, "it stays sealed");
}
