//! How the records of a part follow one another ([MS-XLSB] §2.1.4), and how numbers and strings stand in them.

use std::io::Read;

use crate::shared::bytes::{u16_at, u32_at, u64_at};
use crate::shared::legacy_text::CodePage;

/// A longer record is no record of a workbook, whose longest strings have 32,767 characters. In bytes.
const LONGEST: usize = 16 << 20;

/// The count of characters of a string that is missing.
const MISSING: u32 = u32::MAX;

/// The records of a part.
pub(crate) struct Records<'a> {
    stream: &'a mut dyn Read,
    data: Vec<u8>,
    is_cut: bool,
}

impl<'a> Records<'a> {
    /// Begins at the start of a part.
    pub(super) fn of(stream: &'a mut dyn Read) -> Self {
        Self { stream, data: Vec::new(), is_cut: false }
    }

    /// Tells whether the part ends within a record.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Reads the next record: its kind and its fields.
    pub(super) fn next(&mut self) -> Option<(u32, Fields<'_>)> {
        let kind = self.number(2)?;
        self.is_cut = true;
        let length = usize::try_from(self.number(4)?).ok().filter(|length| *length <= LONGEST)?;
        self.data.clear();
        let wanted = length as u64;
        let read = Read::take(&mut *self.stream, wanted).read_to_end(&mut self.data).ok()?;
        self.is_cut = read < length;
        (!self.is_cut).then_some((kind, Fields { rest: &self.data }))
    }

    /// Reads a number of at most so many bytes: a byte with its upper bit set is followed by another. The kind of a
    /// record is counted without those bits, as the standard does.
    fn number(&mut self, most: u32) -> Option<u32> {
        let mut number = 0;
        for place in 0..most {
            let mut byte = [0];
            self.stream.read_exact(&mut byte).ok()?;
            number |= u32::from(byte[0] & 0x7f) << (7 * place);
            if byte[0] & 0x80 == 0 {
                break;
            }
        }
        Some(number)
    }
}

/// What a record holds, from its begin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    /// Returns so many bytes, or nothing where there are fewer.
    pub(super) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(bytes)
    }

    /// Returns the bytes that are left.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Reads a byte.
    pub(super) fn u8(&mut self) -> Option<u8> {
        Some(self.bytes(1)?[0])
    }

    /// Reads two bytes.
    pub(super) fn u16(&mut self) -> Option<u16> {
        u16_at(self.bytes(2)?, 0)
    }

    /// Reads four bytes.
    pub(super) fn u32(&mut self) -> Option<u32> {
        u32_at(self.bytes(4)?, 0)
    }

    /// Reads four bytes as a number of rows, columns or the like.
    pub(super) fn size(&mut self) -> Option<usize> {
        usize::try_from(self.u32()?).ok()
    }

    /// Reads a floating-point number; one that is none is missing.
    pub(super) fn real(&mut self) -> Option<f64> {
        let number = f64::from_bits(u64_at(self.bytes(8)?, 0)?);
        Some(number).filter(|number| number.is_finite())
    }

    /// Reads a string behind the count of its characters (`XLNullableWideString`); one that is missing is empty.
    pub(super) fn text(&mut self) -> Option<String> {
        let count = self.u32()?;
        if count == MISSING {
            return Some(String::new());
        }
        let length = usize::try_from(count).ok()?.checked_mul(2)?;
        Some(CodePage::Utf16.decode(self.bytes(length)?))
    }

    /// Reads a string with its looks and its phonetic reading, which comes in brackets (`RichStr`).
    pub(super) fn rich_text(&mut self) -> Option<String> {
        let flags = self.u8()?;
        let text = self.text()?;
        if flags & 1 != 0 {
            let runs = self.size()?;
            self.bytes(runs.checked_mul(4)?);
        }
        let reading = if flags & 2 != 0 { self.text() } else { None };
        Some(match reading.filter(|reading| !reading.is_empty()) {
            Some(reading) => format!("{text} ({reading})"),
            None => text,
        })
    }

    /// Reads the tokens of a formula, and passes over the constants behind them.
    pub(super) fn tokens(&mut self) -> Option<&'a [u8]> {
        let length = self.size()?;
        let tokens = self.bytes(length)?;
        let constants = self.size()?;
        self.bytes(constants)?;
        Some(tokens)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_lengths_take_as_many_bytes_as_they_need() {
        let mut bytes: &[u8] = b"\x9c\x01\x02ab\x07\x81\x00c\x00\x05x";
        let mut records = Records::of(&mut bytes);
        let mut found = Vec::new();
        while let Some((kind, fields)) = records.next() {
            found.push((kind, fields.rest().to_vec()));
        }
        assert_eq!(found, [(156, b"ab".to_vec()), (7, b"c".to_vec())]);
        assert!(records.is_cut());
    }

    #[test]
    fn strings_may_be_missing_or_have_a_reading() {
        let mut fields = Fields { rest: b"\xff\xff\xff\xff\x02\x01\0\0\0\x16\x04\x01\0\0\0a\0" };
        assert_eq!(fields.text().as_deref(), Some(""));
        assert_eq!(fields.rich_text().as_deref(), Some("Ж (a)"));
        assert_eq!(fields.text(), None);
    }
}
