//! The pages of a database: trees whose leaves hold records, and chains for records too long for a page.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use bytes::Bytes;

use super::record::varint;
use crate::Flow;
use crate::shared::decode::Charset;

const MAGIC: &[u8] = b"SQLite format 3\0";
/// The header of the file stands on the first page.
const HEADER: usize = 100;
/// The kind of a page that holds rows of a table.
const LEAF: u8 = 0x0d;
/// Trees of pages within pages; with two children a page this is more than any file holds.
const MOST_DEPTH: usize = 40;
/// The longest record that is put together from a chain; in bytes.
const MOST_RECORD: usize = 64 << 20;

/// A database file.
#[derive(Clone)]
pub(super) struct Pages<'a> {
    bytes: &'a Bytes,
    size: usize,
    /// Where pages stand by their numbers, unless they stand one behind the other.
    places: Option<Rc<HashMap<u32, usize>>>,
    /// How many bytes of a page are used.
    usable: usize,
    /// How texts are written.
    pub(super) charset: Charset,
    is_damaged: Rc<Cell<bool>>,
    /// Pages that may still be visited: none stands in two trees.
    left: Rc<Cell<usize>>,
}

/// Takes a record with the number of its row, where it has one.
type Take<'f> = &'f mut dyn FnMut(Option<i64>, &[u8]) -> Flow;

impl<'a> Pages<'a> {
    /// Reads the header.
    pub(super) fn read(bytes: &'a Bytes) -> Option<Self> {
        let header = bytes.get(..HEADER).filter(|header| header.starts_with(MAGIC))?;
        let size = match u16::from_be_bytes([header[16], header[17]]) {
            1 => 65_536,
            size => usize::from(size),
        };
        let charset = match header[59] {
            2 => Charset::Utf16Le,
            3 => Charset::Utf16Be,
            _ => Charset::Utf8,
        };
        let usable = size.checked_sub(usize::from(header[20])).filter(|usable| *usable >= 480)?;
        let left = Rc::new(Cell::new(bytes.len() / size + 1));
        let (places, is_damaged) = (None, Rc::default());
        Some(Self { bytes, size, places, usable, charset, is_damaged, left })
    }

    /// Takes pages of a size that stand at these places.
    pub(super) fn of_log(bytes: &'a Bytes, size: usize, places: HashMap<u32, usize>) -> Self {
        let left = Rc::new(Cell::new(0));
        let (charset, is_damaged) = (Charset::Utf8, Rc::default());
        Self { bytes, size, places: Some(Rc::new(places)), usable: size, charset, is_damaged, left }
    }

    /// Tells whether something could not be followed.
    pub(super) fn is_damaged(&self) -> bool {
        self.is_damaged.get()
    }

    /// Hands every record of a tree to `take`, in its order.
    pub(super) fn rows(&self, root: u32, take: Take<'_>) -> Flow {
        self.tree(root, 0, take)
    }

    /// Hands every record of a page that is a leaf of a table and begins at `at` to `take`.
    pub(super) fn leaf(&self, number: u32, at: usize, take: Take<'_>) -> Flow {
        let page = self.bytes.get(at..at.saturating_add(self.size)).unwrap_or_default();
        let start = if number == 1 { HEADER } else { 0 };
        if page.get(start) == Some(&LEAF) {
            self.cells(page, start, 0, take)
        } else {
            Flow::Continue
        }
    }

    fn page(&self, number: u32) -> Option<&'a [u8]> {
        let start = match &self.places {
            Some(places) => *places.get(&number)?,
            None => usize::try_from(number).ok()?.checked_sub(1)?.checked_mul(self.size)?,
        };
        self.bytes.get(start..start.checked_add(self.size)?)
    }

    fn damaged(&self) -> Flow {
        self.is_damaged.set(true);
        Flow::Continue
    }

    fn tree(&self, number: u32, depth: usize, take: Take<'_>) -> Flow {
        let left = self.left.get().checked_sub(1).filter(|_| depth < MOST_DEPTH);
        let (Some(left), Some(page)) = (left, self.page(number)) else { return self.damaged() };
        self.left.set(left);
        let at = if number == 1 { HEADER } else { 0 };
        if self.cells(page, at, depth, take) == Flow::Stop {
            return Flow::Stop;
        }
        if !matches!(page[at], 2 | 5) {
            return Flow::Continue;
        }
        let last = page[at + 8..].first_chunk().map_or(0, |last| u32::from_be_bytes(*last));
        self.tree(last, depth + 1, take)
    }

    /// Follows the entries of a page whose header stands at `at`.
    fn cells(&self, page: &[u8], at: usize, depth: usize, take: Take<'_>) -> Flow {
        let is_inner = matches!(page[at], 2 | 5);
        let cells_at = at + if is_inner { 12 } else { 8 };
        let cells = usize::from(u16::from_be_bytes([page[at + 3], page[at + 4]]));
        for cell in 0..cells {
            let pointer = page.get(cells_at + 2 * cell..).and_then(<[u8]>::first_chunk::<2>);
            let cell =
                pointer.and_then(|pointer| page.get(usize::from(u16::from_be_bytes(*pointer))..));
            let Some(cell) = cell else { return self.damaged() };
            if self.cell(page[at], cell, depth, take) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }

    /// Follows an entry of a page: to another page, to a record, or (in trees of keys) to both.
    fn cell(&self, kind: u8, cell: &[u8], depth: usize, take: Take<'_>) -> Flow {
        let (child, rest) = match (kind, cell.split_first_chunk::<4>()) {
            (2 | 5, Some((child, rest))) => (Some(u32::from_be_bytes(*child)), rest),
            (0x0a | LEAF, _) => (None, cell),
            _ => return self.damaged(),
        };
        if child.is_some_and(|child| self.tree(child, depth + 1, take) == Flow::Stop) {
            return Flow::Stop;
        }
        if kind == 5 {
            return Flow::Continue;
        }
        let Some((length, mut rest)) = varint(rest) else { return self.damaged() };
        let mut row = None;
        if kind == LEAF {
            let Some((number, after)) = varint(rest) else { return self.damaged() };
            (row, rest) = (Some(number), after);
        }
        match self.record(length, rest, kind == LEAF) {
            Some(record) => take(row, &record),
            None => self.damaged(),
        }
    }

    /// Puts a record together from its page and the chain behind it (section 1.6 of the format).
    fn record(&self, length: i64, local: &[u8], is_table: bool) -> Option<Vec<u8>> {
        let length = usize::try_from(length).ok().filter(|length| *length <= MOST_RECORD)?;
        let most = if is_table { self.usable - 35 } else { (self.usable - 12) * 64 / 255 - 23 };
        if length <= most {
            return Some(local.get(..length)?.to_vec());
        }
        let least = (self.usable - 12) * 32 / 255 - 23;
        let fitting = least + (length - least) % (self.usable - 4);
        let kept = if fitting <= most { fitting } else { least };
        let mut record = local.get(..kept)?.to_vec();
        let mut next = u32::from_be_bytes(*local.get(kept..)?.first_chunk()?);
        while record.len() < length {
            let page = self.page(next)?;
            let wanted = (length - record.len()).min(self.usable - 4);
            next = u32::from_be_bytes(*page.first_chunk()?);
            record.extend_from_slice(page.get(4..4 + wanted)?);
        }
        Some(record)
    }
}
