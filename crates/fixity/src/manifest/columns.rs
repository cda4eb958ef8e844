//! What stands besides names and digests in a list without heads: further digests, sizes and times before the names, the sign of a
//! mode of reading, a sign behind them. Whether it does, or belongs to the names, is told by the names of the files alone.

use super::lines::{is_in_hex, locator_from};
use super::recorded::Recorded;
use super::told::by_length;

/// Signs of modes that `shasum` writes before names: universal line ends, bits.
const MODES: [&[u8]; 2] = [b"U", b"^"];

/// Signs that stand between names and digests.
const BEHIND: [&[u8]; 5] = [b"=>", b"->", b"=", b":", b"|"];

/// How many columns there are at most: lists of tools have fewer, and each is a pass over all lines.
const MOST: usize = 8;

/// Returns the entries without it; nothing where not all have the same.
pub(super) fn dropped(recorded: &[Recorded]) -> Option<Vec<Recorded>> {
    let ways: [fn(&Recorded) -> Option<Recorded>; 4] =
        [without_digest, without_column, without_mode, without_sign];
    let without = |entries: &[Recorded]| {
        ways.iter().find_map(|way| entries.iter().map(way).collect::<Option<Vec<_>>>())
    };
    let first = without(recorded).filter(|entries| !entries.is_empty());
    std::iter::successors(first, |entries| without(entries)).take(MOST).last()
}

/// Takes a digest before the name that is of another algorithm than those before it.
fn without_digest(entry: &Recorded) -> Option<Recorded> {
    let (word, rest) = parted(entry)?;
    let known = by_length(word).ok().filter(|_| word.len() >= 32 && is_in_hex(word))?;
    let mut without = renamed(entry, rest).filter(|_| !entry.known.meets(&known))?;
    without.known.add(known);
    Some(without)
}

/// Takes away a number, a date or a time before the name.
fn without_column(entry: &Recorded) -> Option<Recorded> {
    let (word, rest) = parted(entry)?;
    let is_of_time = |byte: &u8| byte.is_ascii_digit() || b".,:-+/TZ".contains(byte);
    let is_time = word.first().is_some_and(u8::is_ascii_digit) && word.iter().all(is_of_time);
    (is_time || word == b"-").then(|| renamed(entry, rest))?
}

fn without_mode(entry: &Recorded) -> Option<Recorded> {
    let path = &entry.locator.as_ref()?.path;
    renamed(entry, MODES.iter().find_map(|mode| path.strip_prefix(*mode))?)
}

fn without_sign(entry: &Recorded) -> Option<Recorded> {
    let path = &entry.locator.as_ref()?.path;
    renamed(entry, BEHIND.iter().find_map(|sign| path.strip_suffix(*sign))?)
}

/// Parts the first word of a name from what follows.
fn parted(entry: &Recorded) -> Option<(&[u8], &[u8])> {
    let path = entry.locator.as_ref()?.path.trim_ascii();
    let blank = path.iter().position(|byte| b" \t".contains(byte))?;
    Some((&path[..blank], &path[blank..]))
}

fn renamed(entry: &Recorded, name: &[u8]) -> Option<Recorded> {
    let mut locator = locator_from(name.trim_ascii()).ok()?;
    locator.trove.clone_from(&entry.locator.as_ref()?.trove);
    Some(Recorded { locator: Some(locator), ..entry.clone() })
}

#[cfg(test)]
mod tests {
    use super::super::sums;
    use super::super::testing::DIGEST;
    use super::*;

    fn names(list: &str) -> Option<Vec<String>> {
        let parsed = sums::parse(list.as_bytes()).expect("it is sound");
        let name = |entry: &Recorded| entry.locator.as_ref().map(ToString::to_string);
        Some(dropped(&parsed.recorded)?.iter().filter_map(name).collect())
    }

    #[test]
    fn what_all_lines_have_is_taken_away() {
        for before in ["12 ", "12 2020-01-02 10:11:12.5 ", "- 2020-01-02T10:11:12Z ", "U", "^"] {
            let list = format!("{DIGEST} {before}a b.txt\n{DIGEST} {before}x3 c.txt\n");
            assert_eq!(names(&list), Some(vec!["a b.txt".into(), "x3 c.txt".into()]), "{list}");
        }
        for behind in [":", " =>", " ="] {
            let list = format!("a.txt{behind} {DIGEST}\nb c.txt{behind} {DIGEST}\n");
            assert_eq!(names(&list), Some(vec!["a.txt".into(), "b c.txt".into()]), "{list}");
        }
        for list in ["{} 12 a.txt\n{} b.txt\n", "{}  Ua\n{}  b\n", "a: {}\nb {}\n"] {
            assert_eq!(names(&list.replace("{}", DIGEST)), None, "{list}");
        }
    }

    #[test]
    fn a_further_digest_is_compared_too() {
        let list = format!("{} {DIGEST} a.txt\n", &DIGEST[..32]);
        let parsed = sums::parse(list.as_bytes()).expect("it is sound");
        let entries = dropped(&parsed.recorded).expect("there is a column");
        assert_eq!(entries[0].known.count(), 2);
        let list = format!("{0} {0} a.txt\n", &DIGEST[..32]);
        assert_eq!(names(&list), None);
    }
}
