//! The unpacked bytes of a folder of a cabinet, block after block ([MS-CAB] 2.6, [MS-MCI], [MS-PATCH]).

use std::io::{self, Read};

use bytes::Bytes;
use flate2::{Decompress, FlushDecompress};
use lzxd::{Lzxd, WindowSize};

use crate::shared::bytes::u16_at;

/// No block unpacks to more.
const BLOCK: usize = 0x8000;
/// The sign before each block of MSZIP.
const SIGN: &[u8] = b"CK";

/// How the blocks of a folder are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Stored,
    MsZip,
    Lzx(WindowSize),
    Unknown(u16),
}

impl Packing {
    /// Reads the type of compression; that of LZX holds the size of its window as a power of two.
    pub(super) fn of(number: u16) -> Self {
        let windows = [
            WindowSize::KB32,
            WindowSize::KB64,
            WindowSize::KB128,
            WindowSize::KB256,
            WindowSize::KB512,
            WindowSize::MB1,
            WindowSize::MB2,
        ];
        let window = || windows.get(usize::from(number >> 8 & 0x1f).checked_sub(15)?).copied();
        match number & 0xf {
            0 => Self::Stored,
            1 => Self::MsZip,
            3 => window().map_or(Self::Unknown(number), Self::Lzx),
            _ => Self::Unknown(number),
        }
    }
}

/// A folder while it is unpacked.
pub(super) struct Folder {
    bytes: Bytes,
    at: usize,
    blocks: u16,
    block_reserve: usize,
    decoder: Decoder,
    unpacked: Vec<u8>,
    /// How much of `unpacked` was read.
    read: usize,
}

enum Decoder {
    Stored,
    MsZip(Box<Decompress>),
    Lzx(Box<Lzxd>),
}

impl Folder {
    /// Begins at the first block.
    pub(super) fn new(
        bytes: Bytes,
        at: usize,
        blocks: u16,
        packing: Packing,
        block_reserve: usize,
    ) -> Self {
        let decoder = match packing {
            Packing::MsZip => Decoder::MsZip(Box::new(Decompress::new(false))),
            Packing::Lzx(window) => Decoder::Lzx(Box::new(Lzxd::new(window))),
            Packing::Stored | Packing::Unknown(_) => Decoder::Stored,
        };
        Self { bytes, at, blocks, block_reserve, decoder, unpacked: Vec::new(), read: 0 }
    }

    /// Unpacks the next block; tells whether there was one.
    fn next_block(&mut self) -> io::Result<bool> {
        let Some(left) = self.blocks.checked_sub(1) else { return Ok(false) };
        self.blocks = left;
        let sizes = u16_at(&self.bytes, self.at + 4).zip(u16_at(&self.bytes, self.at + 6));
        let (packed, unpacked) = sizes.ok_or(io::ErrorKind::UnexpectedEof)?;
        let start = self.at + 8 + self.block_reserve;
        let end = start + usize::from(packed);
        if end > self.bytes.len() || usize::from(unpacked) > BLOCK {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let packed = self.bytes.slice(start..end);
        self.at = end;
        self.decode(&packed, usize::from(unpacked))?;
        self.read = 0;
        Ok(true)
    }

    fn decode(&mut self, packed: &[u8], length: usize) -> io::Result<()> {
        match &mut self.decoder {
            Decoder::Stored => self.unpacked = packed.to_vec(),
            Decoder::MsZip(decoder) => {
                let packed = packed.strip_prefix(SIGN).ok_or_else(broken)?;
                let before = std::mem::take(&mut self.unpacked);
                decoder.reset(false);
                if !before.is_empty() {
                    decoder.set_dictionary(&before).map_err(|_| broken())?;
                }
                self.unpacked.reserve_exact(length);
                decoder
                    .decompress_vec(packed, &mut self.unpacked, FlushDecompress::Finish)
                    .map_err(|_| broken())?;
                if self.unpacked.len() < length {
                    return Err(broken());
                }
            }
            Decoder::Lzx(decoder) => {
                let unpacked = decoder.decompress_next(packed, length).map_err(|_| broken())?;
                self.unpacked = unpacked.to_vec();
            }
        }
        self.unpacked.truncate(length);
        Ok(())
    }
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a broken block of a cabinet")
}

impl Read for Folder {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.read == self.unpacked.len() && !buffer.is_empty() {
            if !self.next_block()? {
                return Ok(0);
            }
        }
        let length = buffer.len().min(self.unpacked.len() - self.read);
        buffer[..length].copy_from_slice(&self.unpacked[self.read..self.read + length]);
        self.read += length;
        Ok(length)
    }
}
