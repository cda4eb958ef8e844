//! A list of names, asked as a user would.

use std::fmt::Write;

use crate::{bench, json};

/// Two men in three papers, one of them in a comment that was struck out.
fn indexed() -> testkit::Bench {
    let bench = bench();
    bench.write("one.txt", "The bureau seeks Ivan Pestrikov, born 9 April 1974.");
    bench.write("two.txt", "По делу Пестрикова Ивана.");
    bench.write("three.txt", "A letter to Samir Hafiz.");
    bench.run(["index", "trove"]).done();
    bench
}

fn list(bench: &testkit::Bench, name: &str, text: &str) -> String {
    let path = bench.folder().join(name);
    std::fs::write(&path, text).expect("the folder is writable");
    path.to_str().expect("the path is UTF-8").to_owned()
}

#[test]
fn of_three_hundred_names_those_are_found_that_are_there_and_no_other() {
    let bench = bench();
    let syllables =
        ["ba", "rim", "lo", "ket", "zu", "nov", "sha", "del", "gor", "pin", "ta", "mus"];
    let family = |number: usize| {
        let part = |by: usize| syllables[(number / by) % syllables.len()];
        let family = format!("{}{}{}ov", part(1), part(12), part(144));
        family[..1].to_uppercase() + &family[1..]
    };
    let mut names = String::new();
    for number in 0..300 {
        let name = format!("Oleg {}", family(number * 5));
        writeln!(names, "{name}").expect("a string takes all");
        if number % 4 == 0 {
            bench.write(format!("{number}.txt"), format!("A notice against {name} was sent."));
        }
    }
    bench.run(["index", "trove"]).done();
    let answer =
        json(&bench.run(["batch", &list(&bench, "names.txt", &names), "--format", "json"]).done());
    assert_eq!((&answer["foot"]["found"], &answer["foot"]["absent"]), (&75.into(), &225.into()));
    for line in answer["lines"].as_array().expect("there are lines") {
        let number = line["line"].as_u64().expect("it has a number") - 1;
        assert_eq!(line["status"] == "found", number % 4 == 0, "{line}");
        assert_eq!(line["papers"], u64::from(number % 4 == 0), "{line}");
    }
}

#[test]
fn columns_of_a_table_are_kept_and_names_in_two_columns_are_one() {
    let bench = indexed();
    let table = "No;Фамилия;Имя;Дата рождения\n7;Пестриков;Иван;09.04.1974\n8;Нетаков;Пётр;\n";
    let table = list(&bench, "list.csv", table);
    let csv = bench.run(["batch", &table, "--format", "csv"]).done();
    let rows: Vec<&str> = csv.lines().collect();
    assert!(rows[0].starts_with("\u{feff}\"line\",\"No\",\"Фамилия\",\"Имя\""), "{csv}");
    assert!(
        rows[1]
            .contains("\"7\",\"Пестриков\",\"Иван\",\"09.04.1974\",\"found\",\"likely\",2,2,0,1"),
        "{csv}"
    );
    assert!(rows[2].contains("\"absent\""), "{csv}");
}

#[test]
fn what_a_list_rests_on_stands_under_it() {
    let bench = indexed();
    bench.write("scan.zip", "PK\u{3}\u{4} no archive");
    bench.run(["index", "trove"]).done();
    let shown =
        bench.run(["batch", &list(&bench, "names.txt", "Ivan Pestrikov\nNobody Atall\n")]).done();
    assert!(
        shown.contains(
            "1 found, 1 absent. Absent means absent in what was searched. Of 4 items, 1 "
        ),
        "{shown}"
    );
    let page = bench.run([
        "batch",
        &list(&bench, "page.txt", "Samir Hafiz\nA <b & co>"),
        "--format",
        "html",
    ]);
    let page = page.done();
    assert!(page.contains("A &lt;b &amp; co&gt;") && !page.contains("<script"), "{page}");
    assert!(page.contains("Samir Hafiz") && page.contains("Files root "), "{page}");
}

#[test]
fn a_row_for_each_hit_in_the_columns_of_datashare() {
    let bench = indexed();
    let list = list(&bench, "names.txt", "Ivan Pestrikov\n");
    let rows = bench.run(["batch", &list, "--format", "datashare"]).done();
    assert!(rows.starts_with("query,documentUrl,documentId,rootId,contentType,"), "{rows}");
    assert_eq!(rows.lines().filter(|row| row.starts_with("\"Ivan Pestrikov\",\"\",\"")).count(), 2);
}

#[test]
fn a_table_without_known_headings_is_refused_with_its_columns() {
    let bench = indexed();
    let table = list(&bench, "list.csv", "Column A,Country\nIvan Pestrikov,Russia\n");
    let refused = bench.run(["batch", &table]);
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("name one (on the command line by --column)"), "{refused:?}");
    let asked = bench.run(["batch", &table, "--column", "column a", "--format", "json"]).done();
    assert_eq!(json(&asked)["foot"]["found"], 1);
    let none = bench.run(["batch", &list(&bench, "none.txt", "Nobody Atall\n")]);
    assert_eq!(none.status, 1, "{none:?}");
}

#[test]
fn numbers_in_a_list_of_names_are_found_as_they_are_in_a_search() {
    let bench = bench();
    bench.write(
        "a.txt",
        "The red notice A-2741/3-2019 of Interpol; write to boris@mvd.example or +49 30 1234567.",
    );
    bench.run(["index", "trove"]).done();
    let digest = json(&bench.run(["items", "--json"]).done())["sha256"].clone();
    let digest = digest.as_str().expect("it has a digest");
    let text = format!(
        "A-2741/3-2019\nA 2741/3 - 2019\nboris@mvd.example\n+49 (30) 1234567\n{digest}\nA-2741/4-2019\nx\n"
    );
    let path = list(&bench, "numbers.txt", &text);
    let answer = json(&bench.run(["batch", &path, "--format", "json"]).done());
    let lines = answer["lines"].as_array().expect("there are lines");
    let statuses: Vec<_> = lines.iter().filter_map(|line| line["status"].as_str()).collect();
    let found = ["found"; 5].into_iter().chain(["absent"; 2]);
    assert_eq!(statuses, found.collect::<Vec<_>>(), "{answer}");
    assert!(lines[0]["sure"].is_null() && lines[0]["forms"] == serde_json::json!([]), "{answer}");
}
