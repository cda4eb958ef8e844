//! `export`: what is handed over, read by the programs that it is for.
//!
//! `DOSSIER_PYTHON` names a Python that has `followthemoney`, `bagit`, `networkx` and `openpyxl`; without, `python3` is tried.

use std::path::Path;
use std::process::Command;

use testkit::Bench;

use crate::{bench, json, lines};

fn bundled() -> Bench {
    let bench = bench();
    let trove = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/trove");
    let trove = trove.to_str().expect("the path is UTF-8");
    bench.run(["index", trove, "-d", "leak.dossier", "--ocr", "off"]).done();
    bench
}

fn small() -> Bench {
    let bench = bench()
        .file("=a.txt", "A red notice against Ivan Pestrikov, A-2741/3-2019, NCB Moscow.\n")
        .file("b.eml", "From: Lena Brandt <lena@example.org>\nTo: ivan@example.org\nSubject: =1+1\nDate: Mon, 6 May 2019 10:00:00 +0000\nMessage-ID: <1@example.org>\n\nИван Пестриков is named here.\n")
        .file("copy.txt", "A red notice against Ivan Pestrikov, A-2741/3-2019, NCB Moscow.\n");
    bench.run(["index", "trove"]).done();
    bench
}

/// Runs a script that needs a module; returns what it printed, or nothing where the module is not there.
#[allow(clippy::disallowed_methods, reason = "tests run the programs that exports are for")]
fn python(test: &str, module: &str, script: &str, file: &Path) -> Option<String> {
    let program = std::env::var_os("DOSSIER_PYTHON").unwrap_or_else(|| "python3".into());
    let run = |script: &str| Command::new(&program).arg("-c").arg(script).arg(file).output();
    if !run(&format!("import {module}")).is_ok_and(|output| output.status.success()) {
        println!("SKIPPED {test}: python3 has no module {module}");
        return None;
    }
    let output = run(script).expect("it was there a moment ago");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn every_export_states_its_query_root_program_and_time() {
    let bench = small();
    let root = json(&bench.run(["pivot", "ncb", "notice", "--format", "json"]).done());
    let root = root["basis"]["files_root"].as_str().expect("there is a root").to_owned();
    for form in ["csv", "jsonl", "mentions", "ftm", "graphml", "html"] {
        let run = bench.run(["export", "--format", form, "--query", "name:Pestrikov"]);
        assert!(run.err.contains(" exported. query: name:Pestrikov; "), "{form}: {run:?}");
        let text = run.done();
        for wanted in ["name:Pestrikov", &root, "dossier 0."] {
            assert!(text.contains(wanted), "{form}: no {wanted} in {text}");
        }
    }
    for form in ["csv", "jsonl", "mentions", "ftm", "graphml", "html"] {
        let nothing = bench.run(["export", "--format", form, "--query", "name:Nobody"]);
        assert_eq!(nothing.status, 1, "{form}");
        assert!(nothing.err.contains("0 "), "{form}: {nothing:?}");
    }
    let doubtful = bench.run(["export", "--format", "csv", "--query", "Pestrikov OR nofield:x"]);
    assert!(doubtful.done().contains("unknown field `nofield`"));
}

#[test]
fn no_cell_of_a_table_is_a_formula() {
    let bench = small();
    let csv = bench.run(["export", "--format", "csv"]).done();
    assert!(csv.contains("\"'=a.txt\"") && csv.contains("\"'=1+1\""), "{csv}");
    bench.run(["export", "--format", "xlsx", "-o", "items.xlsx"]).done();
    let shown = bench.run(["extract", "items.xlsx"]).done();
    for wanted in ["=a.txt", "=1+1", "files root", "all items"] {
        assert!(shown.contains(wanted), "{wanted}: {shown}");
    }
    let script = "
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
print([(cell.data_type, cell.value) for row in book['items'] for cell in row if cell.data_type == 'f'])
print(book.sheetnames)";
    let path = bench.folder().join("items.xlsx");
    if let Some(said) = python("no_cell_of_a_table_is_a_formula", "openpyxl", script, &path) {
        assert_eq!(said, "[]\n['items', 'about']\n");
    }
}

#[test]
fn lists_tables_and_timelines_come_as_workbooks_too() {
    let bench = small();
    std::fs::write(bench.folder().join("names.txt"), "Ivan Pestrikov\nNobody Nowhere\n")
        .expect("the folder is writable");
    let asked: [&[&str]; 3] = [&["batch", "names.txt"], &["pivot", "ncb", "notice"], &["timeline"]];
    for (number, command) in asked.iter().enumerate() {
        let file = format!("{number}.xlsx");
        bench.run([command, &["--format", "xlsx", "-o", &file][..]].concat()).done();
        let shown = bench.run(["extract", &file]).done();
        assert!(shown.contains("files root"), "{command:?}: {shown}");
    }
}

#[test]
fn a_report_for_a_word_processor_holds_each_sentence_with_its_source() {
    let bench = small();
    bench.run(["tag", "=a.txt", "story"]).done();
    bench.run(["export", "--format", "docx", "--query", "name:Pestrikov", "-o", "r.docx"]).done();
    let read = lines(&bench.run(["extract", "r.docx", "--json"]).done()).remove(0);
    assert_eq!(
        (&read["outcome"], &read["warnings"]),
        (&"extracted".into(), &serde_json::json!([]))
    );
    let texts = read["segments"].as_array().expect("they are a list").iter();
    let text: String = texts.filter_map(|segment| segment["text"].as_str()).collect();
    let sha256 = json(&bench.run(["show", "=a.txt", "--json"]).done())["sha256"].clone();
    let sha256 = sha256.as_str().expect("the item has a digest");
    for wanted in [
        "A red notice against Ivan Pestrikov, A-2741/3-2019, NCB Moscow.",
        &format!("— =a.txt, body; SHA-256 {sha256}"),
        "Иван Пестриков is named here.",
        "the same content: copy.txt",
        "tag: story",
        "files root: ",
        "of 3 items, 0 were not searched to their end",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    let script = "
import sys, docx
document = docx.Document(sys.argv[1])
print(document.paragraphs[0].text, '|', document.paragraphs[0].style.name, '|', document.core_properties.title)";
    let path = bench.folder().join("r.docx");
    if let Some(said) = python("a_report_for_a_word_processor", "docx", script, &path) {
        assert_eq!(said, "name:Pestrikov | Title | name:Pestrikov\n");
    }
}

#[test]
fn an_item_as_a_line_of_json_holds_its_texts_and_mentions() {
    let bench = small();
    let rows = lines(&bench.run(["export", "--format", "jsonl"]).done());
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0]["about"]["items"], 3);
    assert_eq!(rows[1]["locator"], "=a.txt");
    assert!(rows[1]["texts"][0]["text"].as_str().is_some_and(|text| text.contains("Pestrikov")));
    let mentions = rows[1]["mentions"].as_array().expect("they are a list");
    assert!(mentions.iter().any(|mention| mention["normal"] == "A-2741/3-2019"), "{}", rows[1]);
    let table = bench.run(["export", "--format", "mentions", "--query", "from:lena"]).done();
    assert!(table.contains("\"person\",\"Иван Пестриков\""), "{table}");
    assert!(table.contains("\"Иван Пестриков is named here.\""), "{table}");
}

#[test]
fn a_graph_joins_papers_with_whom_they_name_and_the_same_name_in_two_scripts() {
    let bench = small();
    bench.run(["export", "--format", "graphml", "-o", "leak.graphml"]).done();
    let path = bench.folder().join("leak.graphml");
    let text = std::fs::read_to_string(&path).expect("it was written");
    assert_eq!(
        text.matches("<data key=\"kind\">paper</data>").count(),
        2,
        "copies are one: {text}"
    );
    // One man in two scripts, and who wrote the mail.
    assert_eq!(text.matches("<data key=\"kind\">person</data>").count(), 2, "{text}");
    let script = "
import sys, networkx
graph = networkx.read_graphml(sys.argv[1])
people = [n for n, d in graph.nodes(data=True) if d['kind'] == 'person' and 'estrikov' in d['label'] or 'Пестриков' in d['label']]
print(len(people), [graph.nodes[n]['papers'] for n in people], sorted({d['kind'] for _, d in graph.nodes(data=True)}))
print(all(d['weight'] > 0 for _, _, d in graph.edges(data=True)))";
    if let Some(said) =
        python("a_graph_joins_papers_with_whom_they_name", "networkx", script, &path)
    {
        assert_eq!(said, "1 [2] ['bureau', 'notice', 'paper', 'person']\nTrue\n");
    }
}

#[test]
fn the_library_of_follow_the_money_keeps_every_value() {
    let bench = bundled();
    bench.run(["tag", "--query", "name:Pestrikov", "story"]).done();
    bench.run(["export", "--format", "ftm", "-o", "leak.json"]).done();
    let path = bench.folder().join("leak.json");
    let text = std::fs::read_to_string(&path).expect("it was written");
    let entities = lines(&text);
    for schema in ["Email", "Pages", "Package", "Workbook", "Mention", "LegalEntity", "Note"] {
        assert!(entities.iter().any(|entity| entity["schema"] == schema), "{schema}");
    }
    assert!(text.contains("\"story\"") && text.contains("\"A-2741/3-2019\""));
    let script = "
import sys, json
from followthemoney import model
lost, ids = [], set()
for line in open(sys.argv[1], encoding='utf-8'):
    given = json.loads(line)
    proxy = model.get_proxy(given, cleaned=False)
    for name, values in given['properties'].items():
        kept = set(proxy.get(name, quiet=True))
        lost += [(given['schema'], name, value[:80]) for value in values if value not in kept]
    proxy.schema.validate(given)
    assert given['id'] not in ids, given['id']
    ids.add(given['id'])
for line in open(sys.argv[1], encoding='utf-8'):
    proxy = model.get_proxy(json.loads(line))
    for prop, value in proxy.itervalues():
        assert prop.type.name != 'entity' or value in ids, (prop.name, value)
print(len(lost), lost[:20])";
    let name = "the_library_of_follow_the_money_keeps_every_value";
    if let Some(said) = python(name, "followthemoney", script, &path) {
        assert_eq!(said, "0 []\n");
    }
}

#[test]
fn a_bundle_is_a_bag_that_others_can_check() {
    let bench = small();
    let command = ["export", "--format", "bagit", "--query", "name:Pestrikov"];
    let refused = bench.run(command);
    assert!(refused.status == 2 && refused.err.contains("name one with -o"), "{refused:?}");
    let inside = bench.run([&command[..], &["-o", "trove/bag"]].concat());
    assert!(inside.status == 2 && inside.err.contains("lies inside the trove"), "{inside:?}");
    bench.run([&command[..], &["-o", "plain.bag"]].concat()).done();
    assert!(!bench.folder().join("plain.bag/data/originals").exists(), "nobody asked for them");
    let run = bench.run([&command[..], &["-o", "whole.bag", "--originals"]].concat());
    assert!(run.err.contains("warning: originals can harm"), "{run:?}");
    let bag = bench.folder().join("whole.bag");
    let originals = std::fs::read_dir(bag.join("data/originals")).expect("they were asked for");
    let bytes: Vec<Vec<u8>> = originals
        .map(|entry| std::fs::read(entry.expect("readable").path()).expect("readable"))
        .collect();
    assert_eq!(bytes.len(), 3);
    let original = std::fs::read(bench.trove().join("b.eml")).expect("it is there");
    assert!(bytes.contains(&original), "an original is byte by byte what was in the leak");
    for file in ["about.json", "coverage.json", "citations.csv", "notes.jsonl", "HOW-TO-CHECK.txt"]
    {
        assert!(bag.join("data").join(file).is_file(), "{file}");
    }
    let again = bench.run([&command[..], &["-o", "whole.bag"]].concat());
    assert!(again.status == 2 && again.err.contains("is not written over"), "{again:?}");
    let manifest = bench.run(["verify", "--against", "whole.bag/manifest-sha256.txt", "whole.bag"]);
    assert!(!manifest.out.contains("changed"), "{manifest:?}");
    let script = "
import sys, bagit
bag = bagit.Bag(sys.argv[1])
bag.validate()
print(bag.version, len(bag.payload_entries()))";
    if let Some(said) = python("a_bundle_is_a_bag_that_others_can_check", "bagit", script, &bag) {
        assert_eq!(said, "1.0 11\n");
    }
}

#[test]
fn a_bundle_of_a_leak_that_is_not_at_hand_tells_no_place_of_this_machine() {
    let bench = small();
    let secret = bench.folder().join("secretsource");
    std::fs::rename(bench.trove(), &secret).expect("it is ours");
    let command = ["export", "--format", "bagit", "-o", "whole.bag", "--originals"];
    bench.run(command);
    let bag = bench.folder().join("whole.bag");
    let left_out = std::fs::read_to_string(bag.join("data/left-out.csv")).expect("it is listed");
    assert_eq!(left_out.matches("the trove was not at hand").count(), 3, "{left_out}");
    let place = bench.folder().to_str().expect("it is UTF-8").to_owned();
    for file in ["data/left-out.csv", "data/about.json", "data/coverage.json", "bag-info.txt"] {
        let text = std::fs::read_to_string(bag.join(file)).expect("it is part of the bag");
        assert!(!text.contains(&place), "{file}: {text}");
    }
}
