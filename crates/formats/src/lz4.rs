//! What an LZ4 file yields: the frames packed in it (LZ4 Frame Format 1.6.4), as one child.

use std::io::{self, Read};

use bytes::buf::Reader;
use bytes::{Buf, Bytes};
use lz4_flex::frame::FrameDecoder;

use crate::shared::compressed::{self, Unpack};
use crate::{Error, Input, Sink};

/// Pushes the unpacked bytes as one child.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    compressed::push::<Stream>(input, sink)
}

struct Stream(FrameDecoder<Reader<Bytes>>);

impl Unpack for Stream {
    const ENDINGS: &[(&str, &str)] = &[(".lz4", "")];

    fn begins(bytes: &[u8]) -> bool {
        bytes.starts_with(b"\x04\x22\x4d\x18") || bytes.starts_with(b"\x02\x21\x4c\x18")
    }

    fn open(bytes: Bytes) -> io::Result<Self> {
        Ok(Self(FrameDecoder::new(bytes.reader())))
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
