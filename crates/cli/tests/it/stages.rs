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
