//! Builds small stores of Outlook ([MS-PST]) in each of their three shapes.

/// How long numbers and pages are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Narrow,
    Wide,
    Large,
}

/// A store in the making.
pub(crate) struct Store {
    shape: Shape,
    /// Blocks by identifier: as they are stored, and how long they are unpacked.
    blocks: Vec<(u64, Vec<u8>, usize)>,
    nodes: Vec<(u32, u64, u64, u32)>,
    next: u64,
}

/// A property: id, type, value.
pub(crate) type Property = (u16, u16, Vec<u8>);

/// Marks, among types, a value that is the number of a node.
const IN_NODE: u16 = 0x4000;

/// A node within a node: number, data, nodes within.
pub(crate) type Inner = (u32, u64, u64);

/// Makes a text of UTF-16.
pub(crate) fn text(id: u16, text: &str) -> Property {
    (id, 0x001f, wide(text))
}

/// Makes a number.
pub(crate) fn number(id: u16, number: u32) -> Property {
    (id, 0x0003, number.to_le_bytes().to_vec())
}

/// Makes a moment.
pub(crate) fn moment(id: u16, moment: u64) -> Property {
    (id, 0x0040, moment.to_le_bytes().to_vec())
}

/// Makes a property of bytes.
pub(crate) fn binary(id: u16, bytes: &[u8]) -> Property {
    (id, 0x0102, bytes.to_vec())
}

/// Makes a property of bytes whose value is the data of a node within.
pub(crate) fn in_node(id: u16, node: u32) -> Property {
    (id, 0x0102 | IN_NODE, node.to_le_bytes().to_vec())
}

pub(crate) fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

impl Store {
    pub(crate) fn new(shape: Shape) -> Self {
        Self { shape, blocks: Vec::new(), nodes: Vec::new(), next: 4 }
    }

    fn number(&self, number: u64) -> Vec<u8> {
        let bytes = number.to_le_bytes();
        if self.shape == Shape::Narrow { bytes[..4].to_vec() } else { bytes.to_vec() }
    }

    fn store_block(&mut self, mark: u64, stored: Vec<u8>, unpacked: usize) -> u64 {
        let id = self.next | mark;
        self.next += 4;
        self.blocks.push((id, stored, unpacked));
        id
    }

    /// Puts data into a block; that of stores with large pages is packed where that makes it shorter.
    fn block(&mut self, data: &[u8]) -> u64 {
        if self.shape != Shape::Large {
            return self.store_block(0, data.to_vec(), data.len());
        }
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packer, data).expect("memory takes it");
        let shorter = packer.finish().expect("memory takes it");
        let stored = if shorter.len() < data.len() { shorter } else { data.to_vec() };
        self.store_block(0, stored, data.len())
    }

    /// Puts data into as many blocks as it takes, of 3,000 bytes each.
    pub(crate) fn data(&mut self, data: &[u8]) -> u64 {
        let blocks: Vec<u64> = data.chunks(3000).map(|part| self.block(part)).collect();
        if let [block] = blocks[..] {
            return block;
        }
        let mut tree = vec![1, 1];
        tree.extend(u16::try_from(blocks.len()).expect("tests are short").to_le_bytes());
        tree.extend(u32::try_from(data.len()).expect("tests are short").to_le_bytes());
        for block in blocks {
            tree.extend(self.number(block));
        }
        let length = tree.len();
        self.store_block(2, tree, length)
    }

    /// Lists nodes within a node.
    pub(crate) fn inner(&mut self, nodes: &[Inner]) -> u64 {
        if nodes.is_empty() {
            return 0;
        }
        let mut list = vec![2, 0];
        list.extend(u16::try_from(nodes.len()).expect("tests are short").to_le_bytes());
        list.resize(if self.shape == Shape::Narrow { 4 } else { 8 }, 0);
        for (id, data, inner) in nodes {
            for number in [u64::from(*id), *data, *inner] {
                list.extend(self.number(number));
            }
        }
        let length = list.len();
        self.store_block(2, list, length)
    }

    /// Makes a heap of these pieces, the first of which is its root.
    fn heap(&mut self, kind: u8, pieces: &[Vec<u8>]) -> u64 {
        let mut heap = vec![0, 0, 0xec, kind];
        heap.extend(Self::piece(0).to_le_bytes());
        heap.extend([0; 4]);
        let mut map = vec![u16::try_from(heap.len()).expect("tests are short")];
        for piece in pieces {
            heap.extend(piece);
            map.push(u16::try_from(heap.len()).expect("tests are short"));
        }
        let place = u16::try_from(heap.len()).expect("tests are short").to_le_bytes();
        heap[..2].copy_from_slice(&place);
        heap.extend(u16::try_from(pieces.len()).expect("tests are short").to_le_bytes());
        heap.extend([0; 2]);
        heap.extend(map.into_iter().flat_map(u16::to_le_bytes));
        self.block(&heap)
    }

    /// Returns the number of a piece of a heap.
    fn piece(at: usize) -> u32 {
        (u32::try_from(at).expect("tests are short") + 1) << 5
    }

    /// Puts the value where it belongs, and returns what stands for it.
    fn placed(kind: u16, value: &[u8], pieces: &mut Vec<Vec<u8>>) -> [u8; 4] {
        if matches!(kind, 0x0003 | 0x000b) || kind & IN_NODE != 0 {
            return *value.first_chunk().expect("numbers are four bytes long");
        }
        if value.is_empty() {
            return [0; 4];
        }
        pieces.push(value.to_vec());
        Self::piece(pieces.len() - 1).to_le_bytes()
    }

    /// Makes the data of a node with properties.
    pub(crate) fn properties(&mut self, properties: &[Property]) -> u64 {
        let mut sorted = properties.to_vec();
        sorted.sort();
        let mut pieces = vec![Vec::new(), Vec::new()];
        let mut records = Vec::new();
        for (id, kind, value) in &sorted {
            records.extend(id.to_le_bytes());
            records.extend((kind & !IN_NODE).to_le_bytes());
            records.extend(Self::placed(*kind, value, &mut pieces));
        }
        pieces[0] = [&[0xb5, 2, 6, 0][..], &Self::piece(1).to_le_bytes()].concat();
        pieces[1] = records;
        self.heap(0xbc, &pieces)
    }

    /// Makes the data of a table; all rows have the columns of the first, none longer than four bytes.
    pub(crate) fn table(&mut self, rows: &[Vec<Property>]) -> u64 {
        let mut pieces = vec![Vec::new(); 4];
        let columns = rows.first().map_or(&[][..], Vec::as_slice);
        let width = u16::try_from(4 + 4 * columns.len()).expect("tests are short");
        let size = width + u16::try_from(columns.len().div_ceil(8)).expect("tests are short");
        let mut head = vec![0x7c, u8::try_from(columns.len()).expect("tests are short")];
        head.extend([width, width, width, size].into_iter().flat_map(u16::to_le_bytes));
        for number in [Self::piece(1), Self::piece(3), 0] {
            head.extend(number.to_le_bytes());
        }
        for ((id, kind, _), at) in columns.iter().zip(0u8..) {
            head.extend(kind.to_le_bytes());
            head.extend(id.to_le_bytes());
            head.extend((u16::from(at) * 4 + 4).to_le_bytes());
            head.extend([4, at]);
        }
        let (mut index, mut matrix) = (Vec::new(), Vec::new());
        for (row, at) in rows.iter().zip(0u32..) {
            index.extend(at.to_le_bytes());
            match self.shape {
                Shape::Narrow => index.extend(u16::try_from(at).expect("short").to_le_bytes()),
                _ => index.extend(at.to_le_bytes()),
            }
            matrix.extend(at.to_le_bytes());
            for (_, kind, value) in row {
                matrix.extend(Self::placed(*kind, value, &mut pieces));
            }
            matrix.resize(matrix.len() + usize::from(size - width), 0xff);
        }
        let value = if self.shape == Shape::Narrow { 2 } else { 4 };
        pieces[0] = head;
        pieces[1] = [&[0xb5, 4, value, 0][..], &Self::piece(2).to_le_bytes()].concat();
        pieces[2] = index;
        pieces[3] = matrix;
        self.heap(0x7c, &pieces)
    }

    /// Adds a node to the store.
    pub(crate) fn node(&mut self, id: u32, data: u64, inner: u64, parent: u32) {
        self.nodes.push((id, data, inner, parent));
    }

    /// Adds a folder.
    pub(crate) fn folder(&mut self, id: u32, parent: u32, name: &str) {
        let data = self.properties(&[text(0x3001, name)]);
        self.node(id, data, 0, parent);
    }

    /// Returns the store as a file.
    pub(crate) fn bytes(mut self) -> Vec<u8> {
        let unit = if self.shape == Shape::Large { 512 } else { 64 };
        let mut bytes = vec![0; 0x4600];
        let mut placed = Vec::new();
        for (id, stored, unpacked) in std::mem::take(&mut self.blocks) {
            placed.push((id, bytes.len(), stored.len(), unpacked));
            bytes.extend(stored);
            // Sixteen bytes of a trailer follow, which no reader needs.
            bytes.resize((bytes.len() + 24).next_multiple_of(unit), 0);
        }
        placed.sort_unstable();
        let entries: Vec<Vec<u8>> =
            placed.into_iter().map(|block| self.block_entry(block)).collect();
        let blocks = self.tree(&entries, 0x80, &mut bytes);
        self.nodes.sort_unstable();
        let nodes = std::mem::take(&mut self.nodes);
        let entries: Vec<Vec<u8>> = nodes.into_iter().map(|node| self.node_entry(node)).collect();
        let nodes = self.tree(&entries, 0x81, &mut bytes);
        self.head(nodes, blocks, &mut bytes);
        bytes
    }

    fn block_entry(&self, (id, start, size, unpacked): (u64, usize, usize, usize)) -> Vec<u8> {
        let mut entry = [self.number(id), self.number(start as u64)].concat();
        let unpacked = if self.shape == Shape::Large { unpacked } else { 1 };
        for size in [size, unpacked] {
            entry.extend(u16::try_from(size).expect("blocks are short").to_le_bytes());
        }
        entry.resize(if self.shape == Shape::Narrow { 12 } else { 24 }, 0);
        entry
    }

    fn node_entry(&self, (id, data, inner, parent): (u32, u64, u64, u32)) -> Vec<u8> {
        let mut entry = [self.number(id.into()), self.number(data), self.number(inner)].concat();
        entry.extend(parent.to_le_bytes());
        entry.resize(if self.shape == Shape::Narrow { 16 } else { 32 }, 0);
        entry
    }

    /// Writes a table: a page that leads to pages of at most five entries each.
    fn tree(&self, entries: &[Vec<u8>], kind: u8, bytes: &mut Vec<u8>) -> u64 {
        let mut above = Vec::new();
        for leaf in entries.chunks(5) {
            let width = self.number(0).len();
            let start = self.page(leaf, kind, 0, bytes);
            let mut entry = [&leaf[0][..width], &self.number(1), &self.number(start)].concat();
            entry.resize(3 * width, 0);
            above.push(entry);
        }
        self.page(&above, kind, 1, bytes)
    }

    fn page(&self, entries: &[Vec<u8>], kind: u8, level: u8, bytes: &mut Vec<u8>) -> u64 {
        let (page, length, mark) = match self.shape {
            Shape::Narrow => (512, 496, 500),
            Shape::Wide => (512, 488, 496),
            Shape::Large => (4096, 4056, 4072),
        };
        bytes.resize(bytes.len().next_multiple_of(page), 0);
        let start = bytes.len();
        bytes.extend(entries.concat());
        bytes.resize(start + page, 0);
        let count = u8::try_from(entries.len()).expect("a page is short");
        let size = u8::try_from(entries.first().map_or(24, Vec::len)).expect("an entry is short");
        let wide = usize::from(self.shape == Shape::Large);
        bytes[start + length] = count;
        bytes[start + length + 2 + 2 * wide] = size;
        bytes[start + length + 3 + 2 * wide] = level;
        bytes[start + mark..start + mark + 2].fill(kind);
        start as u64
    }

    fn head(&self, nodes: u64, blocks: u64, bytes: &mut [u8]) {
        let version: u16 = match self.shape {
            Shape::Narrow => 14,
            Shape::Wide => 23,
            Shape::Large => 36,
        };
        bytes[..4].copy_from_slice(b"!BDN");
        bytes[8..10].copy_from_slice(b"SM");
        bytes[10..12].copy_from_slice(&version.to_le_bytes());
        let root = if self.shape == Shape::Narrow { 184 } else { 216 };
        let numbers = [1, nodes, 1, blocks].map(|number| self.number(number)).concat();
        bytes[root..root + numbers.len()].copy_from_slice(&numbers);
    }
}
