//! Again on the same dossier: only what is new or changed.

use std::fs;

use crate::{bench, column, json, lines};

fn counts(summary: &serde_json::Value) -> [u64; 4] {
    ["new", "changed", "unchanged", "gone"].map(|key| summary[key].as_u64().expect("a count"))
}

#[test]
fn a_second_run_finds_everything_unchanged() {
    let bench =
        bench().file("a.txt", "one").file("b.eml", "From: a@example.org\nSubject: x\n\nbody\n");
    assert_eq!(counts(&json(&bench.run(["index", "trove", "--json"]).done())), [2, 0, 0, 0]);
    let before = bench.run(["items", "--json"]).done();
    let summary = json(&bench.run(["index", "trove", "--json"]).done());
    assert_eq!(counts(&summary), [0, 0, 2, 0]);
    assert_eq!(bench.run(["items", "--json"]).done(), before);
}

#[test]
fn new_changed_and_gone_files_are_told_apart() {
    let bench =
        bench().file("stays.txt", "stays").file("changes.txt", "before").file("goes.txt", "goes");
    bench.run(["index", "trove"]).done();
    bench.write("changes.txt", "afterwards");
    bench.write("comes.txt", "comes");
    fs::remove_file(bench.trove().join("goes.txt")).expect("the file is there");
    let summary = json(&bench.run(["index", "trove", "--json"]).done());
    assert_eq!(counts(&summary), [1, 1, 1, 1]);
    assert_eq!(bench.run(["search", "before"]).status, 1);
    assert_eq!(bench.run(["search", "goes"]).status, 1);
    bench.run(["search", "afterwards"]).done();
    bench.run(["search", "comes"]).done();
    assert_eq!(
        column(&bench.run(["items", "--json"]).done(), "locator"),
        ["changes.txt", "comes.txt", "stays.txt"]
    );
}

#[test]
fn a_file_that_comes_back_is_listed_again() {
    let bench = bench().file("a.txt", "back and forth").file("b.txt", "b");
    bench.run(["index", "trove"]).done();
    fs::rename(bench.trove().join("a.txt"), bench.folder().join("away"))
        .expect("the folder is writable");
    bench.run(["index", "trove"]).done();
    fs::rename(bench.folder().join("away"), bench.trove().join("a.txt"))
        .expect("the folder is writable");
    bench.run(["index", "trove"]).done();
    bench.run(["search", "forth"]).done();
    assert_eq!(lines(&bench.run(["items", "--json"]).done()).len(), 2);
}

#[test]
fn a_member_of_a_changed_container_that_is_no_more_is_gone() {
    let mail = |annex: &str| {
        format!(
            "From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nbody\n--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename={annex}\n\n{annex} text\n--b--\n"
        )
    };
    let bench = bench().file("m.eml", mail("one.txt"));
    bench.run(["index", "trove"]).done();
    bench.write("m.eml", mail("two.txt"));
    let summary = json(&bench.run(["index", "trove", "--json"]).done());
    assert_eq!(counts(&summary), [1, 1, 0, 1]);
    assert_eq!(
        column(&bench.run(["items", "--json"]).done(), "locator"),
        ["m.eml", "m.eml!/two.txt"]
    );
}

#[test]
fn threads_do_not_change_the_dossier() {
    let bench = bench();
    for number in 0..40 {
        bench.write(
            format!("{number}/{number}.txt"),
            format!("Red Notice number {number} for NCB Paris of 12 May 20{:02}", number % 20),
        );
        bench.write(format!("{number}/same.txt"), "the same everywhere");
    }
    bench.run(["index", "trove", "--jobs", "1", "-d", "killed.dossier"]).done();
    bench.run(["index", "trove", "--jobs", "8", "-d", "unbroken.dossier"]).done();
    let manifest = |dossier: &str| {
        fs::read(bench.folder().join(dossier).join("manifest")).expect("the manifest is there")
    };
    assert_eq!(manifest("killed.dossier"), manifest("unbroken.dossier"));
    assert_eq!(
        testkit::kills::dump(&bench, "killed.dossier"),
        testkit::kills::dump(&bench, "unbroken.dossier")
    );
}

#[test]
fn unchanged_times_are_trusted_only_when_told_to() {
    let bench = bench().file("a.txt", "honest");
    bench.run(["index", "trove"]).done();
    let path = bench.trove().join("a.txt");
    let times =
        fs::metadata(&path).and_then(|metadata| metadata.modified()).expect("the file is there");
    fs::write(&path, "forged").expect("the trove is writable");
    fs::File::options()
        .write(true)
        .open(&path)
        .and_then(|file| file.set_modified(times))
        .expect("times can be set");
    let trusting = json(&bench.run(["index", "trove", "--trust-times", "--json"]).done());
    assert_eq!(counts(&trusting), [0, 0, 1, 0]);
    let reading = json(&bench.run(["index", "trove", "--json"]).done());
    assert_eq!(counts(&reading), [0, 1, 0, 0]);
}

#[test]
fn full_redoes_everything_and_ends_alike() {
    let bench = bench().file("a.txt", "one").file("b.txt", "two");
    bench.run(["index", "trove"]).done();
    let before = bench.run(["items", "--json"]).done();
    bench.run(["index", "trove", "--full"]).done();
    assert_eq!(bench.run(["items", "--json"]).done(), before);
}
