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

/// Leads each block, wherever a bit stands, and what ends a stream.
const BLOCK: u64 = 0x3141_5926_5359;
const END: u64 = 0x1772_4538_5090;
const MARK_BITS: usize = 48;
/// The checksum of a block stands behind its mark, that of all blocks behind the mark of the end.
const SUM_BITS: usize = 32;
/// The header of a stream with the largest blocks.
const HEADER: &[u8; 4] = b"BZh9";

struct Stream {
    decoder: BzDecoder<Reader<Bytes>>,
    /// All bytes from the header of the stream on.
    bytes: Bytes,
    /// Up to which bit blocks were read one by one, behind one that is damaged.
    read: Option<usize>,
}

impl Stream {
    /// Opens the next block as a stream of its own; false where there is none.
    fn open_next_block(&mut self) -> bool {
        let found = self.read.and_then(|read| next_mark(&self.bytes, read));
        let Some((start, _)) = found.filter(|(_, mark)| *mark == BLOCK) else {
            let behind = found.map(|(at, _)| at + MARK_BITS + SUM_BITS);
            self.read = Some(behind.unwrap_or(8 * self.bytes.len()));
            return false;
        };
        let next = next_mark(&self.bytes, start + MARK_BITS).map(|(at, _)| at);
        let end = next.unwrap_or(8 * self.bytes.len());
        self.decoder = BzDecoder::new(Bytes::from(alone(&self.bytes, start, end)).reader());
        self.read = Some(end);
        true
    }
}

impl Unpack for Stream {
    const ENDINGS: &[(&str, &str)] =
        &[(".tbz2", ".tar"), (".tbz", ".tar"), (".bz2", ""), (".bz", "")];

    fn begins(bytes: &[u8]) -> bool {
        bytes.starts_with(b"BZh") && bytes.get(3).is_some_and(|level| matches!(level, b'1'..=b'9'))
    }

    fn open(bytes: Bytes) -> io::Result<Self> {
        Ok(Self { decoder: BzDecoder::new(bytes.clone().reader()), bytes, read: None })
    }

    fn rest(self) -> Bytes {
        match self.read {
            Some(read) => self.bytes.slice(read.div_ceil(8).min(self.bytes.len())..),
            None => self.decoder.into_inner().into_inner(),
        }
    }

    /// Goes on with the next block: each is packed on its own.
    fn behind_damage(mut self, _given: u64, _kind: io::ErrorKind) -> Option<Self> {
        if self.read.is_some() {
            return None;
        }
        // The decoder stands within the byte in which the next block may begin, and behind the begin of its own.
        let consumed = usize::try_from(self.decoder.total_in()).unwrap_or(usize::MAX);
        let own = 8 * HEADER.len() + MARK_BITS;
        self.read = Some(consumed.saturating_sub(1).saturating_mul(8).max(own));
        self.open_next_block().then_some(self)
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let is_one_by_one = self.read.is_some();
            match self.decoder.read(buffer) {
                // Where one block is damaged, others may be.
                Ok(0) | Err(_) if is_one_by_one => {
                    if !self.open_next_block() {
                        return Ok(0);
                    }
                }
                read => return read,
            }
        }
    }
}

/// Returns the first bit from `from` on at which a block begins or a stream ends, and which mark stands there.
fn next_mark(bytes: &[u8], from: usize) -> Option<(usize, u64)> {
    let mut window = 0_u64;
    for bit in from..8 * bytes.len() {
        window = (window << 1 | u64::from(bit_at(bytes, bit))) & ((1 << MARK_BITS) - 1);
        if bit + 1 - from >= MARK_BITS && (window == BLOCK || window == END) {
            return Some((bit + 1 - MARK_BITS, window));
        }
    }
    None
}

fn bit_at(bytes: &[u8], bit: usize) -> u8 {
    bytes[bit / 8] >> (7 - bit % 8) & 1
}

/// Makes a stream of the block between two bits: its checksum is that of the stream.
fn alone(bytes: &[u8], start: usize, end: usize) -> Vec<u8> {
    let sum = start + MARK_BITS..(start + MARK_BITS + SUM_BITS).min(end);
    let mark = (0..MARK_BITS).rev().map(|bit| u8::from(END >> bit & 1 == 1));
    let bits = (start..end).map(|bit| bit_at(bytes, bit)).chain(mark);
    let bits = bits.chain(sum.map(|bit| bit_at(bytes, bit)));
    let mut out = HEADER.to_vec();
    let (mut byte, mut held) = (0, 0);
    for bit in bits {
        byte = byte << 1 | bit;
        held += 1;
        if held == 8 {
            out.push(byte);
            (byte, held) = (0, 0);
        }
    }
    out.push(byte << ((8 - held) % 8));
    out
}

#[cfg(test)]
mod tests {
    use bzip2::Compression;
    use bzip2::read::BzEncoder;

    use super::*;
    use crate::probe;

    #[test]
    fn blocks_behind_a_damaged_one_are_read() {
        let text: Vec<u8> =
            (0..60_000).flat_map(|line| format!("line {line}\n").into_bytes()).collect();
        let mut packed = Vec::new();
        let mut encoder = BzEncoder::new(&text[..], Compression::fast());
        encoder.read_to_end(&mut packed).expect("memory takes it");
        let whole = probe::of(extract, &packed);
        assert_eq!(whole.children[0].1, text);
        let middle = packed.len() / 2;
        packed[middle..middle + 4].fill(0xff);
        let found = probe::of(extract, &packed);
        let read = String::from_utf8_lossy(&found.children[0].1);
        assert!(read.starts_with("line 0\n") && read.ends_with("line 59999\n"), "{}", read.len());
        assert!(read.len() > text.len() / 3 && read.len() < text.len());
    }
}
