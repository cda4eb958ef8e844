//! Counts by two things at once, along time, and of the rows of a sheet.

use answers::{Error, Measure, SheetQuestion};

use crate::Bench;

#[test]
fn items_are_counted_by_two_kinds_and_contents_once() {
    let bench = Bench::new();
    let table = |measure| bench.pivot("notice", "year", Some("name:Pestrikov"), measure, 20);
    let items = table(Measure::Items).expect("the dossier answers");
    assert_eq!(
        (items.row_values, items.column_values),
        (vec!["red-notice".into()], vec!["2019".into()])
    );
    assert_eq!(items.cells, [[Some(2.0)]]);
    assert_eq!(table(Measure::Contents).expect("the dossier answers").cells, [[Some(1.0)]]);
}

#[test]
fn what_a_limit_leaves_out_is_counted() {
    let bench = Bench::of(&[
        ("a.txt", "Russia and France, 1 May 2019.\n"),
        ("b.txt", "Russia and Spain, 2 May 2020.\n"),
        ("c.txt", "Russia, 3 June 2020.\n"),
    ]);
    let table =
        bench.pivot("country", "month", None, Measure::Items, 1).expect("the dossier answers");
    assert_eq!(
        (table.row_values, table.rows_left_out, table.columns_left_out),
        (vec!["ru".into()], 2, 2)
    );
}

#[test]
fn a_timeline_counts_what_papers_mention_in_order_of_time() {
    let bench = Bench::of(&[
        ("a.txt", "Held from 1 December 2019 to 3 February 2020.\n"),
        ("b.txt", "On 4 February 2020 and on 9 February 2020 he wrote.\n"),
        ("copy.txt", "On 4 February 2020 and on 9 February 2020 he wrote.\n"),
    ]);
    let timeline = bench.timeline("month", None).expect("the dossier answers");
    let periods: Vec<_> = timeline
        .periods
        .iter()
        .map(|period| (period.period.as_str(), period.items, period.contents))
        .collect();
    assert_eq!(periods, [("2019-12", 1, 1), ("2020-02", 3, 2)]);
}

const FIGURES: &str = "Country\tComplaints 2019\tComplaints 2020\nRussia\t84\t97\nFrance\t1,204\t\nTotal\t1,288\t97\n";
const LIST: &str = "Name\tBureau\tPaid on\tSum\nA\tNCB Moscow\t1 May 2019\t10\nB\tNCB Moscow\t2 May 2019\t20.5\nC\tNCB Paris\t3 May 2020\t7\nD\t\t\t9\n";

fn sheet(item: &str, rows: &str, columns: &str, sum: Option<&str>) -> SheetQuestion {
    SheetQuestion {
        item: item.to_owned(),
        sheet: None,
        rows: rows.to_owned(),
        columns: columns.to_owned(),
        sum: sum.map(str::to_owned),
    }
}

#[test]
fn numbers_beneath_headings_with_a_year_are_summed_by_what_the_row_names() {
    let bench = Bench::of(&[("figures.tsv", FIGURES)]);
    let table = bench.sheet_pivot(&sheet("figures.tsv", "country", "year", None));
    let table = table.expect("the sheet is counted");
    assert_eq!(
        (table.row_values, table.column_values),
        (vec!["fr".to_owned(), "ru".into()], vec!["2019".to_owned(), "2020".into()])
    );
    assert_eq!(table.cells, [[Some(1204.0), None], [Some(84.0), Some(97.0)]]);
    assert!(table.warnings[0].starts_with("1 of 3 rows have no country"), "{:?}", table.warnings);
}

#[test]
fn rows_are_counted_or_summed_by_cells_mentions_and_years() {
    let bench = Bench::of(&[("list.tsv", LIST)]);
    let rows = bench.sheet_pivot(&sheet("list.tsv", "ncb", "year", None)).expect("it is counted");
    assert_eq!(
        (rows.row_values.clone(), rows.cells),
        (
            vec!["ru".to_owned(), "fr".into()],
            vec![vec![Some(2.0), Some(0.0)], vec![Some(0.0), Some(1.0)]]
        )
    );
    let sums = bench.sheet_pivot(&sheet("list.tsv", "Bureau", "year", Some("sum")));
    assert_eq!(sums.expect("it is summed").cells[0], [Some(30.5), None]);
}

#[test]
fn a_column_of_years_and_the_months_of_dates_are_counted() {
    for (name, text, sum) in [
        ("en.csv", "Country,Year,N\nRussia,2019,5\nRussia,2020,6\nRussia,Total,11\n", "N"),
        ("ru.csv", "Страна;Год;Жалоб\nРоссия;2019 г.;5\nРоссия;2020 г.;6\n", "Жалоб"),
        ("ar.csv", "البلد,السنة,العدد\nروسيا,٢٠١٩,٥\nروسيا,٢٠٢٠,٦\n", "العدد"),
    ] {
        let bench = Bench::of(&[(name, text)]);
        let table = bench.sheet_pivot(&sheet(name, "country", "year", Some(sum)));
        let table = table.expect("the sheet is counted");
        assert_eq!(table.column_values, ["2019", "2020"], "{name}");
        assert_eq!(table.cells, [[Some(5.0), Some(6.0)]], "{name}");
    }
    let text =
        "Country,Date,N\nRussia,2019-03-17,5\nRussia,4 April 2019,6\nRussia,5 April 2019,1\n";
    let bench = Bench::of(&[("dated.csv", text)]);
    let table = bench.sheet_pivot(&sheet("dated.csv", "country", "month", Some("N")));
    assert_eq!(table.expect("the sheet is counted").cells, [[Some(5.0), Some(7.0)]]);
}

#[test]
fn rows_that_name_several_values_of_a_kind_are_reported() {
    let text = "Country,Year,N\nRussia,2019,5\n\"Russia, Turkey\",2019,6\n";
    let bench = Bench::of(&[("list.csv", text)]);
    let table = bench.sheet_pivot(&sheet("list.csv", "country", "year", Some("N")));
    let table = table.expect("the sheet is counted");
    assert_eq!(table.cells, [[Some(11.0)]]);
    let warning =
        "1 rows name more than one country and count by the first; a heading counts by its cells";
    assert_eq!(table.warnings, [warning]);
}

#[test]
fn cells_that_are_no_numbers_are_reported_and_a_cell_with_a_line_end_parts_no_row() {
    let text = "country,year,n\n\"Russia\nFederation\",2019,5\nFrance,2019,n/a\nSpain,2020,3\n";
    let bench = Bench::of(&[("list.csv", text)]);
    let table = bench.sheet_pivot(&sheet("list.csv", "country", "year", Some("n")));
    let table = table.expect("the sheet is counted");
    assert_eq!(table.row_values, ["Russia Federation", "Spain"]);
    assert_eq!(table.warnings, ["1 cells are no numbers and are left out, such as `n/a`"]);
}

#[test]
fn a_sheet_that_cannot_be_counted_so_is_an_error_that_names_what_there_is() {
    let bench = Bench::of(&[("list.tsv", LIST), ("plain.txt", "no table\n")]);
    let refused = |question| match bench.sheet_pivot(&question) {
        Err(Error::Sheet(item, why)) => format!("{item}: {why}"),
        other => panic!("{other:?}"),
    };
    assert!(
        refused(sheet("list.tsv", "colour", "year", None))
            .contains("its headings are Name, Bureau, Paid on, Sum")
    );
    assert!(refused(sheet("plain.txt", "a", "b", None)).contains("no table"));
}
