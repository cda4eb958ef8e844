//! Who is who in a paper, in five languages, by halves for tuning and for reporting.

use item::{Layer, Place, Segment};
use matters::Paper;

/// Returns the persons of a paper with what they are, as the table writes them.
fn people(text: &str) -> String {
    let segments = [Segment::new(Place::Whole, Layer::Body, text)];
    let mentions = entities::recognise(text);
    let people = Paper::read(&segments, &mentions, None).people(&segments, &mentions);
    let people: Vec<String> =
        people.iter().map(|bearer| format!("{}={}", bearer.name, bearer.role.name())).collect();
    people.join("|")
}

#[test]
fn papers_tell_who_is_who() {
    let rows = include_str!("people.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split('\t').collect()).collect();
    for (half, least) in [("tuning", 95), ("reporting", 80)] {
        let of_half: Vec<_> = rows.iter().filter(|row| row[0] == half).collect();
        let wrong: Vec<String> = of_half
            .iter()
            .filter_map(|row| {
                let found = people(&row[2].replace("\\n", "\n"));
                (found != row[1]).then(|| format!("{}: {}\n    found {found}", row[2], row[1]))
            })
            .collect();
        let (all, right) = (of_half.len(), of_half.len() - wrong.len());
        assert!(right * 100 >= all * least, "{half}: {right} of {all}\n{}", wrong.join("\n"));
    }
}
