//! What a file yields that is a bare zlib stream (RFC 1950), as backups, caches and repositories keep them.

use std::io::{self, Read};

use bytes::buf::Reader;
use bytes::{Buf, Bytes};
use flate2::bufread::ZlibDecoder;

use crate::shared::compressed::{self, Unpack};
use crate::{Error, Input, Sink};

/// How many bytes must unpack before two bytes are taken for the head of a stream: that many come out of no other content.
const SURE: usize = 256;

/// Pushes the unpacked bytes as one child.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    compressed::push::<Stream>(input, sink)
}

/// Tells whether a stream begins here that unpacks, for some hundred bytes or to a right checksum.
pub(crate) fn is_stream(bytes: &[u8]) -> bool {
    if !has_head(bytes) {
        return false;
    }
    let mut unpacked = Vec::new();
    let read = ZlibDecoder::new(bytes).take(SURE as u64).read_to_end(&mut unpacked);
    unpacked.len() == SURE || read.is_ok() && !unpacked.is_empty()
}

/// The two bytes: deflate, a window, no dictionary, and a number that makes both a multiple of 31.
fn has_head(bytes: &[u8]) -> bool {
    let [method, flags, ..] = bytes else { return false };
    let is_multiple = (u16::from(*method) << 8 | u16::from(*flags)).is_multiple_of(31);
    method & 0x0f == 8 && method >> 4 <= 7 && flags & 0x20 == 0 && is_multiple
}

struct Stream(ZlibDecoder<Reader<Bytes>>);

impl Unpack for Stream {
    const ENDINGS: &[(&str, &str)] = &[(".zlib", ""), (".zz", ""), (".z", "")];

    fn begins(bytes: &[u8]) -> bool {
        has_head(bytes)
    }

    fn open(bytes: Bytes) -> io::Result<Self> {
        Ok(Self(ZlibDecoder::new(bytes.reader())))
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
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;
    use crate::probe;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
        packer.write_all(text).expect("memory takes it");
        packer.finish().expect("memory takes it")
    }

    #[test]
    fn the_stream_is_one_child() {
        let packed = packed(b"Belozerov signed the list");
        assert!(is_stream(&packed));
        let found = probe::of(extract, &packed);
        assert_eq!(
            (found.names(), &found.children[0].1[..]),
            (vec!["content".into()], &b"Belozerov signed the list"[..])
        );
        let behind = probe::of(extract, &[&packed[..], b"more"].concat());
        assert_eq!(behind.warnings.len(), 1);
    }

    #[test]
    fn a_cut_stream_gives_what_it_has() {
        let text: Vec<u8> = (0..4000_u32)
            .flat_map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes())
            .collect();
        let packed = packed(&text);
        let cut = &packed[..packed.len() / 2];
        assert!(is_stream(cut));
        let found = probe::of(extract, cut);
        assert!(text.starts_with(&found.children[0].1) && found.children[0].1.len() > 1000);
    }

    #[test]
    fn texts_that_begin_alike_are_none() {
        for text in ["x^2 + y^2 is the square of the way", "x\u{1}", "hC\u{0}", "8\u{1d}"] {
            assert!(!is_stream(text.as_bytes()), "{text}");
        }
        let raw = packed(b"Belozerov signed the list");
        assert!(!is_stream(&raw[..4]));
    }
}
