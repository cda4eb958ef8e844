//! The date of a paper, and whose date it is.

use crate::{bench, column, json};

#[test]
fn the_date_of_a_file_is_told_from_that_of_a_paper() {
    let bench = bench()
        .file("paper.txt", "Date: 18 March 2019\n\nThe notice was withdrawn.")
        .file(
            "page.html",
            "<html><head><meta name=\"date\" content=\"2025-01-02\"></head><body>The notice stands.</body></html>",
        );
    bench.run(["index", "trove", "-d", "d.dossier"]).done();
    let answer = json(
        &bench.run(["search", "-d", "d.dossier", "--json", "--sort", "date", "notice"]).done(),
    );
    let hits = answer["hits"].as_array().expect("there are hits");
    let dates: Vec<_> = hits.iter().map(|hit| (&hit["date"], &hit["date_source"])).collect();
    assert_eq!(dates[0], (&"2019-03-18".into(), &"text".into()));
    assert_eq!(dates[1], (&"2025-01-02".into(), &"created".into()));
    let page = bench.run(["search", "-d", "d.dossier", "--no-pager", "notice"]).done();
    assert!(page.contains("2025-01-02 (file created)"), "{page}");
    assert!(page.contains("2019-03-18,"), "{page}");
}

#[test]
fn mails_of_one_day_stand_in_the_order_of_their_times() {
    let mail = |time: &str| {
        format!("From: a@b.example\nSubject: order\nDate: Mon, 18 Mar 2019 {time} +0000\n\nText\n")
    };
    let bench = bench()
        .file("a.eml", mail("17:00:00"))
        .file("b.eml", mail("09:00:00"))
        .file("c.eml", mail("12:00:00"));
    bench.run(["index", "trove", "-d", "d.dossier"]).done();
    let found =
        bench.run(["search", "-d", "d.dossier", "--jsonl", "--sort", "date", "order"]).done();
    assert_eq!(column(&found, "locator"), ["b.eml", "c.eml", "a.eml"]);
    assert_eq!(column(&found, "date"), ["2019-03-18"; 3]);
}
