//! How many dates of sentences in five languages are found, by halves for tuning and for reporting.

use item::Kind;

/// Expected dates, those of them that were found, and what was found besides.
#[derive(Debug, Default)]
struct Figures {
    expected: usize,
    found: usize,
    wrong: usize,
}

fn measured(half: &str, kind: &str) -> Figures {
    let mut figures = Figures::default();
    let rows = include_str!("dates.tsv").lines().map(|row| row.split('\t').collect::<Vec<_>>());
    for row in rows.filter(|row| row[0] == half && row[2] == kind) {
        let expected: Vec<&str> = row[3].split(';').filter(|date| !date.is_empty()).collect();
        let mentions = entities::recognise(row[4]);
        let dates = mentions.iter().filter(|mention| mention.kind == Kind::Date);
        let found: Vec<&str> = dates.map(|mention| mention.normal.as_str()).collect();
        figures.expected += expected.len();
        figures.found += expected.iter().filter(|date| found.contains(date)).count();
        figures.wrong += found.iter().filter(|date| !expected.contains(date)).count();
    }
    figures
}

#[test]
fn nearly_all_dates_and_periods_of_sentences_are_found_and_no_trap() {
    for half in ["tuning", "reporting"] {
        for (kind, least) in [("date", 95), ("period", 85)] {
            let figures = measured(half, kind);
            assert!(figures.found * 100 >= figures.expected * least, "{half} {kind}: {figures:?}");
            assert!(figures.wrong * 100 <= figures.expected * 6, "{half} {kind}: {figures:?}");
        }
        assert_eq!(measured(half, "trap").wrong, 0, "{half}");
    }
}
