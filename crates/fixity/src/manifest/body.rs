//! Body files of the Sleuth Kit, as `fls -m` and `ils -m` print them with digests: `MD5|name|inode|mode|UID|GID|size|atime|mtime|ctime|crtime`.

use super::lines::{is_comment, is_in_hex, locator_from, number_from};
use super::recorded::{Known, Parsed, Recorded, Shape};
use super::told::by_name;
use crate::Error;

/// How many columns stand behind the name, which may hold the sign between them.
const BEHIND: usize = 9;

/// What stands behind the name of a file that is no longer in its folder.
const DELETED: [&[u8]; 2] = [b" (deleted)", b" (deleted-realloc)"];

/// A line in its parts.
struct Line<'a> {
    digits: &'a [u8],
    name: &'a [u8],
    mode: &'a [u8],
    size: &'a [u8],
}

/// Reads the lines; nothing where the first one is none.
pub(super) fn parse(bytes: &[u8]) -> Option<Result<Parsed, Error>> {
    let lines = (1..).zip(bytes.split(|byte| *byte == b'\n'));
    let mut lines = lines.filter(|(_, line)| !is_comment(line)).peekable();
    lines.peek().and_then(|(_, line)| Line::read(line))?;
    let (mut recorded, mut passed_over) = (Vec::new(), Vec::new());
    for (number, line) in lines {
        let damaged =
            || Error::Line { line: number, what: "it has not the columns of a body file" };
        match Line::read(line).ok_or_else(damaged).map(|line| line.recorded()) {
            Ok(Ok(Some(entry))) => recorded.push(entry),
            Ok(Ok(None)) => passed_over.push(number),
            Ok(Err(what)) => return Some(Err(Error::Line { line: number, what })),
            Err(error) => return Some(Err(error)),
        }
    }
    let parsed = Parsed::foreign(Shape::Sums, recorded);
    Some(Ok(Parsed { passed_over, ..parsed }))
}

impl<'a> Line<'a> {
    fn read(line: &'a [u8]) -> Option<Self> {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut columns = line.rsplitn(BEHIND + 1, |byte| *byte == b'|').collect::<Vec<_>>();
        let before = columns.pop()?;
        columns.reverse();
        let [_, mode, .., size, _, _, _, _] = columns[..] else { return None };
        let sign = before.iter().position(|byte| *byte == b'|')?;
        let (digits, name) = (&before[..sign], &before[sign + 1..]);
        let is_digest = digits == b"0" || digits.len() == 32 && is_in_hex(digits);
        let is_line = columns.len() == BEHIND && is_digest && mode.get(1) == Some(&b'/');
        is_line.then_some(Self { digits, name, mode, size })
    }

    /// Returns what it records; nothing of a folder, and of a file that is gone. A digest of `0` was not taken.
    fn recorded(&self) -> Result<Option<Recorded>, &'static str> {
        let is_gone = DELETED.iter().any(|mark| self.name.ends_with(mark));
        if self.mode.first() != Some(&b'r') || is_gone {
            return Ok(None);
        }
        let known = match self.digits {
            b"0" => Known::default(),
            digits => by_name("md5", digits)?,
        };
        let locator = Some(locator_from(self.name)?);
        let size = std::str::from_utf8(self.size).ok().and_then(number_from);
        Ok(Some(Recorded { locator, size, known, modified_ns: None, closed: None }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DIGEST, paths_of};
    use super::*;

    fn line(digits: &str, name: &str, mode: &str) -> String {
        format!("{digits}|{name}|1000-128-1|{mode}|0|0|62|1655194272|1655194272|1655194272|0\n")
    }

    #[test]
    fn files_are_listed_and_folders_and_what_is_gone_are_not() {
        let md5 = &DIGEST[..32];
        let lines = [
            line(md5, "/a|b.txt", "r/rrw-r--r--"),
            line("0", "/s", "d/drwxr-xr-x"),
            line("0", "/c.txt", "r/rrw-r--r--"),
            line(md5, "/d.txt (deleted)", "r/rrw-r--r--"),
        ];
        let parsed = parse(lines.concat().as_bytes()).expect("it is one").expect("it is sound");
        assert_eq!(parsed.passed_over, [2, 4]);
        assert_eq!(parsed.recorded[0].size, Some(62));
        assert_eq!(paths_of(Some(Ok(parsed))), Ok(vec!["/a|b.txt".into(), "/c.txt".into()]));
    }

    #[test]
    fn damage_is_an_error_with_its_line_and_other_lines_are_no_body_file() {
        let damaged = line(&DIGEST[..32], "/a", "r/r") + "x\n";
        assert!(matches!(parse(damaged.as_bytes()), Some(Err(Error::Line { line: 2, .. }))));
        let odd = line(DIGEST, "/a", "r/r");
        assert!(parse(odd.as_bytes()).is_none() && parse(b"a|b\n").is_none());
    }
}
