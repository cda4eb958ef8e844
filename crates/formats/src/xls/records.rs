//! How the records of a workbook follow one another ([MS-XLS] §2.1.4), and strings that run over several of them.

use crate::shared::bytes::{u16_at, u32_at};
use crate::shared::legacy_text::CodePage;

/// The kind of a record that goes on with the one before.
const CONTINUE: u16 = 0x003c;

/// A record with those that go on with it.
#[derive(Clone, Debug)]
pub(super) struct Record<'a> {
    /// Where it stands in the stream.
    pub(super) at: usize,
    pub(super) kind: u16,
    pub(super) data: &'a [u8],
    pub(super) continued: Vec<&'a [u8]>,
}

impl<'a> Record<'a> {
    /// Begins to read what stands from a place on.
    pub(super) fn reader(&self, start: usize) -> Reader<'a> {
        let parts = std::iter::once(self.data.get(start..).unwrap_or_default());
        Reader { parts: parts.chain(self.continued.iter().copied()).collect(), part: 0, at: 0 }
    }

    /// Begins to read the records that go on with it.
    pub(super) fn continued_reader(&self) -> Reader<'a> {
        Reader { parts: self.continued.clone(), part: 0, at: 0 }
    }
}

/// The records of a stream.
pub(super) struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    /// Begins at the start of a stream.
    pub(super) fn of(stream: &'a [u8]) -> Self {
        Self { stream, at: 0 }
    }

    /// Tells whether the stream ends within a record.
    pub(super) fn is_cut(&self) -> bool {
        self.at < self.stream.len() && self.stream[self.at..].iter().any(|byte| *byte != 0)
    }

    /// Reads the next record alone: where it stands, its kind, its data.
    pub(super) fn next_plain(&mut self) -> Option<(usize, u16, &'a [u8])> {
        let at = self.at;
        let (kind, length) = (u16_at(self.stream, at)?, u16_at(self.stream, at + 2)?);
        let data = self.stream.get(at + 4..)?.get(..usize::from(length))?;
        self.at = at + 4 + data.len();
        Some((at, kind, data))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (at, kind, data) = self.next_plain()?;
        let mut continued = Vec::new();
        while u16_at(self.stream, self.at) == Some(CONTINUE) {
            let Some((_, _, more)) = self.next_plain() else { break };
            continued.push(more);
        }
        Some(Record { at, kind, data, continued })
    }
}

/// Reads numbers and strings from the parts of a record.
#[derive(Clone, Debug)]
pub(super) struct Reader<'a> {
    parts: Vec<&'a [u8]>,
    part: usize,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a [u8] {
        self.parts.get(self.part).and_then(|part| part.get(self.at..)).unwrap_or_default()
    }

    /// Goes on to the next part where this one is read; false at the end of the last.
    fn settle(&mut self) -> bool {
        while self.rest().is_empty() {
            if self.part + 1 >= self.parts.len() {
                return false;
            }
            (self.part, self.at) = (self.part + 1, 0);
        }
        true
    }

    /// Reads a byte.
    pub(super) fn u8(&mut self) -> Option<u8> {
        self.settle();
        let byte = self.rest().first().copied()?;
        self.at += 1;
        Some(byte)
    }

    /// Reads two bytes.
    pub(super) fn u16(&mut self) -> Option<u16> {
        self.settle();
        let number = u16_at(self.rest(), 0)?;
        self.at += 2;
        Some(number)
    }

    /// Reads four bytes.
    pub(super) fn u32(&mut self) -> Option<u32> {
        self.settle();
        let number = u32_at(self.rest(), 0)?;
        self.at += 4;
        Some(number)
    }

    /// Passes over bytes.
    pub(super) fn skip(&mut self, mut count: usize) {
        while count > 0 && self.settle() {
            let step = count.min(self.rest().len());
            self.at += step;
            count -= step;
        }
    }

    /// Reads a string behind its length in two bytes (`XLUnicodeRichExtendedString`, [MS-XLS] §2.5.293).
    pub(super) fn string(&mut self) -> Option<String> {
        let count = usize::from(self.u16()?);
        self.rich(count)
    }

    /// Reads a string behind its length in one byte (`ShortXLUnicodeString`).
    pub(super) fn short_string(&mut self) -> Option<String> {
        let count = usize::from(self.u8()?);
        self.rich(count)
    }

    fn rich(&mut self, count: usize) -> Option<String> {
        let flags = self.u8()?;
        let runs = if flags & 8 != 0 { usize::from(self.u16()?) } else { 0 };
        let more = if flags & 4 != 0 { self.u32()? } else { 0 };
        let text = self.characters(count, flags & 1 != 0);
        self.skip(runs.saturating_mul(4));
        let more = self.gathered(usize::try_from(more).unwrap_or(usize::MAX));
        let reading = phonetic(&more).filter(|reading| !reading.is_empty());
        Some(match reading {
            Some(reading) => format!("{text} ({reading})"),
            None => text,
        })
    }

    /// Reads bytes over the borders of parts, as far as they go.
    fn gathered(&mut self, mut count: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        while count > 0 && self.settle() {
            let step = self.bytes(count);
            bytes.extend_from_slice(step);
            count -= step.len();
        }
        bytes
    }

    /// Reads characters behind a byte that tells how wide they are.
    pub(super) fn flagged(&mut self, count: usize) -> Option<String> {
        let is_wide = self.u8()? & 1 != 0;
        Some(self.characters(count, is_wide))
    }

    /// Reads characters; where they go on in another part, a byte at its begin tells how wide they are there.
    fn characters(&mut self, mut count: usize, mut is_wide: bool) -> String {
        let mut text = String::new();
        while count > 0 {
            if self.rest().is_empty() {
                if !self.settle() {
                    break;
                }
                is_wide = self.rest().first().is_some_and(|flags| flags & 1 != 0);
                self.at += 1;
            }
            let unit = if is_wide { 2 } else { 1 };
            let units = count.min(self.rest().len() / unit);
            if units == 0 {
                // Half a character ends the part.
                self.at += self.rest().len();
                continue;
            }
            let bytes = &self.rest()[..units * unit];
            if is_wide {
                text.push_str(&CodePage::Utf16.decode(bytes));
            } else {
                text.extend(bytes.iter().map(|byte| char::from(*byte)));
            }
            self.at += bytes.len();
            count -= units;
        }
        text
    }

    /// Reads bytes of an older string as far as they go.
    pub(super) fn bytes(&mut self, count: usize) -> &'a [u8] {
        let bytes = &self.rest()[..count.min(self.rest().len())];
        self.at += bytes.len();
        bytes
    }
}

/// Returns how a text in Chinese characters is read, which stands behind it (`ExtRst`, [MS-XLS] §2.5.87).
fn phonetic(more: &[u8]) -> Option<String> {
    const LETTERS: usize = 14;
    u16_at(more, 0).filter(|kind| *kind == 1)?;
    let count = usize::from(u16_at(more, LETTERS - 2)?);
    let letters = more.get(LETTERS..)?;
    Some(CodePage::Utf16.decode(&letters[..(2 * count).min(letters.len())]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_has_its_reading_behind_it() {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        let reading =
            [&b"\x01\0\x10\0\0\0\0\0\x01\0\x03\0\x03\0"[..], &wide("トヨタ"), &[0, 0, 0, 0, 2, 0]]
                .concat();
        let length = u32::try_from(reading.len()).expect("short").to_le_bytes();
        let string = [&b"\x02\0\x05"[..], &length, &wide("豊田"), &reading, b"\x01\0\0x"].concat();
        let head =
            [&b"\xfc\0"[..], &u16::try_from(string.len()).expect("short").to_le_bytes()].concat();
        let stream = [head, string].concat();
        let record = Records::of(&stream[..]).next().expect("there is one");
        let mut reader = record.reader(0);
        assert_eq!(reader.string().as_deref(), Some("豊田 (トヨタ)"));
        assert_eq!(reader.string().as_deref(), Some("x"));
    }

    #[test]
    fn a_string_goes_on_in_the_next_record_with_another_width() {
        let stream = b"\xfc\0\x06\0\x04\0\0abc\x3c\0\x03\0\x01\x16\x04\x05\0\0\0";
        let mut records = Records::of(&stream[..]);
        let record = records.next().expect("there is one");
        assert_eq!((record.kind, record.continued.len()), (0xfc, 1));
        assert_eq!(record.reader(0).string().as_deref(), Some("abcЖ"));
    }
}
