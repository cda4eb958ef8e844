//! What was hidden, and what is there twice.

use std::path::Path;

use crate::{bench, column, lines};

#[test]
fn what_was_struck_out_or_hidden_in_the_bundled_leak_is_listed_with_who_and_when() {
    let bench = bench();
    let trove = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/trove");
    let trove = trove.to_str().expect("the path is UTF-8");
    bench.run(["index", trove, "-d", "leak.dossier", "--ocr", "off"]).done();
    let draft = ["report", "hidden", "--query", "path:\"R287.20/decision draft.docx\"", "--json"];
    let rows = lines(&bench.run(draft).done());
    let struck = rows.iter().find(|row| row["layer"] == "deleted").expect("it is listed");
    assert_eq!(struck["author"], "A. Weber");
    assert_eq!(struck["date"], "2021-04-20T10:00:00Z");
    assert!(
        struck["text"].as_str().is_some_and(|text| text.contains("shall be suspended")),
        "{struck}"
    );
    assert_eq!(struck["before"], "The Commission therefore decides: ");
    let kinds = column(&bench.run(["report", "hidden", "--json"]).done(), "layer");
    for layer in ["deleted", "comment", "hidden", "under-redaction"] {
        assert!(kinds.iter().any(|kind| kind == layer), "{layer}");
    }
    let boxed = bench.run(["report", "hidden", "--layer", "under-redaction"]).done();
    assert!(boxed.contains("memos/checks blackened.pdf, page 1"), "{boxed}");
    let csv = bench.run(["report", "hidden", "--layer", "comment", "--csv"]).done();
    assert!(csv.starts_with("\u{feff}\"layer\",\"author\",\"date\",\"text\""), "{csv}");
    assert_eq!(bench.run(["report", "hidden", "--layer", "cellar"]).status, 2);
}

#[test]
fn the_same_bytes_are_listed_together_and_nothing_else() {
    let bench = bench();
    for name in ["a.txt", "b.txt", "sub/c.txt"] {
        bench.write(name, "the same");
    }
    bench.write("other.txt", "another");
    bench.run(["index", "trove"]).done();
    let rows = lines(&bench.run(["report", "duplicates", "--json"]).done());
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["locators"], serde_json::json!(["a.txt", "b.txt", "sub/c.txt"]));
    assert_eq!(bench.run(["report", "duplicates", "--csv"]).done().lines().count(), 4);
    assert_eq!(bench.run(["report", "duplicates", "--layer", "body"]).status, 2);
}
