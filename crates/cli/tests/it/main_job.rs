//! A trove goes in; search, show and lists come out.

use crate::{bench, column, json, lines};

const MAIL: &str = "From: NCB Moscow <ncb@example.org>\r\nTo: office@example.net\r\nSubject: =?utf-8?B?0LfQsNC/0YDQvtGB?=\r\n\
Date: Mon, 12 Mar 2018 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\
Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nПросим сообщить о Пестрикове.\r\n--b\r\n\
Content-Type: text/plain; name=annex.txt\r\nContent-Disposition: attachment; filename=annex.txt\r\n\r\nthe annex speaks of a Red Notice\r\n--b--\r\n";

fn indexed() -> testkit::Bench {
    let bench = bench()
        .file(
            "note.txt",
            "Interpol published a Red Notice against Ivan Pestrikov, control A-1234/5-2020.",
        )
        .file(
            "copy/note.txt",
            "Interpol published a Red Notice against Ivan Pestrikov, control A-1234/5-2020.",
        )
        .file("mail/1.eml", MAIL)
        .file("empty.txt", "");
    bench.run(["index", "trove"]).done();
    bench
}

#[test]
fn summary_counts_every_item_once() {
    let bench =
        bench().file("a.txt", "some words").file("b.txt", "").file("c/d.bin", [0, 1, 2, 255, 254]);
    let summary = json(&bench.run(["index", "trove", "--json"]).done());
    assert_eq!(summary["items"], 3);
    let counted: u64 = summary["outcomes"]
        .as_object()
        .expect("an object")
        .values()
        .filter_map(serde_json::Value::as_u64)
        .sum();
    assert_eq!(counted, 3);
    assert_eq!(summary["outcomes"]["empty"], 1);
    assert_eq!(summary["outcomes"]["unsupported"], 1);
    assert_eq!(summary["new"], 3);
    assert_eq!(summary["bytes"], 15);
}

#[test]
fn words_are_found_in_files_mails_and_attachments() {
    let bench = indexed();
    let answer = json(&bench.run(["search", "red notice", "--json", "--sort", "locator"]).done());
    let locators: Vec<_> =
        answer["hits"].as_array().expect("hits").iter().map(|hit| hit["locator"].clone()).collect();
    assert_eq!(locators, ["copy/note.txt", "mail/1.eml!/annex.txt"]);
    assert_eq!(answer["hits"][0]["duplicates"][0], "note.txt");
    let snippet = &answer["hits"][1]["snippets"][0];
    let text = snippet["text"].as_str().expect("a text");
    let marked = snippet["highlights"].as_array().expect("highlights").iter();
    let marked: Vec<&str> = marked
        .map(|range| {
            let at = |end: usize| {
                usize::try_from(range[end].as_u64().expect("an offset")).expect("a small offset")
            };
            &text[at(0)..at(1)]
        })
        .collect();
    assert_eq!(marked.join(" ").to_lowercase(), "red notice");
}

#[test]
fn a_name_is_found_in_another_script_and_case() {
    let bench = indexed();
    let answer = json(&bench.run(["search", "name:Pestrikov", "--json"]).done());
    let hits = answer["hits"].as_array().expect("hits");
    assert!(hits.iter().any(|hit| hit["locator"] == "mail/1.eml"), "{answer}");
    assert!(
        hits.iter().any(|hit| hit["locator"].as_str().is_some_and(|at| at.ends_with("note.txt"))),
        "{answer}"
    );
}

#[test]
fn facets_count_items_and_not_contents() {
    let bench = indexed();
    let answer = json(
        &bench.run(["search", "control:A-1234/5-2020", "--facets", "notice", "--json"]).done(),
    );
    assert_eq!(answer["total"], 1);
    assert_eq!(answer["items"], 2);
    assert_eq!(answer["facets"]["notice"][0]["value"], "red-notice");
    assert_eq!(answer["facets"]["notice"][0]["items"], 2);
}

#[test]
fn duplicates_are_shown_when_asked_for() {
    let bench = indexed();
    let answer = json(
        &bench.run(["search", "control:A-1234/5-2020", "--duplicates", "show", "--json"]).done(),
    );
    assert_eq!(answer["total"], 2);
}

#[test]
fn pages_of_hits_join_without_gap_or_overlap() {
    let bench = bench();
    for number in 0..25 {
        bench.write(format!("{number:02}.txt"), format!("the same word, file {number}"));
    }
    bench.run(["index", "trove"]).done();
    let mut found = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let mut arguments = vec![
            "search".to_owned(),
            "word".into(),
            "--sort".into(),
            "locator".into(),
            "--limit".into(),
            "7".into(),
            "--json".into(),
        ];
        if let Some(cursor) = after {
            arguments.extend(["--after".into(), cursor]);
        }
        let answer = json(&bench.run(arguments).done());
        found.extend(
            answer["hits"].as_array().expect("hits").iter().map(|hit| hit["locator"].to_string()),
        );
        match answer["next"].as_str() {
            Some(cursor) => after = Some(cursor.to_owned()),
            None => break,
        }
    }
    let expected: Vec<_> = (0..25).map(|number| format!("\"{number:02}.txt\"")).collect();
    assert_eq!(found, expected);
}

#[test]
fn nothing_found_is_status_1() {
    let bench = indexed();
    assert_eq!(bench.run(["search", "zzz"]).status, 1);
    assert_eq!(bench.run(["items", "--outcome", "failed"]).status, 1);
}

#[test]
fn a_query_is_never_refused_for_its_syntax() {
    let bench = indexed();
    for query in ["(((", "\"", "AND OR", "field:nothing", "/[/", "-", "*", "date:..", "((a OR) b"] {
        let printed = bench.run(["search", "--json", "--", query]);
        assert!(printed.status <= 1, "{query}: {printed:?}");
        json(&printed.out);
    }
}

#[test]
fn items_are_listed_in_the_order_of_components() {
    let bench = indexed();
    let listed = bench.run(["items", "--json"]).done();
    let expected =
        ["copy/note.txt", "empty.txt", "mail/1.eml", "mail/1.eml!/annex.txt", "note.txt"];
    assert_eq!(column(&listed, "locator"), expected);
    let under = bench.run(["items", "--under", "mail", "--json"]).done();
    assert_eq!(column(&under, "locator"), expected[2..4]);
    let annex = &lines(&listed)[3];
    assert_eq!(annex["parent"], lines(&listed)[2]["id"]);
}

#[test]
fn an_item_is_shown_by_id_prefix_and_by_locator() {
    let bench = indexed();
    let listed = bench.run(["items", "--json"]).done();
    let id = lines(&listed)[3]["id"].as_str().expect("an id").to_owned();
    for named in [&id[..12], "mail/1.eml!/annex.txt"] {
        assert!(
            bench.run(["show", named, "--text"]).done().contains("the annex speaks"),
            "{named}"
        );
    }
    assert_eq!(
        bench.run(["show", "mail/1.eml!/annex.txt", "--original"]).done().trim_end(),
        "the annex speaks of a Red Notice"
    );
    let cite = bench.run(["show", "mail/1.eml!/annex.txt", "--cite"]).done();
    assert_eq!(cite.lines().count(), 1);
    assert!(
        cite.contains("mail/1.eml!/annex.txt")
            && cite.contains("sha256:")
            && cite.contains("in mail/1.eml,"),
        "{cite}"
    );
    assert!(bench.run(["show", "nowhere.txt"]).failed(2).contains("no item"));
}

#[test]
fn entities_count_items_and_mentions() {
    let bench = indexed();
    let listed = json(&bench.run(["entities", "notice", "--json"]).done());
    assert_eq!(listed[0]["value"], "red-notice");
    assert_eq!(listed[0]["items"], 3);
    assert!(bench.run(["entities", "nonsense"]).failed(2).contains("kinds are"));
}

#[test]
fn coverage_adds_up() {
    let bench = indexed();
    let coverage = json(&bench.run(["report", "coverage", "--json"]).done());
    assert_eq!(coverage["adds_up"], true);
    assert_eq!(coverage["items"], 5);
    assert_eq!(coverage["on_disk"], 4);
    assert_eq!(coverage["members"], 1);
}

#[test]
fn a_trove_of_one_file_works() {
    let bench = bench().file("only.txt", "just one file");
    bench.run(["index", "trove/only.txt", "-d", "one.dossier"]).done();
    assert_eq!(
        column(&bench.run(["items", "-d", "one.dossier", "--json"]).done(), "locator"),
        ["only.txt"]
    );
}

#[test]
fn an_empty_trove_works() {
    let bench = bench();
    let summary = json(&bench.run(["index", "trove", "--json"]).done());
    assert_eq!(summary["items"], 0);
}

#[test]
fn a_second_trove_has_a_label_in_its_locators() {
    let bench = bench().file("a.txt", "one");
    std::fs::create_dir(bench.folder().join("more")).expect("the folder is writable");
    std::fs::write(bench.folder().join("more/b.txt"), "two").expect("the folder is writable");
    bench.run(["index", "trove"]).done();
    assert!(bench.run(["index", "more", "-d", "trove.dossier"]).failed(2).contains("--add-trove"));
    bench.run(["index", "more", "-d", "trove.dossier", "--add-trove"]).done();
    assert_eq!(
        column(&bench.run(["items", "--json"]).done(), "locator"),
        ["a.txt", "//more/b.txt"]
    );
    assert!(bench.run(["show", "//more/b.txt", "--text"]).done().contains("two"));
}

#[test]
fn rules_leave_files_out_and_they_are_listed() {
    let bench = bench().file("keep.txt", "kept").file("drop.tmp", "dropped");
    std::fs::write(bench.folder().join("rules"), "*.tmp\n").expect("the folder is writable");
    bench.run(["index", "trove", "--ignore", "rules"]).done();
    let skipped = lines(&bench.run(["items", "--outcome", "skipped", "--json"]).done());
    assert_eq!(
        (skipped.len(), &skipped[0]["locator"], &skipped[0]["reason"]),
        (1, &"drop.tmp".into(), &"ignored".into())
    );
}
