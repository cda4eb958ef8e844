//! What an xz file yields: the stream packed in it, over all its members.

use std::io::{self, Read};

use bytes::buf::Reader;
use bytes::{Buf, Bytes};
use lzma_rust2::XzReader;

use crate::shared::compressed::{self, MEMORY, Unpack};
use crate::{Error, Input, Sink};

/// What the decoder needs besides the dictionary, in KiB; more than it does.
const OVERHEAD: u64 = 1024;

/// Pushes the unpacked bytes as one child.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    compressed::push::<Stream>(input, sink)
}

struct Stream(XzReader<Reader<Bytes>>);

impl Unpack for Stream {
    const ENDINGS: &[(&str, &str)] = &[(".txz", ".tar"), (".xz", "")];

    fn begins(bytes: &[u8]) -> bool {
        bytes.starts_with(b"\xfd7zXZ\0")
    }

    fn open(bytes: Bytes) -> io::Result<Self> {
        let most = u32::try_from(MEMORY / 1024 + OVERHEAD).unwrap_or(u32::MAX);
        Ok(Self(XzReader::new_mem_limit(bytes.reader(), false, most)))
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
