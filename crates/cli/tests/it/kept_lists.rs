//! Lists whose items stand in an order, with remarks, and acts that are taken back.

use testkit::Bench;

use crate::{bench, column, json, lines};

fn three() -> Bench {
    let bench = bench()
        .file("a.txt", "alpha PESTRIKOV Ivan")
        .file("b.txt", "beta PESTRIKOV Ivan")
        .file("c.txt", "gamma PESTRIKOV Ivan")
        .file("copies/c.txt", "gamma PESTRIKOV Ivan");
    bench.run(["index", "trove"]).done();
    bench
}

fn order(bench: &Bench) -> Vec<String> {
    column(&bench.run(["list", "story", "--json"]).out, "locator")
}

#[test]
fn items_stand_where_they_are_put_each_with_its_remark() {
    let bench = three();
    bench.run(["list", "story", "c.txt", "a.txt"]).done();
    assert_eq!(order(&bench), ["c.txt", "a.txt"]);
    bench.run(["list", "story", "b.txt", "--before", "a.txt", "--remark", "the proof"]).done();
    assert_eq!(order(&bench), ["c.txt", "b.txt", "a.txt"]);
    bench.run(["list", "story", "a.txt", "--first"]).done();
    bench.run(["list", "story", "c.txt", "--after", "b.txt", "--remark", "opens"]).done();
    assert_eq!(order(&bench), ["a.txt", "b.txt", "c.txt"]);
    // A copy is the same paper, and what is said again changes nothing but the remark.
    bench.run(["list", "story", "copies/c.txt", "--remark", "ends"]).done();
    assert_eq!(order(&bench), ["a.txt", "b.txt", "c.txt"]);
    let printed = bench.run(["list", "story"]).done();
    assert_eq!(printed, "   1  a.txt\n   2  b.txt: the proof\n   3  c.txt: ends\n");
    assert_eq!(bench.run(["list"]).done(), "     3  story\n");
    bench.run(["list", "story", "b.txt", "--remove"]).done();
    assert_eq!(order(&bench), ["a.txt", "c.txt"]);
    let refused = bench.run(["list", "story", "a.txt", "--before", "b.txt"]).failed(2);
    assert!(refused.contains("is not on the list"), "{refused}");
    assert_eq!(bench.run(["list", "other"]).status, 1);
}

#[test]
fn a_list_is_found_exported_and_shown_in_its_order() {
    let bench = three();
    bench.run(["list", "My Story", "c.txt", "--remark", "opens <it>"]).done();
    bench.run(["list", "My Story", "a.txt"]).done();
    let query = "list:\"my story\"";
    let found = json(&bench.run(["search", query, "--json"]).done());
    let hits = found["hits"].as_array().expect("they are a list");
    let locators: Vec<_> = hits.iter().map(|hit| hit["locator"].as_str()).collect();
    assert_eq!(locators, [Some("c.txt"), Some("a.txt")]);
    assert_eq!(hits[0]["remark"], "opens <it>");
    let csv = bench.run(["export", "--format", "csv", "--query", query]).done();
    let rows: Vec<&str> = csv.lines().collect();
    assert!(rows[1].contains("My Story: opens <it>") && rows[1].contains("\"c.txt\""), "{csv}");
    assert!(rows[3].contains("\"a.txt\""), "{csv}");
    let html = bench.run(["export", "--format", "html", "--query", query]).done();
    let (first, second) = (html.find("1. c.txt"), html.find("2. a.txt"));
    assert!(first.is_some() && second.is_some(), "{html}");
    assert!(html.contains("list My Story: opens &lt;it&gt;"), "{html}");
    bench.run(["export", "--format", "docx", "--query", query, "-o", "story.docx"]).done();
    let docx = bench.run(["extract", "story.docx"]).done();
    let at = |words: &str| docx.find(words).unwrap_or_else(|| panic!("{words}: {docx}"));
    assert!(at("1. c.txt") < at("2. a.txt"));
    at("list My Story: opens <it>");
}

#[test]
fn a_list_is_handed_to_a_colleague_and_what_differs_is_reported() {
    let bench = three();
    bench.run(["list", "story", "c.txt", "a.txt", "--remark", "see", "--as", "Ann"]).done();
    let mine = bench.run(["notes", "--json"]).done();
    std::fs::write(bench.folder().join("mine.jsonl"), &mine).expect("it is writable");
    bench.run(["index", "trove", "-d", "hers"]).done();
    bench.run(["list", "story", "a.txt", "--remark", "other", "-d", "hers"]).done();
    let taken = bench.run(["notes", "--import", "mine.jsonl", "-d", "hers"]);
    assert_eq!(taken.status, 1, "{taken:?}");
    assert!(
        taken.err.contains("remarked otherwise here, and left so: list story  a.txt: see"),
        "{taken:?}"
    );
    let hers = lines(&bench.run(["list", "story", "--json", "-d", "hers"]).done());
    let shown: Vec<_> =
        hers.iter().map(|line| (line["locator"].as_str(), line["remark"].as_str())).collect();
    assert_eq!(shown, [(Some("a.txt"), Some("other")), (Some("c.txt"), Some("see"))]);
    assert_eq!(hers[1]["author"], "Ann");
}

#[test]
fn many_items_are_put_on_a_list_at_once_and_taken_back_as_one_act() {
    const ITEMS: usize = 400;
    let bench = bench();
    for number in 0..ITEMS {
        bench.write(format!("{number}.txt"), format!("alpha {number}"));
    }
    bench.run(["index", "trove"]).done();
    let ledger = bench.dossier().join("ledger.sqlite");
    let size = || std::fs::metadata(&ledger).expect("it is there").len();
    let before = size();
    let put = bench.run(["list", "story", "--query", "alpha", "--remark", "look"]);
    assert!(put.err.contains("400 of 400 items"), "{put:?}");
    // What is kept of the act grows with the list, and not with its square.
    assert!(size() - before < (ITEMS as u64) << 11, "{before} {}", size());
    let undone = bench.run(["undo"]).done();
    assert_eq!(
        undone.lines().filter(|line| line.starts_with("taken back  list story")).count(),
        ITEMS
    );
    assert_eq!(bench.run(["list", "story"]).status, 1);
}

#[test]
fn the_last_act_of_an_author_is_taken_back_and_stands_in_the_log() {
    let bench = three();
    let before = bench.run(["notes", "--json"]).out;
    bench.run(["tag", "a.txt", "key", "--as", "Ann"]).done();
    bench.run(["note", "a.txt", "look", "--as", "Ben"]).done();
    bench.run(["list", "story", "c.txt", "b.txt", "--as", "Ann"]).done();
    bench.run(["same", "Ivan Pestrikov", "I. Pestrikov", "--as", "Ann"]).done();
    bench.run(["untag", "a.txt", "key", "--as", "Ann"]).done();
    let would = bench.run(["undo", "--dry-run", "--as", "Ann"]).done();
    assert_eq!(would, "would be taken back  untag key  a.txt\n");
    let undone = [
        "taken back  untag key  a.txt\n",
        "taken back  same Ivan Pestrikov · I. Pestrikov\n",
        "taken back  list story  b.txt\ntaken back  list story  c.txt\n",
        "taken back  tag key  a.txt\n",
    ];
    for wanted in undone {
        assert_eq!(bench.run(["undo", "--as", "Ann"]).done(), wanted);
    }
    let nothing = bench.run(["undo", "--as", "Ann"]);
    assert_eq!(nothing.status, 1, "{nothing:?}");
    assert!(nothing.err.contains("nothing that could be taken back"), "{nothing:?}");
    assert_eq!(bench.run(["undo"]).status, 1, "what others did stays");
    let notes = bench.run(["notes"]).done();
    assert!(notes.lines().count() == 1 && notes.contains("Ben"), "{notes}");
    bench.run(["undo", "--as", "Ben"]).done();
    assert_eq!(bench.run(["notes", "--json"]).out, before);
    assert_eq!(bench.run(["search", "tag:key"]).status, 1);
    let log = bench.run(["log"]).done();
    assert_eq!((log.matches("annotated").count(), log.matches("undone").count()), (5, 5), "{log}");
    bench.run(["log", "--check"]).done();
    bench.run(["verify", "--self"]).done();
}

#[test]
fn what_others_changed_since_is_left_alone() {
    let bench = three();
    bench.run(["tag", "--query", "pestrikov", "key", "--as", "Ann"]).done();
    bench.run(["untag", "a.txt", "key", "--as", "Ben"]).done();
    let undone = bench.run(["undo", "--as", "Ann"]);
    assert_eq!(undone.status, 1, "{undone:?}");
    assert!(
        undone.out.contains("left, since it was changed meanwhile  tag key  a.txt"),
        "{undone:?}"
    );
    assert_eq!(undone.out.matches("taken back").count(), 3, "{undone:?}");
    // Of a list, only what the act put there is taken off again.
    bench.run(["list", "story", "a.txt", "--as", "Ann"]).done();
    bench.run(["list", "story", "b.txt", "--first", "--as", "Ben"]).done();
    bench.run(["undo", "--as", "Ann"]).done();
    assert_eq!(order(&bench), ["b.txt"]);
    assert_eq!(
        bench.run(["search", "list:story", "--json"]).done().matches("\"b.txt\"").count(),
        1
    );
}
