//! What a file of `compress` (`.Z`) yields: the one stream packed in it by LZW with codes of 9 to 16 bits.

use std::io::{self, Read};

use bytes::Bytes;

use crate::shared::compressed::{self, Unpack};
use crate::{Error, Input, Sink};

const MAGIC: &[u8] = b"\x1f\x9d";
/// The code that empties the table, where the file says that there is one.
const CLEAR: u16 = 256;
const LEAST_BITS: u32 = 9;
const MOST_BITS: u32 = 16;

/// Pushes the unpacked bytes as one child.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    compressed::push::<Stream>(input, sink)
}

/// The decoder: a table of strings, each a prefix and one byte more.
struct Stream {
    packed: Bytes,
    /// In bits, behind the header.
    at: usize,
    /// Where the codes of the present width began: they come in groups of eight, filled up when the width changes.
    group: usize,
    width: u32,
    most_bits: u32,
    can_clear: bool,
    prefixes: Vec<u16>,
    lasts: Vec<u8>,
    previous: Option<u16>,
    /// The first byte of the string that was put out last.
    first: u8,
    /// What is to be put out, the next byte at the end.
    pending: Vec<u8>,
}

impl Unpack for Stream {
    const ENDINGS: &[(&str, &str)] = &[(".taz", ".tar"), (".z", "")];

    fn begins(bytes: &[u8]) -> bool {
        bytes.starts_with(MAGIC)
    }

    fn open(bytes: Bytes) -> io::Result<Self> {
        let flags = *bytes.get(2).ok_or(io::ErrorKind::UnexpectedEof)?;
        let most_bits = u32::from(flags & 0x1f);
        if !(LEAST_BITS..=MOST_BITS).contains(&most_bits) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "codes of an unknown width"));
        }
        let mut stream = Self {
            packed: bytes.slice(3..),
            at: 0,
            group: 0,
            width: LEAST_BITS,
            most_bits,
            can_clear: flags & 0x80 != 0,
            prefixes: Vec::new(),
            lasts: Vec::new(),
            previous: None,
            first: 0,
            pending: Vec::new(),
        };
        stream.clear();
        Ok(stream)
    }

    fn rest(self) -> Bytes {
        Bytes::new()
    }
}

impl Stream {
    fn clear(&mut self) {
        let first_free = if self.can_clear { 257 } else { 256 };
        self.prefixes.clear();
        self.prefixes.resize(first_free, 0);
        self.lasts.clear();
        self.lasts.extend(0..=255);
        self.lasts.resize(first_free, 0);
        self.previous = None;
    }

    /// Reads the next code; nothing where fewer bits are left than one takes.
    fn next_code(&mut self) -> Option<u16> {
        if self.lasts.len() >= 1 << self.width && self.width < self.most_bits {
            self.change_width(self.width + 1);
        }
        let byte = self.at / 8;
        let end = (self.at + self.width as usize).div_ceil(8);
        let bytes = self.packed.get(byte..end)?;
        let bits = bytes.iter().rev().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        let code = bits >> (self.at % 8) & ((1 << self.width) - 1);
        self.at += self.width as usize;
        u16::try_from(code).ok()
    }

    /// Goes on behind the group of eight codes that the writer filled up.
    fn change_width(&mut self, width: u32) {
        let group = 8 * self.width as usize;
        self.at = self.group + (self.at - self.group).next_multiple_of(group);
        self.group = self.at;
        self.width = width;
    }

    /// Puts out the string of the next code; tells whether there was one.
    fn advance(&mut self) -> io::Result<bool> {
        let Some(code) = self.next_code() else { return Ok(false) };
        if code == CLEAR && self.can_clear {
            self.change_width(LEAST_BITS);
            self.clear();
            return Ok(true);
        }
        let free = self.lasts.len();
        let is_new = usize::from(code) == free;
        if usize::from(code) > free || is_new && self.previous.is_none() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a code without a string"));
        }
        let mut at = code;
        if is_new {
            self.pending.push(self.first);
            at = self.previous.unwrap_or(0);
        }
        while at > 255 {
            self.pending.push(self.lasts[usize::from(at)]);
            at = self.prefixes[usize::from(at)];
        }
        self.first = self.lasts[usize::from(at)];
        self.pending.push(self.first);
        self.learn(code);
        Ok(true)
    }

    /// Keeps the string put out before with the first byte of this one, while there is room.
    fn learn(&mut self, code: u16) {
        if let Some(previous) = self.previous.filter(|_| self.lasts.len() < 1 << self.most_bits) {
            self.prefixes.push(previous);
            self.lasts.push(self.first);
        }
        self.previous = Some(code);
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.pending.is_empty() && !buffer.is_empty() {
            if !self.advance()? {
                return Ok(0);
            }
        }
        let length = buffer.len().min(self.pending.len());
        for (place, byte) in
            buffer.iter_mut().zip(self.pending.drain(self.pending.len() - length..).rev())
        {
            *place = byte;
        }
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    /// Packs as `compress` does, without ever clearing the table.
    fn packed(plain: &[u8], most_bits: u32) -> Vec<u8> {
        let mut table = std::collections::HashMap::<(u16, u8), u16>::new();
        let mut out = vec![0x1f, 0x9d, 0x80 | u8::try_from(most_bits).expect("small")];
        let (mut bits, mut group, mut width, mut free) =
            (Vec::<bool>::new(), 0, LEAST_BITS, 257_u32);
        let mut put = |code: u16, free: u32, bits: &mut Vec<bool>| {
            if free > 1 << width && width < most_bits {
                let filled = group + (bits.len() - group).next_multiple_of(8 * width as usize);
                bits.resize(filled, false);
                (group, width) = (filled, width + 1);
            }
            bits.extend((0..width).map(|bit| code >> bit & 1 == 1));
        };
        let mut current: Option<u16> = None;
        for byte in plain {
            let Some(prefix) = current else {
                current = Some(u16::from(*byte));
                continue;
            };
            if let Some(code) = table.get(&(prefix, *byte)) {
                current = Some(*code);
                continue;
            }
            put(prefix, free, &mut bits);
            if free < 1 << most_bits {
                table.insert((prefix, *byte), u16::try_from(free).expect("a code"));
                free += 1;
            }
            current = Some(u16::from(*byte));
        }
        if let Some(code) = current {
            put(code, free, &mut bits);
        }
        let byte =
            |bits: &[bool]| bits.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit));
        out.extend(bits.chunks(8).map(byte));
        out
    }

    #[test]
    fn codes_of_every_width_are_read() {
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0] & 0x3f
        };
        let plain: Vec<u8> = (0..200_000).map(|_| next()).collect();
        let found = probe::of(extract, &packed(&plain, 16));
        assert!(found.children[0].1 == plain);
    }

    #[test]
    fn an_unknown_width_is_an_error_of_the_child_and_no_panic() {
        assert!(Stream::open(Bytes::from_static(b"\x1f\x9d\x91abc")).is_err());
    }

    proptest! {
        #[test]
        fn every_packed_text_is_unpacked(
            plain in proptest::collection::vec(0_u8..4, 0..3000),
            bits in LEAST_BITS..=MOST_BITS,
        ) {
            let mut stream = Stream::open(packed(&plain, bits).into()).expect("a header");
            let mut unpacked = Vec::new();
            stream.read_to_end(&mut unpacked).expect("a whole stream");
            prop_assert_eq!(unpacked, plain);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(stream) = Stream::open([MAGIC, &bytes].concat().into()) {
                std::io::copy(&mut stream.take(1 << 20), &mut std::io::sink()).ok();
            }
        }
    }
}
