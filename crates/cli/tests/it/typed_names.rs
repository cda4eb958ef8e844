//! A name that is typed as words is asked for as a name, too.

use crate::{bench, column, json};

fn indexed() -> testkit::Bench {
    let bench = bench()
        .file("en.txt", "A letter of Andrey Shcherbakov.")
        .file("ar.txt", "حضر أندريه شيرباكوف الاجتماع.")
        .file("other.txt", "The weather in Andorra.");
    bench.run(["index", "trove", "-d", "d.dossier"]).done();
    bench
}

#[test]
fn a_name_that_finds_nothing_as_typed_is_answered_in_every_script() {
    let bench = indexed();
    let answer =
        json(&bench.run(["search", "-d", "d.dossier", "--json", "Щербаков Андрей"]).done());
    let name = &answer["as_name"];
    assert_eq!(answer["items"], 0);
    assert_eq!(name["query"], "name:\"Щербаков Андрей\"");
    let hits = name["hits"].as_array().expect("hits of the name are shown");
    let mut found: Vec<&str> = hits.iter().filter_map(|hit| hit["locator"].as_str()).collect();
    found.sort_unstable();
    assert_eq!(found, ["ar.txt", "en.txt"]);
    let page = bench.run(["search", "-d", "d.dossier", "Щербаков Андрей"]).done();
    let first = "0 hits as typed, 2 as a name in any script: name:\"Щербаков Андрей\"";
    assert_eq!(page.lines().next(), Some(first));
    let list = bench.run(["search", "-d", "d.dossier", "--jsonl", "Щербаков Андрей"]);
    assert!(list.err.contains(first), "{}", list.err);
    assert_eq!((list.status, list.out.as_str()), (0, ""));
}

#[test]
fn words_that_find_something_as_typed_are_counted_as_a_name_beside() {
    let bench = indexed();
    let answer = json(&bench.run(["search", "-d", "d.dossier", "--json", "Shcherbakov"]).done());
    assert_eq!((&answer["items"], &answer["as_name"]["items"]), (&1.into(), &2.into()));
    assert_eq!(answer["as_name"]["hits"], serde_json::json!([]));
    let plain = bench.run(["search", "-d", "d.dossier", "--jsonl", "Shcherbakov"]).done();
    assert_eq!(column(&plain, "locator"), ["en.txt"]);
}

#[test]
fn what_is_no_name_is_asked_for_as_typed_alone() {
    let bench = indexed();
    for query in [
        "weather",
        "name:Shcherbakov",
        "\"Щербаков Андрей\"",
        "letter OR weather",
        "nothing at all 7",
    ] {
        let answer = bench.run(["search", "-d", "d.dossier", "--json", query]);
        assert!(json(&answer.out)["as_name"].is_null(), "{query}: {}", answer.out);
    }
}
