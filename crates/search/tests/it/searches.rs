//! Whether `name:` finds the texts that name a person, in many scripts and spellings, and those alone, by halves for tuning and
//! for reporting.

use item::Layer;

use crate::{extraction, found, index};

/// How many searches of a half there are, and those that come out otherwise.
fn measured(half: &str) -> (usize, Vec<&'static str>) {
    let rows = include_str!("searches.tsv").lines().filter(|line| !line.starts_with('#'));
    let of_half: Vec<&str> = rows.filter(|row| row.split('\t').next() == Some(half)).collect();
    let is_wrong = |row: &&str| {
        let cells: Vec<&str> = row.split('\t').collect();
        let mut paper = extraction(&[(Layer::Body, cells[3])]);
        paper.mentions = entities::recognise(cells[3]);
        let is_found = !found(&index(&[paper]), &format!("name:\"{}\"", cells[2])).is_empty();
        is_found != (cells[1] == "yes")
    };
    let wrong = of_half.iter().copied().filter(is_wrong).collect();
    (of_half.len(), wrong)
}

#[test]
fn nearly_all_searches_by_name_find_that_person_alone() {
    for (half, least) in [("tuning", 95), ("reporting", 85)] {
        let (all, wrong) = measured(half);
        let right = all - wrong.len();
        assert!(right * 100 >= all * least, "{half}: {right} of {all}\n{}", wrong.join("\n"));
    }
}
