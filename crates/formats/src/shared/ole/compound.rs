//! Which storages and streams a Compound File holds, and what is in them ([MS-CFB]).
//!
//! Reads what can be read of a damaged file: a chain that breaks off gives what stands before the break, a table whose
//! sectors are gone is taken to run straight on, and entries that the tree has lost are found in the directory.

use std::cell::Cell;

use super::iso_8601;
use crate::shared::bytes::{size_at, u16_at, u32_at, u64_at};

const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// The first number that is no sector but a mark.
const FIRST_MARK: u32 = 0xffff_fffa;

/// How often the bytes of the file may be read, all streams taken together: a sound file gives each once.
const TIMES_READ: usize = 6;

/// The number of the root storage.
const ROOT: usize = 0;

/// The size of a sector in the stream of small streams.
const MINI_SHIFT: u32 = 6;

/// A Compound File.
pub(crate) struct Compound<'a> {
    bytes: &'a [u8],
    shift: u32,
    table: Vec<u32>,
    mini_table: Vec<u32>,
    mini: Vec<u8>,
    /// Streams shorter than this lie in `mini`.
    cutoff: usize,
    entries: Vec<Entry>,
    left: Cell<usize>,
    is_damaged: Cell<bool>,
}

struct Entry {
    name: String,
    kind: Kind,
    siblings: [u32; 2],
    child: u32,
    start: u32,
    size: usize,
    modified: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Unused,
    Storage,
    Stream,
}

impl<'a> Compound<'a> {
    /// Opens a file; nothing where it does not begin as a Compound File does.
    pub(crate) fn open(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(MAGIC) {
            return None;
        }
        let mut file = Self {
            bytes,
            shift: if u16_at(bytes, 30) == Some(12) { 12 } else { 9 },
            table: Vec::new(),
            mini_table: Vec::new(),
            mini: Vec::new(),
            cutoff: size_at(bytes, 56)?,
            entries: Vec::new(),
            left: Cell::new(bytes.len().saturating_mul(TIMES_READ)),
            is_damaged: Cell::new(false),
        };
        file.table = file.read_table();
        let directory = file.chain(u32_at(bytes, 48)?, bytes.len());
        file.entries = directory.chunks_exact(128).map(entry).collect();
        file.mini_table = numbers(&file.chain(u32_at(bytes, 60)?, bytes.len())).collect();
        if let Some((start, size)) = file.entries.first().map(|root| (root.start, root.size)) {
            file.mini = file.chain(start, size);
        }
        Some(file)
    }

    /// Tells whether something was found to be broken or missing by now.
    pub(crate) fn is_damaged(&self) -> bool {
        self.is_damaged.get()
    }

    /// Returns the storages and streams in the root.
    pub(crate) fn root(&self) -> Vec<usize> {
        let listed = self.children(ROOT);
        if !listed.is_empty() {
            return listed;
        }
        self.is_damaged.set(true);
        (1..self.entries.len()).filter(|id| self.entries[*id].kind != Kind::Unused).collect()
    }

    /// Returns the storages and streams in a storage, in the order in which they stand in the directory.
    pub(crate) fn children(&self, storage: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let mut open: Vec<u32> =
            self.entries.get(storage).map(|entry| entry.child).into_iter().collect();
        while let Some(number) = open.pop() {
            let id = usize::try_from(number).unwrap_or(usize::MAX);
            let Some(entry) = self.entries.get(id) else {
                if number < FIRST_MARK {
                    self.is_damaged.set(true);
                }
                continue;
            };
            if id == ROOT || id == storage || !seen.insert(id) {
                continue;
            }
            if entry.kind != Kind::Unused {
                found.push(id);
            }
            open.extend(entry.siblings);
        }
        found.sort_unstable();
        found
    }

    /// Returns the name of a storage or stream.
    pub(crate) fn name(&self, id: usize) -> &str {
        self.entries.get(id).map_or("", |entry| &entry.name)
    }

    /// Tells whether this is a storage.
    pub(crate) fn is_storage(&self, id: usize) -> bool {
        self.entries.get(id).is_some_and(|entry| entry.kind == Kind::Storage)
    }

    /// Returns when a storage was changed last, ISO 8601.
    pub(crate) fn modified(&self, id: usize) -> Option<String> {
        iso_8601(self.entries.get(id)?.modified)
    }

    /// Finds a name among storages and streams.
    pub(crate) fn find(&self, among: &[usize], name: &str) -> Option<usize> {
        among.iter().copied().find(|id| self.name(*id).eq_ignore_ascii_case(name))
    }

    /// Reads a stream of the root; nothing where there is none of this name.
    pub(crate) fn stream_named(&self, name: &str) -> Option<Vec<u8>> {
        self.find(&self.root(), name).filter(|id| !self.is_storage(*id)).map(|id| self.stream(id))
    }

    /// Reads a stream as far as it can be read.
    pub(crate) fn stream(&self, id: usize) -> Vec<u8> {
        let Some(entry) = self.entries.get(id).filter(|entry| entry.kind == Kind::Stream) else {
            return Vec::new();
        };
        if entry.size > self.left.get() {
            self.is_damaged.set(true);
        }
        let size = entry.size.min(self.left.get());
        let content = if entry.size < self.cutoff {
            self.mini_chain(entry.start, size)
        } else {
            self.chain(entry.start, size)
        };
        self.left.set(self.left.get() - content.len().min(self.left.get()));
        if content.len() < entry.size {
            self.is_damaged.set(true);
        }
        content
    }

    fn sectors(&self) -> usize {
        (self.bytes.len() >> self.shift) + 1
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let place = usize::try_from(number).ok().filter(|_| number < FIRST_MARK)?;
        let start = place.checked_add(1)?.checked_mul(1 << self.shift)?;
        let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
        Some(&rest[..rest.len().min(1 << self.shift)])
    }

    /// Reads the table of sector chains, whose own sectors the header lists and, in large files, sectors after it.
    fn read_table(&self) -> Vec<u32> {
        let per_sector = 1 << (self.shift - 2);
        let most = self.sectors() / per_sector + 1;
        let mut places: Vec<u32> = numbers(self.bytes.get(76..512).unwrap_or_default()).collect();
        let mut next = u32_at(self.bytes, 68).unwrap_or(FIRST_MARK);
        while let Some(sector) = self.sector(next).filter(|_| places.len() < most + 109) {
            let listed: Vec<u32> = numbers(sector).collect();
            let (last, listed) = listed.split_last().unwrap_or((&FIRST_MARK, &[]));
            places.extend(listed);
            next = if listed.is_empty() { FIRST_MARK } else { *last };
        }
        let mut table = Vec::new();
        for place in places.into_iter().filter(|place| *place < FIRST_MARK).take(most) {
            let before = table.len();
            table.extend(numbers(self.sector(place).unwrap_or_default()));
            // A sector of the table that is gone leaves each chain running straight on.
            for number in table.len()..before + per_sector {
                self.is_damaged.set(true);
                table.push(u32::try_from(number + 1).unwrap_or(FIRST_MARK));
            }
        }
        table
    }

    fn chain(&self, start: u32, size: usize) -> Vec<u8> {
        let mut content = Vec::new();
        let mut number = start;
        for _ in 0..self.sectors() {
            let Some(sector) = self.sector(number).filter(|_| content.len() < size) else { break };
            content.extend_from_slice(sector);
            number = next(&self.table, number);
        }
        content.truncate(size);
        content
    }

    fn mini_chain(&self, start: u32, size: usize) -> Vec<u8> {
        let mut content = Vec::new();
        let mut number = start;
        while content.len() < size && number < FIRST_MARK {
            let place = usize::try_from(number).unwrap_or(usize::MAX);
            let start = place.checked_mul(1 << MINI_SHIFT);
            let Some(rest) = start.and_then(|start| self.mini.get(start..)) else { break };
            if rest.is_empty() {
                break;
            }
            content.extend_from_slice(&rest[..rest.len().min(1 << MINI_SHIFT)]);
            number = next(&self.mini_table, number);
        }
        content.truncate(size);
        content
    }
}

fn next(table: &[u32], number: u32) -> u32 {
    let place = usize::try_from(number).unwrap_or(usize::MAX);
    table.get(place).copied().unwrap_or(number.saturating_add(1))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

fn entry(bytes: &[u8]) -> Entry {
    let length = usize::from(u16_at(bytes, 64).unwrap_or_default()).clamp(2, 64) - 2;
    let units = bytes[..length].chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
    let name = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER));
    let link = |at| u32_at(bytes, at).unwrap_or(FIRST_MARK);
    Entry {
        name: name.collect(),
        kind: match bytes[66] {
            1 | 5 => Kind::Storage,
            2 => Kind::Stream,
            _ => Kind::Unused,
        },
        siblings: [link(68), link(72)],
        child: link(76),
        start: link(116),
        size: size_at(bytes, 120).unwrap_or_default(),
        modified: u64_at(bytes, 108).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use super::*;

    fn sample() -> Vec<u8> {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory takes it");
        file.create_storage("/in").expect("name is new");
        for (name, size) in [("/small", 100), ("/large", 9000), ("/in/inner", 70)] {
            let content = vec![b'x'; size];
            let mut stream = file.create_stream(name).expect("name is new");
            stream.write_all(&content).expect("memory takes it");
        }
        file.flush().expect("memory takes it");
        file.into_inner().into_inner()
    }

    #[test]
    fn streams_small_and_large_and_within_storages_are_read() {
        let bytes = sample();
        let file = Compound::open(&bytes).expect("this is one");
        assert_eq!(file.stream_named("SMALL"), Some(vec![b'x'; 100]));
        assert_eq!(file.stream_named("large"), Some(vec![b'x'; 9000]));
        let storage = file.find(&file.root(), "in").expect("it is there");
        let inner = file.children(storage);
        assert_eq!(file.stream(inner[0]), vec![b'x'; 70]);
        assert!(!file.is_damaged());
    }

    #[test]
    fn a_cut_file_gives_what_stands_before_the_cut() {
        let bytes = sample();
        for end in (0..bytes.len()).step_by(61) {
            if let Some(file) = Compound::open(&bytes[..end]) {
                let read: usize = file.root().into_iter().map(|id| file.stream(id).len()).sum();
                assert!(read <= bytes.len());
            }
        }
    }

    #[test]
    fn chains_that_bite_their_tail_end() {
        let mut bytes = sample();
        let table = 512 + 512 * usize::try_from(u32_at(&bytes, 76).unwrap_or(0)).unwrap_or(0);
        for entry in bytes[table..table + 512].chunks_exact_mut(4) {
            entry.copy_from_slice(&3u32.to_le_bytes());
        }
        let file = Compound::open(&bytes).expect("this is one");
        file.root().into_iter().for_each(|id| drop(file.stream(id)));
    }
}
