//! The bundled trove yields what `fixtures/truth.json` states, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;
use testkit::Bench;

use crate::{bench, column, json, lines};

/// The kinds whose mentions the truth states one by one.
const CLOSED: [&str; 9] =
    ["notice", "status", "control", "notice-id", "ccf", "ncb", "date", "country", "email"];
/// The layers of which the truth states whether they hold text.
const LAYERS: [&str; 6] =
    ["body", "deleted", "comment", "hidden", "under-redaction", "earlier-revision"];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

fn truth() -> Value {
    let path = fixtures().join("truth.json");
    json(&std::fs::read_to_string(path).expect("the truth is part of the project"))
}

/// The bundled trove, indexed.
fn indexed() -> Bench {
    let bench = bench();
    let trove = fixtures().join("trove");
    let trove = trove.to_str().expect("the path is UTF-8");
    bench.run(["index", trove, "-d", "trove.dossier"]).done();
    bench
}

/// What is wrong with each item or question, in words.
#[derive(Default)]
struct Differences(BTreeMap<String, Vec<String>>);

impl Differences {
    fn note(&mut self, at: &str, what: String) {
        self.0.entry(at.to_owned()).or_default().push(what);
    }

    fn compare(
        &mut self,
        at: &str,
        what: &str,
        stated: &BTreeSet<String>,
        found: &BTreeSet<String>,
    ) {
        for one in stated.difference(found) {
            self.note(at, format!("{what}: `{one}` must be found and is not"));
        }
        for one in found.difference(stated) {
            self.note(at, format!("{what}: `{one}` is found and must not be"));
        }
    }

    /// Fails with all of it, one item after the other.
    fn tell(self) {
        let mut told = String::new();
        for (at, differences) in &self.0 {
            writeln!(told, "{at}").expect("memory takes it");
            for difference in differences {
                writeln!(told, "    {difference}").expect("memory takes it");
            }
        }
        assert!(self.0.is_empty(), "program and truth differ in {} places:\n{told}", self.0.len());
    }
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_default()
}

fn strings(value: &Value) -> BTreeSet<String> {
    let all = value.as_array().into_iter().flatten();
    all.map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn every_item_layer_and_mention_is_as_the_truth_states() {
    let (bench, truth) = (indexed(), truth());
    let mut differences = Differences::default();
    let stated = truth["items"].as_array().expect("the truth lists items");
    let found: BTreeMap<String, Value> = lines(&bench.run(["items", "--json"]).done())
        .into_iter()
        .map(|item| (text(&item, "locator").to_owned(), item))
        .collect();
    let known = stated.iter().map(|line| text(line, "locator").to_owned()).collect();
    differences.compare("the items", "locator", &known, &found.keys().cloned().collect());
    let layers = layers(&bench);
    for line in stated {
        let locator = text(line, "locator");
        let Some(item) = found.get(locator) else { continue };
        compare_item(line, item, &mut differences);
        let of_item = layers.iter().filter(|(_, items)| items.contains(locator));
        let of_item = of_item.map(|(layer, _)| (*layer).to_owned()).collect();
        let stated = strings(&line["layers"]).into_iter().filter(|layer| layer != "ocr").collect();
        differences.compare(locator, "layer with text", &stated, &of_item);
        let shown = bench.run(["show", text(item, "id"), "--mentions", "--json"]).done();
        compare_mentions(line, &lines_or_list(&shown), &mut differences);
    }
    differences.tell();
}

/// The locators of the items that have text in each layer.
fn layers(bench: &Bench) -> BTreeMap<&'static str, BTreeSet<String>> {
    let listed = |layer: &str| bench.run(["items", "--layer", layer, "--json"]).out;
    LAYERS.map(|layer| (layer, column(&listed(layer), "locator").into_iter().collect())).into()
}

fn lines_or_list(shown: &str) -> Vec<Value> {
    if shown.starts_with('[') {
        json(shown).as_array().cloned().unwrap_or_default()
    } else {
        lines(shown)
    }
}

fn compare_item(stated: &Value, found: &Value, differences: &mut Differences) {
    let locator = text(stated, "locator");
    let is_read_off = !stated["with_ocr"].is_null() && stated["with_ocr"] == found["outcome"];
    for field in ["format", "outcome", "reason"] {
        let is_stated = match field {
            "format" => !stated[field].is_null(),
            "outcome" => !is_read_off,
            _ => !is_read_off && (!stated[field].is_null() || stated["outcome"] == "extracted"),
        };
        if is_stated && stated[field] != found[field] {
            differences.note(
                locator,
                format!("{field} must be {} and is {}", stated[field], found[field]),
            );
        }
    }
    let said = found["warnings"].to_string();
    for warning in strings(&stated["warnings"]) {
        if !said.contains(&warning) {
            differences.note(locator, format!("must warn of `{warning}` and says {said}"));
        }
    }
}

/// A layer, a kind and a normal form.
type Named = (String, String, String);

fn named(mention: &Value) -> Named {
    ["layer", "kind", "normal"].map(|field| text(mention, field).to_owned()).into()
}

fn compare_mentions(line: &Value, mentions: &[Value], differences: &mut Differences) {
    let locator = text(line, "locator");
    let mut found: BTreeMap<Named, (usize, &str)> = BTreeMap::new();
    for mention in mentions.iter().filter(|mention| CLOSED.contains(&text(mention, "kind"))) {
        let entry = found.entry(named(mention)).or_insert((0, text(mention, "surface")));
        entry.0 += 1;
    }
    let stated = line["mentions"].as_array().cloned().unwrap_or_default();
    let stated: BTreeMap<Named, Option<u64>> =
        stated.iter().map(|mention| (named(mention), mention["count"].as_u64())).collect();
    let is_new = |named: &Named| {
        !stated.keys().any(|(layer, kind, normal)| {
            layer != "earlier-revision" && (kind, normal) == (&named.1, &named.2)
        })
    };
    for (named, count) in &stated {
        let times = found.get(named).map_or(0, |(times, _)| *times);
        let is_right = match named.0.as_str() {
            "ocr" => true,
            "metadata" => times > 0,
            // What the newest revision has too may be left out.
            "earlier-revision" if !is_new(named) => true,
            _ => count.map_or(times > 0, |count| times as u64 == count),
        };
        if !is_right {
            let count = count.map_or("some".to_owned(), |count| count.to_string());
            differences.note(
                locator,
                format!("{named:?} must be named {count} times and is {times} times"),
            );
        }
    }
    for (named, (times, surface)) in &found {
        let may_be_more = matches!(named.0.as_str(), "ocr" | "metadata")
            || (named.0 == "earlier-revision" && !is_new(named));
        if !stated.contains_key(named) && !may_be_more {
            differences.note(
                locator,
                format!("{named:?} is named {times} times, as `{surface}`, and must not be"),
            );
        }
    }
}

/// The locators that a query finds, copies too.
fn hits(bench: &Bench, query: &str) -> BTreeSet<String> {
    let found = bench.run(["search", query, "--json", "--limit", "1000", "--duplicates", "show"]);
    let found = json(&found.out);
    let hits = found["hits"].as_array().into_iter().flatten();
    hits.map(|hit| text(hit, "locator").to_owned()).collect()
}

#[test]
fn the_story_comes_out_of_searches() {
    let (bench, truth) = (indexed(), truth());
    let story = &truth["story"];
    let mut differences = Differences::default();
    let all = strings(&story["items_naming_him"]);
    let in_full = strings(&story["items_naming_him_in_full"]);
    let scripts =
        story["person"].as_object().expect("a person").iter().filter(|(key, _)| *key != "born");
    for (_, name) in scripts {
        let query = format!("name:{name}");
        let found = hits(&bench, &query);
        let needed: BTreeSet<String> = found.union(&in_full).cloned().collect();
        differences.compare(&query, "item that names him", &needed, &found);
        differences.compare(
            &query,
            "item that names him",
            &found.intersection(&all).cloned().collect(),
            &found,
        );
        for event in story["events"].as_array().expect("the story has events") {
            let day = event[0].as_str().unwrap_or_default();
            let query = format!("name:{name} date:{day}");
            if hits(&bench, &query).is_disjoint(&all) {
                differences.note(&query, format!("nothing found of: {}", event[1]));
            }
        }
    }
    let diffusions = strings(&story["items_naming_him_and_a_red_diffusion"]);
    let found = hits(&bench, "name:\"Pestrikov Ivan\" notice:red-diffusion");
    let needed: BTreeSet<String> = diffusions.intersection(&in_full).cloned().collect();
    differences.compare(
        "his red diffusions",
        "item",
        &needed,
        &needed.intersection(&found).cloned().collect(),
    );
    differences.compare(
        "his red diffusions",
        "item",
        &found.intersection(&diffusions).cloned().collect(),
        &found,
    );
    for (number, items) in story["items_by_control_number"].as_object().expect("numbers") {
        let query = format!("control:{number}");
        differences.compare(&query, "item", &strings(items), &hits(&bench, &query));
    }
    differences.tell();
}

#[test]
fn the_figures_come_out_of_searches() {
    let (bench, truth) = (indexed(), truth());
    let mut differences = Differences::default();
    for which in ["complaints", "annulments"] {
        for (country, figures) in truth["story"][which].as_object().expect("figures by country") {
            let figures = figures.as_array().expect("a figure for each year");
            let row: Vec<String> = figures.iter().map(ToString::to_string).collect();
            let query = format!("\"{}\" country:{country}", row.join(" "));
            let stated = strings(&truth["story"][format!("items_with_{which}")]);
            assert!(!stated.is_empty(), "the truth names the tables of {which}");
            differences.compare(&query, which, &stated, &hits(&bench, &query));
        }
    }
    differences.tell();
}

#[test]
fn the_figures_by_country_and_year_come_out_of_one_pivot() {
    let bench = indexed();
    let truth = truth();
    let years = truth["story"]["years"].as_array().expect("the truth names years");
    for (which, sheet) in [("complaints", "Complaints"), ("annulments", "Annulments")] {
        let figures = "statistics/complaints and annulments.xlsx";
        let asked = ["pivot", "country", "year", "--sheet-of", figures, "--sheet", sheet];
        let table = json(&bench.run(asked.into_iter().chain(["--format", "json"])).done());
        let stated = truth["story"][which].as_object().expect("the truth has figures");
        let named = |list: &Value| list.as_array().expect("it is a list").clone();
        let countries = named(&table["row_values"]);
        assert_eq!(countries.len(), stated.len(), "{table}");
        assert_eq!(
            table["column_values"],
            serde_json::json!(years.iter().map(Value::to_string).collect::<Vec<_>>())
        );
        for (country, row) in countries.iter().zip(named(&table["cells"])) {
            let country = country.as_str().expect("it is a code");
            let numbers =
                |list: &Value| named(list).iter().filter_map(Value::as_f64).collect::<Vec<_>>();
            assert_eq!(numbers(&row), numbers(&stated[country]), "{which} of {country}");
        }
    }
}

#[test]
fn the_values_of_numbers_are_counted_by_item() {
    let (bench, truth) = (indexed(), truth());
    let mut differences = Differences::default();
    for kind in ["control", "notice-id", "ccf"] {
        let mut items: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for line in truth["items"].as_array().expect("items") {
            for mention in line["mentions"].as_array().into_iter().flatten() {
                if text(mention, "kind") == kind && text(mention, "layer") != "ocr" {
                    items
                        .entry(text(mention, "normal").to_owned())
                        .or_default()
                        .insert(text(line, "locator"));
                }
            }
        }
        let stated = items
            .iter()
            .map(|(value, items)| format!("{value} in {} items", items.len()))
            .collect();
        let listed = bench.run(["entities", kind, "--json", "--limit", "100000"]).done();
        let found = lines_or_list(&listed)
            .iter()
            .map(|value| format!("{} in {} items", text(value, "value"), value["items"]))
            .collect();
        differences.compare(kind, "value", &stated, &found);
    }
    differences.tell();
}
