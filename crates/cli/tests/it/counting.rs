//! Tables, timelines and plots, asked as a user would.

use crate::{bench, json};

fn indexed() -> testkit::Bench {
    let bench = bench();
    bench.write("a.txt", "A red notice against Ivan Pestrikov, 18 March 2019. NCB Moscow.");
    bench.write("b.txt", "A red diffusion against Ivan Pestrikov, 19 December 2019. NCB Moscow.");
    bench.write("c.txt", "A blue notice of NCB Paris, 2 May 2020.");
    bench.run(["index", "trove"]).done();
    bench
}

#[test]
fn a_table_comes_in_every_form_with_what_it_rests_on() {
    let bench = indexed();
    let shown = bench.run(["pivot", "ncb", "notice"]).done();
    assert!(shown.starts_with("ncb  ") && shown.contains("\nru  "), "{shown}");
    assert!(shown.contains("items by ncb and notice. Of 3 items, 0 were not searched"), "{shown}");
    let csv = bench.run(["pivot", "ncb", "year", "--format", "csv"]).done();
    assert_eq!(csv, "\u{feff}\"ncb\",\"2019\",\"2020\"\r\n\"ru\",2,0\r\n\"fr\",0,1\r\n");
    let answer = json(&bench.run(["pivot", "ncb", "year", "--format", "json"]).done());
    assert_eq!(answer["cells"], serde_json::json!([[2.0, 0.0], [0.0, 1.0]]));
    assert_eq!(answer["basis"]["files_root"].as_str().map(str::len), Some(64));
    let svg = bench.run(["pivot", "ncb", "year", "--format", "svg"]).done();
    assert!(
        svg.starts_with("<svg ") && svg.contains("Files root") && svg.contains("ru 2019: 2"),
        "{svg}"
    );
}

#[test]
fn a_timeline_goes_over_what_a_query_finds_and_into_a_file_outside_the_trove() {
    let bench = indexed();
    let shown = bench.run(["timeline", "--by", "month", "--query", "name:Pestrikov"]).done();
    let months: Vec<&str> =
        shown.lines().map(|line| line.split(' ').next().unwrap_or("")).collect();
    assert_eq!(months[..2], ["2019-03", "2019-12"], "{shown}");
    bench.run(["timeline", "--format", "svg", "-o", "years.svg"]).done();
    let drawn = std::fs::read_to_string(bench.folder().join("years.svg")).expect("it was written");
    assert!(drawn.contains("items 2019: 2"), "{drawn}");
    let refused = bench.run(["timeline", "-o", "trove/years.txt"]);
    assert!(refused.status == 2 && refused.err.contains("lies inside the trove"), "{refused:?}");
    assert_eq!(bench.run(["timeline", "--query", "name:Nobody"]).status, 1);
}

#[test]
fn what_is_no_kind_is_refused_with_the_nearest() {
    let bench = indexed();
    let refused = bench.run(["pivot", "ncbs", "year"]);
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("the nearest is `ncb`"), "{refused:?}");
}
