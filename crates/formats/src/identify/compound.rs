//! Which format a Compound File Binary file holds, by the names in its root storage ([MS-CFB] §2.6).

use crate::shared::bytes::{u16_at, u32_at};
use crate::shared::ole::Compound;
use crate::table::{Id, id, known};

/// How many directory entries are read.
const ENTRIES: usize = 4096;

/// What marks the end of a chain or the lack of a sibling.
const LAST_REGULAR: u32 = 0xffff_fffa;

/// The format for names of streams and storages in the root, the first that is there decides.
const MARKS: &[(&str, Id)] = &[
    ("EncryptedPackage", id("ooxml-encrypted")),
    ("__properties_version1.0", id("msg")),
    ("WordDocument", id("doc")),
    ("Workbook", id("xls")),
    ("Book", id("xls")),
    ("PowerPoint Document", id("ppt")),
    ("PP40", id("ppt")),
    ("PP97_DUALSTORAGE", id("ppt")),
    ("VisioDocument", id("vsd")),
    ("Quill", id("pub")),
    ("Props9", id("mpp")),
    ("Props12", id("mpp")),
    ("Props14", id("mpp")),
    ("MatOST", id("wps")),
    ("MN0", id("wps")),
    ("PerfectOffice_MAIN", id("wpd")),
    ("FileHeader", id("hwp")),
    ("StarWriterDocument", id("staroffice")),
    ("StarCalcDocument", id("staroffice")),
    ("StarDrawDocument3", id("staroffice")),
];

/// Returns the format of a compound file; `ole` where its names say nothing.
pub(super) fn of(bytes: &[u8]) -> Id {
    let names = root_names(bytes);
    let has = |mark: &str| names.iter().any(|name| name.eq_ignore_ascii_case(mark));
    let known = MARKS.iter().find(|(mark, _)| has(mark)).map(|(_, format)| *format);
    known
        .or_else(|| (has("CONTENTS") && is_works(bytes)).then_some(known!("wps")))
        .or_else(|| names.iter().any(|name| is_installer_table(name)).then_some(known!("msi")))
        .unwrap_or(known!("ole"))
}

fn is_works(bytes: &[u8]) -> bool {
    Compound::open(bytes).is_some_and(|file| crate::works::is_newer(&file))
}

/// Installer packages encode the names of their tables in a private range, `!` first ([MS-CFB] leaves it to them).
fn is_installer_table(name: &str) -> bool {
    name.starts_with('\u{4840}')
}

struct Entry {
    name: String,
    left: u32,
    right: u32,
    child: u32,
}

/// Returns the names directly below the root; those of the whole directory where its tree is broken.
fn root_names(bytes: &[u8]) -> Vec<String> {
    let entries = directory(bytes);
    let mut names = Vec::new();
    let mut open: Vec<u32> = entries.first().map(|root| root.child).into_iter().collect();
    while let Some(id) = open.pop().filter(|_| names.len() <= entries.len()) {
        let Some(entry) = entries.get(id as usize) else { continue };
        names.push(entry.name.clone());
        open.extend([entry.left, entry.right].into_iter().filter(|id| *id < LAST_REGULAR));
    }
    if names.is_empty() { entries.into_iter().map(|entry| entry.name).collect() } else { names }
}

fn directory(bytes: &[u8]) -> Vec<Entry> {
    let file = File { bytes, shift: if u16_at(bytes, 30) == Some(12) { 12 } else { 9 } };
    let mut entries = Vec::new();
    let mut sector = u32_at(bytes, 48).unwrap_or(LAST_REGULAR);
    let mut sectors = 0;
    while let Some(content) =
        file.sector(sector).filter(|_| entries.len() < ENTRIES && sectors < ENTRIES)
    {
        entries.extend(content.chunks_exact(128).map(entry));
        sector = file.next(sector).unwrap_or(LAST_REGULAR);
        sectors += 1;
    }
    entries
}

fn entry(bytes: &[u8]) -> Entry {
    let length = usize::from(u16_at(bytes, 64).unwrap_or_default()).clamp(2, 64) - 2;
    let units = bytes[..length].chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
    let link = |at| u32_at(bytes, at).unwrap_or(LAST_REGULAR);
    let name = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER));
    Entry { name: name.collect(), left: link(68), right: link(72), child: link(76) }
}

struct File<'a> {
    bytes: &'a [u8],
    shift: u32,
}

impl<'a> File<'a> {
    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        if number >= LAST_REGULAR {
            return None;
        }
        let start = (number as usize).checked_add(1)?.checked_shl(self.shift)?;
        let rest = self.bytes.get(start..)?;
        Some(&rest[..rest.len().min(1 << self.shift)])
    }

    /// Returns the sector that follows in the chain: the FAT's sectors stand in the header's first 109 places.
    fn next(&self, number: u32) -> Option<u32> {
        let per_sector = 1usize << (self.shift - 2);
        let (place, within) = (number as usize / per_sector, number as usize % per_sector);
        let table = u32_at(self.bytes, 76 + 4 * (place < 109).then_some(place)?)?;
        u32_at(self.sector(table)?, within * 4)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn with_stream(name: &str) -> Vec<u8> {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory");
        file.create_stream(name).expect("the name fits");
        file.into_inner().into_inner()
    }

    #[test]
    fn every_mark_is_identified_as_its_line() {
        for (mark, format) in MARKS {
            assert_eq!(of(&with_stream(mark)), *format, "{mark}");
        }
    }

    #[test]
    fn an_installer_is_told_by_its_tables_and_another_file_by_nothing() {
        assert_eq!(of(&with_stream("\u{4840}\u{3f3f}\u{4577}")), known!("msi"));
        assert_eq!(of(&with_stream("Contents")), known!("ole"));
    }
}
