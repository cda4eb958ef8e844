//! A text read as UTF-8, piece by piece.

use std::io::{self, BufRead, Read};

use super::{Charset, Choice};

/// How many bytes are decoded at a time.
const PIECE: usize = 64 << 10;

/// Reads bytes in any encoding as UTF-8 without holding more than a piece of them.
pub(crate) struct Utf8<'a> {
    rest: &'a [u8],
    charset: Charset,
    piece: Vec<u8>,
    at: usize,
    had_errors: bool,
}

impl<'a> Utf8<'a> {
    /// Begins to read after the byte order mark.
    pub(crate) fn new(bytes: &'a [u8], choice: Choice) -> Self {
        let rest = &bytes[choice.bom..];
        Self { rest, charset: choice.charset, piece: Vec::new(), at: 0, had_errors: false }
    }

    /// Tells whether bytes were replaced so far.
    pub(crate) fn had_errors(&self) -> bool {
        self.had_errors
    }

    /// Returns what was not read yet, as text, at most `limit` bytes of input.
    pub(crate) fn remainder(&self, limit: usize) -> String {
        let held = String::from_utf8_lossy(&self.piece[self.at..]).into_owned();
        held + &self.charset.decode(&self.rest[..self.charset.cut(self.rest, limit)]).0
    }
}

impl BufRead for Utf8<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at == self.piece.len() && !self.rest.is_empty() {
            let (piece, rest) = self.rest.split_at(self.charset.cut(self.rest, PIECE));
            let (text, had_errors) = self.charset.decode(piece);
            self.had_errors |= had_errors;
            self.rest = rest;
            self.piece = text.into_bytes();
            self.at = 0;
        }
        Ok(&self.piece[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.piece.len());
    }
}

impl Read for Utf8<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let held = self.fill_buf()?;
        let count = held.len().min(buffer.len());
        buffer[..count].copy_from_slice(&held[..count]);
        self.consume(count);
        Ok(count)
    }
}
