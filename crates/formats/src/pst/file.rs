//! Pages, blocks and nodes of a store ([MS-PST] §2.2): the tables that lead to every piece of data.
//!
//! Three shapes of the same file: with numbers of four bytes (before Outlook 2003), of eight, and of eight with large
//! pages and packed blocks (caches of Outlook 2013 and later, which the standard leaves out).

use std::cell::Cell;
use std::collections::HashSet;
use std::io::Read;

use super::cipher::Cipher;
use crate::shared::bytes::{u16_at, u32_at, u64_at};

/// The most levels that a table of pages has; one level more holds twenty times as much.
const LEVELS: u8 = 16;

/// The marks of pages of the two tables (§2.2.2.7.1).
const BLOCK_PAGE: u8 = 0x80;
const NODE_PAGE: u8 = 0x81;

/// The marks of blocks that list others (§2.2.2.8.3).
const DATA_TREE: u8 = 1;
const NODE_TREE: u8 = 2;

/// The most that one packed block yields: its size is a number of two bytes.
const BLOCK: u64 = 0xffff;

/// A store.
pub(super) struct File<'a> {
    bytes: &'a [u8],
    shape: Shape,
    /// Nothing where Windows locks the store for its owner.
    cipher: Option<Cipher>,
    /// Where the tables of nodes and of blocks begin.
    nodes: u64,
    blocks: u64,
    /// How many bytes may still be read for the item at hand.
    left: Cell<usize>,
    is_damaged: Cell<bool>,
}

/// How long numbers and pages are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Narrow,
    Wide,
    Large,
}

/// A node: what it is, where its data stands, where the nodes within it are listed, and what it belongs to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Node {
    pub(super) id: u32,
    pub(super) data: u64,
    pub(super) inner: u64,
    pub(super) parent: u32,
}

/// A page of a table.
struct Page<'a> {
    entries: &'a [u8],
    /// How long an entry is.
    size: usize,
    level: u8,
}

impl Page<'_> {
    fn entries(&self) -> impl DoubleEndedIterator<Item = &[u8]> {
        self.entries.chunks_exact(self.size)
    }
}

/// Where a block stands and how long it is, packed and unpacked.
struct Stretch {
    start: u64,
    size: usize,
    unpacked: usize,
}

impl Shape {
    fn is_wide(self) -> bool {
        self != Self::Narrow
    }

    /// How long an identifier or a position is.
    fn width(self) -> usize {
        if self.is_wide() { 8 } else { 4 }
    }

    fn number(self, bytes: &[u8], place: usize) -> Option<u64> {
        let at = place * self.width();
        if self.is_wide() { u64_at(bytes, at) } else { u32_at(bytes, at).map(u64::from) }
    }

    fn page(self) -> usize {
        if self == Self::Large { 4096 } else { 512 }
    }
}

impl<'a> File<'a> {
    /// Opens a store; nothing where it does not begin as one or is of a version that nobody knows.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let shape = match u16_at(bytes, 10)? {
            14 | 15 => Shape::Narrow,
            36..=37 => Shape::Large,
            21..=35 => Shape::Wide,
            _ => return None,
        };
        let (root, method) = if shape.is_wide() { (216, 513) } else { (184, 461) };
        let root = bytes.get(root..)?;
        Some(Self {
            bytes,
            shape,
            cipher: Cipher::by_number(*bytes.get(method)?),
            nodes: shape.number(root, 1)?,
            blocks: shape.number(root, 3)?,
            left: Cell::new(usize::MAX),
            is_damaged: Cell::new(false),
        })
    }

    /// Tells whether numbers on heaps are those of large pages.
    pub(super) fn has_large_pages(&self) -> bool {
        self.shape == Shape::Large
    }

    /// Allows for so many bytes to be read from now on.
    pub(super) fn allow(&self, bytes: usize) {
        self.left.set(bytes);
    }

    /// Tells whether the data is locked by a key that the store does not hold.
    pub(super) fn is_locked(&self) -> bool {
        self.cipher.is_none()
    }

    /// Tells whether something was found to be broken or missing.
    pub(super) fn is_damaged(&self) -> bool {
        self.is_damaged.get()
    }

    /// Tells whether something was found to be broken or missing since it was asked last.
    pub(super) fn take_damage(&self) -> bool {
        self.is_damaged.replace(false)
    }

    /// Notes that something was found to be broken.
    pub(super) fn note_damage(&self) {
        self.is_damaged.set(true);
    }

    /// Hands over every node of the store, in the order of their numbers.
    pub(super) fn each_node(&self, visit: &mut dyn FnMut(Node)) {
        let mut seen = HashSet::new();
        self.nodes_from(self.nodes, LEVELS, &mut seen, visit);
    }

    fn nodes_from(
        &self,
        start: u64,
        above: u8,
        seen: &mut HashSet<u64>,
        visit: &mut dyn FnMut(Node),
    ) {
        let page = self.page(start, NODE_PAGE).filter(|page| page.level < above);
        let Some(page) = page.filter(|_| seen.insert(start)) else { return self.note_damage() };
        for entry in page.entries() {
            if page.level > 0 {
                let Some(below) = self.shape.number(entry, 2) else { continue };
                self.nodes_from(below, page.level, seen, visit);
            } else if let Some(node) = self.node_entry(entry) {
                visit(node);
            }
        }
    }

    fn node_entry(&self, entry: &[u8]) -> Option<Node> {
        Some(Node {
            id: u32_at(entry, 0)?,
            data: self.shape.number(entry, 1)?,
            inner: self.shape.number(entry, 2)?,
            parent: u32_at(entry, 3 * self.shape.width())?,
        })
    }

    /// Finds a node of the store.
    pub(super) fn node(&self, id: u32) -> Option<Node> {
        let entry = self.find(self.nodes, NODE_PAGE, id.into())?;
        self.node_entry(entry)
    }

    /// Reads the data of a node, block by block; a block that is lost is empty.
    pub(super) fn data(&self, id: u64) -> Vec<Vec<u8>> {
        let mut blocks = Vec::new();
        if id != 0 {
            self.data_from(id, 2, &mut blocks);
        }
        blocks
    }

    fn data_from(&self, id: u64, levels: u8, blocks: &mut Vec<Vec<u8>>) {
        let Some(block) = self.block(id) else {
            self.note_damage();
            return blocks.push(Vec::new());
        };
        if !is_internal(id) {
            return blocks.push(block);
        }
        if block.first() != Some(&DATA_TREE) || levels == 0 {
            return self.note_damage();
        }
        let width = self.shape.width();
        let listed = block.get(8..).unwrap_or_default().chunks_exact(width);
        let count = usize::from(u16_at(&block, 2).unwrap_or(0));
        for entry in listed.take(count) {
            // What was refused once stays refused: the rest would not fit either.
            if self.left.get() == 0 {
                return self.note_damage();
            }
            self.data_from(self.shape.number(entry, 0).unwrap_or(0), levels - 1, blocks);
        }
    }

    /// Lists the nodes within a node.
    pub(super) fn inner(&self, id: u64) -> Vec<Node> {
        let mut nodes = Vec::new();
        if id != 0 {
            self.inner_from(id, 1, &mut nodes);
        }
        nodes
    }

    fn inner_from(&self, id: u64, levels: u8, nodes: &mut Vec<Node>) {
        let block = self.block(id).filter(|block| block.first() == Some(&NODE_TREE));
        let Some(block) = block else { return self.note_damage() };
        let is_leaf = block.get(1) == Some(&0);
        if !is_leaf && levels == 0 {
            return self.note_damage();
        }
        let numbers = if is_leaf { 3 } else { 2 };
        let listed = block.get(self.shape.width()..).unwrap_or_default();
        let listed = listed.chunks_exact(numbers * self.shape.width());
        for entry in listed.take(usize::from(u16_at(&block, 2).unwrap_or(0))) {
            let number = |place| self.shape.number(entry, place).unwrap_or(0);
            if is_leaf {
                let id = u32_at(entry, 0).unwrap_or(0);
                nodes.push(Node { id, data: number(1), inner: number(2), parent: 0 });
            } else {
                self.inner_from(number(1), levels - 1, nodes);
            }
        }
    }

    /// Reads a block; nothing where it is not listed, not there, or more than is allowed for.
    fn block(&self, id: u64) -> Option<Vec<u8>> {
        let stretch = self.stretch(id & !1)?;
        let start = usize::try_from(stretch.start).ok()?;
        let stored = self.bytes.get(start..start.checked_add(stretch.size)?)?;
        self.pay(stretch.size.max(stretch.unpacked))?;
        let mut block = self.unpacked(stored, &stretch)?;
        if !is_internal(id) {
            self.cipher?.decode(&mut block, id);
        }
        Some(block)
    }

    fn pay(&self, bytes: usize) -> Option<()> {
        let left = self.left.get().checked_sub(bytes);
        self.left.set(left.unwrap_or(0));
        left.map(drop)
    }

    fn unpacked(&self, stored: &[u8], stretch: &Stretch) -> Option<Vec<u8>> {
        let is_packed = stretch.unpacked != 0 && stretch.unpacked != stretch.size;
        if self.shape != Shape::Large || !is_packed {
            return Some(stored.to_vec());
        }
        let mut block = Vec::with_capacity(stretch.unpacked);
        let mut inflater = flate2::read::ZlibDecoder::new(stored).take(BLOCK);
        inflater.read_to_end(&mut block).ok().map(|_| block)
    }

    fn stretch(&self, id: u64) -> Option<Stretch> {
        let entry = self.find(self.blocks, BLOCK_PAGE, id)?;
        let sizes = 2 * self.shape.width();
        let size = |at| u16_at(entry, sizes + at).map(usize::from);
        Some(Stretch {
            start: self.shape.number(entry, 1)?,
            size: size(0)?,
            unpacked: if self.shape == Shape::Large { size(2)? } else { 0 },
        })
    }

    /// Finds the entry of a key in a table of pages.
    fn find(&self, table: u64, kind: u8, key: u64) -> Option<&'a [u8]> {
        let mut page = self.page(table, kind).filter(|page| page.level < LEVELS)?;
        loop {
            let key_of = |entry: &[u8]| self.shape.number(entry, 0).map(|key| key_in(key, kind));
            let entries = page.entries.chunks_exact(page.size);
            let entry = entries.rev().find(|entry| key_of(entry).is_some_and(|it| it <= key))?;
            if page.level == 0 {
                return (key_of(entry)? == key).then_some(entry);
            }
            let below = self.page(self.shape.number(entry, 2)?, kind)?;
            page = (below.level < page.level).then_some(below)?;
        }
    }

    fn page(&self, start: u64, kind: u8) -> Option<Page<'a>> {
        let start = usize::try_from(start).ok()?;
        let bytes = self.bytes.get(start..start.checked_add(self.shape.page())?)?;
        let (length, mark) = match self.shape {
            Shape::Narrow => (496, 500),
            Shape::Wide => (488, 496),
            Shape::Large => (4056, 4072),
        };
        let (count, size, level) = if self.shape == Shape::Large {
            (usize::from(u16_at(bytes, length)?), bytes[length + 4], bytes[length + 5])
        } else {
            (usize::from(bytes[length]), bytes[length + 2], bytes[length + 3])
        };
        let size = usize::from(size);
        let entries = bytes[..length].get(..count * size)?;
        let is_one = bytes[mark] == kind && size >= 3 * self.shape.width();
        is_one.then_some(Page { entries, size, level })
    }
}

/// Keys of blocks leave their lowest bit aside; those of nodes are four bytes long, whatever stands behind.
fn key_in(key: u64, kind: u8) -> u64 {
    if kind == BLOCK_PAGE { key & !1 } else { key & 0xffff_ffff }
}

/// Tells whether a block lists others, which is never scrambled.
fn is_internal(id: u64) -> bool {
    id & 2 != 0
}
