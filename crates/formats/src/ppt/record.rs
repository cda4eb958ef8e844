//! How records stand in each other ([MS-PPT] §2.3.1).

use crate::shared::bytes::{size_at, u16_at};

/// How deep records may stand in each other.
const DEPTH: usize = 256;

/// Tagged blocks hold records though they are not marked so.
const TAGGED: u16 = 0x138b;

/// A record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record {
    /// Where its head stands.
    pub(super) at: usize,
    pub(super) kind: u16,
    pub(super) instance: u16,
    /// Where its content begins and ends.
    pub(super) start: usize,
    pub(super) end: usize,
    is_container: bool,
    /// Whether it is longer than what it stands in.
    pub(super) is_cut: bool,
}

fn record(bytes: &[u8], at: usize, most: usize) -> Option<Record> {
    let start = at.checked_add(8).filter(|start| *start <= most.min(bytes.len()))?;
    let (version, kind) = (u16_at(bytes, at)?, u16_at(bytes, at + 2)?);
    let stated = start.saturating_add(size_at(bytes, at + 4)?);
    Some(Record {
        at,
        kind,
        instance: version >> 4,
        start,
        end: stated.min(most).min(bytes.len()),
        is_container: version & 0xf == 0xf || kind == TAGGED,
        is_cut: stated > most.min(bytes.len()),
    })
}

/// Returns the records that stand in no other.
pub(super) fn tops(bytes: &[u8]) -> Vec<Record> {
    let mut tops = Vec::new();
    let mut at = 0;
    while let Some(record) = record(bytes, at, bytes.len()) {
        at = record.end;
        // Zeros fill the gaps that some programs leave.
        if record.kind != 0 {
            tops.push(record);
        }
    }
    tops
}

/// Goes through the records in a record, from the outside in.
pub(super) struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    open: Vec<Record>,
}

impl<'a> Walk<'a> {
    /// Begins to go through a record.
    pub(super) fn new(bytes: &'a [u8], within: &Record) -> Self {
        Self { bytes, at: within.start, open: vec![*within] }
    }

    /// Reads the head of the record that stands here.
    pub(super) fn record(bytes: &[u8], at: usize) -> Option<Record> {
        record(bytes, at, bytes.len())
    }

    /// Returns the innermost record of a kind that the last one stands in.
    pub(super) fn around(&self, kind: u16) -> Option<&Record> {
        self.open.iter().rev().find(|record| record.kind == kind)
    }

    /// Returns the content of a record.
    pub(super) fn content(&self, record: &Record) -> &'a [u8] {
        &self.bytes[record.start..record.end]
    }
}

impl Iterator for Walk<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            let end = self.open.last()?.end;
            if let Some(record) = record(self.bytes, self.at, end).filter(|_| self.at < end) {
                if record.is_container && self.open.len() < DEPTH {
                    self.at = record.start;
                    self.open.push(record);
                } else {
                    self.at = record.end;
                }
                return Some(record);
            }
            self.at = end;
            self.open.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_gone_through_from_the_outside_in() {
        let bytes =
            b"\x0f\0\x01\0\x14\0\0\0\x0f\0\x02\0\x02\0\0\0ab\x10\0\x03\0\x02\0\0\0cd\x00\0\x04\0\xff\0\0\0e";
        let tops = tops(bytes);
        assert_eq!(
            tops.iter().map(|top| (top.kind, top.is_cut)).collect::<Vec<_>>(),
            [(1, false), (4, true)]
        );
        let kinds: Vec<u16> = Walk::new(bytes, &tops[0]).map(|record| record.kind).collect();
        assert_eq!(kinds, [2, 3]);
    }
}
