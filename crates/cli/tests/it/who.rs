//! One person once, asked as a user would.

use std::path::Path;

use serde_json::Value;

use crate::{bench, json};

fn persons(answer: &Value) -> &Vec<Value> {
    answer["persons"].as_array().expect("persons are a list")
}

#[test]
fn namesakes_are_apart_and_what_could_be_either_is_joined_to_neither() {
    let bench = bench();
    bench.write("one.txt", "The bureau seeks Igor Terekhin, born 9 April 1974.");
    bench.write("two.txt", "Задержан Терехин Игорь Павлович, 09.04.1974 г.р.");
    bench.write("three.txt", "Допрошен Терехин Игорь Олегович, 02.01.1981 г.р.");
    bench.write("four.txt", "A letter of Igor Terekhin came.");
    bench.run(["index", "trove"]).done();
    let answer = json(&bench.run(["who", "Igor Terekhin", "--json"]).done());
    let found = persons(&answer);
    assert_eq!(found.len(), 2, "{answer:#}");
    assert_eq!(found[0]["born"], serde_json::json!(["1974-04-09"]));
    assert_eq!(found[0]["papers"], 2);
    let of_papers = found[0]["of_papers"].to_string();
    assert!(of_papers.contains("one.txt") && of_papers.contains("two.txt"), "{of_papers}");
    assert_eq!(found[1]["born"], serde_json::json!(["1981-01-02"]));
    assert_eq!(found[1]["apart"][0]["other"], 1);
    assert_eq!(answer["unclear"][0]["form"], "Igor Terekhin");
    let shown = bench.run(["who", "Терехин Игорь"]).done();
    assert!(shown.contains("1. ") && shown.contains("could be several of them:"), "{shown}");
    assert!(shown.contains("not 2: ") && shown.contains("   in three.txt"), "{shown}");
}

#[test]
fn the_person_of_the_bundled_trove_is_one() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let truth = std::fs::read_to_string(fixtures.join("truth.json")).expect("it is there");
    let person = &json(&truth)["story"]["person"];
    let bench = bench();
    let trove = fixtures.join("trove");
    bench.run(["index", trove.to_str().expect("the path is UTF-8")]).done();
    for script in ["latin", "cyrillic"] {
        let name = person[script].as_str().expect("a name");
        let answer = json(&bench.run(["who", name, "--json"]).done());
        let found = persons(&answer);
        assert_eq!(found.len(), 1, "{answer:#}");
        assert_eq!(found[0]["born"], serde_json::json!([person["born"]]), "{name}");
        assert_eq!(found[0]["names"].as_array().map(Vec::len), Some(3), "{answer:#}");
        assert_eq!(answer["unclear"], serde_json::json!([]), "{name}");
    }
}
