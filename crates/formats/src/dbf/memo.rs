//! The long texts of a table, which stand in a file beside it: `.fpt` of `FoxPro`, `.dbt` of dBASE III and IV.
//!
//! The table names a text by the number of its block, as the texts here are named.

use item::{Key, Layer, PartialReason, Place, Segment};

use crate::shared::bytes::{size_at, u16_at};
use crate::shared::decode;
use crate::{Error, Flow, Input, Sink};

/// What comes before the blocks in every kind.
const HEADER: usize = 512;
/// What comes before a text: in `FoxPro` its kind and its length, in dBASE IV a mark and its length with these bytes.
const BEFORE: usize = 8;
const OF_DBASE_4: &[u8] = b"\xff\xff\x08\0";
/// What ends a text of dBASE III.
const END: u8 = 0x1a;
/// How many bytes of texts a guess of their code page rests on.
const SAMPLE: usize = 256 << 10;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    FoxPro,
    Dbase3,
    Dbase4,
}

struct Memos<'a> {
    bytes: &'a [u8],
    kind: Kind,
    block: usize,
}

/// Tells whether texts of a table begin here: the header states where the next text would go, and that is the end; and the
/// first block begins as one.
pub(crate) fn is_memo(bytes: &[u8]) -> bool {
    Memos::read(bytes).is_some()
}

/// Pushes each text with the number of its block.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let memos = Memos::read(&input.bytes).ok_or(Error::Truncated)?;
    let (texts, is_cut) = memos.texts();
    let mut sample = Vec::new();
    for (_, text) in &texts {
        sample.extend_from_slice(&text[..text.len().min(SAMPLE - sample.len())]);
    }
    let charset = decode::choose(&sample, None).charset;
    sink.metadata(Key::CHARSET, charset.name());
    for (number, text) in texts {
        let text = charset.decode(text).0.replace('\u{8d}', "").replace("\r\n", "\n");
        let place = Place::Part(format!("memo {number}"));
        if !text.trim().is_empty()
            && sink.text(Segment::new(place, Layer::Body, text)) == Flow::Stop
        {
            return Ok(());
        }
    }
    if is_cut {
        sink.partial(PartialReason::Truncated);
    }
    Ok(())
}

impl<'a> Memos<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        Self::fox_pro(bytes).or_else(|| Self::dbase(bytes))
    }

    fn fox_pro(bytes: &'a [u8]) -> Option<Self> {
        let next = big(bytes, 0)?;
        let block = usize::from(u16::from_be_bytes(*bytes.get(6..)?.first_chunk()?));
        let memos = Self { bytes, kind: Kind::FoxPro, block: block.max(1) };
        let first = HEADER.div_ceil(memos.block) * memos.block;
        let is_kind = matches!(big(bytes, first)?, 0..=2);
        let length = big(bytes, first + 4)?;
        let fits = length > 0 && length <= bytes.len() - first;
        (block <= 16_384 && is_kind && fits && memos.ends_at(next)).then_some(memos)
    }

    fn dbase(bytes: &'a [u8]) -> Option<Self> {
        let next = size_at(bytes, 0)?;
        let first = bytes.get(HEADER..HEADER + BEFORE)?;
        let is_fourth = first.starts_with(OF_DBASE_4);
        let block = usize::from(u16_at(bytes, 20)?);
        let block = if is_fourth && block >= 64 { block } else { HEADER };
        let kind = if is_fourth { Kind::Dbase4 } else { Kind::Dbase3 };
        let memos = Self { bytes, kind, block };
        let is_text = first.iter().all(|byte| *byte >= b' ' || b"\t\r\n\x1a".contains(byte));
        let is_version = is_fourth || bytes[16] == 3 && bytes[HEADER..].contains(&END);
        (is_version && (is_fourth || is_text) && memos.ends_at(next)).then_some(memos)
    }

    /// Tells whether the block behind the last one has this number; the last one may be cut where its text ends.
    fn ends_at(&self, next: usize) -> bool {
        let end = next.saturating_mul(self.block);
        next > 0 && end >= self.bytes.len() && end - self.bytes.len() <= self.block.max(HEADER)
            || next > 0
                && self.bytes.len() > end
                && self.bytes.len() - end <= self.block.max(HEADER)
    }

    /// Returns the texts with the numbers of their blocks, and whether the last one is cut.
    fn texts(&self) -> (Vec<(usize, &'a [u8])>, bool) {
        let mut texts = Vec::new();
        let mut number = HEADER.div_ceil(self.block);
        while let Some(rest) = self.bytes.get(number * self.block..).filter(|rest| !rest.is_empty())
        {
            let Some((text, taken)) = self.text(rest) else {
                texts.extend(self.cut_text(rest).map(|text| (number, text)));
                return (texts, true);
            };
            if let Some(text) = text {
                texts.push((number, text));
            }
            number += taken.div_ceil(self.block).max(1);
        }
        (texts, false)
    }

    /// Returns the text at the start of a block, unless it holds something else, and how many bytes it takes; nothing where
    /// it is cut.
    fn text(&self, rest: &'a [u8]) -> Option<(Option<&'a [u8]>, usize)> {
        match self.kind {
            Kind::Dbase3 => {
                let end = rest.iter().position(|byte| *byte == END)?;
                Some((Some(&rest[..end]), end + 1))
            }
            Kind::Dbase4 if rest.starts_with(OF_DBASE_4) => {
                let length = size_at(rest, 4)?.max(BEFORE);
                Some((Some(rest.get(BEFORE..length)?), length))
            }
            Kind::Dbase4 => Some((None, self.block)),
            Kind::FoxPro => {
                let (Some(kind), Some(length)) = (big(rest, 0), big(rest, 4)) else {
                    return Some((None, rest.len()));
                };
                let end = BEFORE.checked_add(length)?;
                let text = rest.get(BEFORE..end)?;
                Some(((kind == 1).then_some(text), end))
            }
        }
    }

    /// Returns what is left of a text that is cut.
    fn cut_text(&self, rest: &'a [u8]) -> Option<&'a [u8]> {
        match self.kind {
            Kind::Dbase3 => Some(rest),
            Kind::Dbase4 => rest.get(BEFORE..),
            Kind::FoxPro => rest.get(BEFORE..).filter(|_| big(rest, 0) == Some(1)),
        }
    }
}

fn big(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    usize::try_from(u32::from_be_bytes(*bytes)).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    fn fox_pro(texts: &[(u32, &[u8])]) -> Vec<u8> {
        let mut file = vec![0; HEADER];
        file[6..8].copy_from_slice(&64_u16.to_be_bytes());
        for (kind, text) in texts {
            file.extend(kind.to_be_bytes());
            file.extend(u32::try_from(text.len()).expect("short").to_be_bytes());
            file.extend(*text);
            file.resize(file.len().next_multiple_of(64), 0);
        }
        let next = u32::try_from(file.len() / 64).expect("short");
        file[..4].copy_from_slice(&next.to_be_bytes());
        file
    }

    fn dbase(texts: &[&str], of_fourth: bool) -> Vec<u8> {
        let mut file = vec![0; HEADER];
        file[16] = 3;
        for text in texts {
            if of_fourth {
                file.extend(OF_DBASE_4);
                file.extend(u32::try_from(text.len() + BEFORE).expect("short").to_le_bytes());
                file.extend(text.as_bytes());
            } else {
                file.extend([text.as_bytes(), &[END, END]].concat());
            }
            file.resize(file.len().next_multiple_of(HEADER), 0);
        }
        let next = u32::try_from(file.len() / HEADER).expect("short");
        file[..4].copy_from_slice(&next.to_le_bytes());
        file
    }

    fn read(bytes: &[u8]) -> Vec<(String, String)> {
        assert!(is_memo(bytes));
        let found = probe::of(extract, bytes);
        let of = |segment: &Segment| (format!("{:?}", segment.place), segment.text.clone());
        found.segments.iter().map(of).collect()
    }

    #[test]
    fn texts_stand_under_the_numbers_of_their_blocks() {
        let long = "a".repeat(200);
        let texts: [(u32, &[u8]); 4] = [
            (1, b"\x8f\xa5\xe1\xe2\xe0\xa8\xaa\xae\xa2 \xa6\xa8\xa2\xa5\xe2 \xa2 \x8c\xae\xe1\xaa\xa2\xa5, \xaf\xe0\xae\xa2\xa5\xe0\xa5\xad\xae"),
            (1, long.as_bytes()),
            (0, b"a picture"),
            (1, b"last"),
        ];
        let read = read(&fox_pro(&texts));
        assert_eq!(read[0].1, "Пестриков живет в Москве, проверено");
        let places: Vec<&str> = read.iter().map(|(place, _)| place.as_str()).collect();
        assert_eq!(places, ["Part(\"memo 8\")", "Part(\"memo 9\")", "Part(\"memo 14\")"]);
        for of_fourth in [false, true] {
            let read = self::read(&dbase(&["first text", "second text"], of_fourth));
            let texts: Vec<&str> = read.iter().map(|(_, text)| text.as_str()).collect();
            assert_eq!(texts, ["first text", "second text"], "{of_fourth}");
        }
    }

    #[test]
    fn a_cut_text_is_reported() {
        let mut bytes = fox_pro(&[(1, b"first"), (1, &[b'b'; 100])]);
        bytes.truncate(bytes.len() - 60);
        let found = probe::of(extract, &bytes);
        assert_eq!(found.partial, [PartialReason::Truncated]);
        assert!(found.body().contains("bbbb"), "what is left of it is kept");
    }

    #[test]
    fn other_bytes_are_no_texts_of_a_table() {
        assert!(!is_memo(&[0; 2048]));
        assert!(!is_memo(&[b'a'; 2048]));
        assert!(!is_memo(b"short"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 1..20), at in 0_usize..700, of_fourth: bool) {
            for mut hostile in [fox_pro(&[(1, b"first"), (1, b"second")]), dbase(&["a", "b"], of_fourth)] {
                let at = at % hostile.len();
                hostile.splice(at..(at + bytes.len()).min(hostile.len()), bytes.clone());
                is_memo(&hostile);
                probe::of(extract, &hostile);
            }
        }
    }
}
