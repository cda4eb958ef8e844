//! What an xz file yields: the stream packed in it, over all its members.

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

/// The last chunk of a file that was cut. The decoder takes a chunk as a whole, so it is given what is there and then two
/// different bytes again and again: what comes out of both alike is what the chunk holds.
struct Cut {
    readers: [XzReader<Source>; 2],
    is_over: bool,
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
        let mut readers = [0, 0xff].map(|instead| reader(bytes.clone(), instead, CHUNK));
        for reader in &mut readers {
            let skipped = io::copy(&mut reader.take(given), &mut io::sink());
            if skipped.ok() != Some(given) {
                return None;
            }
        }
        Some(Self::Cut(Box::new(Cut { readers, is_over: false })))
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
        let mut at = 0;
        while !self.is_over && at < buffer.len() {
            let bytes = self.readers.each_mut().map(|reader| {
                let mut byte = [0];
                reader.read_exact(&mut byte).ok().map(|()| byte[0])
            });
            match bytes {
                [Some(one), Some(other)] if one == other => {
                    buffer[at] = one;
                    at += 1;
                }
                _ => self.is_over = true,
            }
        }
        Ok(at)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use lzma_rust2::{XzOptions, XzWriter};

    use super::*;
    use crate::probe;

    #[test]
    fn the_last_chunk_of_a_cut_file_is_read() {
        let text: Vec<u8> =
            (0..3_000).flat_map(|line| format!("line {line}\n").into_bytes()).collect();
        let mut writer = XzWriter::new(Vec::new(), XzOptions::with_preset(6)).expect("it begins");
        writer.write_all(&text).expect("memory takes it");
        let packed = writer.finish().expect("memory takes it");
        let found = probe::of(extract, &packed[..packed.len() / 2]);
        let read = &found.children[0].1;
        assert!(read.len() > text.len() / 4, "{}", read.len());
        // What the padding yields alike by chance is no more than a few bytes.
        assert!(text.starts_with(&read[..read.len() - 8]));
        assert_eq!(probe::of(extract, &packed).children[0].1, text);
    }
}
