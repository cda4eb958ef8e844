//! `bench` measures, checks what it found, and leaves nothing behind.

use std::path::Path;

use crate::{bench, json};

/// A trove with a folder for throw-away dossiers beside it.
fn with_scratch() -> testkit::Bench {
    let bench = bench()
        .file("note.txt", "Interpol published a Red Notice against Ivan Pestrikov.")
        .file("page.html", "<p>one<p>two")
        .file("empty.txt", "");
    std::fs::create_dir(bench.folder().join("scratch")).expect("the folder is writable");
    bench
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.expect("the folder is readable").file_name().into_string().expect("names are UTF-8")
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}

#[test]
fn figures_by_stage_and_format_come_out_and_nothing_stays() {
    let bench = with_scratch();
    let before = names(&bench.trove());
    let report = json(&bench.run(["bench", "trove", "--scratch", "scratch", "--json"]).done());
    assert_eq!(report["files"], 3);
    assert_eq!(report["items"], 3);
    assert_eq!(report["outcomes"]["extracted"], 2);
    assert!(report["cpu"]["all"].as_f64().expect("a number") > 0.0);
    assert!(report["memory"]["parent_peak"].as_u64().expect("a number") > 1_000_000);
    let stages: Vec<_> = report["stages"].as_array().expect("a list").iter().collect();
    let named = |name: &str| stages.iter().find(|line| line["stage"] == name).expect("a stage");
    for stage in ["walk", "read and digest", "extract", "recognise", "store", "ledger"] {
        assert!(named(stage)["cpu_seconds"].as_f64().expect("a number") > 0.0, "{stage}");
    }
    let shares: f64 = stages.iter().filter_map(|line| line["share"].as_f64()).sum();
    assert!((0.9..1.1).contains(&shares), "{shares}");
    let html = report["formats"].as_array().expect("a list").iter();
    let html = html.clone().find(|line| line["format"] == "html").expect("a line of HTML");
    assert_eq!((&html["contents"], &html["bytes"]), (&1.into(), &12.into()));
    assert!(html["baseline_seconds"].as_f64().expect("a library reads HTML") > 0.0);
    assert!(report["baseline"]["ratio"].as_f64().expect("a number") > 0.0);
    assert!(report["check"].is_null());
    assert_eq!(names(&bench.folder().join("scratch")), Vec::<String>::new());
    assert_eq!(names(&bench.trove()), before);
    assert_eq!(names(bench.folder()), ["scratch", "standard-input", "trove"]);
}

#[test]
fn what_is_known_of_a_made_up_trove_is_found() {
    let bench = with_scratch();
    let arguments =
        ["bench", "--synthetic", "150", "--scratch", "scratch", "--json", "--no-baseline"];
    let report = json(&bench.run(arguments).done());
    assert_eq!(report["files"], 150);
    assert_eq!(report["check"]["ok"], true, "{:#}", report["check"]);
    assert!(report["check"]["needles"].as_u64().expect("a number") > 50);
    assert!(report["check"]["mentions"].as_u64().expect("a number") > 500);
    assert!(report["baseline"].is_null());
    assert_eq!(names(&bench.folder().join("scratch")), Vec::<String>::new());
}

#[test]
fn a_made_up_trove_is_kept_where_asked_and_nothing_is_written_over() {
    let bench = with_scratch();
    let arguments =
        ["bench", "--synthetic", "5", "--keep", "kept", "--scratch", "scratch", "--no-baseline"];
    let printed = bench.run(arguments).done();
    assert!(printed.contains("all is as it is known"), "{printed}");
    assert_eq!(names(&bench.folder().join("kept")), ["trove", "truth.json"]);
    let again = bench.run(arguments).failed(2);
    assert!(again.contains("`kept` is not empty"), "{again}");
}

#[test]
fn a_throw_away_dossier_in_the_trove_is_refused() {
    let bench = with_scratch();
    let before = names(&bench.trove());
    let refused = bench.run(["bench", "trove", "--scratch", "trove"]).failed(2);
    assert!(refused.contains("lies inside the trove"), "{refused}");
    assert_eq!(names(&bench.trove()), before);
}

#[test]
fn without_a_trove_there_is_nothing_to_measure() {
    assert!(bench().run(["bench"]).failed(2).contains("TROVE"));
}
