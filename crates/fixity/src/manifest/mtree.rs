//! Specifications of `mtree`, as BSD and `bsdtar --format=mtree` write them: a line a path, with words `key=value`.

use super::lines::{locator_from, number_from};
use super::recorded::{Known, Parsed, Recorded, Shape};
use super::told::{Named, by_name};
use crate::Error;

/// Reads the lines; nothing where they do not begin as a specification does.
pub(super) fn parse(bytes: &[u8]) -> Option<Result<Parsed, Error>> {
    let lines = whole_lines(bytes);
    let mut listing = lines.iter().filter(|(_, line)| !line.starts_with(b"#"));
    let is_headed = bytes.starts_with(b"#mtree");
    let first = listing.next().map_or(&b""[..], |(_, line)| line);
    let has_type = words(first).any(|word| word.starts_with(b"type="));
    if !is_headed && !has_type && !first.starts_with(b"/set ") {
        return None;
    }
    let mut tree = Tree::default();
    let recorded = lines.iter().filter_map(|(number, line)| {
        tree.take(line).map_err(|what| Error::Line { line: *number, what }).transpose()
    });
    let recorded = recorded.collect::<Result<Vec<_>, _>>();
    Some(recorded.map(|recorded| Parsed::foreign(Shape::Sums, recorded)))
}

/// Returns the lines that hold something, each with what a backslash at its end says to go on, with the number of the first.
fn whole_lines(bytes: &[u8]) -> Vec<(usize, Vec<u8>)> {
    let mut lines: Vec<(usize, Vec<u8>)> = Vec::new();
    let mut goes_on = false;
    for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        let line = line.trim_ascii();
        let (text, more) = line.strip_suffix(b"\\").map_or((line, false), |text| (text, true));
        match lines.last_mut().filter(|_| goes_on) {
            Some((_, before)) => before.extend([b" ", text].concat()),
            None => lines.push((number, text.to_vec())),
        }
        goes_on = more;
    }
    lines.retain(|(_, line)| !line.is_empty());
    lines
}

fn words(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty())
}

/// No system has longer paths.
const LONGEST_PATH: usize = 4096;

/// Where in the hierarchy the lines are.
#[derive(Default)]
struct Tree {
    /// The folder, with a slash at its end but for the first; lengths of those above it.
    folder: Vec<u8>,
    above: Vec<usize>,
    /// The type of what states none.
    usual: Option<Vec<u8>>,
}

impl Tree {
    /// Reads a line; nothing where it lists no file.
    fn take(&mut self, line: &[u8]) -> Result<Option<Recorded>, &'static str> {
        let mut words = words(line);
        let name = words.next().unwrap_or_default();
        let values: Vec<_> = words.filter_map(value_of).collect();
        let stated = values.iter().find(|(key, _)| *key == "type").map(|(_, value)| value.to_vec());
        match name {
            b"/set" => self.usual = stated.or(self.usual.take()),
            b"/unset" | b".." => self.folder.truncate(self.above.pop().unwrap_or(0)),
            _ if name.starts_with(b"#") => {}
            _ => return self.entry(name, stated, &values),
        }
        Ok(None)
    }

    fn entry(
        &mut self,
        name: &[u8],
        stated: Option<Vec<u8>>,
        values: &[(&str, &[u8])],
    ) -> Result<Option<Recorded>, &'static str> {
        let kind = stated.or_else(|| self.usual.clone()).unwrap_or_else(|| b"file".to_vec());
        // A name with a slash is a whole path.
        let is_whole = name.contains(&b'/');
        let name = plain(name);
        if kind == b"dir" && !is_whole {
            self.above.push(self.folder.len());
            let is_root = name == b".";
            self.folder.extend(if is_root { Vec::new() } else { [&name[..], b"/"].concat() });
        }
        if self.folder.len() > LONGEST_PATH {
            return Err("its folders stand too deep within each other");
        }
        if kind != b"file" {
            return Ok(None);
        }
        let path = if is_whole { name } else { [&self.folder[..], &name].concat() };
        let mut known = Known::default();
        let digests = values.iter().filter(|(key, _)| Named::of(key).is_some());
        for (key, value) in digests {
            known.add(by_name(key, value)?);
        }
        let size = values.iter().find(|(key, _)| *key == "size");
        let size = size.and_then(|(_, value)| number_from(std::str::from_utf8(value).ok()?));
        Ok(Some(Recorded {
            locator: Some(locator_from(&path)?),
            size,
            known,
            modified_ns: None,
            closed: None,
        }))
    }
}

fn value_of(word: &[u8]) -> Option<(&str, &[u8])> {
    let sign = word.iter().position(|byte| *byte == b'=')?;
    Some((std::str::from_utf8(&word[..sign]).ok()?, &word[sign + 1..]))
}

/// Undoes the escapes of vis(3): three octal digits, or a letter.
fn plain(name: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(name.len());
    let mut rest = name;
    while let [first, tail @ ..] = rest {
        let (byte, length) = match tail {
            [high @ b'0'..=b'3', middle @ b'0'..=b'7', low @ b'0'..=b'7', ..]
                if *first == b'\\' =>
            {
                ((high - b'0') << 6 | (middle - b'0') << 3 | (low - b'0'), 4)
            }
            [letter, ..] if *first == b'\\' => (lettered(*letter), 2),
            _ => (*first, 1),
        };
        plain.push(byte);
        rest = &rest[length..];
    }
    plain
}

fn lettered(letter: u8) -> u8 {
    match letter {
        b's' => b' ',
        b't' => b'\t',
        b'n' => b'\n',
        b'r' => b'\r',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DIGEST, paths_of};
    use super::*;

    #[test]
    fn whole_paths_and_a_hierarchy_name_the_same_files() {
        let md5 = &DIGEST[..32];
        for text in [
            format!(
                "#mtree\n./a\\040b type=file size=3 sha256digest={DIGEST}\n./s type=dir\n./s/c mode=0644 \\\n    type=file md5={md5}\n./l type=link link=a\n"
            ),
            format!(
                "#\t   user: x\n# .\n/set type=file uid=0\n. type=dir\n    a\\sb size=3 \\\n        sha256={DIGEST}\n# ./s\ns type=dir\n    c md5digest={md5} cksum=12\n# ./s\n..\n\nl type=link\n..\n"
            ),
        ] {
            assert_eq!(
                paths_of(parse(text.as_bytes())),
                Ok(vec!["a b".into(), "s/c".into()]),
                "{text}"
            );
        }
    }

    #[test]
    fn a_digest_of_another_length_is_an_error_and_other_lists_are_none() {
        let text = "#mtree\n./a type=file md5=00\n";
        assert!(matches!(paths_of(parse(text.as_bytes())), Err(Error::Line { line: 2, .. })));
        assert!(parse(format!("{DIGEST}  a\n").as_bytes()).is_none());
    }
}
