//! The proof that one line stands under a root, to be checked without dossier and manifest.
//!
//! A text of lines that end in LF, with columns parted by tabs: `dossier-proof 1`, `tree files` or `tree items`,
//! `root` with its digest, `leaf` with the index of the leaf counted from 0 and the number of leaves, one `beside` line
//! for each sibling on the way up, and last the leaf itself, as [`FileLine::leaf`] or [`ItemLine::leaf`] gives it.

use std::fmt;
use std::str::FromStr;

use item::{Digest, Digests, Locator};

use crate::Error;
use crate::manifest::{FileLine, ItemLine};
use crate::merkle::{self, Path};

/// Siblings beyond which no tree reaches whose leaves a 64-bit number counts.
const TALLEST: usize = 64;

/// Which root a proof speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tree {
    /// The files root.
    Files,
    /// The items root.
    Items,
}

/// The proof that one line stands under a root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Which root.
    pub tree: Tree,
    /// The root itself, to be compared with one that was published.
    pub root: Digest,
    /// The line of the file or item.
    pub leaf: String,
    /// The way from the line up to the root.
    pub path: Path,
}

impl Proof {
    /// Proves the file at `locator` among all files, which come sorted by locator; nothing where it is not among them.
    pub fn of_file(files: &[FileLine], locator: &Locator) -> Option<Self> {
        let index = files.binary_search_by(|file| file.locator.cmp(locator)).ok()?;
        let leaves: Vec<_> = files.iter().map(FileLine::leaf_hash).collect();
        Self::from_leaves(Tree::Files, &leaves, index, files[index].leaf())
    }

    /// Proves an item among all items, whose leaf hashes come sorted by locator; `index` counts from 0.
    pub fn of_item(item: &ItemLine, index: usize, leaves: &[Digest]) -> Option<Self> {
        Self::from_leaves(Tree::Items, leaves, index, item.leaf())
    }

    fn from_leaves(tree: Tree, leaves: &[Digest], index: usize, leaf: String) -> Option<Self> {
        let proof = Self {
            tree,
            root: merkle::root(leaves.iter().copied()),
            leaf,
            path: Path::from(leaves, index)?,
        };
        proof.holds().then_some(proof)
    }

    /// Tells whether the way leads from the line to the root.
    pub fn holds(&self) -> bool {
        self.path.leads(merkle::leaf(self.leaf.as_bytes()), self.root)
    }

    /// Returns where the line says that the file or item stands, and which digests it states.
    pub fn states(&self) -> Option<(Locator, Option<Digests>)> {
        match self.tree {
            Tree::Files => FileLine::from_leaf(&self.leaf).map(|file| (file.locator, file.digests)),
            Tree::Items => ItemLine::from_leaf(&self.leaf).map(|item| (item.locator, item.digests)),
        }
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tree, root, leaf, path } = self;
        let tree = if *tree == Tree::Files { "files" } else { "items" };
        writeln!(f, "dossier-proof\t1\ntree\t{tree}\nroot\t{root}")?;
        writeln!(f, "leaf\t{}\t{}", path.index, path.count)?;
        path.siblings.iter().try_for_each(|sibling| writeln!(f, "beside\t{sibling}"))?;
        writeln!(f, "{leaf}")
    }
}

impl FromStr for Proof {
    type Err = Error;

    /// Reads a proof; whether it holds is for [`Proof::holds`] to say.
    fn from_str(text: &str) -> Result<Self, Error> {
        let mut lines = Numbered { number: 0, lines: text.lines() };
        let version = lines.value("dossier-proof")?;
        if version != "1" {
            return Err(Error::Version { version: item::escape(version.as_bytes()) });
        }
        let tree = match lines.value("tree")? {
            "files" => Tree::Files,
            "items" => Tree::Items,
            _ => return Err(lines.wrong("the tree is `files` or `items`")),
        };
        let root = lines.digest("root")?;
        let (index, count) = lines.position()?;
        let mut siblings = Vec::new();
        while lines.goes_on_with("beside") && siblings.len() < TALLEST {
            siblings.push(lines.digest("beside")?);
        }
        let leaf = lines.next()?.to_owned();
        if lines.lines.next().is_some() {
            return Err(lines.wrong("the line of the file or item must be the last"));
        }
        Ok(Self { tree, root, leaf, path: Path { index, count, siblings } })
    }
}

struct Numbered<'a> {
    number: usize,
    lines: std::str::Lines<'a>,
}

impl<'a> Numbered<'a> {
    fn next(&mut self) -> Result<&'a str, Error> {
        self.number += 1;
        self.lines.next().ok_or(self.wrong("the proof ends too early"))
    }

    fn value(&mut self, name: &str) -> Result<&'a str, Error> {
        let value = self.next()?.strip_prefix(name).and_then(|rest| rest.strip_prefix('\t'));
        value.ok_or(self.wrong("it is not the line that a proof has here"))
    }

    fn digest(&mut self, name: &str) -> Result<Digest, Error> {
        self.value(name)?.parse().map_err(|_| self.wrong("it is no digest of 64 hex digits"))
    }

    fn position(&mut self) -> Result<(u64, u64), Error> {
        let (index, count) = self.value("leaf")?.split_once('\t').unwrap_or_default();
        let numbers = index.parse().ok().zip(count.parse().ok());
        numbers.ok_or(self.wrong("it is no pair of numbers"))
    }

    fn goes_on_with(&self, name: &str) -> bool {
        self.lines.clone().next().is_some_and(|line| line.starts_with(name))
    }

    fn wrong(&self, what: &'static str) -> Error {
        Error::Line { line: self.number, what }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn files(count: u8) -> Vec<FileLine> {
        let file = |number: u8| FileLine {
            locator: Locator::new("", [b'f', number]),
            digests: Some(crate::of(&[number], &[])),
            modified_ns: Some(i64::from(number)),
            closed: None,
        };
        (0..count).map(file).collect()
    }

    #[test]
    fn a_proof_is_read_back_and_holds() {
        let files = files(5);
        for file in &files {
            let proof = Proof::of_file(&files, &file.locator).expect("the file is there");
            let read: Proof = proof.to_string().parse().expect("it was just written");
            assert_eq!(read, proof);
            assert!(read.holds());
            assert_eq!(read.states(), Some((file.locator.clone(), file.digests.clone())));
        }
        assert_eq!(Proof::of_file(&files, &Locator::new("", "gone")), None);
    }

    #[test]
    fn a_proof_of_an_altered_line_does_not_hold() {
        let files = files(3);
        let proof = Proof::of_file(&files, &files[1].locator).expect("the file is there");
        let altered = Proof { leaf: proof.leaf.replacen("\t1\t", "\t2\t", 1), ..proof };
        assert!(!altered.holds());
    }

    #[test]
    fn an_item_is_proven_where_it_stands_among_all_items_and_nowhere_else() {
        let item = |number: u8| {
            let locator = Locator::new("", "a.zip").member([b'm', number], 0);
            ItemLine {
                id: crate::item_id(&locator),
                locator,
                digests: Some(crate::of(&[number], &[])),
                format: "text".to_owned(),
                outcome: item::Outcome::Extracted,
            }
        };
        let items: Vec<ItemLine> = (b'0'..b'5').map(item).collect();
        let leaves: Vec<Digest> = items.iter().map(ItemLine::leaf_hash).collect();
        for (index, item) in items.iter().enumerate() {
            let proof = Proof::of_item(item, index, &leaves).expect("the item is there");
            let read: Proof = proof.to_string().parse().expect("it was just written");
            assert!(read == proof && read.holds());
            assert_eq!(read.states(), Some((item.locator.clone(), item.digests.clone())));
            assert_eq!(Proof::of_item(item, (index + 1) % 5, &leaves), None);
        }
        assert_eq!(Proof::of_item(&items[0], 5, &leaves), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text: String, cut: prop::sample::Index, at: prop::sample::Index, byte: u8) {
            drop(text.parse::<Proof>());
            let files = files(4);
            let proof = Proof::of_file(&files, &files[2].locator).expect("the file is there");
            let mut bytes = proof.to_string().into_bytes();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            bytes.truncate(cut.index(bytes.len()) + 1);
            let read = String::from_utf8(bytes).ok().and_then(|text| text.parse::<Proof>().ok());
            prop_assert!(read.is_none_or(|read| read == proof || !read.holds()));
        }
    }
}
