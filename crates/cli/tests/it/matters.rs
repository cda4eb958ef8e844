//! Matters, asked as a user would: those of the bundled trove are as its truth states.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use testkit::Bench;

use crate::{bench, json};

fn texts(list: &Value) -> BTreeSet<String> {
    let all = list.as_array().into_iter().flatten();
    all.map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
}

/// Returns where the papers of a matter stand, copies too.
fn items(matter: &Value) -> BTreeSet<String> {
    let papers = matter["of_papers"].as_array().expect("papers are a list");
    papers
        .iter()
        .flat_map(|paper| {
            let mut items = texts(&paper["copies"]);
            items.insert(paper["locator"].as_str().unwrap_or_default().to_owned());
            items
        })
        .collect()
}

fn bundled() -> (Bench, Value) {
    indexed("")
}

/// Indexes the bundled trove, or another one beside it, and returns it with its truth.
fn indexed(of: &str) -> (Bench, Value) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(of);
    let truth = std::fs::read_to_string(fixtures.join("truth.json")).expect("it is there");
    let bench = bench();
    let trove = fixtures.join("trove");
    bench.run(["index", trove.to_str().expect("the path is UTF-8"), "-d", "leak.dossier"]).done();
    (bench, json(&truth))
}

#[test]
fn the_papers_of_each_matter_of_the_bundled_trove_are_as_the_truth_states() {
    let (bench, truth) = bundled();
    for stated in truth["matters"].as_array().expect("the truth has matters") {
        for number in texts(&stated["control"]) {
            let matter = json(&bench.run(["matter", &number, "--json"]).done());
            // What stands on scans is there where this machine has an engine that reads them.
            let mut found = items(&matter);
            found.retain(|item| !item.starts_with("scans/"));
            let mut stated = texts(&stated["items"]);
            stated.retain(|item| !item.starts_with("scans/"));
            let missing: Vec<_> = stated.difference(&found).collect();
            let wrong: Vec<_> = found.difference(&stated).collect();
            assert!(
                missing.is_empty() && wrong.is_empty(),
                "{number}: {missing:?} are missing, {wrong:?} are of another"
            );
        }
    }
}

#[test]
fn what_happened_in_the_story_is_as_the_truth_states() {
    let (bench, truth) = bundled();
    let stated = truth["matters"][0]["events"].as_array().expect("the story has events");
    let matter = json(&bench.run(["matter", "Ivan Pestrikov", "--json"]).done());
    let found = matter["timeline"].as_array().expect("events are a list");
    let is = |event: &Value, stated: &Value| {
        event["event"] == stated[0] && event["mode"] == stated[1] && event["date"] == stated[2]
    };
    for event in stated {
        let of = found.iter().find(|found| is(found, event));
        let of = of.unwrap_or_else(|| panic!("{event} is not found in {found:#?}"));
        assert!(event[3].is_null() || of["actor"] == event[3], "{event} is {of:#}");
        assert_ne!(of["sources"][0]["text"], "", "{of:#}");
    }
    // Nothing counts as done that was not.
    let weighty =
        ["published", "diffused", "deleted", "suspended", "re-issued", "arrested", "decision"];
    for event in found {
        let is_weighty = weighty.iter().any(|name| event["event"] == *name);
        let is_done = event["mode"] == "done" && !event["date"].is_null();
        let is_stated = stated.iter().any(|stated| is(event, stated));
        assert!(!is_weighty || !is_done || is_stated, "{event:#}");
    }
}

#[test]
fn matters_that_are_hard_to_tell_apart_are_as_their_truth_states() {
    let (bench, truth) = indexed("hard");
    let mut of_some = BTreeSet::new();
    for stated in truth["matters"].as_array().expect("the truth has matters") {
        for number in texts(&stated["control"]) {
            let matter = json(&bench.run(["matter", &number, "--json"]).done());
            let found = items(&matter);
            assert_eq!(found, texts(&stated["items"]), "{number}: {matter:#}");
            of_some.extend(found);
        }
    }
    assert!(of_some.is_disjoint(&texts(&truth["neither"])));
    let listed = json(&bench.run(["matters", "--json"]).done());
    for number in ["A-5520/6-2021", "A-7011/2-2022"] {
        let matter = json(&bench.run(["matter", number, "--json"]).done());
        let events = matter["timeline"].as_array().expect("events are a list");
        let again = events.iter().filter(|event| event["after_deletion"] == true);
        assert_eq!(again.count(), 1, "{number}: {matter:#} of {listed:#}");
    }
}

#[test]
fn the_persons_of_matters_that_are_hard_to_tell_apart_are_each_one() {
    let (bench, truth) = indexed("hard");
    let listed = json(&bench.run(["entities", "person", "--json"]).done());
    let persons = listed.as_array().expect("persons are a list");
    for stated in truth["matters"].as_array().expect("the truth has matters") {
        let born = |person: &&Value| person["person"]["born"].to_string().contains(birth(stated));
        let names = texts(&stated["names"]);
        let forms = |person: &Value| -> BTreeSet<String> {
            let forms = person["person"]["forms"].as_array().expect("forms are a list");
            forms.iter().map(|form| form["form"].as_str().unwrap_or_default().to_owned()).collect()
        };
        let of: Vec<&Value> = persons
            .iter()
            .filter(born)
            .filter(|person| !names.is_disjoint(&forms(person)))
            .collect();
        assert_eq!(of.len(), 1, "{stated:#}: {listed:#}");
    }
    let unclear =
        persons.iter().filter(|person| person["person"]["could_be"] != serde_json::json!([]));
    let unclear: Vec<&Value> =
        unclear.filter(|person| person["value"] == "Oskar Tervolainen").collect();
    assert_eq!(unclear.len(), 1, "{listed:#}");
}

fn birth(stated: &Value) -> &str {
    stated["born"].as_str().unwrap_or_default()
}

/// Four papers of two men of one name, a third man's lawyer in all of them, and one file number used twice.
fn namesakes() -> Bench {
    let bench = bench();
    let form = |control: &str, born: &str| {
        format!(
            "INTERPOL RED NOTICE\n\nControl No.: {control}\nFile No.: 2019/55555\nDate: 4 March 2019\n\nFamily name: TERVOLAINEN\nForenames: Oskar\nDate of birth: {born}\n\nCounsel: Lena Brandtner\n"
        )
    };
    bench.write("one.txt", form("A-4101/3-2019", "9 April 1974"));
    bench.write("two.txt", form("A-4202/3-2019", "2 January 1981"));
    bench.write("three.txt", "NCB Helsinki: red notice A-4101/3-2019 was deleted on 5 May 2020.");
    bench.write("four.txt", "Interpol, file No. 2019/55555: the papers were sent back.");
    bench.write("five.txt", "A letter of Oskar Tervolainen to Lena Brandtner about the weather.");
    bench.write(
        "six.txt",
        "INTERPOL RED NOTICE\n\nControl No.: A-4101/3-2019\nDate of publication: 7 June 2021\n\nFamily name: TERVOLAINEN\nForenames: Oskar\nDate of birth: 9 April 1974\n",
    );
    bench.run(["index", "trove"]).done();
    bench
}

#[test]
fn namesakes_with_one_file_number_are_two_matters_and_what_is_unclear_is_in_neither() {
    let bench = namesakes();
    let first = json(&bench.run(["matter", "A-4101/3-2019", "--json"]).done());
    assert_eq!(
        items(&first),
        BTreeSet::from(["one.txt", "three.txt", "six.txt"].map(str::to_owned))
    );
    let second = json(&bench.run(["matter", "A-4202/3-2019", "--json"]).done());
    assert_eq!(items(&second), BTreeSet::from(["two.txt".to_owned()]));
    let suggestions = first["suggestions"].to_string();
    for suggested in ["four.txt", "five.txt", "births differ"] {
        assert!(suggestions.contains(suggested), "{suggested} is not in {suggestions}");
    }
    let events = first["timeline"].as_array().expect("events are a list");
    let again = events.iter().find(|event| event["date"] == "2021-06-07").expect("it went out");
    assert_eq!(again["after_deletion"], true, "{again:#}");
    let several = bench.run(["matter", "Oskar Tervolainen"]);
    assert!(several.err.contains("several matters"), "{}", several.err);
}

#[test]
fn matters_are_printed_as_text_table_and_page() {
    let bench = namesakes();
    let listed = bench.run(["matters"]).done();
    assert!(listed.contains("A-4101/3-2019") && listed.contains("A-4202/3-2019"), "{listed}");
    let table = bench.run(["matters", "--csv"]).done();
    assert!(table.contains("\"A-4101/3-2019\","), "{table}");
    let rows = bench.run(["matter", "A-4101/3-2019", "--csv"]).done();
    assert!(rows.contains("\"2020-05-05\",\"day\",\"deleted\",\"done\""), "{rows}");
    let page = bench.run(["matter", "A-4101/3-2019", "--html"]).done();
    assert!(page.contains("<svg ") && page.contains("after a deletion"), "{page}");
    assert!(!page.contains("<script") && !page.contains("href="), "{page}");
    let absent = bench.run(["matter", "A-9999/9-2019"]);
    assert_eq!(absent.status, 1, "{}", absent.err);
}

#[test]
fn a_number_that_two_persons_have_calls_up_both_and_each_has_a_key_of_its_own() {
    let bench = bench();
    let form = |name: &str, born: &str| {
        format!(
            "INTERPOL RED NOTICE\n\nControl No.: A-4101/3-2019\nDate: 4 March 2019\n\nFamily name: TERVOLAINEN\nForenames: {name}\nDate of birth: {born}\n"
        )
    };
    bench.write("one.txt", form("Oskar", "9 April 1974"));
    bench.write("two.txt", form("Ulrika", "2 January 1981"));
    bench.run(["index", "trove"]).done();
    let both = bench.run(["matters", "A-4101/3-2019", "--json"]).done();
    let found: BTreeSet<String> = both.lines().flat_map(|line| items(&json(line))).collect();
    assert_eq!(found, BTreeSet::from(["one.txt", "two.txt"].map(str::to_owned)));
    let listed = json(&bench.run(["matters", "--json"]).done());
    let keys: BTreeSet<String> = listed["matters"]
        .as_array()
        .expect("matters are a list")
        .iter()
        .map(|matter| matter["key"].as_str().expect("a matter has a key").to_owned())
        .collect();
    assert_eq!(keys.len(), 2, "{listed:#}");
    for key in keys {
        let one = json(&bench.run(["matter", &key, "--json"]).done());
        assert_eq!(items(&one).len(), 1, "{key}");
    }
}
