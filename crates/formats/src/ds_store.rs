//! Lists of folders that the Finder of macOS leaves (`.DS_Store`): names of files, also of such that are gone, and the remarks
//! on them. A tree of records in blocks, which a list of places leads to.

use std::collections::BTreeSet;

use item::{Layer, Place, Segment};

use crate::shared::bytes::u32_be_at;
use crate::{Error, Input, Sink};

/// How such a list begins.
pub(crate) const START: &[u8] = b"\0\0\0\x01Bud1";

/// So many records and blocks are read at most.
const RECORDS: usize = 100_000;
const BLOCKS: usize = 10_000;

/// Pushes the names, a line each, and the remarks as comments.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let file = File { bytes: &input.bytes };
    // Blocks may overlap, so that the same bytes are named again and again.
    let mut list = List { room: 2 * input.bytes.len(), ..List::default() };
    let root = file.tree().ok_or(Error::Truncated)?;
    file.walk(root, &mut list);
    let names: Vec<String> = list.names.into_iter().collect();
    for (name, layer, lines) in
        [("names", Layer::Body, names), ("remarks", Layer::Comment, list.remarks)]
    {
        let segment = Segment::new(Place::Part(name.into()), layer, lines.join("\n"));
        if segment.has_text() {
            let _ = sink.text(segment);
        }
    }
    if list.is_cut { Err(Error::Truncated) } else { Ok(()) }
}

#[derive(Default)]
struct List {
    names: BTreeSet<String>,
    remarks: Vec<String>,
    records: usize,
    /// How many bytes of names and remarks may still come.
    room: usize,
    is_cut: bool,
}

struct File<'a> {
    bytes: &'a [u8],
}

impl<'a> File<'a> {
    /// Returns the bytes from a place on; places count from the fifth byte.
    fn from(&self, place: u32) -> Option<&'a [u8]> {
        self.bytes.get(usize::try_from(place).ok()?.checked_add(4)?..)
    }

    /// Returns a block by its number: the lowest five bits of its address tell its length.
    fn block(&self, number: u32) -> Option<&'a [u8]> {
        let list = self.from(u32_be_at(self.bytes, 8)?)?;
        let count = u32_be_at(list, 0)?;
        let at = usize::try_from(number).ok().filter(|_| number < count)?.checked_mul(4)?;
        let address = u32_be_at(list, at.checked_add(8)?)?;
        let block = self.from(address & !0x1f)?;
        Some(&block[..block.len().min(1 << (address & 0x1f))])
    }

    /// Returns the number of the block at the root of the tree, which the table of contents names `DSDB`.
    fn tree(&self) -> Option<u32> {
        let list = self.from(u32_be_at(self.bytes, 8)?)?;
        let name = memchr::memmem::find(list, b"\x04DSDB")?;
        u32_be_at(self.block(u32_be_at(list, name + 5)?)?, 0)
    }

    /// Reads the blocks of the tree; each once.
    fn walk(&self, root: u32, list: &mut List) {
        let (mut open, mut seen) = (vec![root], BTreeSet::new());
        while let Some(number) = open.pop() {
            if !seen.insert(number) || seen.len() > BLOCKS {
                continue;
            }
            list.is_cut |=
                self.block(number).and_then(|block| records(block, &mut open, list)).is_none();
        }
    }
}

/// Reads the records of a block: where a first number is, each has the block that stands before it.
fn records(block: &[u8], open: &mut Vec<u32>, list: &mut List) -> Option<()> {
    let (right, count) = (u32_be_at(block, 0)?, u32_be_at(block, 4)?);
    open.extend((right != 0).then_some(right));
    let mut rest = &block[8..];
    for _ in 0..count {
        list.records += 1;
        if list.records > RECORDS {
            return None;
        }
        if right != 0 {
            open.push(u32_be_at(rest, 0)?);
            rest = rest.get(4..)?;
        }
        rest = record(rest, list)?;
    }
    Some(())
}

/// Reads a record: a name, what is kept of it, its kind, the value.
fn record<'a>(rest: &'a [u8], list: &mut List) -> Option<&'a [u8]> {
    let (name, rest) = text(rest)?;
    list.room = list.room.checked_sub(name.len())?;
    let (what, rest) = rest.split_at_checked(4)?;
    let (kind, rest) = rest.split_at_checked(4)?;
    let rest = match kind {
        b"bool" => rest.get(1..)?,
        b"long" | b"shor" | b"type" => rest.get(4..)?,
        b"comp" | b"dutc" => rest.get(8..)?,
        b"blob" => rest.get(usize::try_from(u32_be_at(rest, 0)?).ok()?.checked_add(4)?..)?,
        b"ustr" => {
            let (value, rest) = text(rest)?;
            if what == b"cmmt" {
                list.room = list.room.checked_sub(name.len() + value.len())?;
                list.remarks.push(format!("{name}: {value}"));
            }
            rest
        }
        _ => return None,
    };
    list.names.insert(name);
    Some(rest)
}

/// Reads a text in UTF-16 behind the number of its letters.
fn text(rest: &[u8]) -> Option<(String, &[u8])> {
    let length = usize::try_from(u32_be_at(rest, 0)?).ok()?.checked_mul(2)?;
    let (letters, after) = rest.get(4..)?.split_at_checked(length)?;
    Some((encoding_rs::UTF_16BE.decode(letters).0.into_owned(), after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe;

    fn wide(text: &str) -> Vec<u8> {
        let letters: Vec<u16> = text.encode_utf16().collect();
        let mut bytes = u32::try_from(letters.len()).unwrap_or_default().to_be_bytes().to_vec();
        bytes.extend(letters.into_iter().flat_map(u16::to_be_bytes));
        bytes
    }

    fn list() -> Vec<u8> {
        let place = [&wide("a.txt")[..], b"Iloc", b"blob", &[0, 0, 0, 2, 9, 9]].concat();
        let remark = [&wide("план.pdf")[..], b"cmmt", b"ustr", &wide("of Riga")].concat();
        let leaf = [&[0, 0, 0, 0, 0, 0, 0, 2][..], &place, &remark].concat();
        let mut bytes = START.to_vec();
        bytes.extend(512_u32.to_be_bytes());
        bytes.resize(4 + 256, 0);
        bytes.extend(leaf);
        bytes.resize(4 + 480, 0);
        bytes.extend([0, 0, 0, 1]);
        bytes.resize(4 + 512, 0);
        for number in [3_u32, 0, 512 + 9, 256 + 7, 480 + 5] {
            bytes.extend(number.to_be_bytes());
        }
        bytes.extend(b"\0\0\0\x01\x04DSDB\0\0\0\x02");
        bytes
    }

    #[test]
    fn names_and_remarks_are_read() {
        let found = probe::of(extract, &list());
        assert_eq!(found.body(), "a.txt\nплан.pdf");
        assert_eq!(found.layer(Layer::Comment), "план.pdf: of Riga");
        assert!(found.error.is_none());
    }

    #[test]
    fn what_overlapping_blocks_name_again_and_again_ends() {
        let place = [&wide("a.txt")[..], b"Iloc", b"long", &[0; 4]].concat();
        let mut list = List { room: 2 * "a.txt".len(), ..List::default() };
        assert!(record(&place, &mut list).is_some() && record(&place, &mut list).is_some());
        assert!(record(&place, &mut list).is_none());
    }

    #[test]
    fn what_is_cut_makes_no_harm() {
        let whole = list();
        for end in 0..whole.len() {
            assert!(probe::of(extract, &whole[..end]).children.is_empty());
        }
    }
}
