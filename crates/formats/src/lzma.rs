//! What an LZMA file of the old form (`.lzma`) yields: the one stream packed in it.

use std::io::{self, Read};

use bytes::buf::Reader;
use bytes::{Buf, Bytes};
use lzma_rust2::LzmaReader;

use crate::shared::bytes::{u32_at, u64_at};
use crate::shared::compressed::{self, MEMORY, Unpack};
use crate::{Error, Input, Sink};

/// What the decoder needs besides the dictionary, in KiB; more than it does.
const OVERHEAD: u64 = 1024;
/// No real file claims to unpack to more; in bytes.
const MOST: u64 = 1 << 38;

/// Pushes the unpacked bytes as one child.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    compressed::push::<Stream>(input, sink)
}

/// Tells whether a stream begins here. The form has no signature: its properties, the size of its dictionary (as xz's
/// `lzma_alone_decoder` demands: a power of two, or one and a half) and its length must make sense, and the first byte
/// of what is packed is always zero.
pub(crate) fn is_stream(bytes: &[u8]) -> bool {
    let (Some(dictionary), Some(length)) = (u32_at(bytes, 1), u64_at(bytes, 5)) else {
        return false;
    };
    let is_usual =
        dictionary.is_power_of_two() || (dictionary / 3).is_power_of_two() && dictionary % 3 == 0;
    bytes[0] < 225
        && dictionary >= 4096
        && (is_usual || dictionary == u32::MAX)
        && (length == u64::MAX || length < MOST)
        && bytes.get(13) == Some(&0)
}

struct Stream(LzmaReader<Reader<Bytes>>);

impl Unpack for Stream {
    const ENDINGS: &[(&str, &str)] = &[(".tlz", ".tar"), (".lzma", "")];

    fn begins(bytes: &[u8]) -> bool {
        is_stream(bytes)
    }

    fn open(bytes: Bytes) -> io::Result<Self> {
        let most = u32::try_from(MEMORY / 1024 + OVERHEAD).unwrap_or(u32::MAX);
        Ok(Self(LzmaReader::new_mem_limit(bytes.reader(), most, None)?))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_told_from_other_bytes() {
        assert!(is_stream(b"\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0\x22"));
        assert!(is_stream(b"\x5d\0\0\0\x03\x10\0\0\0\0\0\0\0\0\x22"));
        assert!(!is_stream(b"\x5d\0\0\x81\0\xff\xff\xff\xff\xff\xff\xff\xff\0\x22"));
        assert!(!is_stream(b"a text that is none of these"));
        assert!(!is_stream(b"\x5d\0"));
    }
}
