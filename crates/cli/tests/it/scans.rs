//! Text is read off the scans of the bundled leak, where tesseract is installed.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use testkit::Bench;

use crate::{bench, column, json};

/// A trove with scans of the bundled leak; nothing where tesseract is not installed.
#[expect(clippy::print_stderr, reason = "whoever runs the tests is to see it")]
fn scans(test: &str) -> Option<Bench> {
    let Ok(engine) = sandbox::engine::tesseract() else {
        eprintln!("SKIPPED {test}: tesseract is not installed");
        return None;
    };
    for language in ["eng", "fra", "spa"] {
        if !engine.languages.iter().any(|name| name == language) {
            eprintln!("SKIPPED {test}: tesseract has no language {language}");
            return None;
        }
    }
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/trove/scans");
    let bench = bench();
    for name in
        ["scan 0001.png", "scan 0002.tif", "scan 0005.bmp", "scan 0008.jp2", "scanned annex.docx"]
    {
        bench.write(name, std::fs::read(from.join(name)).expect("the bundled leak has it"));
    }
    Some(bench)
}

fn index(bench: &Bench, more: &[&str]) -> Value {
    let arguments = [&["index", "trove", "--json", "--ocr", "auto"], more].concat();
    json(&bench.run(arguments).done())
}

fn found(bench: &Bench, query: &str) -> Vec<String> {
    let hits = json(&bench.run(["search", query, "--json", "--duplicates", "show"]).out);
    let hits = hits["hits"].as_array().cloned().unwrap_or_default();
    let mut found: Vec<String> =
        hits.iter().map(|hit| hit["locator"].as_str().unwrap_or_default().to_owned()).collect();
    found.sort();
    found
}

const ORANGE: [&str; 3] =
    ["scan 0002.tif", "scan 0008.jp2", "scanned annex.docx!/word/media/image1.png"];

#[test]
fn scans_are_found_by_what_stands_in_them() {
    let Some(bench) = scans("scans_are_found_by_what_stands_in_them") else { return };
    let summary = index(&bench, &[]);
    assert_eq!(summary["outcomes"]["partial"], 0, "{summary}");
    assert_eq!(found(&bench, "layer:ocr notice:orange-notice date:2024-06-19"), ORANGE);
    assert_eq!(found(&bench, "control:A-11903/12-2019 notice:red-diffusion"), ["scan 0001.png"]);
    assert_eq!(found(&bench, "notice:purple-notice"), ["scan 0005.bmp"]);
    let shown = bench.run(["show", "scan 0001.png", "--metadata"]).done();
    assert!(shown.contains("ocr-engine") && shown.contains("(eng)"), "{shown}");
    assert!(shown.contains("ocr-confidence"), "{shown}");
}

#[test]
fn scans_are_found_by_how_sure_the_engine_was_of_their_words() {
    let Some(bench) = scans("scans_are_found_by_how_sure_the_engine_was_of_their_words") else {
        return;
    };
    index(&bench, &[]);
    let shown = json(&bench.run(["show", "scan 0001.png", "--json"]).done());
    let stated = shown["metadata"]["ocr-confidence"][0].as_str().expect("it was read");
    let confidence: u32 = stated.parse().expect("a number of percent");
    let is_found = |query: String| found(&bench, &query).contains(&"scan 0001.png".to_owned());
    assert!(is_found(format!("ocr.conf:{confidence}")));
    assert!(is_found(format!("ocr.conf:0..{confidence}")));
    assert!(!is_found(format!("ocr.conf:<{confidence}")));
    assert!(!is_found(format!("ocr.conf:>{confidence}")));
    assert_eq!(found(&bench, "ocr.conf:*").len(), 5);
}

#[test]
fn what_waits_is_read_once_the_engine_is_there_and_no_picture_twice() {
    let Some(bench) = scans("what_waits_is_read_once_the_engine_is_there_and_no_picture_twice")
    else {
        return;
    };
    let without = json(&bench.run(["index", "trove", "--json", "--ocr", "off"]).done());
    assert_eq!(
        (&without["outcomes"]["partial"], &without["pictures_read"]),
        (&5.into(), &0.into())
    );
    let with = index(&bench, &["--retry", "awaiting-ocr"]);
    assert_eq!((&with["outcomes"]["partial"], &with["pictures_read"]), (&0.into(), &5.into()));
    assert_eq!(found(&bench, "notice:orange-notice"), ORANGE);
    let again = index(&bench, &["--full"]);
    assert_eq!((&again["outcomes"]["partial"], &again["pictures_read"]), (&0.into(), &0.into()));
    assert_eq!(
        (&again["items_root"], &again["files_root"]),
        (&with["items_root"], &with["files_root"])
    );
    assert_eq!(found(&bench, "notice:orange-notice"), ORANGE);
}

#[test]
fn a_run_that_is_killed_while_it_reads_pictures_is_taken_up_again() {
    let Some(bench) = scans("a_run_that_is_killed_while_it_reads_pictures_is_taken_up_again")
    else {
        return;
    };
    for wait in [400, 900, 1_400] {
        let mut child = bench
            .command()
            .args(["index", "trove", "--ocr", "auto", "--jobs", "1"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().expect("it can be killed");
        child.wait().expect("it can be reaped");
    }
    let summary = index(&bench, &[]);
    assert_eq!(summary["outcomes"]["partial"], 0, "{summary}");
    assert_eq!(found(&bench, "notice:orange-notice"), ORANGE);
    let listed = bench.run(["items", "--json"]).done();
    assert_eq!(column(&listed, "locator").len() as u64, summary["items"].as_u64().unwrap_or(0));
}

#[test]
fn a_language_that_the_engine_lacks_is_refused() {
    let Some(bench) = scans("a_language_that_the_engine_lacks_is_refused") else { return };
    let refused = bench.run(["index", "trove", "--ocr", "auto", "--ocr-languages", "eng+tlh"]);
    assert!(refused.failed(2).contains("no language `tlh`"));
    let shown = index(&bench, &["--ocr-languages", "eng"]);
    assert_eq!(shown["outcomes"]["partial"], 0);
}
