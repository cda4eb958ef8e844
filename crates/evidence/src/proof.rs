//! That one item stands under a root, shown to somebody who has neither dossier nor manifest.

use std::fs::File;

use fixity::{Proof, Tree};
use item::{Digests, Locator};
use ledger::{Filter, ItemRow, Ledger};
use serde::Serialize;

use crate::manifest::item_line;
use crate::{Error, manifest};

/// Proves an item under its root: a file on disk under the files root, a member under the items root.
pub fn prove(ledger: &Ledger, item: &ItemRow) -> Result<Proof, Error> {
    let at = &item.locator;
    let proof = if at.members.is_empty() {
        Proof::of_file(manifest(ledger)?.files(), at)
    } else {
        of_member(ledger, at)?
    };
    proof.ok_or_else(|| Error::NotUnderRoot(at.to_string()))
}

fn of_member(ledger: &Ledger, at: &Locator) -> Result<Option<Proof>, Error> {
    let mut leaves = Vec::new();
    let mut found = None;
    for row in ledger.items(Filter::default()) {
        let line = item_line(row?);
        leaves.push(line.leaf_hash());
        if line.locator == *at {
            found = Some((line, leaves.len() - 1));
        }
    }
    Ok(found.and_then(|(line, index)| Proof::of_item(&line, index, &leaves)))
}

/// What a proof says of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Whether the proof holds and states the digests of the file.
    pub ok: bool,
    /// Whether the way in the proof leads from its line to its root.
    pub holds: bool,
    /// Whether size and digests of the file are those of the line.
    pub is_same_content: bool,
    /// Which root: `files` or `items`.
    pub tree: &'static str,
    /// The root, to be compared with the one that was published.
    pub root: String,
    /// Where the item stood, in printed form; nothing where the line is none.
    pub locator: Option<String>,
}

/// Checks a proof against the bytes of a file.
pub fn check(proof: &Proof, file: &File, at: &Locator) -> Result<Checked, Error> {
    let mut digester = fixity::Digester::new(&[]);
    walk::read_through(file, |chunk| digester.update(chunk))
        .map_err(|error| Error::read(at, error))?;
    Ok(compare(proof, &digester.finish()))
}

fn compare(proof: &Proof, now: &Digests) -> Checked {
    let (locator, stated) = proof.states().unzip();
    let is_same = |stated: &Digests| {
        (stated.size, stated.blake3, stated.sha256) == (now.size, now.blake3, now.sha256)
    };
    let is_same_content = stated.flatten().is_some_and(|stated| is_same(&stated));
    let holds = proof.holds();
    Checked {
        ok: holds && is_same_content,
        holds,
        is_same_content,
        tree: if proof.tree == Tree::Files { "files" } else { "items" },
        root: proof.root.to_string(),
        locator: locator.map(|locator: Locator| locator.to_string()),
    }
}
