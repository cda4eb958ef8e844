//! What an lzip file yields: the stream packed in it, over all its members.

use std::io::{self, Read};

use bytes::buf::Reader;
use bytes::{Buf, Bytes};
use lzma_rust2::LzipReader;

use crate::shared::compressed::{self, MEMORY, Unpack};
use crate::{Error, Input, Sink};

/// Pushes the unpacked bytes as one child.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    compressed::push::<Stream>(input, sink)
}

struct Stream(LzipReader<Reader<Bytes>>);

impl Unpack for Stream {
    const ENDINGS: &[(&str, &str)] = &[(".tlz", ".tar"), (".lz", "")];

    fn begins(bytes: &[u8]) -> bool {
        bytes.starts_with(b"LZIP\x01")
    }

    fn open(bytes: Bytes) -> io::Result<Self> {
        let coded = *bytes.get(5).ok_or(io::ErrorKind::UnexpectedEof)?;
        if 1_u64 << (coded & 0x1f) > MEMORY {
            return Err(io::ErrorKind::OutOfMemory.into());
        }
        Ok(Self(LzipReader::new(bytes.reader())))
    }

    fn rest(self) -> Bytes {
        self.0.into_inner().into_inner()
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}
