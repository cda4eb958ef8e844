//! The log of a dossier: what was done to it and with it, each line bound to all before it.
//!
//! The hash of a line is the SHA-256 of a text of five lines that end in LF: `dossier-log 1`, the hash of the line before in
//! hex (zeros before the first), the time in nanoseconds since 1970, the kind, and the words in their printed form. So a
//! line that was altered, taken out or put in breaks the chain. One who can write to the dossier can make the whole chain
//! anew, or cut its end off: only a hash that was put elsewhere shows that.

use item::Digest;
use ledger::{Ledger, LogRow, Transaction};
use serde::Serialize;

/// The first line of what is hashed, with the version of the form.
const HEAD: &str = "dossier-log 1";

/// What a line of the log is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A run began.
    Run,
    /// A run came to its end.
    RunEnded,
    /// A trove was found at another place.
    Moved,
    /// Other dossiers became this one.
    Merged,
    /// Tags or notes were put on items, or taken off.
    Annotated,
    /// An act of a person was taken back.
    Undone,
    /// The dossier was repaired.
    Repaired,
    /// The trove was compared with what was recorded, or the dossier with its seal.
    Audited,
    /// A list, a proof or a statement was handed out.
    Exported,
    /// The dossier was opened for readers in a browser.
    Served,
}

impl Deed {
    fn name(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::RunEnded => "run-ended",
            Self::Moved => "moved",
            Self::Merged => "merged",
            Self::Annotated => "annotated",
            Self::Undone => "undone",
            Self::Repaired => "repaired",
            Self::Audited => "audited",
            Self::Exported => "exported",
            Self::Served => "served",
        }
    }
}

/// Adds a line to the log, at `time` in nanoseconds since 1970. The words hold no secret and no name of a user.
pub fn note(tx: &Transaction<'_>, time: i64, deed: Deed, words: &str) -> Result<(), ledger::Error> {
    append(tx, time, deed.name(), words)
}

/// Adds the lines of another log behind those that are there, in their order: with their times, kinds and words, bound to
/// what stands before them here. Where nothing does, the lines and their hashes are those of the other log.
pub fn append_lines(tx: &Transaction<'_>, lines: &[LogRow]) -> Result<(), ledger::Error> {
    lines.iter().try_for_each(|line| append(tx, line.time, &line.kind, &line.text))
}

fn append(tx: &Transaction<'_>, time: i64, kind: &str, words: &str) -> Result<(), ledger::Error> {
    let previous = tx.last_log()?.map_or_else(Digest::default, |last| last.hash);
    let (kind, text) = (kind.to_owned(), words.to_owned());
    let row = LogRow { seq: 0, time, kind, text, previous, hash: Digest::default() };
    tx.append_log(&LogRow { hash: hash(&row), ..row }).map(drop)
}

fn hash(line: &LogRow) -> Digest {
    let LogRow { time, kind, text, previous, .. } = line;
    let (kind, text) = (item::escape(kind.as_bytes()), item::escape(text.as_bytes()));
    let lines = format!("{HEAD}\n{previous}\n{time}\n{kind}\n{text}\n");
    fixity::of(lines.as_bytes(), &[]).sha256
}

/// Whether the log of a dossier is whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogAnswer {
    /// Whether each line follows from the one before, and the expected hash is among them.
    pub ok: bool,
    /// How many lines there are.
    pub lines: u64,
    /// The hash of the last line, to be put elsewhere; nothing in an empty log.
    pub last: Option<String>,
    /// The number of the first line that does not follow from the one before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broken_at: Option<u64>,
    /// Whether a line has the hash that was expected; nothing where none was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_expected: Option<bool>,
}

/// Checks the chain; `expected` is the hash of a line that was put elsewhere before.
pub fn check_log(ledger: &Ledger, expected: Option<Digest>) -> Result<LogAnswer, ledger::Error> {
    let lines = ledger.log()?;
    let mut previous = Digest::default();
    let mut broken_at = None;
    for (number, line) in (1..).zip(&lines) {
        let follows = line.seq == number && line.previous == previous && hash(line) == line.hash;
        if !follows {
            broken_at = Some(number);
            break;
        }
        previous = line.hash;
    }
    let has_expected = expected.map(|hash| lines.iter().any(|line| line.hash == hash));
    Ok(LogAnswer {
        ok: broken_at.is_none() && has_expected != Some(false),
        lines: lines.len() as u64,
        last: lines.last().map(|line| line.hash.to_string()),
        broken_at,
        has_expected,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_lines(words: &[&str]) -> (tempfile::TempDir, LogAnswer) {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let mut writer = ledger::open_write(folder.path()).expect("it can be made");
        for (time, words) in (7..).zip(words) {
            let noted = writer.transaction(|tx| note(tx, time, Deed::Run, words));
            noted.expect("the ledger is writable");
        }
        let answer = check_log(&writer, None).expect("it can be read");
        (folder, answer)
    }

    #[test]
    fn every_line_follows_from_the_one_before_and_its_words_are_bound() {
        let (_folder, answer) = with_lines(&["one", "two\nlines", "three"]);
        assert!(answer.ok && answer.lines == 3 && answer.broken_at.is_none(), "{answer:?}");
        let (_folder, other) = with_lines(&["one", "two\nliner", "three"]);
        assert_ne!(answer.last, other.last);
        assert_eq!(with_lines(&[]).1.last, None);
    }

    /// Checks a log of three lines that somebody wrote anew, changed.
    fn checked(change: impl FnOnce(&mut Vec<LogRow>), expected: Option<usize>) -> LogAnswer {
        let (folder, _) = with_lines(&["one", "two", "three"]);
        let mut lines = ledger::open_read(folder.path()).and_then(|ledger| ledger.log());
        let lines = lines.as_mut().expect("it was just written");
        let expected = expected.map(|at| lines[at].hash);
        change(lines);
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let mut writer = ledger::open_write(folder.path()).expect("it can be made");
        let written = writer
            .transaction(|tx| lines.iter().try_for_each(|line| tx.append_log(line).map(drop)));
        written.expect("the ledger is writable");
        check_log(&writer, expected).expect("it can be read")
    }

    #[test]
    fn a_line_that_was_altered_taken_out_put_in_or_moved_breaks_the_chain() {
        type Change = fn(&mut Vec<LogRow>);
        let changes: [(&str, Change, u64); 7] = [
            ("its words", |lines| lines[1].text = "other".to_owned(), 2),
            ("its time", |lines| lines[0].time += 1, 1),
            ("its kind", |lines| lines[2].kind = "audited".to_owned(), 3),
            ("the first taken out", |lines| drop(lines.remove(0)), 1),
            ("one amid them taken out", |lines| drop(lines.remove(1)), 2),
            ("one put in", |lines| lines.insert(1, lines[0].clone()), 2),
            ("two in another order", |lines| lines.swap(1, 2), 2),
        ];
        assert!(checked(|_| {}, None).ok);
        for (name, change, broken_at) in changes {
            let answer = checked(change, None);
            assert_eq!((answer.ok, answer.broken_at), (false, Some(broken_at)), "{name}");
        }
    }

    #[test]
    fn only_a_hash_that_was_put_elsewhere_shows_that_the_last_line_was_taken_out() {
        let cut = |lines: &mut Vec<LogRow>| drop(lines.pop());
        assert!(checked(cut, None).ok, "nothing in the log itself shows it");
        assert!(checked(cut, Some(1)).ok, "the hash of a line that is still there");
        let answer = checked(cut, Some(2));
        assert_eq!((answer.ok, answer.has_expected), (false, Some(false)));
    }
}
