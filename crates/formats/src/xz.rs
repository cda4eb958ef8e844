//! What an xz file yields: the stream packed in it, over all its members.

use std::collections::VecDeque;
use std::io::{self, Read, Repeat, Take};

use bytes::buf::Reader;
use bytes::{Buf, Bytes};
use lzma_rust2::XzReader;

use crate::shared::compressed::{self, MEMORY, Unpack};
use crate::{Error, Input, Sink};

/// What the decoder needs besides the dictionary, in KiB; more than it does.
const OVERHEAD: u64 = 1024;
/// More than a chunk of a block takes when it is packed.
const CHUNK: u64 = 128 << 10;

/// Pushes the unpacked bytes as one child.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    compressed::push::<Stream>(input, sink)
}

/// The bytes of a file, and what stands in the place of those that were cut off.
type Source = io::Chain<Reader<Bytes>, Take<Repeat>>;

enum Stream {
    Whole(Box<XzReader<Source>>, Bytes),
    Cut(Box<Cut>),
}

/// What stands in the place of bytes that were cut off, again and again: the least and the greatest, so that what both lead
/// to follows from the bytes before; and others, since two may lead to one byte by different ways.
const INSTEAD: [u8; 4] = [0, 0xff, 0x55, 0xaa];
/// So many bytes that come out alike last may do so by chance, and are left out.
const BY_CHANCE: usize = 64;

/// The last chunk of a file that was cut. The decoder takes a chunk as a whole, so it is given what is there and then
/// [`INSTEAD`]: what comes out of all alike is what the chunk holds.
struct Cut {
    readers: [XzReader<Source>; INSTEAD.len()],
    /// Bytes that came out alike, the last of which are held back.
    alike: VecDeque<u8>,
    is_over: bool,
}

impl Cut {
    /// Returns the next byte that comes out of all alike.
    fn next_alike(&mut self) -> Option<u8> {
        let bytes = self.readers.each_mut().map(|reader| {
            let mut byte = [0];
            reader.read_exact(&mut byte).ok().map(|()| byte[0])
        });
        bytes[0].filter(|_| bytes.iter().all(|byte| *byte == bytes[0]))
    }
}

fn reader(bytes: Bytes, instead: u8, length: u64) -> XzReader<Source> {
    let most = u32::try_from(MEMORY / 1024 + OVERHEAD).unwrap_or(u32::MAX);
    let source = bytes.reader().chain(io::repeat(instead).take(length));
    XzReader::new_mem_limit(source, false, most)
}

impl Unpack for Stream {
    const ENDINGS: &[(&str, &str)] = &[(".txz", ".tar"), (".xz", "")];

    fn begins(bytes: &[u8]) -> bool {
        bytes.starts_with(b"\xfd7zXZ\0")
    }

    fn open(bytes: Bytes) -> io::Result<Self> {
        Ok(Self::Whole(Box::new(reader(bytes.clone(), 0, 0)), bytes))
    }

    fn rest(self) -> Bytes {
        match self {
            Self::Whole(reader, _) => reader.into_inner().into_inner().0.into_inner(),
            Self::Cut(_) => Bytes::new(),
        }
    }

    fn behind_damage(self, given: u64, kind: io::ErrorKind) -> Option<Self> {
        let Self::Whole(_, bytes) = self else { return None };
        if kind != io::ErrorKind::UnexpectedEof {
            return None;
        }
        let mut readers = INSTEAD.map(|instead| reader(bytes.clone(), instead, CHUNK));
        for reader in &mut readers {
            let skipped = io::copy(&mut reader.take(given), &mut io::sink());
            if skipped.ok() != Some(given) {
                return None;
            }
        }
        Some(Self::Cut(Box::new(Cut { readers, alike: VecDeque::new(), is_over: false })))
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Whole(reader, _) => reader.read(buffer),
            Self::Cut(cut) => cut.read(buffer),
        }
    }
}

impl Read for Cut {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.is_over && self.alike.len() < BY_CHANCE + buffer.len() {
            match self.next_alike() {
                Some(byte) => self.alike.push_back(byte),
                None => self.is_over = true,
            }
        }
        let sure = self.alike.len().saturating_sub(BY_CHANCE).min(buffer.len());
        for (place, byte) in buffer.iter_mut().zip(self.alike.drain(..sure)) {
            *place = byte;
        }
        Ok(sure)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use lzma_rust2::{XzOptions, XzWriter};

    use super::*;
    use crate::probe;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut writer = XzWriter::new(Vec::new(), XzOptions::with_preset(6)).expect("it begins");
        writer.write_all(text).expect("memory takes it");
        writer.finish().expect("memory takes it")
    }

    #[test]
    fn the_last_chunk_of_a_cut_file_is_read_and_nothing_made_up() {
        let lines: Vec<u8> =
            (0..3_000).flat_map(|line| format!("line {line}\n").into_bytes()).collect();
        let words = ["the", "notice", "of", "Pestrikov", "was", "deleted", "by", "Tashkent", "."];
        let mut chance = 88_172_645_463_325_252_u64;
        let mut next_word = || {
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            words[usize::try_from(chance % 9).expect("it is small")]
        };
        let prose: Vec<u8> =
            (0..9_000).flat_map(|_| format!("{} ", next_word()).into_bytes()).collect();
        for text in [lines, prose] {
            let packed = packed(&text);
            assert_eq!(probe::of(extract, &packed).children[0].1, text);
            for part in 1..60 {
                let found = probe::of(extract, &packed[..packed.len() * part / 60]);
                let read = found.children.first().map_or(&[][..], |child| &child.1);
                assert!(text.starts_with(read), "{part}: {} bytes", read.len());
                assert!(part < 30 || read.len() > text.len() / 4, "{part}: {}", read.len());
            }
        }
    }
}
