//! The lists of digests in a bag (`BagIt` 1.0, RFC 8493): of its payload, and of the files that describe it.

use item::{Locator, Outcome, SkippedReason};

use super::lines::is_comment;
use super::recorded::{Parsed, Recorded, Shape};
use super::told::by_name;
use crate::Error;

/// What the file is called that makes a folder a bag.
pub const DECLARATION: &str = "bagit.txt";

/// What the name of a list in the root of a bag tells.
fn algorithm(name: &str) -> Option<&str> {
    let list = name.strip_prefix("tag").unwrap_or(name);
    list.strip_prefix("manifest-")?.strip_suffix(".txt")
}

/// Tells whether a file in the root of a bag lists digests.
pub fn is_list(name: &str) -> bool {
    algorithm(name).is_some()
}

/// Reads the lists of a bag, each by its name; `root` are the names of all files in the root of the bag, of which those that
/// no list has, as the lists of tag files themselves, are set aside.
pub fn parse(lists: &[(String, Vec<u8>)], root: &[String]) -> Result<Parsed, (String, Error)> {
    let mut recorded = Vec::new();
    for (name, bytes) in lists {
        let algorithm = algorithm(name).unwrap_or_default();
        for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if is_comment(line) {
                continue;
            }
            let entry = entry(algorithm, line);
            recorded
                .push(entry.map_err(|what| (name.clone(), Error::Line { line: number, what }))?);
        }
    }
    let aside = root.iter().map(|name| Locator::new("", name.as_bytes()));
    let is_listed = |locator: &Locator| {
        recorded.iter().any(|entry: &Recorded| entry.locator.as_ref() == Some(locator))
    };
    let aside: Vec<Recorded> = aside.filter(|locator| !is_listed(locator)).map(set_aside).collect();
    recorded.extend(aside);
    Ok(Parsed::foreign(Shape::Sums, recorded))
}

fn entry(algorithm: &str, line: &[u8]) -> Result<Recorded, &'static str> {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let end = line.iter().position(is_blank).ok_or("it has no digest before a path")?;
    let path = line[end..].trim_ascii_start();
    // As md5sum and its like mark a file that is read byte by byte (RFC 8493, section 5.3).
    let path = path.strip_prefix(b"*").unwrap_or(path);
    let path = path.strip_prefix(b"./").unwrap_or(path);
    if path.is_empty() {
        return Err("it has no path behind its digest");
    }
    Ok(Recorded {
        locator: Some(Locator::new("", decoded(path))),
        size: None,
        known: by_name(algorithm, &line[..end])?,
        modified_ns: None,
        closed: None,
    })
}

/// Reads the line breaks and signs of percent that a path may have encoded, and nothing else (RFC 8493, section 2.1.3).
fn decoded(path: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(path.len());
    let mut rest = path;
    while let Some((byte, behind)) = rest.split_first() {
        let (read, next) = match rest {
            [b'%', b'0', b'a' | b'A', next @ ..] => (b'\n', next),
            [b'%', b'0', b'd' | b'D', next @ ..] => (b'\r', next),
            [b'%', b'2', b'5', next @ ..] => (b'%', next),
            _ => (*byte, behind),
        };
        decoded.push(read);
        rest = next;
    }
    decoded
}

fn set_aside(locator: Locator) -> Recorded {
    Recorded {
        locator: Some(locator),
        size: None,
        known: super::Known::default(),
        modified_ns: None,
        closed: Some(Outcome::Skipped(SkippedReason::Ignored)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::DIGEST;
    use super::*;

    fn parsed(list: &str, root: &[&str]) -> Result<Parsed, (String, Error)> {
        let lists = [("manifest-sha256.txt".to_owned(), list.as_bytes().to_vec())];
        parse(&lists, &root.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn paths_are_decoded_and_what_no_list_has_is_set_aside() {
        let list =
            format!("{DIGEST} data/a%0Ab%25%20c\n{DIGEST}\t*data/d  e\n{DIGEST}  bagit.txt\n");
        let parsed = parsed(&list, &["bagit.txt", "tagmanifest-sha256.txt"]).expect("it is sound");
        let shown: Vec<_> = parsed
            .recorded
            .iter()
            .map(|entry| {
                let path = entry.locator.as_ref().map(|locator| locator.path.clone());
                (path.unwrap_or_default(), entry.known.sha256.is_some(), entry.closed.is_some())
            })
            .collect();
        let wanted: [(&[u8], bool, bool); 4] = [
            (b"data/a\nb%%20c", true, false),
            (b"data/d  e", true, false),
            (b"bagit.txt", true, false),
            (b"tagmanifest-sha256.txt", false, true),
        ];
        assert_eq!(shown, wanted.map(|(path, has, aside)| (path.to_vec(), has, aside)));
    }

    #[test]
    fn a_line_that_is_none_is_an_error_with_the_name_of_its_list() {
        for list in ["abc data/a\n", &format!("{DIGEST}\n"), &format!("{DIGEST}  \n")] {
            let (name, _) = parsed(list, &[]).expect_err(list);
            assert_eq!(name, "manifest-sha256.txt");
        }
        assert!(is_list("tagmanifest-sha512.txt") && !is_list("bag-info.txt"));
    }
}
