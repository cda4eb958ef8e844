//! The stages on their own.

use crate::{bench, column, json, lines};

#[test]
fn extract_prints_children_after_their_parent() {
    let bench = bench().file(
        "m.eml",
        "Subject: outer\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nbody\n--b\nContent-Type: text/html\nContent-Disposition: attachment; filename=a.html\n\n<p>inner text</p>\n--b--\n",
    );
    let printed = bench.run(["extract", "trove/m.eml", "--json"]).done();
    assert_eq!(column(&printed, "locator"), ["trove/m.eml", "trove/m.eml!/a.html"]);
    let lines = lines(&printed);
    assert_eq!(lines[0]["metadata"]["subject"][0], "outer");
    assert_eq!(lines[1]["format"], "html");
    assert!(
        lines[1]["segments"][0]["text"].as_str().is_some_and(|text| text.contains("inner text"))
    );
}

#[test]
fn recognise_gives_byte_offsets_into_the_text() {
    let text = "По линии Интерпола просим опубликовать в отношении красного уведомления запрос A-1234/5-2020.";
    let printed = bench().run_with_input(["recognise", "--json"], text.as_bytes()).done();
    let mentions = lines(&printed);
    assert!(
        mentions
            .iter()
            .any(|mention| mention["kind"] == "notice" && mention["normal"] == "red-notice"),
        "{printed}"
    );
    for mention in mentions {
        let at = |key: &str| {
            usize::try_from(mention[key].as_u64().expect("an offset")).expect("a small offset")
        };
        assert_eq!(&text[at("start")..at("end")], mention["surface"]);
    }
}

#[test]
fn names_are_compared_across_scripts() {
    let input = "Pestrikov Ivan\tИван Пестриков\nSmith\tJones\n";
    let printed = bench().run_with_input(["names", "compare", "--json"], input.as_bytes()).done();
    let same: Vec<_> = printed.lines().map(|line| json(line)["same"].clone()).collect();
    assert_eq!(same, [true, false]);
}

#[test]
fn help_and_version_are_printed() {
    let bench = bench();
    assert!(bench.run(["--help"]).done().contains("index"));
    assert!(bench.run(["--version"]).done().starts_with("dossier "));
    assert!(!bench.run(["--help"]).done().contains("worker"));
}

#[test]
fn what_may_wait_for_ever_is_refused_and_the_rest_goes_on() {
    let bench = bench().file("a.txt", "A Red Notice of Interpol.").file("b.txt", "beta");
    let made = std::process::Command::new("mkfifo").arg(bench.trove().join("pipe")).status();
    assert!(made.expect("mkfifo runs").success());
    let files = ["trove/a.txt", "trove/pipe", "trove", "trove/none", "trove/b.txt"];
    let extracted = bench.run(["extract", "--json"].iter().chain(&files));
    assert_eq!(extracted.status, 2);
    assert_eq!(column(&extracted.out, "locator"), ["trove/a.txt", "trove/b.txt"]);
    assert_eq!(extracted.err.lines().count(), 3, "{}", extracted.err);
    let recognised = bench.run(["recognise", "--json"].iter().chain(&files));
    assert_eq!(recognised.status, 2);
    assert_eq!(lines(&recognised.out)[0]["kind"], "notice", "{}", recognised.out);
    assert_eq!(recognised.err.lines().count(), 3, "{}", recognised.err);
}

#[test]
fn completions_and_manual_pages_hold_every_command_and_none_that_is_hidden() {
    let bench = bench();
    let script = bench.run(["completions", "bash"]).done();
    bench.run(["manual", "pages"]).done();
    for command in ["index", "search", "verify", "serve"] {
        assert!(script.contains(&format!("dossier__subcmd__{command}")), "{command}");
        let page =
            std::fs::read_to_string(bench.folder().join(format!("pages/dossier-{command}.1")));
        let page = page.unwrap_or_else(|error| panic!("{command}: {error}"));
        assert!(page.contains(".SH OPTIONS"), "{page}");
    }
    assert!(!bench.folder().join("pages/dossier-worker.1").exists());
    assert_eq!(bench.run(["completions", "tcl"]).status, 2);
}

#[test]
fn a_hyphen_is_standard_input() {
    let text = b"A Red Notice of Interpol.";
    let extracted = bench().run_with_input(["extract", "-", "--json"], text).done();
    assert_eq!(json(&extracted)["segments"][0]["text"], "A Red Notice of Interpol.");
    assert!(bench().run_with_input(["recognise", "-"], text).done().contains("red-notice"));
}

#[test]
fn a_pair_of_names_that_is_none_costs_its_line_alone() {
    let input = b"Smith\tJones\nno pair\n\n\xff\tx\nSmith\tSmith\n";
    let compared = bench().run_with_input(["names", "compare"], input);
    assert_eq!(compared.status, 2);
    let same: Vec<_> = lines(&compared.out).iter().map(|line| line["same"].clone()).collect();
    assert_eq!(same, [false, true]);
    assert!(compared.err.contains("line 2: `no pair`"), "{}", compared.err);
    assert!(compared.err.contains("line 4: "), "{}", compared.err);
}
