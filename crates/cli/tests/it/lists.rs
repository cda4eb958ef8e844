//! Lists for other programs are whole, and what is cut says so.

use crate::{bench, json, lines};

fn twenty_five() -> testkit::Bench {
    let bench = bench();
    for number in 0..25 {
        bench.write(format!("{number}.txt"), format!("word {number}"));
    }
    bench.run(["index", "trove"]).done();
    bench
}

#[test]
fn lines_hold_every_hit_and_pages_hold_twenty() {
    let bench = twenty_five();
    let listed = bench.run(["search", "word", "--jsonl"]);
    assert_eq!((lines(&listed.out).len(), listed.err.as_str()), (25, ""));
    assert_eq!(bench.run(["search", "word", "--csv"]).done().lines().count(), 26);
    let page = json(&bench.run(["search", "word", "--json"]).done());
    assert_eq!(page["hits"].as_array().map(Vec::len), Some(20));
    assert_eq!(page["total"], 25);
}

#[test]
fn a_list_that_a_limit_cuts_says_so() {
    let bench = twenty_five();
    for form in ["--jsonl", "--csv"] {
        let cut = bench.run(["search", "word", form, "--limit", "5"]);
        assert!(cut.err.contains("not all of the 25 hits"), "{cut:?}");
        assert!(cut.err.contains("--after"), "{cut:?}");
    }
    assert_eq!(bench.run(["search", "word", "--jsonl", "--limit", "25"]).err, "");
}

#[test]
fn duplicates_are_counted_beyond_those_that_are_listed() {
    let bench = bench();
    for number in 0..130 {
        bench.write(format!("{number}.txt"), "the same everywhere");
    }
    bench.run(["index", "trove"]).done();
    let answer = json(&bench.run(["search", "everywhere", "--json"]).done());
    let hit = &answer["hits"][0];
    assert_eq!(hit["duplicate_count"], 129);
    assert_eq!(hit["duplicates"].as_array().map(Vec::len), Some(100));
    assert!(bench.run(["search", "everywhere"]).done().contains("and at 29 more places"));
}

#[test]
fn copies_under_other_extensions_and_in_mails_are_one_hit() {
    let bench = bench();
    bench.write("one.txt", "the same everywhere");
    bench.write("two.log", "the same everywhere");
    bench.write(
        "three.eml",
        "From: a@example.org\nContent-Type: text/plain; charset=utf-8; name=note.txt\n\
         Content-Disposition: attachment; filename=note.txt\n\nthe same everywhere",
    );
    bench.run(["index", "trove"]).done();
    let answer = json(&bench.run(["search", "everywhere -format:eml", "--json"]).done());
    assert_eq!((&answer["total"], &answer["items"]), (&1.into(), &3.into()), "{answer}");
    assert_eq!(answer["hits"][0]["duplicate_count"], 2);
    let answer = json(&bench.run(["search", "has:duplicates", "--json"]).done());
    assert_eq!(answer["items"], 3, "{answer}");
}

#[test]
fn equal_hits_stand_in_one_order_in_every_dossier() {
    let bench = bench();
    for number in 0..40 {
        bench.write(format!("folder {}/{number}.txt", number % 3), format!("word {number:02}"));
    }
    bench.write("mail.eml", "From: a@example.org\nContent-Type: text/plain\nContent-Disposition: attachment; filename=0.txt\n\nword 00");
    let mut orders = ["1", "4"].map(|jobs| {
        let dossier = format!("by-{jobs}.dossier");
        bench.run(["index", "trove", "-d", &dossier, "--jobs", jobs]).done();
        let listed = bench.run(["search", "word", "-d", &dossier, "--jsonl"]).done();
        lines(&listed).iter().map(|hit| hit["locator"].to_string()).collect::<Vec<_>>()
    });
    assert_eq!(orders[0], orders[1]);
    assert!(orders[0].contains(&"\"folder 0/0.txt\"".to_owned()), "a file comes before a member");
    orders[0].sort();
    assert_ne!(orders[0], orders[1], "they are not merely sorted");
}

#[test]
fn the_dossier_is_named_as_it_was_given() {
    let bench = bench().file("a.txt", "a");
    let summary = json(&bench.run(["index", "trove", "-d", "leak.dossier", "--json"]).done());
    assert_eq!(summary["dossier"], "leak.dossier");
}

#[test]
fn mentions_count_in_every_item_that_has_them() {
    let bench = bench();
    for number in 0..3 {
        bench.write(format!("{number}.txt"), "Interpol published a Red Notice.");
    }
    bench.write("twice.txt", "A Red Notice, and again a Red Notice.");
    bench.run(["index", "trove"]).done();
    let values = json(&bench.run(["entities", "notice", "--json"]).done());
    assert_eq!((&values[0]["items"], &values[0]["mentions"]), (&4.into(), &5.into()), "{values}");
}

#[test]
fn an_empty_dossier_variable_is_none() {
    let bench = twenty_five();
    let output = bench.command().args(["items"]).env("DOSSIER", "").output();
    assert_eq!(output.expect("the program starts").status.code(), Some(0));
    let output = bench.command().args(["items"]).env("DOSSIER", "nowhere").output();
    assert_eq!(output.expect("the program starts").status.code(), Some(2));
}

#[test]
fn a_manifest_names_the_program_that_made_the_items() {
    let bench = bench().file("a.txt", "a");
    bench.run(["index", "trove"]).done();
    let version = bench.run(["--version"]).done();
    let version = version.trim().strip_prefix("dossier ").expect("a program names itself");
    assert!(version.contains('+'), "{version}");
    let ledger = bench.dossier().join("ledger.sqlite");
    let mut bytes = std::fs::read(&ledger).expect("the ledger is there");
    let other = version.replace('+', "-");
    let at = bytes.windows(version.len()).position(|part| part == version.as_bytes());
    let at = at.expect("the ledger names the version");
    bytes[at..at + version.len()].copy_from_slice(other.as_bytes());
    std::fs::write(&ledger, bytes).expect("the ledger is writable");
    ledger::break_seal(&bench.dossier()).expect("the dossier is writable");
    let manifest = bench.run(["manifest", "--format", "dossier"]).done();
    assert!(manifest.contains(&format!("dossier {other}\n")), "{manifest}");
    let again = json(&bench.run(["index", "trove", "--json"]).done());
    assert_eq!(again["unchanged"], 1, "the same readers read nothing again");
    let manifest = bench.run(["manifest", "--format", "dossier"]).done();
    assert!(manifest.contains(&format!("dossier {version}\n")), "{manifest}");
}

#[test]
fn a_table_for_spreadsheets_begins_with_the_byte_order_mark() {
    let bench = bench().file("a.txt", "Пестриков");
    bench.run(["index", "trove"]).done();
    let table = bench.run(["search", "Пестриков", "--csv"]).done();
    assert!(table.starts_with("\u{feff}\"id\",\"locator\","), "{table}");
    assert_eq!(table.matches('\u{feff}').count(), 1);
}

#[test]
fn names_that_there_are_not_are_met_with_those_that_there_are() {
    let bench = bench().file("memos/a.txt", "a word").file("b.txt", "a word");
    bench.run(["index", "trove"]).done();
    for (typed, met) in [
        (&["items", "--format", "docxx"][..], "`docxx` is no format; the nearest is `docx`"),
        (&["items", "--under", "memo"], "the nearest is `memos`"),
        (&["items", "--under", "quite elsewhere"], "there are b.txt, memos"),
        (&["search", "word", "--facets", "persn"], "`persn` is no facet; the nearest is `person`"),
        (&["search", "word", "--facets", "quite-another"], "control"),
        (&["items", "--outcome", "bogus"], "not one of"),
        (&["help", "serch"], "the nearest is `search`"),
    ] {
        let refused = bench.run(typed.iter()).failed(2);
        assert!(refused.contains(met), "{typed:?}: {refused}");
    }
    bench.run(["items", "--format", "pdf"]).failed(1);
    bench.run(["items", "--under", "memos", "--format", "text"]).done();
}

#[test]
fn a_command_that_there_is_not_is_met_with_what_does_that_here() {
    let bench = bench();
    assert!(bench.run(["ls"]).failed(2).contains("hint: the command is `dossier items`"));
    assert!(!bench.run(["zzz"]).failed(2).contains("hint:"));
    let help = bench.run(["help", "query"]).done();
    assert!(help.contains("layer:deleted Secretariat") && help.contains("control:"), "{help}");
    assert!(bench.run(["help", "search"]).done().contains("Examples:\n  dossier search"));
}

#[test]
fn a_cursor_of_another_search_is_refused() {
    let bench = bench().file("a.txt", "word one").file("b.txt", "word two");
    bench.run(["index", "trove"]).done();
    let first = json(&bench.run(["search", "word", "--limit", "1", "--json"]).done());
    let cursor = first["next"].as_str().expect("there is a second hit");
    let second = bench.run(["search", "word", "--limit", "1", "--after", cursor, "--json"]).done();
    assert_ne!(json(&second)["hits"][0]["id"], first["hits"][0]["id"]);
    let refused = bench.run(["search", "two", "--limit", "1", "--after", cursor]).failed(2);
    assert!(refused.contains("belongs to another search"), "{refused}");
}

#[test]
fn characters_that_mislead_a_terminal_are_escapes_in_json() {
    let bench = bench().file("rtl\u{202e}fdp.txt", "word \u{202e}gnp");
    bench.run(["index", "trove"]).done();
    let found = bench.run(["search", "word", "--json"]).done();
    assert!(!found.contains('\u{202e}') && found.contains("\\u202e"), "{found}");
    let text = json(&found)["hits"][0]["snippets"][0]["text"].to_string();
    assert!(text.contains('\u{202e}'), "readers of JSON take the escape for the character: {text}");
}

#[test]
fn a_table_tells_the_layer_of_a_snippet_and_how_many_copies_there_are() {
    let bench = bench().file("a.txt", "a word").file("b.txt", "a word");
    bench.run(["index", "trove"]).done();
    let table = bench.run(["search", "word", "--csv"]).done();
    let row = |number: usize| -> Vec<&str> {
        let line = table.lines().nth(number).unwrap_or_default();
        line.split(',').map(|cell| cell.trim_matches('"')).collect()
    };
    let (columns, cells) = (row(0), row(1));
    let cell = |name| columns.iter().position(|column| *column == name).map(|at| cells[at]);
    assert_eq!((cell("layer"), cell("duplicates")), (Some("body"), Some("1")), "{table}");
}

#[test]
fn a_manifest_holds_nothing_made_of_passwords_and_no_path_of_this_machine() {
    let bench = bench().file("a.txt", "a word");
    bench.write("../passwords.txt", "hunter2\n");
    bench.write("../rules", "*.tmp\n");
    bench.run(["index", "trove", "--passwords", "passwords.txt", "--ignore", "rules"]).done();
    let manifest = bench.run(["manifest"]).done();
    let rules = fixity::of(b"*.tmp\n", &[]).blake3.to_string();
    assert!(manifest.contains("passwords=given") && manifest.contains(&rules), "{manifest}");
    for secret in ["hunter2", "rules ", &fixity::of(b"hunter2", &[]).blake3.to_string()] {
        assert!(!manifest.contains(secret), "{secret}: {manifest}");
    }
}
