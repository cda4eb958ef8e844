//! How many sentences on notices and on what became of them are read right, by halves for tuning and for reporting.

/// How many sentences of a half and a kind there are, and those that are read otherwise.
fn measured(half: &str, kind: &str) -> (usize, Vec<String>) {
    let rows = include_str!("states.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split('\t').collect()).collect();
    let of_half: Vec<_> = rows.iter().filter(|row| row[0] == half && row[1] == kind).collect();
    let wrong = of_half.iter().filter_map(|row| {
        let mentions = entities::recognise(row[3]);
        let found = mentions.iter().filter(|mention| mention.kind.name() == kind);
        let mut found: Vec<&str> = found.map(|mention| mention.normal.as_str()).collect();
        let mut expected: Vec<&str> = row[2].split(';').filter(|normal| *normal != "-").collect();
        found.sort_unstable();
        expected.sort_unstable();
        (found != expected).then(|| format!("{}: {expected:?}, found {found:?}", row[3]))
    });
    let wrong: Vec<String> = wrong.collect();
    (of_half.len(), wrong)
}

#[test]
fn nearly_all_sentences_on_notices_and_their_states_are_read_right() {
    for kind in ["status", "notice"] {
        for (half, least) in [("tuning", 95), ("reporting", 85)] {
            let (all, wrong) = measured(half, kind);
            let right = all - wrong.len();
            assert!(
                right * 100 >= all * least,
                "{half} {kind}: {right} of {all}\n{}",
                wrong.join("\n")
            );
        }
    }
}
