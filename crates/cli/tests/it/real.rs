//! The main job on files that nobody here made.

use crate::json;

#[test]
fn real_material_is_indexed_whole() {
    let Some(corpora) = testkit::corpora("real_material_is_indexed_whole") else { return };
    let bench = crate::bench();
    let corpora = corpora.to_str().expect("the path is UTF-8");
    let printed = bench.run(["index", corpora, "-d", "real.dossier", "--ocr", "off", "--json"]);
    assert!(!printed.err.contains("panicked"), "{}", printed.err);
    let summary = json(&printed.done());
    let counted: u64 = summary["outcomes"]
        .as_object()
        .expect("an object")
        .values()
        .filter_map(serde_json::Value::as_u64)
        .sum();
    assert_eq!(summary["items"], counted);
    let listed = bench.run(["items", "-d", "real.dossier", "--json"]).done();
    let listed = crate::lines(&listed);
    let on_disk = listed.iter().filter(|item| item["parent"].is_null());
    assert_eq!(on_disk.clone().count(), 2013);
    let with_text = on_disk.filter(|item| item["text_bytes"].as_u64() > Some(0)).count();
    assert!(with_text >= 1600, "text from {with_text} files");
    let again =
        json(&bench.run(["index", corpora, "-d", "real.dossier", "--ocr", "off", "--json"]).done());
    assert_eq!(again["unchanged"], summary["items"]);
    assert_eq!(again["items_root"], summary["items_root"]);
}
