//! What a Zstandard file yields: the stream packed in it, over all its frames (RFC 8878).

use std::io::{self, Read};

use bytes::buf::Reader;
use bytes::{Buf, Bytes};
use zstd::stream::read::Decoder;

use crate::shared::compressed::{self, MEMORY, Unpack};
use crate::{Error, Input, Sink};

/// Pushes the unpacked bytes as one child.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    compressed::push::<Frame>(input, sink)
}

struct Frame(Decoder<'static, Reader<Bytes>>);

impl Unpack for Frame {
    const ENDINGS: &[(&str, &str)] = &[(".tzst", ".tar"), (".zst", "")];

    /// Frames of data, and those that a reader is to step over.
    fn begins(bytes: &[u8]) -> bool {
        let is_stepped_over =
            |magic: &[u8; 4]| (0x50..=0x5f).contains(&magic[0]) && magic[1..] == *b"\x2a\x4d\x18";
        bytes.starts_with(b"\x28\xb5\x2f\xfd") || bytes.first_chunk().is_some_and(is_stepped_over)
    }

    fn open(bytes: Bytes) -> io::Result<Self> {
        let mut decoder = Decoder::with_buffer(bytes.reader())?.single_frame();
        decoder.window_log_max(MEMORY.ilog2())?;
        Ok(Self(decoder))
    }

    fn rest(self) -> Bytes {
        self.0.finish().into_inner()
    }
}

impl Read for Frame {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| {
            // The library tells this apart from damage by its message alone.
            let is_too_wide = error.to_string().contains("too much memory");
            if is_too_wide { io::ErrorKind::OutOfMemory.into() } else { error }
        })
    }
}
