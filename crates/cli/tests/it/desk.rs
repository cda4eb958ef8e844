//! Papers that are alike, mails and who writes them, lists that are watched, and what papers tell of their source.

use std::path::Path;

use testkit::Bench;

use crate::{bench, json, lines};

/// A form as a bureau fills it in.
fn form(control: &str, date: &str) -> String {
    format!(
        "Date: {date}\nThe National Central Bureau of Moscow requests the arrest with a view to extradition of \
         PESTRIKOV Ivan Viktorovich who is wanted for fraud on a large scale committed in an organised group. \
         Control number {control}. Please inform the bureau at once if this person is found in your country.\n"
    )
}

fn forms() -> Bench {
    let bench = bench()
        .file("b-again.txt", form("A-5502/6-2021", "17 September 2021"))
        .file("a-first.txt", form("A-2741/3-2019", "18 March 2019"))
        .file("copy.txt", form("A-2741/3-2019", "18 March 2019"))
        .file("deletion.txt", "Date: 11 May 2021\nThe red notice A-2741/3-2019 was deleted.\n")
        .file(
            "other.txt",
            "A letter about something else entirely, with enough words in it to be compared.\n",
        );
    bench.run(["index", "trove"]).done();
    bench
}

#[test]
fn forms_that_were_issued_again_are_one_group_with_what_varies() {
    let bench = forms();
    let groups = lines(&bench.run(["report", "duplicates", "--near", "--json"]).done());
    assert_eq!(groups.len(), 1, "{groups:?}");
    let papers = groups[0]["papers"].as_array().expect("they are a list");
    let locators: Vec<&str> = papers.iter().filter_map(|paper| paper["locator"].as_str()).collect();
    assert_eq!(locators, ["a-first.txt", "b-again.txt"], "the oldest first, copies once");
    assert_eq!(papers[0]["copies"], 1);
    assert_eq!(
        groups[0]["varies"]["control"],
        serde_json::json!(["A-2741/3-2019", "A-5502/6-2021"])
    );
    assert!(groups[0]["varies"].get("person").is_none(), "{}", groups[0]);
    let again = &groups[0]["again"][0];
    assert_eq!(again["deleted"], "A-2741/3-2019");
    assert_eq!(
        (&again["deleted_in"], &again["again_in"]),
        (&"deletion.txt".into(), &"b-again.txt".into())
    );
    let shown = bench.run(["report", "duplicates", "--near"]).done();
    assert!(shown.contains("issued again? A-2741/3-2019"), "{shown}");
    let csv = bench.run(["report", "duplicates", "--near", "--csv"]).done();
    assert_eq!(csv.lines().count(), 3, "{csv}");
    let strict = bench.run(["report", "duplicates", "--near", "--similarity", "99"]);
    assert_eq!(strict.status, 1, "{strict:?}");
    assert_eq!(bench.run(["report", "hidden", "--near"]).status, 2);
}

#[test]
fn two_papers_are_compared_word_by_word() {
    let bench = forms();
    let shown = bench.run(["compare", "a-first.txt", "b-again.txt"]).done();
    for wanted in ["[-18 March 2019-]", "{+17 September 2021+}", "[-A-2741/3-2019.-]", " words …"]
    {
        assert!(shown.contains(wanted), "{wanted}: {shown}");
    }
    let whole = json(&bench.run(["compare", "a-first.txt", "b-again.txt", "--json"]).done());
    let of = |side: &str| -> String {
        let pieces = whole["pieces"].as_array().expect("they are a list").iter();
        let is_of = |piece: &&serde_json::Value| piece["of"] == "both" || piece["of"] == side;
        pieces.filter(is_of).filter_map(|piece| piece["text"].as_str()).collect()
    };
    assert_eq!(of("one").trim(), form("A-2741/3-2019", "18 March 2019").trim());
    assert_eq!(whole["words"]["one"], whole["words"]["other"]);
    let same = json(&bench.run(["compare", "a-first.txt", "copy.txt", "--json"]).done());
    assert_eq!((same["similarity"].as_f64(), &same["words"]["one"]), (Some(1.0), &0.into()));
    assert_eq!(bench.run(["compare", "a-first.txt", "nothing.txt"]).status, 2);
}

fn mail(id: &str, from: &str, to: &str, more: &str) -> String {
    format!(
        "Message-ID: <{id}>\nFrom: {from}\nTo: {to}\nSubject: list\nDate: Mon, 6 May 2019 10:00:00 +0000\n{more}\nText\n"
    )
}

fn mails() -> Bench {
    let bench = bench()
        .file("1.eml", mail("1@x", "Lena Brandt <lena@x.org>", "ivan@x.org, Olga <OLGA@x.org>", ""))
        .file(
            "2.eml",
            mail(
                "2@x",
                "lena@x.org",
                "ivan@x.org",
                "In-Reply-To: <lost@x>\nReferences: <1@x> <lost@x>\n",
            ),
        )
        .file(
            "box/2.eml",
            mail("2@x", "lena@x.org", "ivan@x.org", "X-Box: ivan\nIn-Reply-To: <lost@x>\n"),
        )
        .file("letter.txt", "no mail");
    bench.run(["index", "trove"]).done();
    bench
}

#[test]
fn who_writes_to_whom_is_counted_once_for_each_mail() {
    let bench = mails();
    let csv = bench.run(["mail", "--format", "csv"]).done();
    let rows: Vec<&str> = csv.lines().collect();
    assert!(rows[1].starts_with("\"lena@x.org\",\"ivan@x.org\",2,"), "{csv}");
    assert!(rows[2].starts_with("\"lena@x.org\",\"olga@x.org\",1,"), "{csv}");
    let people = json(&bench.run(["mail", "--list", "people", "--format", "json"]).done());
    assert_eq!(people["mails"], 2);
    let of = |address: &str| {
        let mut people = people["people"].as_array().expect("they are a list").iter();
        people.find(|person| person["address"] == address).expect("it is listed").clone()
    };
    assert_eq!(
        (&of("lena@x.org")["name"], &of("lena@x.org")["sent"]),
        (&"Lena Brandt".into(), &2.into())
    );
    assert_eq!(of("ivan@x.org")["received"], 2);
    let matrix = bench.run(["mail", "--list", "matrix", "--format", "csv"]).done();
    assert!(matrix.contains("\"from\",\"ivan@x.org\",\"lena@x.org\",\"olga@x.org\""), "{matrix}");
    assert!(matrix.contains("\"lena@x.org\",2,0,1"), "{matrix}");
    let narrowed = json(&bench.run(["mail", "--query", "to:olga", "--format", "json"]).done());
    assert_eq!((&narrowed["mails"], &narrowed["pairs"][0]["mails"]), (&1.into(), &1.into()));
    assert_eq!(bench.run(["mail", "--query", "from:nobody"]).status, 1);
}

#[test]
fn a_mail_that_is_answered_and_not_there_is_named() {
    let bench = mails();
    let missing = bench.run(["mail", "--list", "missing"]).done();
    assert!(missing.contains("lost@x") && !missing.contains("1@x"), "{missing}");
}

#[test]
fn a_mailbox_is_a_table_and_what_is_none_is_refused() {
    let bench = bench();
    let one = |date: &str, subject: &str| {
        format!(
            "From x Mon May  6 10:00:00 2019\nFrom: a@x.org\nTo: b@x.org\nDate: {date}\nSubject: {subject}\n\nText\n\n"
        )
    };
    let later = one("Tue, 7 May 2019 10:00:00 +0000", "later");
    bench.write("a.mbox", later + &one("Mon, 6 May 2019 10:00:00 +0000", "first"));
    bench.write("a.txt", "no mailbox");
    bench.run(["index", "trove"]).done();
    let table = bench.run(["mail", "a.mbox", "--format", "csv"]).done();
    let rows: Vec<&str> = table.lines().collect();
    assert!(rows[1].contains("\"first\"") && rows[2].contains("\"later\""), "{table}");
    let refused = bench.run(["mail", "a.txt"]);
    assert!(refused.status == 2 && refused.err.contains("is no mailbox"), "{refused:?}");
}

#[test]
fn a_list_is_held_against_what_is_new() {
    let bench = bench().file("a.txt", "Ivan Pestrikov met Oleg Terekhin in Paris.\n");
    bench.run(["index", "trove"]).done();
    let list = "Name\nИван Пестриков\nOleg Sidorov\nA-2741/3-2019\n";
    std::fs::write(bench.folder().join("list.csv"), list).expect("the folder is writable");
    let first = json(&bench.run(["watch", "list.csv", "--format", "json"]).done());
    assert_eq!(first["hits"].as_array().map(Vec::len), Some(1), "{first}");
    assert_eq!(
        (&first["hits"][0]["line"], &first["hits"][0]["sure"]),
        (&2.into(), &"likely".into())
    );
    let since = first["last_run"].to_string();
    bench.write("b.txt", "The control number is A-2741/3-2019 of NCB Moscow.\n");
    bench.run(["index", "trove"]).done();
    for new in [&["--since", &since][..], &["--new"]] {
        let command = [&["watch", "list.csv", "--format", "json"][..], new].concat();
        let next = json(&bench.run(&command).done());
        let hits = next["hits"].as_array().expect("they are a list");
        assert_eq!(hits.len(), 1, "{next}");
        assert_eq!(
            (&hits[0]["found_as"], &hits[0]["locator"]),
            (&"control".into(), &"b.txt".into())
        );
    }
    bench.write("a.txt", "Ivan Pestrikov met Oleg Terekhin in Paris, and then in Rome.\n");
    bench.run(["index", "trove"]).done();
    let changed = json(&bench.run(["watch", "list.csv", "--new", "--format", "json"]).done());
    assert_eq!(
        (&changed["new_items"], &changed["hits"][0]["locator"]),
        (&1.into(), &"a.txt".into())
    );
}

#[test]
fn entities_of_follow_the_money_digests_and_phrases_are_watched_too() {
    let bench = bench().file("a.txt", "Terekhin, known as the Hare, was seen in Paris.\n");
    bench.run(["index", "trove"]).done();
    let person =
        r#"{"id":"1","schema":"Person","properties":{"name":["Олег Терехин"],"alias":["Hare"]}}"#;
    std::fs::write(bench.folder().join("people.json"), person).expect("the folder is writable");
    let found = json(&bench.run(["search", "Paris", "--json"]).done());
    let sha256 = found["hits"][0]["sha256"].as_str().expect("it has digests").to_owned();
    std::fs::write(bench.folder().join("digests.txt"), &sha256).expect("the folder is writable");
    std::fs::write(bench.folder().join("phrases.txt"), "\"seen in Paris\"")
        .expect("the folder is writable");
    let digest = json(&bench.run(["watch", "digests.txt", "--format", "json"]).done());
    assert_eq!(digest["hits"][0]["found_as"], "digest", "{digest}");
    let phrase = json(&bench.run(["watch", "phrases.txt", "--queries", "--format", "json"]).done());
    assert_eq!(phrase["hits"][0]["found_as"], "query", "{phrase}");
    bench.run(["watch", "people.json", "--format", "csv"]);
    std::fs::write(bench.folder().join("broken.json"), "{").expect("the folder is writable");
    let broken = bench.run(["watch", "broken.json"]);
    assert!(broken.status == 2 && broken.err.contains("it is no JSON"), "{broken:?}");
}

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/trove").join(name);
    path.to_str().expect("the path is UTF-8").to_owned()
}

#[test]
fn a_file_that_still_holds_what_was_blackened_is_told_before_it_is_published() {
    let bench = bench();
    let blackened =
        bench.run(["redact", "check", &fixture("memos/checks blackened.pdf"), "--json"]);
    assert_eq!(blackened.status, 1, "{blackened:?}");
    let line = json(blackened.out.lines().next().expect("a line for the file"));
    let kinds: Vec<&str> = line["traces"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|trace| trace["kind"].as_str())
        .collect();
    assert!(kinds.contains(&"hidden-text"), "{line}");
    std::fs::write(bench.folder().join("plain.txt"), "Nothing hidden here.\n").expect("writable");
    let plain = bench.run(["redact", "check", "plain.txt"]);
    assert!(
        plain.status == 0 && plain.err.contains("0 hidden texts and 0 other traces"),
        "{plain:?}"
    );
    assert!(plain.err.contains("proves nothing"), "{plain:?}");
}

#[test]
fn a_folder_that_is_about_to_be_published_is_checked_as_a_whole() {
    let bench =
        bench().file("out/b/plain.txt", "Nothing hidden here.\n").file("out/a.txt", "Nor here.\n");
    let folder = bench.folder().join("trove/out");
    let checked = bench.run(["redact", "check", "trove/out"]);
    assert_eq!(checked.status, 0, "{checked:?}");
    let at = |name: &str| checked.out.find(name).expect(name);
    assert!(at("trove/out/a.txt") < at("trove/out/b/plain.txt"), "{checked:?}");
    std::fs::copy(fixture("memos/checks blackened.pdf"), folder.join("b/x.pdf")).expect("writable");
    std::os::unix::fs::symlink("/etc/passwd", folder.join("link")).expect("writable");
    let checked = bench.run(["redact", "check", "trove/out"]);
    assert_eq!(checked.status, 1, "{checked:?}");
    assert!(
        checked.out.contains("x.pdf") && checked.out.contains("link  skipped: no file"),
        "{checked:?}"
    );
    assert!(!checked.out.contains("root"), "{checked:?}");
}

#[test]
fn what_papers_tell_of_their_source_is_listed_before_a_story() {
    let bench = bench()
        .file("a.txt", r"Saved in C:\Users\l.brandt\Desktop, seen by everybody.")
        .file("b.txt", "Held by two.")
        .file("c.txt", "Held by two.");
    bench.run(["index", "trove"]).done();
    let rows = lines(&bench.run(["report", "source-safety", "--query", "*", "--json"]).done());
    assert_eq!(rows.len(), 3);
    let kinds = |row: &serde_json::Value| -> Vec<String> {
        let traces = row["traces"].as_array().expect("a list").iter();
        traces.filter_map(|trace| trace["kind"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(kinds(&rows[0]), ["account", "only-copy"], "{}", rows[0]);
    assert_eq!(rows[0]["traces"][0]["value"], "l.brandt");
    assert_eq!(kinds(&rows[1]), [""; 0], "{}", rows[1]);
    let unasked = bench.run(["report", "source-safety"]);
    assert!(unasked.status == 2 && unasked.err.contains("--query"), "{unasked:?}");
}

#[test]
fn a_search_that_is_kept_tells_what_is_new_until_it_was_looked_at() {
    let bench = bench().file("a.txt", "A red notice against Ivan Pestrikov.\n");
    bench.run(["index", "trove"]).done();
    assert_eq!(bench.run(["searches"]).status, 1);
    bench.run(["searches", "man", "--save", "name:Pestrikov"]).done();
    let line = |bench: &Bench| json(&bench.run(["searches", "--json"]).done());
    assert_eq!((&line(&bench)["items"], &line(&bench)["new"]), (&1.into(), &0.into()));
    bench.write("b.txt", "A red diffusion against Ivan Pestrikov.\n");
    bench.run(["index", "trove"]).done();
    assert_eq!((&line(&bench)["items"], &line(&bench)["new"]), (&2.into(), &1.into()));
    assert_eq!(bench.run(["searches", "man", "--keep"]).done(), "b.txt\n");
    assert_eq!(bench.run(["searches", "man"]).done(), "b.txt\n");
    assert_eq!(bench.run(["searches", "man"]).status, 1);
    bench.run(["verify"]).done();
    bench.run(["searches", "man", "--forget"]).done();
    let gone = bench.run(["searches", "man"]);
    assert!(gone.status == 2 && gone.err.contains("no search is kept as `man`"), "{gone:?}");
}

#[test]
fn a_search_that_is_looked_at_seals_no_damage() {
    let bench = bench().file("a.txt", "hello").file("b.txt", "good day");
    bench.run(["index", "trove"]).done();
    bench.run(["searches", "greeting", "--save", "hello"]).done();
    assert_eq!(bench.run(["verify", "--self"]).status, 0);
    let packs = std::fs::read_dir(bench.dossier().join("packs")).expect("there is a store");
    let pack = packs.map(|entry| entry.expect("it can be listed").path());
    let pack = pack.max().expect("it has a pack");
    let mut bytes = std::fs::read(&pack).expect("it is there");
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&pack, bytes).expect("it is ours");
    assert_eq!(bench.run(["verify", "--self"]).status, 1);
    bench.run(["searches", "greeting"]);
    bench.run(["searches", "other", "--save", "day"]).done();
    assert_eq!(bench.run(["verify", "--self"]).status, 1, "the damage stays listed");
    for command in [&["tag", "a.txt", "key"][..], &["index", "trove"]] {
        bench.run(command);
        let is_damaged = bench.run(["verify", "--self"]).status == 1;
        assert!(is_damaged, "{command:?}: the damage stays listed");
    }
}

#[test]
fn what_a_query_leaves_out_is_reported_wherever_it_is_asked() {
    let words: Vec<String> = (0..6000).map(|at| format!("x{at:04}")).collect();
    let bench = bench().file("a.txt", words.join(" "));
    bench.run(["index", "trove"]).done();
    for command in [
        &["export", "--format", "csv", "--query", "x*"][..],
        &["report", "hidden", "--query", "x*"],
        &["report", "source-safety", "--query", "x*"],
    ] {
        let ran = bench.run(command);
        assert!(ran.err.contains("stands for more than"), "{command:?}: {ran:?}");
    }
}

#[test]
fn a_person_whom_a_form_names_in_two_fields_is_watched() {
    let bench = bench().file(
        "form.txt",
        "INTERPOL RED NOTICE\nFamily name: KARIMOVA\nForename: Gulnara\nDate of birth: 05/06/1981\n",
    );
    bench.run(["index", "trove"]).done();
    std::fs::write(bench.folder().join("names.txt"), "Gulnara Karimova\n").expect("it is writable");
    let found = json(&bench.run(["watch", "names.txt", "--format", "json"]).done());
    assert_eq!(found["hits"][0]["locator"], "form.txt", "{found}");
    assert_eq!(found["hits"][0]["sure"], "sure", "{found}");
}

#[test]
fn tables_are_asked_for_as_json_and_csv_like_other_answers() {
    let bench = bench().file("a.txt", "Ivan Petrov was seen in Minsk on 3 March 2019.");
    bench.run(["index", "trove"]).done();
    std::fs::write(bench.folder().join("names.txt"), "Ivan Petrov\n").expect("it is writable");
    for command in [
        &["batch", "names.txt"][..],
        &["watch", "names.txt"],
        &["timeline"],
        &["pivot", "country", "year"],
        &["mail"],
    ] {
        let with = |flag: &str| bench.run(command.iter().copied().chain([flag]));
        assert!(json(&with("--json").out).is_object(), "{command:?}");
        let head = |table: String| table.lines().next().map(str::to_owned);
        let same = bench.run(command.iter().copied().chain(["--format", "csv"])).out;
        assert_eq!(head(with("--csv").out), head(same), "{command:?}");
        let both = bench.run(command.iter().copied().chain(["--csv", "--json"]));
        assert!(both.status == 2 && both.err.contains("cannot be used with"), "{command:?}");
    }
}

#[test]
fn values_of_a_kind_come_as_a_table_with_their_forms() {
    let bench = bench()
        .file("a.txt", "Ivan Petrov, born on 4 April 1974, was seen in Minsk.")
        .file("b.txt", "Иван Петров уехал из Минска в Москву.");
    bench.run(["index", "trove"]).done();
    let persons = bench.run(["entities", "person", "--csv"]).done();
    let row = persons.lines().find(|line| line.contains("Petrov")).expect("he is there");
    assert!(
        row.contains("Ivan Petrov; Иван Петров") || row.contains("Иван Петров; Ivan Petrov"),
        "{row}"
    );
    assert!(row.contains("1974-04-04"), "{row}");
    let places = bench.run(["entities", "location", "--csv"]).done();
    assert!(places.starts_with("\u{feff}\"value\",\"items\",\"mentions\",\"forms\""), "{places}");
    let log = bench.run(["log"]).done();
    assert!(log.contains("values of a kind as csv"), "{log}");
}

#[test]
fn two_names_are_compared_on_the_command_line() {
    let bench = bench();
    let compared = json(&bench.run(["names", "compare", "Ivan Petrov", "Иван Петров"]).done());
    assert_eq!((&compared["same"], &compared["band"]), (&true.into(), &"same".into()));
    assert_eq!(bench.run(["names", "compare", "Ivan Petrov"]).status, 2);
}
