//! One root over many leaves, and the proof that a leaf is one of them.
//!
//! The tree is that of Certificate Transparency (RFC 6962 §2.1, RFC 9162 §2.1) with SHA-256, so that anybody can check
//! a proof with a few lines of any language: a leaf is the hash of `0x00` and its bytes, a node that of `0x01` and its
//! two children, the left one holding the largest power of two of leaves, and the root of no leaves is the hash of
//! nothing.

use item::Digest;
use sha2::{Digest as _, Sha256};

/// Returns the hash of a leaf with these bytes.
pub fn leaf(bytes: &[u8]) -> Digest {
    Digest(Sha256::new().chain_update([0]).chain_update(bytes).finalize().into())
}

fn node(left: Digest, right: Digest) -> Digest {
    Digest(
        Sha256::new()
            .chain_update([1])
            .chain_update(left.0)
            .chain_update(right.0)
            .finalize()
            .into(),
    )
}

/// Builds the root over leaves that come one by one; holds one hash for each doubling of their number.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    count: u64,
    /// The roots of the full subtrees so far, the largest first.
    peaks: Vec<Digest>,
}

impl Builder {
    /// Takes the hash of the next leaf.
    pub fn push(&mut self, leaf: Digest) {
        let mut top = leaf;
        for _ in 0..self.count.trailing_ones() {
            top = self.peaks.pop().map_or(top, |left| node(left, top));
        }
        self.peaks.push(top);
        self.count += 1;
    }

    /// Returns how many leaves came.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Returns the root over the leaves that came.
    pub fn root(&self) -> Digest {
        let root = self.peaks.iter().rev().copied().reduce(|right, left| node(left, right));
        root.unwrap_or_else(|| Digest(Sha256::digest([]).into()))
    }
}

impl Extend<Digest> for Builder {
    fn extend<I: IntoIterator<Item = Digest>>(&mut self, leaves: I) {
        leaves.into_iter().for_each(|leaf| self.push(leaf));
    }
}

/// Returns the root over the hashes of leaves.
pub fn root(leaves: impl IntoIterator<Item = Digest>) -> Digest {
    let mut builder = Builder::default();
    builder.extend(leaves);
    builder.root()
}

/// The way from a leaf up to the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Which leaf, counted from 0.
    pub index: u64,
    /// How many leaves there are.
    pub count: u64,
    /// The hashes that stand beside the way, the lowest first.
    pub siblings: Vec<Digest>,
}

impl Path {
    /// Makes the way from the leaf at `index`, or nothing where there is no such leaf.
    pub fn from(leaves: &[Digest], index: usize) -> Option<Self> {
        leaves.get(index)?;
        let (mut siblings, mut here, mut at) = (Vec::new(), leaves, index);
        while here.len() > 1 {
            let (left, right) = here.split_at(here.len().next_power_of_two() / 2);
            if at < left.len() {
                siblings.push(root(right.iter().copied()));
                here = left;
            } else {
                siblings.push(root(left.iter().copied()));
                (here, at) = (right, at - left.len());
            }
        }
        siblings.reverse();
        Some(Self { index: index as u64, count: leaves.len() as u64, siblings })
    }

    /// Tells whether this way leads from `leaf` to `root`.
    pub fn leads(&self, leaf: Digest, root: Digest) -> bool {
        self.end(leaf) == Some(root)
    }

    /// Walks up as RFC 9162 §2.1.3.2 says; nothing where the number of siblings does not fit the tree.
    fn end(&self, leaf: Digest) -> Option<Digest> {
        let (mut at, mut last, mut here) = (self.index, self.count.checked_sub(1)?, leaf);
        if at > last {
            return None;
        }
        for sibling in &self.siblings {
            if last == 0 {
                return None;
            }
            if at & 1 == 1 || at == last {
                here = node(*sibling, here);
                while at & 1 == 0 && at != 0 {
                    (at, last) = (at >> 1, last >> 1);
                }
            } else {
                here = node(here, *sibling);
            }
            (at, last) = (at >> 1, last >> 1);
        }
        (last == 0).then_some(here)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The leaves of the test that Certificate Transparency implementations share.
    const LEAVES: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];

    fn root_of_first(count: usize) -> String {
        root(LEAVES[..count].iter().map(|bytes| leaf(bytes))).to_string()
    }

    #[test]
    fn roots_are_those_of_certificate_transparency() {
        let roots = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        for (count, expected) in roots.iter().enumerate() {
            assert_eq!(root_of_first(count), *expected, "{count} leaves");
        }
    }

    proptest! {
        #[test]
        fn a_path_leads_to_its_root_and_to_no_other(
            count in 1_usize..200, pick: usize, flip: usize, other: u64,
        ) {
            let leaves: Vec<_> = (0..count).map(|number| leaf(&number.to_le_bytes())).collect();
            let (index, top) = (pick % count, root(leaves.iter().copied()));
            let path = Path::from(&leaves, index).expect("the leaf is there");
            prop_assert!(path.leads(leaves[index], top));
            prop_assert!(!path.leads(leaf(b"another"), top));
            prop_assert!(!path.leads(leaves[index], leaf(b"another")));
            let longer = Path { siblings: [&path.siblings[..], &[top]].concat(), ..path.clone() };
            prop_assert!(!longer.leads(leaves[index], top));
            let elsewhere = Path { index: other % count as u64, ..path.clone() };
            prop_assert_eq!(elsewhere.leads(leaves[index], top), elsewhere == path);
            if let Some(at) = flip.checked_rem(path.siblings.len()) {
                let mut bent = path.clone();
                bent.siblings[at].0[flip % 32] ^= 1;
                prop_assert!(!bent.leads(leaves[index], top));
                bent.siblings.remove(at);
                prop_assert!(!bent.leads(leaves[index], top));
            }
        }

        #[test]
        fn no_path_makes_the_check_panic(index: u64, count: u64, length in 0_usize..80) {
            let path = Path { index, count, siblings: vec![Digest::default(); length] };
            path.leads(Digest::default(), Digest::default());
        }
    }
}
