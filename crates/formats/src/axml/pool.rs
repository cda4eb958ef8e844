//! The strings of a binary XML file, which everything else names by their numbers.

use crate::shared::bytes::{size_at, u16_at, u32_at};

/// Strings are in UTF-8, not in UTF-16.
const UTF8: u32 = 0x100;
/// Where the places of the strings begin.
const OFFSETS: usize = 28;

/// The strings of a file.
#[derive(Default)]
pub(super) struct Pool<'a> {
    chunk: &'a [u8],
    count: usize,
    data: usize,
    is_utf8: bool,
}

impl<'a> Pool<'a> {
    pub(super) fn of(chunk: &'a [u8]) -> Self {
        let number = |at| size_at(chunk, at).unwrap_or(0);
        let is_utf8 = u32_at(chunk, 16).is_some_and(|flags| flags & UTF8 != 0);
        Self { chunk, count: number(8), data: number(20), is_utf8 }
    }

    /// Returns the string with a number.
    pub(super) fn string(&self, number: u32) -> Option<String> {
        let number = usize::try_from(number).ok().filter(|number| *number < self.count)?;
        let offset = size_at(self.chunk, OFFSETS.checked_add(number.checked_mul(4)?)?)?;
        let bytes = self.chunk.get(self.data.checked_add(offset)?..)?;
        if self.is_utf8 { utf8(bytes) } else { utf16(bytes) }
    }
}

/// Reads a string behind two lengths, in characters and in bytes, each of one byte or two.
fn utf8(bytes: &[u8]) -> Option<String> {
    let length = |bytes: &[u8]| -> Option<(usize, usize)> {
        let first = usize::from(*bytes.first()?);
        match first & 0x80 {
            0 => Some((first, 1)),
            _ => Some(((first & 0x7f) << 8 | usize::from(*bytes.get(1)?), 2)),
        }
    };
    let (_, characters) = length(bytes)?;
    let (length, taken) = length(&bytes[characters..])?;
    let text = bytes.get(characters + taken..)?.get(..length)?;
    Some(String::from_utf8_lossy(text).into_owned())
}

/// Reads a string behind its length in units, of two bytes or four.
fn utf16(bytes: &[u8]) -> Option<String> {
    let first = usize::from(u16_at(bytes, 0)?);
    let (length, taken) = match first & 0x8000 {
        0 => (first, 2),
        _ => ((first & 0x7fff) << 16 | usize::from(u16_at(bytes, 2)?), 4),
    };
    let text = bytes.get(taken..)?.get(..length.checked_mul(2)?)?;
    let units = text.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
    Some(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}
