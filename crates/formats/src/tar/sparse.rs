//! How a file with holes is laid out again (GNU old form, and pax forms 0.0, 0.1 and 1.0).

use std::io::{self, Read};

use bytes::{Buf, Bytes};
use tar::GnuSparseHeader;

use super::header::{BLOCK, Member};

/// A piece of the file that is stored; what lies between pieces is zero.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    offset: u64,
    length: u64,
}

impl Piece {
    /// Reads a piece of the old GNU map.
    pub(crate) fn from_gnu(header: &GnuSparseHeader) -> Option<Self> {
        if header.is_empty() {
            return None;
        }
        Some(Self { offset: header.offset().ok()?, length: header.length().ok()? })
    }
}

/// What pax records say of a file with holes.
#[derive(Default)]
pub(crate) struct Pax {
    /// The name of the file, where the header's own is a stand-in.
    pub(crate) name: Option<Vec<u8>>,
    numbers: Vec<u64>,
    size: Option<u64>,
    is_in_content: bool,
}

impl Pax {
    /// Takes a record whose key began with `GNU.sparse.`.
    pub(crate) fn record(&mut self, key: &[u8], value: &[u8]) {
        let text = std::str::from_utf8(value).unwrap_or_default();
        match key {
            b"name" => self.name = Some(value.to_vec()),
            b"major" => self.is_in_content = text == "1",
            b"realsize" | b"size" => self.size = text.parse().ok(),
            b"offset" | b"numbytes" => self.numbers.extend(text.parse::<u64>().ok()),
            b"map" => {
                self.numbers = text.split(',').filter_map(|number| number.parse().ok()).collect();
            }
            _ => {}
        }
    }

    /// Returns the map, cutting it off the member's bytes where it stands there.
    pub(crate) fn map(&self, bytes: &mut Bytes) -> Option<(Vec<Piece>, u64)> {
        let size = self.size?;
        if !self.is_in_content {
            return Some((pieces(&self.numbers), size));
        }
        let mut numbers = Numbers { bytes, at: 0 };
        let count = usize::try_from(numbers.next()?).ok()?;
        let map: Vec<u64> =
            std::iter::from_fn(|| numbers.next()).take(count.saturating_mul(2)).collect();
        let end = numbers.at.next_multiple_of(BLOCK).min(bytes.len());
        bytes.advance(end);
        Some((pieces(&map), size))
    }
}

fn pieces(numbers: &[u64]) -> Vec<Piece> {
    numbers.chunks_exact(2).map(|pair| Piece { offset: pair[0], length: pair[1] }).collect()
}

struct Numbers<'a> {
    bytes: &'a Bytes,
    at: usize,
}

impl Numbers<'_> {
    fn next(&mut self) -> Option<u64> {
        let rest = self.bytes.get(self.at..)?;
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        self.at += end + 1;
        std::str::from_utf8(&rest[..end]).ok()?.parse().ok()
    }
}

/// Reads the file with its holes.
pub(crate) struct Holes<'a> {
    pieces: &'a [Piece],
    size: u64,
    at: u64,
    bytes: Bytes,
    cut: bool,
}

impl<'a> Holes<'a> {
    /// Begins at the start of the file.
    pub(crate) fn new((pieces, size): &'a (Vec<Piece>, u64), member: &Member) -> Self {
        Self { pieces, size: *size, at: 0, bytes: member.bytes.clone(), cut: member.cut }
    }

    fn hole(&mut self, buffer: &mut [u8], until: u64) -> usize {
        let length = buffer.len().min(usize::try_from(until - self.at).unwrap_or(usize::MAX));
        buffer[..length].fill(0);
        self.at += length as u64;
        length
    }

    fn piece(&mut self, buffer: &mut [u8], until: u64) -> io::Result<usize> {
        let wanted = buffer.len().min(usize::try_from(until - self.at).unwrap_or(usize::MAX));
        let length = wanted.min(self.bytes.len());
        if length == 0 && (self.cut || wanted > 0) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.bytes.split_to(length).copy_to_slice(&mut buffer[..length]);
        self.at += length as u64;
        Ok(length)
    }
}

impl Read for Holes<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        while let Some(piece) = self.pieces.first().copied() {
            let end = piece.offset.saturating_add(piece.length).min(self.size);
            if self.at < piece.offset.min(self.size) {
                return Ok(self.hole(buffer, piece.offset.min(self.size)));
            }
            if self.at < end {
                return self.piece(buffer, end);
            }
            self.pieces = &self.pieces[1..];
        }
        if self.at < self.size { Ok(self.hole(buffer, self.size)) } else { Ok(0) }
    }
}
