//! What papers tell that happened: what, how it stands, when and by whom, in five languages, by halves for tuning and for
//! reporting.

use std::collections::BTreeMap;

use item::{Layer, Place, Segment};
use matters::{Paper, mode_name};

/// Returns the events of a paper as the table writes them; of one that several sentences tell, whoever is named first did it.
fn told(text: &str) -> Vec<String> {
    let segments = [Segment::new(Place::Whole, Layer::Body, text)];
    let paper = Paper::read(&segments, &entities::recognise(text), None);
    let mut by: BTreeMap<String, Option<String>> = BTreeMap::new();
    for event in paper.told.events {
        let date = event.date.as_deref().unwrap_or("-");
        let what = format!("{} {} {date}", event.what.name(), mode_name(event.mode));
        let actor = by.entry(what).or_default();
        *actor = actor.take().or(event.actor);
    }
    by.into_iter().map(|(what, by)| format!("{what} {}", by.as_deref().unwrap_or("-"))).collect()
}

/// How many texts of a half there are, and those that are read otherwise.
fn measured(half: &str) -> (usize, Vec<String>) {
    let rows = include_str!("told.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split('\t').collect()).collect();
    let of_half: Vec<_> = rows.iter().filter(|row| row[0] == half).collect();
    let wrong = of_half.iter().filter_map(|row| {
        let mut expected: Vec<&str> = row[1].split(';').filter(|event| *event != "-").collect();
        expected.sort_unstable();
        let found = told(&row[2].replace("\\n", "\n"));
        (found != expected).then(|| format!("{}: {expected:?}, found {found:?}", row[2]))
    });
    let wrong: Vec<String> = wrong.collect();
    (of_half.len(), wrong)
}

#[test]
fn nearly_all_papers_tell_what_happened_when_and_by_whom() {
    for (half, least) in [("tuning", 95), ("reporting", 85)] {
        let (all, wrong) = measured(half);
        let right = all - wrong.len();
        assert!(right * 100 >= all * least, "{half}: {right} of {all}\n{}", wrong.join("\n"));
    }
}
