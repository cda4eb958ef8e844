//! How many sentences on notices, dates, numbers and addresses are read right, by halves for tuning and for reporting.

use item::{DateRole, Mention};

fn normal(mention: &Mention) -> String {
    let role = match mention.role {
        Some(DateRole::Birth) => "@birth",
        Some(DateRole::Document) => "@document",
        None => "",
    };
    format!("{}{role}", mention.normal)
}

/// How many sentences of a table are in a half, of one kind or of all, and those that are read otherwise.
pub(crate) fn measured(table: &str, half: &str, kind: Option<&str>) -> (usize, Vec<String>) {
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split('\t').collect()).collect();
    let is_of = |row: &&Vec<&str>| row[0] == half && kind.is_none_or(|kind| row[1] == kind);
    let of_half: Vec<_> = rows.iter().filter(is_of).collect();
    let wrong = of_half.iter().filter_map(|row| {
        let mentions = entities::recognise(&row[3].replace("\\n", "\n").replace("\\t", "\t"));
        let of_kind = mentions.iter().filter(|mention| mention.kind.name() == row[1]);
        let mut found: Vec<String> = of_kind.map(normal).collect();
        let mut expected: Vec<&str> = row[2].split(';').filter(|normal| *normal != "-").collect();
        found.sort_unstable();
        expected.sort_unstable();
        (found != expected).then(|| format!("{}: {expected:?}, found {found:?}", row[3]))
    });
    let wrong: Vec<String> = wrong.collect();
    (of_half.len(), wrong)
}

#[test]
fn nearly_all_sentences_on_numbers_dates_and_notices_are_read_right() {
    for (half, least) in [("tuning", 95), ("reporting", 90)] {
        let (all, wrong) = measured(include_str!("findings.tsv"), half, None);
        let right = all - wrong.len();
        assert!(right * 100 >= all * least, "{half}: {right} of {all}\n{}", wrong.join("\n"));
    }
}
