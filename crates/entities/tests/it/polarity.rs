//! What is asked for, refused, denied or feared is not done: sentences in five languages.

use entities::{Act, Mode, acts};

struct Line {
    is_reported: bool,
    expected: (Act, Mode),
    text: &'static str,
}

fn lines() -> Vec<Line> {
    let rows = include_str!("polarity.tsv").lines().filter(|line| !line.starts_with('#'));
    rows.map(|row| {
        let cells: Vec<_> = row.split('\t').collect();
        Line {
            is_reported: cells[0] == "report",
            expected: (act(cells[1]), mode(cells[2])),
            text: cells[3],
        }
    })
    .collect()
}

fn act(name: &str) -> Act {
    match name {
        "published" => Act::Published,
        "suspended" => Act::Suspended,
        "deleted" => Act::Deleted,
        "reissued" => Act::Reissued,
        "arrested" => Act::Arrested,
        "complained" => Act::Complained,
        _ => panic!("{name} is no act"),
    }
}

fn mode(name: &str) -> Mode {
    match name {
        "done" => Mode::Done,
        "asked" => Mode::Asked,
        "refused" => Mode::Refused,
        "denied" => Mode::Denied,
        "conditional" => Mode::Conditional,
        _ => panic!("{name} is no mode"),
    }
}

/// Returns how many sentences of a half are read right, and those that are not.
fn measured(is_reported: bool) -> (usize, Vec<String>) {
    let of_half: Vec<_> =
        lines().into_iter().filter(|line| line.is_reported == is_reported).collect();
    let wrong: Vec<_> = of_half
        .iter()
        .filter_map(|line| {
            let found: Vec<_> = acts(line.text).iter().map(|told| (told.act, told.mode)).collect();
            let is_right = found.contains(&line.expected);
            (!is_right).then(|| format!("{}: {:?}, found {found:?}", line.text, line.expected))
        })
        .collect();
    (of_half.len(), wrong)
}

#[test]
fn acts_have_their_mode_in_the_sentences_for_tuning() {
    let (_, wrong) = measured(false);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn acts_have_their_mode_in_nearly_all_other_sentences() {
    let (all, wrong) = measured(true);
    assert!(wrong.len() * 100 <= all * 5, "{} of {all} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn nothing_that_is_no_deletion_counts_as_one_that_was_done() {
    let done = |line: &Line| {
        line.expected.0 == Act::Deleted
            && line.expected.1 != Mode::Done
            && acts(line.text)
                .iter()
                .any(|told| (told.act, told.mode) == (Act::Deleted, Mode::Done))
    };
    let wrong: Vec<_> = lines().into_iter().filter(done).map(|line| line.text).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}
