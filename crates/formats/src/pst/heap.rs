//! What stands in the data of a node: a heap with a tree of properties or a table ([MS-PST] §2.3).

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::file::{File, Node};
use crate::shared::bytes::{size_at, u16_at, u32_at, u64_at};

/// Marks of heaps (§2.3.1.2) and trees on them.
const HEAP: u8 = 0xec;
const TREE: u8 = 0xb5;
const TABLE: u8 = 0x7c;
const PROPERTIES: u8 = 0xbc;

/// The most levels of a tree on a heap.
const LEVELS: u8 = 8;

/// How much longer than the heap a list of its records may be: broken numbers lead to the same ones again.
const MOST_RECORDS: usize = 1 << 20;

/// The type of a property that is a node ([MS-OXCDATA] §2.11.1).
pub(super) const OBJECT: u16 = 0x000d;

/// A property with its value as bytes.
#[derive(Clone, Debug)]
pub(super) struct Property {
    pub(super) id: u16,
    pub(super) kind: u16,
    pub(super) value: Vec<u8>,
}

/// Properties by their id.
pub(super) type Properties = BTreeMap<u16, Property>;

/// The heap of a node, with the nodes within that node.
pub(super) struct Heap<'a> {
    file: &'a File<'a>,
    blocks: Vec<Vec<u8>>,
    inner: Vec<Node>,
}

impl<'a> Heap<'a> {
    /// Reads the heap of a node; nothing where there is none.
    pub(super) fn read(file: &'a File<'a>, node: &Node) -> Option<Self> {
        let heap = Self { file, blocks: file.data(node.data), inner: file.inner(node.inner) };
        (heap.blocks.first()?.get(2) == Some(&HEAP)).then_some(heap)
    }

    /// Returns the nodes within the node.
    pub(super) fn inner(&self) -> &[Node] {
        &self.inner
    }

    /// Finds a node within the node.
    pub(super) fn inner_node(&self, id: u32) -> Option<Node> {
        self.inner.iter().find(|node| node.id == id).copied()
    }

    /// Reads the properties; nothing where the heap is of another kind.
    pub(super) fn properties(&self) -> Option<Properties> {
        self.is_of(PROPERTIES).then_some(())?;
        let mut properties = Properties::new();
        for (key, value) in self.records(self.root()?) {
            let (Some(id), Some(kind)) = (u16_at(key, 0), u16_at(value, 0)) else { continue };
            let Some(stored) = value.get(2..6) else { continue };
            if let Some(value) = self.property_value(kind, stored) {
                properties.insert(id, Property { id, kind, value });
            }
        }
        Some(properties)
    }

    fn property_value(&self, kind: u16, stored: &[u8]) -> Option<Vec<u8>> {
        let number = u32_at(stored, 0)?;
        match kind {
            0x0002 | 0x0003 | 0x0004 | 0x000a | 0x000b => Some(stored.to_vec()),
            _ if number == 0 => Some(Vec::new()),
            _ => self.value_or_damage(number),
        }
    }

    /// Reads a value that is to be there.
    fn value_or_damage(&self, number: u32) -> Option<Vec<u8>> {
        let value = self.value(number);
        if value.is_none() {
            self.file.note_damage();
        }
        value.map(Cow::into_owned)
    }

    /// Reads the rows of the table; nothing where the heap is of another kind.
    pub(super) fn rows(&self) -> Option<Vec<Properties>> {
        self.is_of(TABLE).then_some(())?;
        let head = self.item(self.root()?)?;
        let columns = head.get(22..)?.chunks_exact(8).take(usize::from(*head.get(1)?));
        let columns: Vec<Column> = columns.filter_map(Column::read).collect();
        let (bitmap, size) = (usize::from(u16_at(head, 6)?), usize::from(u16_at(head, 8)?));
        let listed = self.records(u32_at(head, 10)?);
        let rows = u32_at(head, 14).filter(|rows| *rows != 0);
        let matrix = rows.map_or(Some(Vec::new()), |rows| self.matrix(rows))?;
        let slices = matrix.iter().flat_map(|block| block.chunks_exact(size.max(1)));
        let slices: Vec<&[u8]> = slices.collect();
        let row = |(_, number): &(&[u8], &[u8])| {
            // The number of a row is two bytes long in narrow stores.
            let number = u32_at(number, 0).or_else(|| u16_at(number, 0).map(u32::from))?;
            let row = slices.get(usize::try_from(number).ok()?)?;
            Some(self.row(row, &columns, bitmap))
        };
        Some(listed.iter().filter_map(row).collect())
    }

    fn row(&self, row: &[u8], columns: &[Column], bitmap: usize) -> Properties {
        let present = columns.iter().filter(|column| column.is_in(row, bitmap));
        let property = |column: &Column| {
            let stored = row.get(column.start..column.start + column.size)?;
            let value = match (column.kind, stored.len()) {
                (0x000b, _) => vec![*stored.first()?, 0],
                (0x0002 | 0x0003 | 0x0004 | 0x000a, _) | (0x0005..=0x0007 | 0x0014 | 0x0040, 8) => {
                    stored.to_vec()
                }
                (_, 4) => match u32_at(stored, 0)? {
                    0 => Vec::new(),
                    number => self.value_or_damage(number)?,
                },
                _ => return None,
            };
            Some((column.id, Property { id: column.id, kind: column.kind, value }))
        };
        present.filter_map(property).collect()
    }

    /// Returns the blocks in which rows stand: none of them runs over from one into the next.
    fn matrix(&self, number: u32) -> Option<Vec<Cow<'_, [u8]>>> {
        if is_on_heap(number) {
            return Some(vec![Cow::Borrowed(self.item(number)?)]);
        }
        let node = self.inner_node(number)?;
        Some(self.file.data(node.data).into_iter().map(Cow::Owned).collect())
    }

    /// Reads a value on the heap or in a node of its own.
    fn value(&self, number: u32) -> Option<Cow<'_, [u8]>> {
        if is_on_heap(number) {
            return self.item(number).map(Cow::Borrowed);
        }
        let node = self.inner_node(number)?;
        Some(Cow::Owned(self.file.data(node.data).concat()))
    }

    fn is_of(&self, kind: u8) -> bool {
        self.blocks[0].get(3) == Some(&kind)
    }

    fn root(&self) -> Option<u32> {
        u32_at(&self.blocks[0], 4)
    }

    /// Returns a piece of the heap.
    fn item(&self, number: u32) -> Option<&[u8]> {
        let bits = if self.file.has_large_pages() { 14 } else { 11 };
        let (index, block) = ((number >> 5) & ((1 << bits) - 1), number >> (5 + bits));
        let block = self.blocks.get(usize::try_from(block).ok()?)?;
        let map = block.get(usize::from(u16_at(block, 0)?)..)?;
        let index = usize::try_from(index).ok()?.checked_sub(1)?;
        let limit = |at: usize| u16_at(map, 4 + 2 * at).map(usize::from);
        (index < usize::from(u16_at(map, 0)?)).then_some(())?;
        block.get(limit(index)?..limit(index + 1)?)
    }

    /// Lists keys and values of a tree on the heap.
    fn records(&self, tree: u32) -> Vec<(&[u8], &[u8])> {
        let mut records = Vec::new();
        let head = self.item(tree).filter(|head| head.first() == Some(&TREE));
        let Some((head, root)) = head.and_then(|head| Some((head, u32_at(head, 4)?))) else {
            if tree != 0 {
                self.file.note_damage();
            }
            return records;
        };
        let (key, value) = (usize::from(head[1]), usize::from(head[2]));
        if root != 0 && key > 0 && head[3] <= LEVELS {
            self.records_from(root, (key, value), head[3], &mut records);
        }
        records
    }

    fn records_from<'h>(
        &'h self,
        number: u32,
        (key, value): (usize, usize),
        levels: u8,
        records: &mut Vec<(&'h [u8], &'h [u8])>,
    ) {
        let Some(item) = self.item(number) else { return self.file.note_damage() };
        let size = if levels == 0 { key + value } else { key + 4 };
        for record in item.chunks_exact(size) {
            if records.len() >= MOST_RECORDS {
                return self.file.note_damage();
            }
            if levels == 0 {
                records.push(record.split_at(key));
            } else if let Some(below) = u32_at(record, key) {
                self.records_from(below, (key, value), levels - 1, records);
            }
        }
    }
}

/// A column of a table (§2.3.4.2).
struct Column {
    id: u16,
    kind: u16,
    start: usize,
    size: usize,
    bit: usize,
}

impl Column {
    fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            kind: u16_at(bytes, 0)?,
            id: u16_at(bytes, 2)?,
            start: usize::from(u16_at(bytes, 4)?),
            size: usize::from(*bytes.get(6)?),
            bit: usize::from(*bytes.get(7)?),
        })
    }

    /// Tells whether a row has a cell of this column: a bit for each column stands at its end.
    fn is_in(&self, row: &[u8], bitmap: usize) -> bool {
        let byte = row.get(bitmap + self.bit / 8);
        byte.is_some_and(|byte| byte >> (7 - self.bit % 8) & 1 == 1)
    }
}

/// Tells whether a number names a piece of the heap and not a node.
fn is_on_heap(number: u32) -> bool {
    number.trailing_zeros() >= 5
}

impl Property {
    /// Reads a text of UTF-16.
    pub(super) fn text(&self) -> Option<String> {
        (self.kind == 0x001f)
            .then(|| crate::shared::legacy_text::CodePage::Utf16.decode(&self.value))
    }

    /// Reads a number.
    pub(super) fn number(&self) -> Option<u32> {
        (self.kind == 0x0003).then(|| u32_at(&self.value, 0)).flatten()
    }

    /// Reads a moment.
    pub(super) fn moment(&self) -> Option<u64> {
        (self.kind == 0x0040).then(|| u64_at(&self.value, 0)).flatten()
    }

    /// Cuts a property with several values of unequal length into them.
    pub(super) fn several(&self) -> Vec<&[u8]> {
        let count = size_at(&self.value, 0).unwrap_or(0);
        let start = |at: usize| size_at(&self.value, 4 + 4 * at);
        let end = |at: usize| if at + 1 < count { start(at + 1) } else { Some(self.value.len()) };
        let most = count.min(self.value.len() / 4);
        (0..most).map_while(|at| self.value.get(start(at)?..end(at)?)).collect()
    }
}
