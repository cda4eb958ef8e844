//! In which bytes changed files differ from what was recorded of them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;
use std::path::PathBuf;

use fixity::manifest::Recorded;
use fixity::{Difference, Parts};
use item::{Digest, Locator};
use ledger::Ledger;
use serde::Serialize;

use crate::Error;

/// What a changed file differs in. Ranges are of bytes, and as wide as the parts of which the dossier keeps digests: 16 KiB
/// in files of up to 64 MiB, more in larger ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The file, in printed form.
    pub locator: String,
    /// How long it was, in bytes.
    pub size_before: u64,
    /// How long it is now, in bytes.
    pub size: u64,
    /// Where other bytes stand than before, as far as there were bytes before and are now.
    pub ranges: Vec<Bytes>,
    /// What is left of the part in which the file was cut: it cannot be compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_comparable: Option<Bytes>,
}

/// Bytes from the one numbered `from` up to the one before `to`, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Bytes {
    /// The first byte.
    pub from: u64,
    /// The first byte behind them.
    pub to: u64,
}

impl From<Range<u64>> for Bytes {
    fn from(range: Range<u64>) -> Self {
        Self { from: range.start, to: range.end }
    }
}

impl Change {
    fn new(locator: &Locator, difference: Difference) -> Self {
        Self {
            locator: locator.to_string(),
            size_before: difference.before,
            size: difference.now,
            ranges: difference.changed.into_iter().map(Bytes::from).collect(),
            not_comparable: difference.unknown.map(Bytes::from),
        }
    }
}

/// Compares changed files with what was recorded of them. What cannot be compared is left out: what is no file now, and
/// what stands in a manifest without length and BLAKE3 digest.
pub(crate) fn changes(
    changed: &[Locator],
    recorded: &[Recorded],
    troves: &[(Vec<u8>, PathBuf)],
    ledger: Option<&Ledger>,
    go_on: &dyn Fn() -> bool,
) -> Result<Vec<Change>, Error> {
    let by_place = recorded.iter().filter_map(|entry| Some((entry.locator.as_ref()?, entry)));
    let by_place: BTreeMap<&Locator, &Recorded> = by_place.collect();
    let mut roots = Roots { troves, opened: BTreeMap::new() };
    let mut found = Vec::new();
    for locator in changed {
        let Some((size, blake3)) = by_place.get(locator).and_then(|entry| content(entry)) else {
            continue;
        };
        // A link or folder in the place of the file, or one that is gone since: that it changed stands in the list.
        let root = roots.of(locator)?;
        let Some(Ok(opened)) = root.map(|root| root.open_file(&locator.path)) else { continue };
        let parts = parts(ledger, size, &blake3)?;
        let mut reader = walk::ReadAt { file: &opened.file, at: 0 };
        let compared = match parts {
            Some(parts) => parts.compare(&mut reader, go_on),
            None => fixity::compare_whole(size, &blake3, &mut reader, go_on),
        };
        match compared {
            Ok(Some(difference)) => found.push(Change::new(locator, difference)),
            Ok(None) => return Err(Error::Stopped),
            // That it changed stands in the list.
            Err(_) => {}
        }
    }
    Ok(found)
}

/// Returns length and BLAKE3 digest of what was recorded, if it was a file that was read: those of a link are of where it
/// leads, and are not compared with the bytes of a file.
fn content(recorded: &Recorded) -> Option<(u64, Digest)> {
    let is_read = recorded.closed.is_none();
    recorded.size.zip(recorded.known.blake3).filter(|_| is_read)
}

/// The trove folders, each opened when it is asked for first.
struct Roots<'t> {
    troves: &'t [(Vec<u8>, PathBuf)],
    opened: BTreeMap<&'t [u8], walk::Root>,
}

impl Roots<'_> {
    fn of(&mut self, locator: &Locator) -> Result<Option<&walk::Root>, Error> {
        let Some((label, path)) = self.troves.iter().find(|(label, _)| *label == locator.trove)
        else {
            return Ok(None);
        };
        Ok(Some(match self.opened.entry(label) {
            Entry::Occupied(opened) => opened.into_mut(),
            Entry::Vacant(free) => free.insert(walk::Root::open(path)?),
        }))
    }
}

/// Returns the parts that a dossier keeps of a content, if they are that content's. Its digest is the same for parts of
/// other widths: with its length and their number, their width is settled.
fn parts(ledger: Option<&Ledger>, size: u64, blake3: &Digest) -> Result<Option<Parts>, Error> {
    let Some(row) = ledger.map(|ledger| ledger.parts(blake3)).transpose()?.flatten() else {
        return Ok(None);
    };
    let (values, _) = row.chain.as_chunks::<32>();
    let parts = Parts { length: row.length, size: row.size, values: values.to_vec() };
    let is_it = parts.length == size && parts.digest() == Some(*blake3);
    Ok(is_it.then_some(parts))
}
