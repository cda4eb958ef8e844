//! Every kind of the table, from the text that names it to the search that finds it.

use std::path::Path;

use item::kind::{KINDS, Matching};

use crate::{bench, column, json};

/// Returns texts that name something of a kind, each with the one normal form that is expected.
fn cases(kind: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../entities/tests/it/cases");
    let path = folder.join(format!("{kind}.tsv"));
    let cases = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("`{kind}` has no cases: {error}"));
    let cases = cases.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let cases = cases.filter_map(|line| line.split_once('\t'));
    let one = cases.filter(|(normal, _)| *normal != "-" && !normal.contains(';'));
    let plain = |text: &str| text.replace("[[", "").replace("]]", "").replace("\\n", "\n");
    one.map(|(normal, text)| (normal.to_owned(), plain(text))).take(4).collect()
}

#[test]
fn what_is_recognised_of_every_kind_is_found_by_its_field_and_counted_as_a_facet() {
    let mut bench = bench();
    for kind in KINDS {
        for (at, (_, text)) in cases(kind.id).iter().enumerate() {
            bench = bench.file(format!("{}-{at}.txt", kind.id), text);
        }
    }
    bench.run(["index", "trove", "-d", "d.dossier"]).done();
    for kind in KINDS {
        let id = kind.id;
        let any =
            bench.run(["search", "-d", "d.dossier", "--json", "--facets", id, &format!("{id}:*")]);
        let answer = json(&any.done());
        assert_eq!(answer["warnings"], serde_json::json!([]), "{id}:*");
        let values = answer["facets"][id].as_array().map_or(0, Vec::len);
        // Facets count spellings of a body or a place each by itself.
        let by_form = matches!(kind.matching, Matching::Body | Matching::Place);
        let by_form = if by_form { &["--forms"][..] } else { &[] };
        let list = ["entities", "-d", "d.dossier", id, "--json"];
        let listed = bench.run(list.iter().chain(by_form)).done();
        assert_eq!(json(&listed).as_array().map(Vec::len), Some(values), "{id}");
        for (at, (normal, text)) in cases(id).iter().enumerate() {
            let query = format!("{id}:\"{normal}\"");
            let found = bench.run(["search", "-d", "d.dossier", "--jsonl", &query]).done();
            let file = format!("{id}-{at}.txt");
            let locators = column(&found, "locator");
            assert!(locators.contains(&file), "{query} does not find {text:?}: {locators:?}");
        }
    }
}
