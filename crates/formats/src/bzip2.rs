//! What a bzip2 file yields: the stream packed in it, over all its members.

use std::io::{self, Read};

use bytes::buf::Reader;
use bytes::{Buf, Bytes};
use bzip2::bufread::BzDecoder;

use crate::shared::compressed::{self, Unpack};
use crate::{Error, Input, Sink};

/// Pushes the unpacked bytes as one child.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    compressed::push::<Stream>(input, sink)
}

struct Stream(BzDecoder<Reader<Bytes>>);

impl Unpack for Stream {
    const ENDINGS: &[(&str, &str)] =
        &[(".tbz2", ".tar"), (".tbz", ".tar"), (".bz2", ""), (".bz", "")];

    fn begins(bytes: &[u8]) -> bool {
        bytes.starts_with(b"BZh") && bytes.get(3).is_some_and(|level| matches!(level, b'1'..=b'9'))
    }

    fn open(bytes: Bytes) -> io::Result<Self> {
        Ok(Self(BzDecoder::new(bytes.reader())))
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
