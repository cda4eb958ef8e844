//! What a form of a manifest has no place for.

use std::fmt;

use item::{Digests, Locator};

use super::entry::Manifest;

/// What was written, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// How many files or digests the manifest lists.
    pub lines: u64,
    /// What the form has no place for.
    pub left_out: Vec<LeftOut>,
}

/// A file that a form has no place for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Which.
    pub locator: Locator,
    /// Why.
    pub why: Why,
}

/// Why a form has no place for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It was not read: a link, a device, an unreadable file.
    NotRead,
    /// Its name is no UTF-8, or holds U+FFFD, and `b3sum --check` fails on it.
    NameNotUtf8,
    /// Its name holds a line break, for which hashdeep has no escape.
    LineBreakInName,
    /// It lies in another trove than the first file; paths without a label would be mixed up.
    OtherTrove,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::NotRead => "it was not read",
            Self::NameNotUtf8 => "its name is no UTF-8",
            Self::LineBreakInName => "its name holds a line break",
            Self::OtherTrove => "it lies in another trove",
        })
    }
}

/// Yields what a form without labels, outcomes or escapes of its own can list, and notes what it cannot.
pub(super) fn listable<'a>(
    manifest: &'a Manifest,
    written: &'a mut Written,
    refuse: impl Fn(&[u8]) -> Option<Why> + 'a,
) -> impl Iterator<Item = (&'a [u8], &'a Digests)> + 'a {
    let first = manifest.files().first().map(|file| &file.locator.trove);
    manifest.files().iter().filter_map(move |file| {
        let read = file.digests.as_ref().filter(|_| file.unread().is_none());
        let why = match read {
            None => Some(Why::NotRead),
            Some(_) if Some(&file.locator.trove) != first => Some(Why::OtherTrove),
            Some(_) => refuse(&file.locator.path),
        };
        if let Some(why) = why {
            written.left_out.push(LeftOut { locator: file.locator.clone(), why });
            return None;
        }
        written.lines += 1;
        Some((&file.locator.path[..], read?))
    })
}

/// b3sum writes U+FFFD for what is no UTF-8, and never accepts a name that holds it.
pub(super) fn refused_by_b3sum(path: &[u8]) -> Option<Why> {
    let is_accepted = std::str::from_utf8(path).is_ok_and(|path| !path.contains('\u{fffd}'));
    (!is_accepted).then_some(Why::NameNotUtf8)
}

pub(super) fn refused_by_hashdeep(path: &[u8]) -> Option<Why> {
    path.iter().any(|byte| b"\n\r".contains(byte)).then_some(Why::LineBreakInName)
}
