//! The lines of `b3sum`, `sha256sum` and their like, and plain lists of digests.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::entry::Manifest;
use super::left_out::{LeftOut, Why, Written, listable, refused_by_b3sum};
use super::lines::{is_comment, is_in_hex, locator_from, number_from};
use super::recorded::{Known, Parsed, Recorded, Shape};
use super::told::{Named, by_length, by_name};
use crate::Error;

/// The tool that shall be able to check the lines.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tool {
    B3sum,
    Sha256sum,
}

pub(super) fn write(manifest: &Manifest, tool: Tool, out: &mut dyn Write) -> io::Result<Written> {
    let mut written = Written::default();
    let refuse = move |path: &[u8]| (tool == Tool::B3sum).then(|| refused_by_b3sum(path)).flatten();
    for (path, digests) in listable(manifest, &mut written, refuse) {
        let digest = if tool == Tool::B3sum { digests.blake3 } else { digests.sha256 };
        let (mark, path) = escape(path);
        write!(out, "{mark}{digest}  ")?;
        out.write_all(&path)?;
        out.write_all(b"\n")?;
    }
    Ok(written)
}

/// Returns the mark before an escaped line, and the path; `-` alone would mean standard input.
fn escape(path: &[u8]) -> (&'static str, Cow<'_, [u8]>) {
    if path == b"-" {
        return ("", Cow::Borrowed(b"./-"));
    }
    if !path.iter().any(|byte| b"\\\n\r".contains(byte)) {
        return ("", Cow::Borrowed(path));
    }
    let mut escaped = Vec::with_capacity(path.len() + 8);
    for byte in path {
        match byte {
            b'\\' => escaped.extend(b"\\\\"),
            b'\n' => escaped.extend(b"\\n"),
            b'\r' => escaped.extend(b"\\r"),
            _ => escaped.push(*byte),
        }
    }
    ("\\", Cow::Owned(escaped))
}

pub(super) fn write_digests(manifest: &Manifest, out: &mut dyn Write) -> io::Result<Written> {
    let mut written = Written::default();
    let mut digests = BTreeSet::new();
    for file in manifest.files() {
        match &file.digests {
            Some(taken) if file.closed.is_none() => drop(digests.insert(taken.sha256)),
            _ => {
                let locator = file.locator.clone();
                written.left_out.push(LeftOut { locator, why: Why::NotRead });
            }
        }
    }
    digests.iter().try_for_each(|digest| writeln!(out, "{digest}"))?;
    written.lines = digests.len() as u64;
    Ok(written)
}

/// What a line lacks that is a title, a total or a signature, and lists nothing.
const NO_DIGEST: &str = "it has no digest before or behind a path";

/// From how many hex digits on a word may be what is left of a digest: no title and no total has one.
const PART_OF_DIGEST: usize = 16;

fn has_part_of_digest(line: &[u8]) -> bool {
    let mut words = line.split(|byte| b" \t,;*".contains(byte));
    words.any(|word| word.len() >= PART_OF_DIGEST && is_in_hex(word))
}

/// Reads the lines; those without a digest are passed over, as `sha256sum --check` does, unless they are the most. What is left of
/// a digest is damage, behind which a file could go missing unnoticed.
pub(super) fn parse(bytes: &[u8]) -> Result<Parsed, Error> {
    let mut shape = None;
    let mut recorded = Vec::new();
    let mut passed_over = Vec::new();
    let most = digests_of_a_line(bytes);
    let escapes = !has_zero_ends(bytes);
    for (at, line) in lines(bytes) {
        let wrong = |what| Error::Line { line: at + 1, what };
        let entry = match entry_from(line, most, escapes) {
            Err(NO_DIGEST) if !has_part_of_digest(line) => {
                passed_over.push(at + 1);
                continue;
            }
            entry => entry.map_err(wrong)?,
        };
        let has = if entry.locator.is_some() { Shape::Sums } else { Shape::Hashset };
        if *shape.get_or_insert(has) != has {
            return Err(wrong("it names a path or not, other than the lines before"));
        }
        recorded.push(entry);
    }
    if passed_over.len() > recorded.len() {
        return Err(Error::Line { line: passed_over[0], what: NO_DIGEST });
    }
    let parsed = Parsed::foreign(shape.unwrap_or(Shape::Sums), recorded);
    Ok(Parsed { passed_over, ..parsed })
}

/// Returns the lines that are no comments, each with its number from 0.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let (end, carriage): (u8, &[u8]) = if has_zero_ends(bytes) { (0, b"") } else { (b'\n', b"\r") };
    let lines = bytes.split(move |byte| *byte == end).enumerate();
    let ended = lines.map(move |(at, line)| (at, line.strip_suffix(carriage).unwrap_or(line)));
    ended.filter(|(_, line)| !is_comment(line))
}

/// Tells whether lines end in a zero byte (`sha256sum -z`, `b3sum -z`): no name has one, and nothing in names is escaped.
pub(super) fn has_zero_ends(bytes: &[u8]) -> bool {
    bytes.ends_with(&[0])
}

/// Returns how many digests a line has at most: a program writes as many into each, and a name may begin or end with what
/// looks like another. Where no number is that of most lines, one that half of them have is believed if it is one.
fn digests_of_a_line(bytes: &[u8]) -> usize {
    let mut lines_by_count: BTreeMap<usize, usize> = BTreeMap::new();
    for (_, line) in lines(bytes) {
        let count = entry_from(line, usize::MAX, false).map_or(0, |entry| entry.known.count());
        *lines_by_count.entry(count).or_default() += 1;
    }
    let all: usize = lines_by_count.values().sum();
    let is_usual = |(count, lines): &(&usize, &usize)| {
        **count > 0 && (**lines * 2 > all || (**count == 1 && **lines * 2 == all))
    };
    lines_by_count.iter().find(is_usual).map_or(usize::MAX, |(count, _)| *count)
}

fn entry_from(line: &[u8], most: usize, escapes: bool) -> Result<Recorded, &'static str> {
    let (is_escaped, line) = match line.strip_prefix(b"\\") {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let Line { known, size, path } = Line::of(line, most)?;
    let path =
        path.map(|path| if is_escaped && escapes { unescape(path) } else { Ok(path.to_vec()) });
    let locator = path.transpose()?.map(|path| locator_from(&path)).transpose()?;
    Ok(Recorded { locator, size, known, modified_ns: None, closed: None })
}

/// What a line tells.
struct Line<'a> {
    known: Known,
    size: Option<u64>,
    path: Option<&'a [u8]>,
}

impl<'a> Line<'a> {
    fn of(line: &'a [u8], most: usize) -> Result<Self, &'static str> {
        if let Some(line) = Self::beginning(line, most) {
            return line;
        }
        if let Some(line) = Self::tagged(line) {
            return line;
        }
        let (size, rest) = sized(line).map_or((None, line), |(size, rest)| (Some(size), rest));
        let sized = Self::beginning(rest, most);
        let sized = sized.map(|line| line.map(|line| Self { size, ..line }));
        let others = || {
            let other = Self::of_cksum(line).or_else(|| Self::ending(line, most));
            other.or_else(|| Self::without_digest(line)).map(Ok)
        };
        let indented = || Self::beginning(line.trim_ascii_start(), most);
        sized.or_else(indented).or_else(others).unwrap_or(Err(NO_DIGEST))
    }

    /// Reads `digits  path`, `digits *path`, `digits,path` and digits alone; there may be several digests.
    fn beginning(line: &'a [u8], most: usize) -> Option<Result<Self, &'static str>> {
        let (digits, rest) = first_word(line);
        let mut known = by_length(digits).ok()?;
        let path = match rest {
            // Eight figures before anything else may be a date.
            _ if digits.len() <= 8 && !is_parted_by_two(rest) => return None,
            [] => None,
            [b' ', b' ' | b'*', path @ ..] | [_, path @ ..] => Some(path),
        };
        let Some(path) = path else { return Some(Ok(Self { known, size: None, path })) };
        if let Some((name, path)) = marked(path) {
            let of_known = |known| Self { known, size: None, path: Some(path) };
            return Some(by_name(name, digits).map(of_known));
        }
        let path = Some(after_more_digests(&mut known, path, most));
        Some(Ok(Self { known, size: None, path }))
    }

    /// Reads `SHA256 (path) = digits`, and `SHA256(path)= digits` as OpenSSL writes it.
    fn tagged(line: &'a [u8]) -> Option<Result<Self, &'static str>> {
        let open = line.iter().position(|byte| *byte == b'(')?;
        let tag = std::str::from_utf8(line[..open].trim_ascii_end()).ok()?;
        let is_of_tag = |byte: u8| byte.is_ascii_alphanumeric() || b"-/_".contains(&byte);
        if tag.is_empty() || !tag.bytes().all(is_of_tag) {
            return None;
        }
        let rest = &line[open + 1..];
        let close = rest.iter().rposition(|byte| *byte == b')')?;
        let digits = rest[close + 1..].trim_ascii().strip_prefix(b"=")?.trim_ascii();
        let of_known = |known| Self { known, size: None, path: Some(&rest[..close]) };
        Some(by_name(tag, digits).map(of_known))
    }

    /// Reads `checksum size path`, all in figures, as `cksum` and `sum` write it.
    fn of_cksum(line: &'a [u8]) -> Option<Self> {
        let (checksum, rest) = figures(line)?;
        let (size, path) = figures(rest)?;
        let path = path.strip_prefix(b" ").filter(|path| !path.is_empty())?;
        // That of `sum` has sixteen bits, and counts blocks.
        let is_in_bytes = checksum > u64::from(u16::MAX);
        let known = Known { foreign: ["cksum".to_owned()].into(), ..Known::default() };
        Some(Self { known, size: is_in_bytes.then_some(size), path: Some(path) })
    }

    /// Reads a path behind as many blanks as a digest has digits: `rclone` found none.
    fn without_digest(line: &'a [u8]) -> Option<Self> {
        let path = line.trim_ascii_start();
        let blanks = line.len() - path.len();
        let is_column = blanks >= 34 && line[..blanks].iter().all(|byte| *byte == b' ');
        let is_name = is_column && !path.is_empty();
        is_name.then_some(Self { known: Known::default(), size: None, path: Some(path) })
    }

    /// Reads `path  digits`, as programs write that put the name first; there may be several digests.
    fn ending(line: &'a [u8], most: usize) -> Option<Self> {
        let (known, mut path) = last_digest(line)?;
        let mut line = Self { known, size: None, path: Some(path) };
        while let Some((known, before)) = last_digest(path)
            .filter(|(known, _)| line.known.count() < most && !line.known.meets(known))
        {
            line.known.add(known);
            path = before;
            line.path = Some(path);
        }
        Some(line)
    }
}

/// Parts a line behind its first word, with the blank or comma before what follows.
fn first_word(line: &[u8]) -> (&[u8], &[u8]) {
    line.split_at(line.iter().take_while(|byte| !b" \t,".contains(byte)).count())
}

fn is_parted_by_two(rest: &[u8]) -> bool {
    matches!(rest, [b' ', b' ' | b'*', ..] | [b'\t' | b',', ..])
}

/// Takes further digests that stand before a path, each as far apart from what follows as a path is: names may begin with
/// digits of a digest.
fn after_more_digests<'a>(known: &mut Known, path: &'a [u8], most: usize) -> &'a [u8] {
    let mut path = path;
    loop {
        let (digits, rest) = first_word(path.trim_ascii_start());
        match by_length(digits) {
            Ok(more)
                if known.count() < most
                    && digits.len() > 8
                    && is_parted_by_two(rest)
                    && !rest.trim_ascii().is_empty()
                    && !known.meets(&more) =>
            {
                known.add(more);
                path = rest.trim_ascii_start();
            }
            _ => return path,
        }
    }
}

/// Reads the name of the algorithm and the path of `?SHA256*path`.
fn marked(path: &[u8]) -> Option<(&str, &[u8])> {
    let path = path.strip_prefix(b"?")?;
    let star = path.iter().position(|byte| *byte == b'*')?;
    let name = std::str::from_utf8(&path[..star]).ok()?;
    Named::of(name).is_some().then_some((name, &path[star + 1..]))
}

/// Returns the size before a digest, which `md5deep -z` writes, and what follows.
fn sized(line: &[u8]) -> Option<(u64, &[u8])> {
    let (size, rest) = figures(line)?;
    Some((size, rest.strip_prefix(b",").unwrap_or(rest).trim_ascii_start()))
}

/// Reads figures behind blanks, and a blank or comma behind them.
fn figures(line: &[u8]) -> Option<(u64, &[u8])> {
    let line = line.trim_ascii_start();
    let (figures, rest) = first_word(line);
    let number = number_from(std::str::from_utf8(figures).ok()?).filter(|_| !figures.is_empty())?;
    (!rest.is_empty()).then_some((number, rest))
}

/// Returns the digest at the end of a line, and the path before it.
fn last_digest(line: &[u8]) -> Option<(Known, &[u8])> {
    let line = line.trim_ascii_end();
    let start = line.iter().rposition(|byte| byte.is_ascii_whitespace() || *byte == b',')?;
    let digits = line[start + 1..].trim_ascii();
    let digits =
        digits.strip_prefix(b"\"").and_then(|digits| digits.strip_suffix(b"\"")).unwrap_or(digits);
    let path = line[..start].trim_ascii_end();
    Some((by_length(digits).ok()?, path)).filter(|(_, path)| !path.is_empty())
}

fn unescape(escaped: &[u8]) -> Result<Vec<u8>, &'static str> {
    let mut path = Vec::with_capacity(escaped.len());
    let mut bytes = escaped.iter();
    while let Some(byte) = bytes.next() {
        path.push(match (byte, if *byte == b'\\' { bytes.next() } else { None }) {
            (b'\\', Some(b'\\')) => b'\\',
            (b'\\', Some(b'n')) => b'\n',
            (b'\\', Some(b'r')) => b'\r',
            (b'\\', _) => return Err("a backslash stands before something that is no escape"),
            _ => *byte,
        });
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DIGEST, paths_of};
    use super::*;

    fn paths(text: &str) -> Vec<String> {
        paths_of(Some(parse(text.as_bytes()))).expect("it is sound")
    }

    #[test]
    fn a_name_may_begin_with_what_looks_like_another_digest() {
        let md5 = &DIGEST[..32];
        let list = format!("{DIGEST}  {md5}  x.txt\n{DIGEST}  a.txt\n{DIGEST}  b.txt\n");
        assert_eq!(paths(&list), [format!("{md5}  x.txt"), "a.txt".into(), "b.txt".into()]);
        let list = format!("x {md5}  {DIGEST}\na.txt  {DIGEST}\n");
        assert_eq!(paths(&list), [format!("x {md5}"), "a.txt".into()]);
    }

    #[test]
    fn lines_without_a_digest_are_passed_over_unless_they_are_the_most() {
        let list = format!("SHA256 of the leak\n{DIGEST}  a.txt\n{:66}b.txt\n", "");
        let parsed = parse(list.as_bytes()).expect("it is sound");
        assert_eq!(parsed.passed_over, [1]);
        assert_eq!(paths(&list), ["a.txt", "b.txt"]);
        let cut = format!("{DIGEST}  a.txt\n{DIGEST}  b.txt\n{}  c.txt\n", &DIGEST[..30]);
        assert!(matches!(parse(cut.as_bytes()), Err(Error::Line { line: 3, .. })));
        let prose = format!("This is\nno list.\n{DIGEST}  a.txt\n");
        assert!(matches!(parse(prose.as_bytes()), Err(Error::Line { line: 1, .. })));
    }

    #[test]
    fn lines_may_end_in_zero_bytes_and_escape_nothing_then() {
        let list = format!("{DIGEST}  a\\n.txt\0{DIGEST} *b\nc.txt\0{DIGEST}  d.txt\0");
        let parsed = parse(list.as_bytes()).expect("it is sound");
        let paths =
            parsed.recorded.iter().map(|one| one.locator.clone().expect("it has a path").path);
        assert_eq!(paths.collect::<Vec<_>>(), [&b"a\\n.txt"[..], b"b\nc.txt", b"d.txt"]);
    }

    #[test]
    fn lists_with_several_digests_a_line_may_lack_one() {
        let (md5, sha1) = (&DIGEST[..32], &DIGEST[..40]);
        let list = format!("{md5}  {sha1}  a.txt\n{md5}  {sha1}  b.txt\n{sha1}  c.txt\n");
        assert_eq!(paths(&list), ["a.txt", "b.txt", "c.txt"]);
    }
}
