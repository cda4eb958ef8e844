//! Where an item stands.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::printed::{escape, unescape};

/// Where an item stands: trove label, path beneath the trove folder, and members inside containers.
///
/// Ordered by components, bytewise, a parent before its children. Printed as `a/b.zip!/c.eml!/d.pdf`; an item of a
/// trove with a label as `//label/a/b.zip`; the second of equal siblings in one container as `a.zip!/b.txt\#2`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Locator {
    /// The label of the trove; empty for the first trove of a dossier.
    pub trove: Vec<u8>,
    /// The path beneath the trove folder, components joined by `/`, as bytes.
    pub path: Vec<u8>,
    /// The way down through containers; empty for what lies in the trove folder itself.
    pub members: Vec<Member>,
}

/// One step down into a container.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Member {
    /// The name as the container gives it, components joined by `/`, as bytes.
    pub name: Vec<u8>,
    /// How many siblings of the same name stand before it in the container.
    pub ordinal: u32,
}

/// A text that is no printed locator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no locator: a backslash stands before something that is no escape")]
pub struct ParseLocatorError(String);

impl Locator {
    /// Makes the locator of something in the trove folder itself.
    pub fn new(trove: impl Into<Vec<u8>>, path: impl Into<Vec<u8>>) -> Self {
        Self { trove: trove.into(), path: path.into(), members: Vec::new() }
    }

    /// Returns the locator of a member of this container.
    #[must_use]
    pub fn member(&self, name: impl Into<Vec<u8>>, ordinal: u32) -> Self {
        let mut child = self.clone();
        child.members.push(Member { name: name.into(), ordinal });
        child
    }

    /// Returns the locator of the container, if this is a member of one.
    pub fn parent(&self) -> Option<Self> {
        let mut parent = self.clone();
        parent.members.pop().map(|_| parent)
    }

    /// Returns the last name: of the innermost member, or the file name, without folders.
    pub fn name(&self) -> &[u8] {
        let whole = self.members.last().map_or(&self.path, |member| &member.name);
        whole.rsplit(|byte| *byte == b'/').next().unwrap_or(whole)
    }

    /// Tells whether this is `other` or lies beneath it, as a file in a folder or a member in a container.
    pub fn is_under(&self, other: &Self) -> bool {
        if self.trove != other.trove {
            return false;
        }
        if let Some((last, above)) = other.members.split_last() {
            self.path == other.path
                && self.members.len() > above.len()
                && self.members[..above.len()] == *above
                && (self.members[above.len()] == *last
                    || (last.ordinal == 0 && lies_in(&self.members[above.len()].name, &last.name)))
        } else {
            self.path == other.path || lies_in(&self.path, &other.path)
        }
    }
}

fn lies_in(path: &[u8], folder: &[u8]) -> bool {
    let folder = folder.strip_suffix(b"/").unwrap_or(folder);
    folder.is_empty()
        || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with(b"/") || rest.is_empty())
}

/// Compares component by component: a byte loop in which a slash, which ends a component, stands before every byte.
fn by_component(one: &[u8], other: &[u8]) -> Ordering {
    let rank = |byte: &u8| if *byte == b'/' { 0 } else { u16::from(*byte) + 1 };
    one.iter().map(rank).cmp(other.iter().map(rank))
}

impl Ord for Member {
    fn cmp(&self, other: &Self) -> Ordering {
        by_component(&self.name, &other.name).then(self.ordinal.cmp(&other.ordinal))
    }
}

impl PartialOrd for Member {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Locator {
    fn cmp(&self, other: &Self) -> Ordering {
        self.trove
            .cmp(&other.trove)
            .then_with(|| by_component(&self.path, &other.path))
            .then_with(|| self.members.cmp(&other.members))
    }
}

impl PartialOrd for Locator {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.trove.is_empty() {
            write!(f, "//{}/", escape(&self.trove).replace('/', "\\x2f"))?;
        }
        let path = escape(&self.path);
        match path.strip_prefix("//").filter(|_| self.trove.is_empty()) {
            // It would read as a label.
            Some(rest) => write!(f, "\\x2f/{rest}")?,
            None => f.write_str(&path)?,
        }
        for member in &self.members {
            write!(f, "!/{}", escape(&member.name))?;
            if member.ordinal > 0 {
                write!(f, "\\#{}", u64::from(member.ordinal) + 1)?;
            }
        }
        Ok(())
    }
}

impl FromStr for Locator {
    type Err = ParseLocatorError;

    fn from_str(printed: &str) -> Result<Self, ParseLocatorError> {
        read(printed).ok_or_else(|| ParseLocatorError(escape(printed.as_bytes())))
    }
}

fn read(printed: &str) -> Option<Locator> {
    let (trove, rest) = match printed.strip_prefix("//") {
        Some(labelled) => labelled.split_once('/').unwrap_or((labelled, "")),
        None => ("", printed),
    };
    let mut parts = split_containers(rest).into_iter();
    let mut locator = Locator::new(unescape(trove)?, unescape(parts.next()?)?);
    for part in parts {
        let (name, ordinal) = split_ordinal(part)?;
        locator.members.push(Member { name: unescape(name)?, ordinal });
    }
    Some(locator)
}

/// Splits at each `!/` whose `!` no backslash escapes.
fn split_containers(printed: &str) -> Vec<&str> {
    let bytes = printed.as_bytes();
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < bytes.len() {
        if bytes[at] == b'\\' {
            at += 2;
        } else if bytes[at..].starts_with(b"!/") {
            parts.push(&printed[start..at]);
            at += 2;
            start = at;
        } else {
            at += 1;
        }
    }
    parts.push(&printed[start..]);
    parts
}

fn split_ordinal(part: &str) -> Option<(&str, u32)> {
    let Some(at) = part.rfind("\\#") else { return Some((part, 0)) };
    let is_escaped_backslash =
        part[..at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
    if is_escaped_backslash {
        return Some((part, 0));
    }
    let number: u64 = part[at + 2..].parse().ok()?;
    Some((&part[..at], u32::try_from(number.checked_sub(1)?).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(locator: &Locator) {
        assert_eq!(locator.to_string().parse::<Locator>().as_ref(), Ok(locator), "{locator}");
    }

    #[test]
    fn every_locator_is_read_back_from_its_printed_form() {
        round_trip(&Locator::new("", "a/b.txt"));
        round_trip(&Locator::new("second", "a/b.txt"));
        round_trip(&Locator::new("", "a.zip").member("b\\#2", 0).member("c", 1));
        round_trip(&Locator::new("", "a!").member("b!/c!", 0).member(b"\xff\\".to_vec(), 3));
        round_trip(&Locator::new("", "//server/share/a.txt"));
        round_trip(&Locator::new("second", "//a"));
        round_trip(&Locator::new("l!\\/x", "a.zip").member("/etc/passwd", 0).member("../x", 0));
    }

    #[test]
    fn printed_form_is_the_one_that_users_type() {
        let locator = Locator::new("", "a/b.zip").member("c.eml", 0).member("d.pdf", 0);
        assert_eq!(locator.to_string(), "a/b.zip!/c.eml!/d.pdf");
        assert_eq!(Locator::new("", "a.zip").member("b", 1).to_string(), "a.zip!/b\\#2");
    }

    #[test]
    fn order_is_by_component_with_parents_first() {
        let mut locators = ["b", "a.txt", "a/b", "a.zip!/b", "a.zip!/b\\#2", "a.zip", "a/b!/c"]
            .map(|printed| printed.parse::<Locator>().expect("printed form is valid"));
        locators.sort();
        let printed: Vec<_> = locators.iter().map(ToString::to_string).collect();
        assert_eq!(printed, ["a/b", "a/b!/c", "a.txt", "a.zip", "a.zip!/b", "a.zip!/b\\#2", "b"]);
    }

    #[test]
    fn order_of_any_two_names_is_that_of_their_components() {
        let names: Vec<Vec<u8>> = (0..4_usize.pow(4))
            .map(|number| {
                let bytes = [0, 2, 4, 6].map(|shift| b"/a\0\xff"[number >> shift & 3]);
                bytes[..number % 5].to_vec()
            })
            .collect();
        let components = |name: &[u8]| -> Vec<Vec<u8>> {
            name.split(|byte| *byte == b'/').map(<[u8]>::to_vec).collect()
        };
        for one in &names {
            for other in &names {
                let expected = components(one).cmp(&components(other));
                assert_eq!(by_component(one, other), expected, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn under_means_folders_and_containers() {
        let at = |printed: &str| printed.parse::<Locator>().expect("printed form is valid");
        assert!(at("a/b.zip!/c/d").is_under(&at("a")));
        assert!(at("a/b.zip!/c/d").is_under(&at("a/b.zip!/c")));
        assert!(at("a/b.zip!/c!/d").is_under(&at("a/b.zip!/c")));
        assert!(!at("ab").is_under(&at("a")));
        assert!(at("ab").is_under(&at("")));
        assert!(!at("a.zip!/bc").is_under(&at("a.zip!/b")));
    }
}
