//! Books for Palm and Kindle: their text, what they say of themselves, and their pictures (PDB, `PalmDOC`, `MOBI`).
//!
//! No standard describes them; readers of the free programs agree on what stands here.

mod packed;

use std::io;

use item::{Declared, EncryptedReason, Key, LimitReason};

use crate::shared::bytes::{u16_be_at, u32_be_at};
use crate::shared::decode;
use crate::{Child, Content, Error, Flow, Input, Sink};

/// Where the kind of the file and its program stand, and the two of books.
const KIND: usize = 60;
const KINDS: [&[u8; 8]; 2] = [b"BOOKMOBI", b"TEXtREAd"];
/// Where the list of records begins, and how long an entry is.
const RECORDS: usize = 78;
const RECORD: usize = 8;
/// The text as it is, and the two ways in which it is packed.
const PLAIN: u16 = 1;
const PACKED: u16 = 2;
/// Where the head of a book for Kindle begins in the first record.
const HEAD: usize = 16;
/// A text in UTF-8.
const UTF_8: u32 = 65_001;

/// Properties, by their numbers.
const PROPERTIES: [(u32, Key); 11] = [
    (100, Key::AUTHOR),
    (101, Key::PUBLISHER),
    (103, Key::DESCRIPTION),
    (104, Key::IDENTIFIER),
    (105, Key::SUBJECT),
    (106, Key::CREATED),
    (108, Key::CONTRIBUTOR),
    (109, Key::RIGHTS),
    (112, Key::SOURCE),
    (503, Key::TITLE),
    (524, Key::LANGUAGE),
];
/// So many properties are read.
const MOST_PROPERTIES: u32 = 1_000;

/// Tells whether a book begins here.
pub(crate) fn is_book(bytes: &[u8]) -> bool {
    let kind = bytes.get(KIND..KIND + 8);
    let first = u32_be_at(bytes, RECORDS).and_then(|at| usize::try_from(at).ok());
    KINDS.iter().any(|known| kind == Some(&known[..]))
        && first.is_some_and(|first| (RECORDS..bytes.len()).contains(&first))
}

/// Pushes properties, then text and pictures as children.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let book = Book::read(&input.bytes).ok_or(Error::Truncated)?;
    book.report(sink);
    if u16_be_at(book.head, 12).is_some_and(|locked| locked != 0) {
        return Err(Error::Encrypted(EncryptedReason::NeedsKey));
    }
    let text = book.text(usize::try_from(input.limits.text_bytes).unwrap_or(usize::MAX))?;
    if book.push_text(&text.bytes, sink) == Flow::Continue {
        book.push_pictures(sink);
    }
    if text.is_cut { Err(Error::Truncated) } else { Ok(()) }
}

struct Book<'a> {
    bytes: &'a [u8],
    /// The first record.
    head: &'a [u8],
    count: usize,
    /// Whether it is one for Kindle, whose text is a page.
    is_page: bool,
}

/// The text of a book.
struct Text {
    bytes: Vec<u8>,
    is_cut: bool,
}

impl<'a> Book<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let count = usize::from(u16_be_at(bytes, RECORDS - 2)?);
        let mut book = Self { bytes, head: &[], count, is_page: false };
        book.head = book.record(0)?;
        book.is_page = book.head.get(HEAD..).is_some_and(|head| head.starts_with(b"MOBI"));
        Some(book)
    }

    fn place(&self, number: usize) -> Option<usize> {
        let at = u32_be_at(self.bytes, RECORDS.checked_add(number.checked_mul(RECORD)?)?)?;
        usize::try_from(at).ok()
    }

    fn record(&self, number: usize) -> Option<&'a [u8]> {
        let start = self.place(number).filter(|_| number < self.count)?;
        let next = if number + 1 < self.count { self.place(number + 1)? } else { self.bytes.len() };
        self.bytes.get(start..next.min(self.bytes.len()))
    }

    /// Reads a number of the head of a book for Kindle, as far as that goes.
    fn number(&self, at: usize) -> Option<usize> {
        let length = u32_be_at(self.head, HEAD + 4).filter(|_| self.is_page)?;
        let has_it = at + 4 <= HEAD.saturating_add(usize::try_from(length).ok()?);
        usize::try_from(u32_be_at(self.head, at).filter(|_| has_it)?).ok()
    }

    fn readable(&self, bytes: &[u8]) -> String {
        let is_utf_8 = u32_be_at(self.head, 28) == Some(UTF_8);
        decode::text(bytes, is_utf_8.then_some("utf-8")).text
    }

    fn report(&self, sink: &mut dyn Sink) {
        let name = self.bytes[..32].split(|byte| *byte == 0).next().unwrap_or_default();
        let full = self.number(84).zip(self.number(88));
        let full = full.and_then(|(at, length)| self.head.get(at..at.checked_add(length)?));
        let title = full.map_or_else(|| decode::text(name, None).text, |name| self.readable(name));
        sink.metadata(Key::TITLE, title.trim());
        for (key, value) in self.properties() {
            if value != title {
                sink.metadata(key, &value);
            }
        }
    }

    /// Reads the records behind the head: `EXTH`, how long they are, how many, then number, length and value of each.
    fn properties(&self) -> Vec<(Key, String)> {
        let mut found = Vec::new();
        let start = self.number(20).and_then(|length| HEAD.checked_add(length));
        let Some(mut rest) = start.and_then(|start| self.head.get(start..)) else { return found };
        if !rest.starts_with(b"EXTH") {
            return found;
        }
        let count = u32_be_at(rest, 8).unwrap_or(0).min(MOST_PROPERTIES);
        rest = rest.get(12..).unwrap_or_default();
        for _ in 0..count {
            let (Some(number), Some(length)) = (u32_be_at(rest, 0), u32_be_at(rest, 4)) else {
                break;
            };
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            let Some(value) = rest.get(8..length) else { break };
            if let Some((_, key)) = PROPERTIES.iter().find(|(known, _)| *known == number) {
                found.push((key.clone(), self.readable(value).trim().to_owned()));
            }
            rest = &rest[length..];
        }
        found
    }

    /// Unpacks the records of the text.
    fn text(&self, most: usize) -> Result<Text, Error> {
        let method = u16_be_at(self.head, 0).unwrap_or(0);
        if !matches!(method, PLAIN | PACKED) {
            return Err(Error::Unsupported(format!("text packed by method {method}")));
        }
        let count = u16_be_at(self.head, 8).map_or(0, usize::from);
        // Flags of what stands behind the text of each record.
        let behind = self.number(240).map_or(0, |flags| flags & 0xffff);
        let mut text = Text { bytes: Vec::new(), is_cut: false };
        for number in 1..=count {
            let Some(record) = self.record(number) else {
                text.is_cut = true;
                break;
            };
            let record = without_entries(record, behind);
            match method {
                PLAIN => text.bytes.extend_from_slice(record),
                _ => packed::unpack(record, &mut text.bytes),
            }
            if text.bytes.len() > most {
                return Err(Error::Limit(LimitReason::Output));
            }
        }
        Ok(text)
    }

    fn push_text(&self, mut text: &[u8], sink: &mut dyn Sink) -> Flow {
        let (name, media_type) =
            if self.is_page { ("text.html", "text/html") } else { ("text.txt", "text/plain") };
        let is_utf_8 = self.is_page && u32_be_at(self.head, 28) == Some(UTF_8);
        let declared = Declared {
            media_type: Some(media_type.into()),
            charset: is_utf_8.then(|| "utf-8".into()),
            format: None,
        };
        let child = Child { name: name.into(), declared, ..Child::default() };
        sink.child(child, Content::Stream(&mut text))
    }

    /// Pushes the records from the first picture on that are one.
    fn push_pictures(&self, sink: &mut dyn Sink) {
        let Some(first) = self.number(108) else { return };
        for (record, number) in (first..self.count).filter_map(|at| self.record(at)).zip(1..) {
            let Some(extension) = picture(record) else { continue };
            let name = format!("image-{number}.{extension}").into_bytes();
            let child = Child { name, ..Child::default() };
            let stream: &mut dyn io::Read = &mut &record[..];
            if sink.child(child, Content::Stream(stream)) == Flow::Stop {
                return;
            }
        }
    }
}

fn picture(record: &[u8]) -> Option<&'static str> {
    match record {
        [0xff, 0xd8, 0xff, ..] => Some("jpg"),
        [0x89, b'P', b'N', b'G', ..] => Some("png"),
        [b'G', b'I', b'F', b'8', ..] => Some("gif"),
        _ => None,
    }
}

/// Takes away what stands behind the text of a record: for each flag but the first an entry that ends with its length, seven bits
/// a byte; for the first the bytes of a letter that the next record has too.
fn without_entries(record: &[u8], flags: usize) -> &[u8] {
    let mut text = record;
    for _ in 0..(flags >> 1).count_ones() {
        let last = text.iter().rev().take(4);
        let mut length = 0;
        for (byte, at) in last.zip(0..) {
            length |= usize::from(byte & 0x7f) << (7 * at);
            if byte & 0x80 != 0 {
                break;
            }
        }
        text = &text[..text.len().saturating_sub(length)];
    }
    if flags & 1 != 0 {
        let length = text.last().map_or(0, |byte| usize::from(byte & 3) + 1);
        text = &text[..text.len().saturating_sub(length)];
    }
    text
}

#[cfg(test)]
mod tests;
