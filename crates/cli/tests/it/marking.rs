//! Tags and notes, put on as a user would.

use crate::{bench, json, lines};

fn indexed() -> testkit::Bench {
    let bench = bench();
    bench.write("one.txt", "A letter on the red notice against Ivan Pestrikov.");
    bench.write("copies/one.txt", "A letter on the red notice against Ivan Pestrikov.");
    bench.write("two.txt", "Another letter, of the lawyer.");
    bench.run(["index", "trove"]).done();
    bench
}

fn found(bench: &testkit::Bench, query: &str) -> Vec<String> {
    let hits = bench.run(["search", query, "--duplicates", "show", "--sort", "locator", "--jsonl"]);
    lines(&hits.out)
        .iter()
        .map(|hit| hit["locator"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn a_tag_is_found_at_once_on_every_copy_and_taken_off_again() {
    let bench = indexed();
    let done = bench.run(["tag", "one.txt", "Page One"]);
    assert!(done.status == 0 && done.err.contains("1 of 1 items tagged"), "{done:?}");
    assert_eq!(found(&bench, "tag:\"page one\""), ["copies/one.txt", "one.txt"]);
    assert!(bench.run(["tag", "one.txt", "Page One"]).err.contains("0 of 1 items tagged"));
    bench.run(["tag", "--query", "lawyer", "later"]).done();
    assert_eq!(found(&bench, "tag:later"), ["two.txt"]);
    // A copy that is tagged by itself keeps the tag where it is changed.
    assert!(bench.run(["tag", "copies/one.txt", "Page One"]).err.contains("1 of 1 items tagged"));
    bench.run(["untag", "copies/one.txt", "Page One"]).done();
    assert!(found(&bench, "tag:\"page one\"").is_empty());
    assert_eq!(found(&bench, "letter -tag:later").len(), 2);
}

#[test]
fn a_note_stands_on_words_that_are_there_and_is_found_by_its_own() {
    let bench = indexed();
    let quote = ["--quote", "Ivan Pestrikov", "--as", "Ana"];
    bench.run(["note", "one.txt", "Ask Brandt for the original"].into_iter().chain(quote)).done();
    assert_eq!(found(&bench, "note:brandt"), ["copies/one.txt", "one.txt"]);
    let shown = bench.run(["show", "one.txt"]).done();
    assert!(shown.contains("one.txt: “Ivan Pestrikov” Ask Brandt for the original  ("), "{shown}");
    assert!(shown.contains(", Ana)"), "{shown}");
    let wrong = bench.run(["note", "one.txt", "x", "--quote", "Nobody"]);
    assert!(wrong.status == 2 && wrong.err.contains("do not stand there"), "{wrong:?}");
    bench.run(["note", "--remove", "1"]).done();
    assert!(found(&bench, "note:brandt").is_empty());
    assert_eq!(bench.run(["note", "--remove", "1"]).status, 2);
}

#[test]
fn marks_outlive_a_change_a_move_and_a_new_index() {
    let bench = indexed();
    bench.run(["tag", "two.txt", "key"]).done();
    bench.write("two.txt", "Another letter, of another lawyer.");
    bench.write("moved/two.txt", "Another letter, of the lawyer.");
    bench.run(["index", "trove"]).done();
    assert_eq!(found(&bench, "tag:key"), ["moved/two.txt", "two.txt"]);
    std::fs::remove_dir_all(bench.folder().join("trove.dossier/index")).expect("it is there");
    bench.run(["index", "trove"]).done();
    assert_eq!(found(&bench, "tag:key"), ["moved/two.txt", "two.txt"]);
}

#[test]
fn a_colleague_takes_over_what_is_not_there_yet() {
    let bench = indexed();
    bench.run(["tag", "one.txt", "key", "--as", "Ana"]).done();
    bench.run(["note", "two.txt", "see page 3"]).done();
    let listed = bench.run(["notes", "--json"]).done();
    std::fs::write(bench.folder().join("ana.jsonl"), &listed).expect("the folder is writable");
    bench.run(["index", "trove", "-d", "other.dossier"]).done();
    let import = ["notes", "--import", "ana.jsonl", "-d", "other.dossier"];
    let taken = bench.run(import);
    assert!(taken.status == 0 && taken.err.contains("2 taken over, 0 there already"), "{taken:?}");
    assert!(bench.run(import).err.contains("0 taken over, 2 there already"));
    let other = bench.run(["notes", "--json", "-d", "other.dossier"]).done();
    assert_eq!(lines(&other), lines(&listed));
    assert_eq!(json(other.lines().next().unwrap_or_default())["author"], "Ana");
    std::fs::write(
        bench.folder().join("bad.jsonl"),
        "{\"locator\": \"nowhere\", \"tag\": \"x\"}\n",
    )
    .expect("it is writable");
    let missing = bench.run(["notes", "--import", "bad.jsonl", "-d", "other.dossier"]);
    let wrong = "{\"locator\": \"one.txt\", \"note\": \"x\", \"quote\": \"not there\"}\n";
    std::fs::write(bench.folder().join("wrong.jsonl"), wrong).expect("it is writable");
    let refused = bench.run(["notes", "--import", "wrong.jsonl", "-d", "other.dossier"]);
    assert!(refused.status == 2 && refused.err.contains("line 1 of `wrong.jsonl`"), "{refused:?}");
    assert!(missing.status == 1 && missing.err.contains("no such item: nowhere"), "{missing:?}");
}

#[test]
fn what_no_query_could_name_is_refused_as_a_tag_and_as_a_list() {
    let bench = bench().file("one.txt", "A letter.");
    bench.run(["index", "trove"]).done();
    for name in ["the \"key\"", "«ключ»", "the ‟key", "ключ＂"] {
        let refused = bench.run(["tag", "one.txt", name]).failed(2);
        assert!(refused.contains("holds no quotes"), "{refused}");
        let refused = bench.run(["list", name, "one.txt"]).failed(2);
        assert!(refused.contains("holds no quotes"), "{refused}");
    }
}
