//! What a cabinet yields: its files, stored or packed by MSZIP or LZX ([MS-CAB]).

mod folder;

use bytes::Bytes;
use item::{LimitReason, PartialReason, UnreadableReason, UnsupportedReason, Warning, WarningCode};
use std::io::{self, Read};

use crate::shared::budget::Budget;
use crate::shared::bytes::{size_at, u16_at};
use crate::shared::member_names::{self, Names};
use crate::shared::time::dos_time;
use crate::{Child, Content, Error, Flow, Input, Sink};
use folder::{Folder, Packing};

const MAGIC: &[u8] = b"MSCF\0\0\0\0";
const HEADER: usize = 36;
/// The header has fields of its own length.
const HAS_RESERVE: u16 = 4;
/// Files begin in the cabinet before this one, or go on in the one behind it.
const HAS_PREVIOUS: u16 = 1;
const HAS_NEXT: u16 = 2;
/// The name is UTF-8.
const IS_UTF_8: u16 = 0x80;
/// Folder numbers from here on stand for files that go over the border of a cabinet.
const CONTINUED: u16 = 0xfffd;

/// Pushes every file, folder by folder.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let cabinet = Cabinet::read(&input.bytes)?;
    let names = Names::of(cabinet.files.iter().map(|file| file.name.as_slice()));
    names.report_charset(sink);
    let budget = Budget::new(input.limits.inflated_bytes);
    let mut open = None;
    for (file, count) in cabinet.files.iter().zip(0..) {
        if count == input.limits.members {
            return Err(Error::Limit(LimitReason::Members));
        }
        member_names::report(&file.name, sink);
        if cabinet.push(&input.bytes, file, names, &mut open, &budget, sink) == Flow::Stop {
            return Ok(());
        }
        budget.check()?;
    }
    if let Some(reason) = cabinet.damage {
        sink.partial(reason);
    }
    Ok(())
}

struct Cabinet {
    folders: Vec<FolderEntry>,
    files: Vec<File>,
    /// Bytes that stand before the packed bytes of each block.
    block_reserve: usize,
    damage: Option<PartialReason>,
}

struct FolderEntry {
    start: usize,
    blocks: u16,
    packing: Packing,
}

struct File {
    name: Vec<u8>,
    folder: u16,
    start: u64,
    length: u64,
    modified: Option<String>,
}

/// A folder that is being unpacked: files follow one another in it.
struct Open {
    folder: u16,
    at: u64,
    stream: Folder,
}

impl Cabinet {
    fn read(bytes: &Bytes) -> Result<Self, Error> {
        if !bytes.starts_with(MAGIC) {
            return Err(Error::malformed("no signature of a cabinet"));
        }
        let header = Header::read(bytes).ok_or(Error::Truncated)?;
        let mut cabinet = Self {
            folders: Vec::new(),
            files: Vec::new(),
            block_reserve: header.block_reserve,
            damage: None,
        };
        for number in 0..usize::from(header.folders) {
            let at = header.end + number * (8 + header.folder_reserve);
            let (Some(start), Some(blocks), Some(packing)) =
                (size_at(bytes, at), u16_at(bytes, at + 4), u16_at(bytes, at + 6))
            else {
                return Err(Error::Truncated);
            };
            cabinet.folders.push(FolderEntry { start, blocks, packing: Packing::of(packing) });
        }
        let mut at = header.files_at;
        for _ in 0..header.files {
            let Some((file, next)) = File::read(bytes, at) else {
                cabinet.damage = Some(PartialReason::Truncated);
                break;
            };
            cabinet.files.push(file);
            at = next;
        }
        Ok(cabinet)
    }

    fn push(
        &self,
        bytes: &Bytes,
        file: &File,
        names: Names,
        open: &mut Option<Open>,
        budget: &Budget,
        sink: &mut dyn Sink,
    ) -> Flow {
        let name = names.child_name(&file.name);
        let child = Child { name, modified: file.modified.clone(), ..Child::default() };
        let Some(entry) = self.folders.get(usize::from(file.folder)) else {
            // The other half of the file is in another cabinet.
            let reason = if file.folder >= CONTINUED {
                UnreadableReason::Truncated
            } else {
                UnreadableReason::Damaged
            };
            return sink.child(child, Content::Unreadable(reason));
        };
        if let Packing::Unknown(method) = entry.packing {
            sink.warn(Warning::new(
                WarningCode::UnknownMethod,
                format_args!("compression method {method}"),
            ));
            return sink.child(child, Content::Unsupported(UnsupportedReason::UnknownMethod));
        }
        if open.as_ref().is_none_or(|open| open.folder != file.folder || open.at > file.start) {
            let stream = Folder::new(
                bytes.clone(),
                entry.start,
                entry.blocks,
                entry.packing,
                self.block_reserve,
            );
            *open = Some(Open { folder: file.folder, at: 0, stream });
        }
        let Some(open) = open else { return Flow::Continue };
        let mut stream = FileStream { open, start: file.start, left: file.length };
        sink.child(child, Content::Stream(&mut budget.count(&mut stream)))
    }
}

/// The bytes of one file in its folder.
struct FileStream<'a> {
    open: &'a mut Open,
    start: u64,
    left: u64,
}

impl Read for FileStream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.open.at < self.start {
            let skipped = self.start - self.open.at;
            let skipped = io::copy(&mut (&mut self.open.stream).take(skipped), &mut io::sink())?;
            if skipped == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.open.at += skipped;
        }
        let wanted = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        if wanted == 0 {
            return Ok(0);
        }
        let length = self.open.stream.read(&mut buffer[..wanted])?;
        if length == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.open.at += length as u64;
        self.start = self.open.at;
        self.left -= length as u64;
        Ok(length)
    }
}

/// What the header of a cabinet says.
struct Header {
    folders: u16,
    files: u16,
    files_at: usize,
    folder_reserve: usize,
    block_reserve: usize,
    /// Where the folders stand.
    end: usize,
}

impl Header {
    fn read(bytes: &[u8]) -> Option<Self> {
        let flags = u16_at(bytes, 30)?;
        let mut header = Self {
            files_at: size_at(bytes, 16)?,
            folders: u16_at(bytes, 26)?,
            files: u16_at(bytes, 28)?,
            folder_reserve: 0,
            block_reserve: 0,
            end: HEADER,
        };
        if flags & HAS_RESERVE != 0 {
            header.folder_reserve = usize::from(*bytes.get(HEADER + 2)?);
            header.block_reserve = usize::from(*bytes.get(HEADER + 3)?);
            header.end += 4 + usize::from(u16_at(bytes, HEADER)?);
        }
        // Two texts for each neighbour: the name of its file and that of its disk.
        let texts = 2 * (u16::from(flags & HAS_PREVIOUS != 0) + u16::from(flags & HAS_NEXT != 0));
        for _ in 0..texts {
            let rest = bytes.get(header.end..)?;
            header.end += rest.iter().position(|byte| *byte == 0)? + 1;
        }
        Some(header)
    }
}

impl File {
    fn read(bytes: &[u8], at: usize) -> Option<(Self, usize)> {
        let rest = bytes.get(at + 16..)?;
        let end = rest.iter().position(|byte| *byte == 0)?;
        let flags = u16_at(bytes, at + 14)?;
        let mut name = rest[..end].to_vec();
        if flags & IS_UTF_8 != 0 {
            name = String::from_utf8_lossy(&name).into_owned().into_bytes();
        }
        // Folders are parted by backslashes; in names of two bytes a letter (0x5C of Shift-JIS) stays what it is.
        if name.is_ascii() || std::str::from_utf8(&name).is_ok() {
            name.iter_mut().filter(|byte| **byte == b'\\').for_each(|byte| *byte = b'/');
        }
        let file = Self {
            name,
            folder: u16_at(bytes, at + 8)?,
            start: size_at(bytes, at + 4)? as u64,
            length: size_at(bytes, at)? as u64,
            modified: dos_time(u16_at(bytes, at + 10)?, u16_at(bytes, at + 12)?),
        };
        Some((file, at + 16 + end + 1))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    /// A cabinet of one folder; each block is given packed, with its unpacked length.
    fn cabinet(method: u16, blocks: &[(Vec<u8>, usize)], files: &[(&str, u32)]) -> Vec<u8> {
        let mut entries = Vec::new();
        let mut start = 0;
        for (name, length) in files {
            entries.extend(length.to_le_bytes());
            entries.extend(start.to_string().parse::<u32>().expect("a number").to_le_bytes());
            entries.extend([0, 0, 0x22, 0x58, 0x62, 0x18, 0x20, 0]);
            entries.extend(name.as_bytes());
            entries.push(0);
            start += length;
        }
        let files_at = HEADER + 8;
        let data_at = files_at + entries.len();
        let mut out = b"MSCF\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
        out.extend(u32::try_from(files_at).expect("small").to_le_bytes());
        out.extend([0, 0, 0, 0, 3, 1, 1, 0]);
        out.extend(u16::try_from(files.len()).expect("few").to_le_bytes());
        out.extend([0; 6]);
        out.extend(u32::try_from(data_at).expect("small").to_le_bytes());
        out.extend(u16::try_from(blocks.len()).expect("few").to_le_bytes());
        out.extend(method.to_le_bytes());
        out.extend(entries);
        for (packed, length) in blocks {
            out.extend([0; 4]);
            out.extend(u16::try_from(packed.len()).expect("small").to_le_bytes());
            out.extend(u16::try_from(*length).expect("small").to_le_bytes());
            out.extend(packed);
        }
        out
    }

    /// Packs each block by itself, as MSZIP allows: a block need not refer to the one before it.
    fn mszip(plain: &[u8]) -> Vec<(Vec<u8>, usize)> {
        let block = |plain: &[u8]| {
            let mut encoder =
                flate2::write::DeflateEncoder::new(b"CK".to_vec(), flate2::Compression::best());
            encoder.write_all(plain).expect("memory");
            (encoder.finish().expect("memory"), plain.len())
        };
        plain.chunks(0x8000).map(block).collect()
    }

    #[test]
    fn stored_and_deflated_files_are_read() {
        let text: Vec<u8> = (0..50_000_u32).flat_map(u32::to_le_bytes).collect();
        let files = [("a.txt", 5), ("folder\\b.bin", 60_000), ("c", 139_995)];
        for cabinet in [
            cabinet(
                0,
                &text.chunks(0x8000).map(|block| (block.to_vec(), block.len())).collect::<Vec<_>>(),
                &files,
            ),
            cabinet(1, &mszip(&text), &files),
        ] {
            let found = probe::of(extract, &cabinet);
            assert_eq!(found.names(), ["a.txt", "folder/b.bin", "c"]);
            assert!(found.children[1].1 == text[5..60_005]);
            assert!(found.children[2].1 == text[60_005..]);
            assert_eq!(found.children[0].0.modified.as_deref(), Some("2024-01-02T03:03:04"));
        }
    }

    #[test]
    fn files_are_read_in_any_order() {
        let mut cabinet = cabinet(0, &[(b"onetwo".to_vec(), 6)], &[("1", 3), ("2", 3)]);
        let places: Vec<usize> = [HEADER + 8, HEADER + 8 + 18].into();
        cabinet[places[0] + 4] = 3;
        cabinet[places[1] + 4] = 0;
        let found = probe::of(extract, &cabinet);
        assert_eq!(
            (&found.children[0].1[..], &found.children[1].1[..]),
            (&b"two"[..], &b"one"[..])
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 1..40), at in 8_usize..400, method in 0_u16..4) {
            let mut hostile = cabinet(method, &mszip(b"one two one two"), &[("a", 7), ("b", 8)]);
            let at = at % hostile.len();
            hostile.splice(at..(at + bytes.len()).min(hostile.len()), bytes);
            let Ok(cabinet) = Cabinet::read(&hostile.clone().into()) else { return Ok(()) };
            for entry in &cabinet.folders {
                let stream = Folder::new(hostile.clone().into(), entry.start, entry.blocks, entry.packing, cabinet.block_reserve);
                io::copy(&mut stream.take(1 << 20), &mut io::sink()).ok();
            }
        }
    }
}
