//! Persons, each once: those of the bundled trove are as its truth states.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;
use testkit::Bench;

use crate::{bench, json, lines};

/// A name as an item has it: the locator, and the words.
type Named = (String, String);

/// Returns the persons that are listed.
fn listed(bench: &Bench, more: &[&str]) -> Vec<Value> {
    let asked = ["entities", "person", "--json", "--limit", "100000"];
    let list = json(&bench.run(asked.iter().chain(more)).done());
    list.as_array().cloned().expect("persons are a list")
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_default()
}

fn texts(value: &Value) -> BTreeSet<String> {
    let all = value.as_array().into_iter().flatten();
    all.map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
}

/// Returns by person of the truth what names him.
fn stated(truth: &Value) -> BTreeMap<Named, String> {
    let mut stated = BTreeMap::new();
    for person in truth["persons"].as_array().expect("the truth has persons") {
        for (locator, surfaces) in person["named"].as_object().expect("items name him") {
            for surface in texts(surfaces) {
                stated.insert((locator.clone(), surface), text(person, "person").to_owned());
            }
        }
    }
    stated
}

/// Returns by name in an item the number of the person listed whose form it is.
fn found(bench: &Bench, persons: &[Value]) -> BTreeMap<Named, usize> {
    let mut by_form: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, person) in persons.iter().enumerate() {
        let forms = person["person"]["forms"].as_array().expect("forms are a list");
        by_form.extend(forms.iter().map(|form| (text(form, "form"), at)));
    }
    let mut found = BTreeMap::new();
    for item in lines(&bench.run(["items", "--json"]).done()) {
        let shown = bench.run(["show", text(&item, "id"), "--mentions", "--json"]).done();
        for mention in lines(&shown).iter().filter(|mention| mention["kind"] == "person") {
            let Some(person) = by_form.get(text(mention, "normal")) else { continue };
            let surface = text(mention, "surface").split_whitespace().collect::<Vec<_>>();
            found.insert((text(&item, "locator").to_owned(), surface.join(" ")), *person);
        }
    }
    found
}

/// Precision and recall of clusters by the names in them (Bagga and Baldwin, B³).
#[expect(clippy::cast_precision_loss, reason = "a trove has few names")]
fn b_cubed(pairs: &[(&String, usize)]) -> (f64, f64) {
    let (mut precision, mut recall) = (0.0, 0.0);
    for (person, cluster) in pairs {
        let with = |is: &dyn Fn(&(&String, usize)) -> bool| {
            pairs.iter().filter(|pair| is(pair)).count() as f64
        };
        let both = with(&|pair| pair.0 == *person && pair.1 == *cluster);
        precision += both / with(&|pair| pair.1 == *cluster);
        recall += both / with(&|pair| pair.0 == *person);
    }
    let count = pairs.len() as f64;
    (precision / count, recall / count)
}

#[test]
fn each_person_of_the_bundled_trove_is_one_and_no_two_are() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let truth = std::fs::read_to_string(fixtures.join("truth.json")).expect("it is there");
    let stated = stated(&json(&truth));
    let bench = bench();
    let trove = fixtures.join("trove");
    bench.run(["index", trove.to_str().expect("the path is UTF-8"), "-d", "t.dossier"]).done();
    let persons = listed(&bench, &[]);
    let found = found(&bench, &persons);
    let pairs: Vec<(&String, usize)> =
        stated.iter().filter_map(|(name, person)| Some((person, *found.get(name)?))).collect();
    assert!(pairs.len() * 10 >= stated.len() * 7, "{} of {}", pairs.len(), stated.len());
    let (precision, recall) = b_cubed(&pairs);
    let f1 = 2.0 * precision * recall / (precision + recall);
    let mut clusters: BTreeMap<usize, BTreeMap<&String, usize>> = BTreeMap::new();
    for (person, cluster) in &pairs {
        *clusters.entry(*cluster).or_default().entry(*person).or_default() += 1;
    }
    let mixed: Vec<_> = clusters.iter().filter(|(_, of)| of.len() > 1).collect();
    let parts: Vec<(&str, &BTreeMap<&String, usize>)> =
        clusters.iter().map(|(at, of)| (text(&persons[*at], "value"), of)).collect();
    let measured = format!(
        "{} of {} names; B3 precision {precision:.4}, recall {recall:.4}, F1 {f1:.4}; mixed {mixed:?}",
        pairs.len(),
        stated.len()
    );
    println!("{measured}");
    assert!(mixed.is_empty() && f1 >= 0.95, "{measured}; {parts:#?}");
}

#[test]
fn a_person_is_one_row_with_every_form_and_each_form_by_itself_where_asked() {
    let bench = bench();
    bench.write("one.txt", "The bureau seeks Ivan Pestrikov, born 9 April 1974.");
    bench.write("two.txt", "Допрошен Пестриков Иван Викторович.\n\nПисьмо Пестрикову Ивану.");
    bench.write("three.txt", "Ivan Pestrikov wrote to Lena Brandt.");
    bench.run(["index", "trove"]).done();
    let persons = listed(&bench, &[]);
    assert_eq!(persons.len(), 2, "{persons:#?}");
    assert_eq!(persons[0]["items"], 3);
    let person = &persons[0]["person"];
    assert_eq!(person["born"], serde_json::json!(["1974-04-09"]));
    assert_eq!(
        texts(&person["names"]),
        ["Ivan Pestrikov", "Пестриков Иван Викторович"].map(str::to_owned).into()
    );
    let forms = person["forms"].as_array().expect("forms are a list");
    assert!(forms.len() > 1 && forms.iter().all(|form| form["why"] != serde_json::json!([])));
    assert!(listed(&bench, &["--forms"]).len() > 2);
    assert_eq!(listed(&bench, &["--query", "wrote"])[0]["items"], 1);
    assert_eq!(listed(&bench, &["--containing", "викторович"]).len(), 1);
    let shown = bench.run(["entities", "person"]).done();
    assert!(shown.contains("born 1974-04-09") && shown.contains("forms)"), "{shown}");
    let answer = json(&bench.run(["search", "*", "--json", "--facets", "person"]).done());
    let counted: Vec<u64> = answer["facets"]["person"]
        .as_array()
        .expect("persons are counted")
        .iter()
        .filter_map(|value| value["items"].as_u64())
        .collect();
    assert_eq!(counted, [3, 1], "{answer:#}");
}

/// A dossier whose persons letters cannot tell apart as a reporter does.
fn decided() -> Bench {
    let bench = bench();
    bench.write("one.txt", "The bureau seeks Wen Jialu. Ivan Petrov wrote of it.");
    bench.write("two.txt", "Письмо получил Вэнь Цзялу. Затем Иван Петров уехал.");
    bench.run(["index", "trove"]).done();
    bench
}

/// Returns the forms of each person.
fn forms_of(bench: &Bench) -> BTreeSet<BTreeSet<String>> {
    let forms = |person: &Value| {
        let forms = person["person"]["forms"].as_array().expect("forms are a list");
        forms.iter().map(|form| text(form, "form").to_owned()).collect()
    };
    listed(bench, &[]).iter().map(forms).collect()
}

#[test]
fn a_decision_on_a_name_that_nobody_bears_is_kept_and_warned_of() {
    let bench = decided();
    let mistyped = bench.run(["same", "Wen Jialu", "Вэнь Дзялу"]);
    assert!(mistyped.err.contains("nobody bears `Вэнь Дзялу`"), "{}", mistyped.err);
    assert!(!mistyped.err.contains("`Wen Jialu`"), "{}", mistyped.err);
    let right = bench.run(["same", "wen jialu", "Вэнь Цзялу"]);
    assert!(!right.err.contains("nobody bears"), "{}", right.err);
}

#[test]
fn namesakes_are_told_apart_in_the_facet_and_each_form_is_counted_once_in_an_item() {
    let bench = bench();
    bench.write("one.txt", "The bureau seeks Ivan Petrov, born 9 April 1974.");
    bench.write("two.txt", "The bureau seeks Ivan Petrov, born 2 October 1981.");
    bench.write(
        "three.txt",
        "Ivan Petrov, born 9 April 1974; Ivan Petrov, born 2 October 1981; Ivan Petrov.",
    );
    bench.run(["index", "trove"]).done();
    let shown = bench.run(["search", "*", "--facets", "person"]).done();
    assert!(shown.contains("Ivan Petrov (1974-04-09)"), "{shown}");
    assert!(shown.contains("Ivan Petrov (1981-10-02)"), "{shown}");
    for person in listed(&bench, &[]) {
        let forms = person["person"]["forms"].as_array().expect("forms are a list");
        assert!(forms.iter().all(|form| form["items"].as_u64() <= person["items"].as_u64()));
    }
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn what_a_reporter_decides_on_names_joins_and_parts_and_is_kept_over_runs_and_taken_back() {
    let bench = decided();
    let before = forms_of(&bench);
    assert!(before.contains(&set(&["Wen Jialu"])), "{before:?}");
    assert!(before.contains(&set(&["Ivan Petrov", "Иван Петров"])), "{before:?}");
    bench.run(["same", "wen jialu", "Вэнь Цзялу", "--as", "Ana"]).done();
    bench.run(["not", "Ivan Petrov", "Иван Петров"]).done();
    bench.write("three.txt", "Nothing of interest.");
    bench.run(["index", "trove"]).done();
    let after = forms_of(&bench);
    assert!(after.contains(&set(&["Wen Jialu", "Вэнь Цзялу"])), "{after:?}");
    assert!(after.contains(&set(&["Ivan Petrov"])), "{after:?}");
    let who = json(&bench.run(["who", "Ivan Petrov", "--json"]).done());
    assert_eq!(who["persons"].as_array().map(Vec::len), Some(2), "{who:#}");
    assert_eq!(who["persons"][0]["apart"][0]["why"], "decided", "{who:#}");
    let noted = bench.run(["notes"]).done();
    assert!(noted.contains("same wen jialu · Вэнь Цзялу") && noted.contains(", Ana)"), "{noted}");
    assert!(bench.run(["log"]).done().contains("decisions on names"));
    bench.run(["same", "Вэнь Цзялу", "WEN JIALU", "--undo"]).done();
    bench.run(["not", "Иван Петров", "Ivan Petrov", "--undo"]).done();
    assert_eq!(forms_of(&bench), before);
    assert_eq!(bench.run(["not", "Ivan Petrov", "Иван Петров", "--undo"]).status, 1);
}

#[test]
fn decisions_of_a_colleague_are_taken_over_unless_the_contrary_was_decided_and_conflicts_are_reported()
 {
    let (mine, theirs) = (decided(), decided());
    theirs.run(["same", "Wen Jialu", "Вэнь Цзялу", "--as", "Ana"]).done();
    theirs.run(["same", "Ivan Petrov", "Иван Петров"]).done();
    mine.run(["not", "Ivan Petrov", "Иван Петров"]).done();
    let lines = theirs.run(["notes", "--json"]).done();
    mine.write("theirs.jsonl", &lines);
    let imported = mine.run(["notes", "--import", "trove/theirs.jsonl"]);
    assert_eq!(imported.status, 1, "{}", imported.err);
    assert!(imported.err.contains("decided otherwise here"), "{}", imported.err);
    let forms = forms_of(&mine);
    assert!(forms.contains(&set(&["Wen Jialu", "Вэнь Цзялу"])), "{forms:?}");
    assert!(forms.contains(&set(&["Ivan Petrov"])), "{forms:?}");
    mine.run(["same", "Ivan Petrov", "Wen Jialu"]).done();
    let contrary = mine.run(["same", "Иван Петров", "Вэнь Цзялу"]);
    assert!(contrary.err.contains("listed as they were"), "{}", contrary.err);
    assert!(mine.run(["same", "Ivan Petrov", "IVAN PETROV"]).err.contains("one name"));
}

#[test]
fn the_figures_at_a_glance_are_of_persons_each_once() {
    let bench = decided();
    let mut command = bench.command();
    command.args(["serve", "--port", "0", "--json"]);
    let server = testkit::serving::Serving::start(command);
    let figures = server.json("/api");
    let kinds = figures["kinds"].as_array().expect("kinds are a list");
    let of_persons = kinds.iter().find(|kind| kind["kind"] == "person").expect("it is there");
    let listed = listed(&bench, &[]);
    assert_eq!(of_persons["values"], listed.len(), "{of_persons}");
    assert_eq!(of_persons["top"][0]["value"], listed[0]["value"], "{of_persons}");
    assert_eq!(of_persons["top"][0]["items"], listed[0]["items"], "{of_persons}");
}
