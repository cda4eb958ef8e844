//! What a drawing of Windows yields: the texts that its records write, a line each ([MS-EMF], [MS-WMF]).

use item::{Layer, PartialReason};

use crate::shared::bytes::{size_at, u16_at};
use crate::shared::decode::Charset;
use crate::shared::legacy_text::CodePage;
use crate::shared::segments::Lines;
use crate::{Child, Content, Error, Flow, Input, Sink};

/// The header that may stand before a WMF, with the place of the drawing on a page.
const PLACEABLE: &[u8] = b"\xd7\xcd\xc6\x9a";

/// Pushes the texts of an enhanced metafile.
#[expect(clippy::unnecessary_wraps, reason = "the shape of a reader")]
pub(crate) fn enhanced(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let (records, is_whole) = records(&input.bytes, 0, 4, |bytes, at| size_at(bytes, at + 4));
    let files: Vec<&[u8]> = records.iter().copied().flat_map(documents).collect();
    push((records, is_whole), enhanced_text, sink);
    for (number, file) in files.iter().enumerate() {
        let name = format!("drawing-{}.pdf", number + 1).into_bytes();
        let child = Child { name, ..Child::default() };
        if sink.child(child, Content::Stream(&mut &file[..])) == Flow::Stop {
            break;
        }
    }
    Ok(())
}

/// Returns the documents that show the same drawing, as programs on a Mac keep them in a comment ([MS-EMF] §2.3.3.4.3).
fn documents(record: &[u8]) -> Vec<&[u8]> {
    const COMMENT: usize = 70;
    const PUBLIC: &[u8] = b"GDIC";
    const FORMATS: usize = 0x4000_0004;
    const PDF: &[u8] = b" FDP";
    /// Where the formats are listed, and how long an entry is.
    const LIST: usize = 40;
    const ENTRY: usize = 16;
    let is_list = size_at(record, 0) == Some(COMMENT)
        && record.get(12..16) == Some(PUBLIC)
        && size_at(record, 16) == Some(FORMATS);
    let count = size_at(record, 36).filter(|_| is_list).unwrap_or(0);
    let entries = record.get(LIST..).unwrap_or_default().chunks_exact(ENTRY).take(count);
    let document = |entry: &[u8]| {
        let (length, at) = (size_at(entry, 8)?, size_at(entry, 12)?.checked_add(12)?);
        record.get(at..)?.get(..length).filter(|_| entry.starts_with(PDF))
    };
    entries.filter_map(document).collect()
}

/// Pushes the texts of a metafile of 16 bits.
pub(crate) fn plain(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let start = if input.bytes.starts_with(PLACEABLE) { 22 } else { 0 };
    let header = u16_at(&input.bytes, start + 2).ok_or(Error::Truncated)?;
    let start = start + 2 * usize::from(header);
    let words = |bytes: &[u8], at| size_at(bytes, at)?.checked_mul(2);
    push(records(&input.bytes, start, 2, words), plain_text, sink);
    Ok(())
}

/// Cuts a drawing into its records; the last value tells whether it ends with one.
fn records(
    bytes: &[u8],
    mut at: usize,
    align: usize,
    length: fn(&[u8], usize) -> Option<usize>,
) -> (Vec<&[u8]>, bool) {
    let mut records = Vec::new();
    while let Some(length) = length(bytes, at).filter(|length| *length >= 6 && length % align == 0)
    {
        let Some(record) = at.checked_add(length).and_then(|end| bytes.get(at..end)) else {
            return (records, false);
        };
        records.push(record);
        at += length;
    }
    (records, at >= bytes.len() || length(bytes, at) == Some(0))
}

/// How the texts of the font that was made last are written.
type Written = Option<CodePage>;

fn push(
    (records, is_whole): (Vec<&[u8]>, bool),
    text: fn(&[u8], &mut Written) -> Option<String>,
    sink: &mut dyn Sink,
) {
    let mut written = None;
    let mut lines = Lines::new(sink, Layer::Body, "texts");
    let mut line: Option<Line> = None;
    for record in records {
        let Some(text) = text(record, &mut written) else { continue };
        let (text, place) = (text.trim_end_matches('\0'), drawn(record));
        match &mut line {
            Some(line) if line.goes_on(place) => line.push(text, place),
            _ => {
                let done = line.replace(Line { text: text.to_owned(), last: place });
                if done.is_some_and(|line| lines.line(&line.text) == Flow::Stop) {
                    return;
                }
            }
        }
    }
    if line.is_some_and(|line| lines.line(&line.text) == Flow::Stop) {
        return;
    }
    if lines.finish() == Flow::Continue && !is_whole {
        sink.partial(PartialReason::Truncated);
    }
}

/// Where a text of an enhanced metafile is drawn: the box around it and the height of its line.
#[derive(Clone, Copy, Debug)]
struct Drawn {
    left: i32,
    right: i32,
    height: i32,
    line: i32,
}

/// A line of text, of which programs write letters or words one by one.
#[derive(Debug)]
struct Line {
    text: String,
    last: Option<Drawn>,
}

impl Line {
    /// Tells whether a text stands in the same line right behind.
    fn goes_on(&self, next: Option<Drawn>) -> bool {
        let (Some(last), Some(next)) = (self.last, next) else { return false };
        let gap = next.left.saturating_sub(last.right);
        last.line == next.line && gap.saturating_abs() <= last.height
    }

    /// Appends a text, behind a blank where it does not touch the one before.
    fn push(&mut self, text: &str, drawn: Option<Drawn>) {
        let gap = self.last.zip(drawn).map_or(0, |(last, next)| {
            next.left.saturating_sub(last.right).saturating_mul(WORD_GAP) / last.height.max(1)
        });
        if gap >= 1 && !self.text.ends_with(' ') && !text.starts_with(' ') {
            self.text.push(' ');
        }
        self.text.push_str(text);
        self.last = drawn;
    }
}

/// Two texts in a line are two words where the gap is this part of their height.
const WORD_GAP: i32 = 5;

/// Returns where a text is drawn; nothing where the record does not tell, as in a metafile of 16 bits.
fn drawn(record: &[u8]) -> Option<Drawn> {
    const TEXTS: [Option<usize>; 2] = [Some(83), Some(84)];
    if !TEXTS.contains(&size_at(record, 0)) {
        return None;
    }
    let number = |at| crate::shared::bytes::u32_at(record, at).map(u32::cast_signed);
    let (left, top, right, bottom) = (number(8)?, number(12)?, number(16)?, number(20)?);
    let height = bottom.checked_sub(top).filter(|height| *height > 0 && right >= left)?;
    Some(Drawn { left, right, height, line: number(40)? })
}

fn narrow(bytes: &[u8], written: Written) -> String {
    match written {
        Some(page) => page.decode(bytes),
        None => crate::shared::decode::text(bytes, None).text,
    }
}

fn wide(bytes: &[u8]) -> String {
    Charset::Utf16Le.decode(bytes).0
}

fn enhanced_text(record: &[u8], written: &mut Written) -> Option<String> {
    const FONT: usize = 82;
    const TEXT_A: usize = 83;
    const TEXT_W: usize = 84;
    const SMALL_TEXT: usize = 108;
    /// The texts of a small record are of one byte a letter.
    const IS_NARROW: usize = 0x200;
    const NO_RECTANGLE: usize = 0x100;
    match size_at(record, 0)? {
        FONT => {
            *written = CodePage::by_charset(u32::from(*record.get(12 + 23)?));
            None
        }
        kind @ (TEXT_A | TEXT_W) => {
            let (count, at) = (size_at(record, 44)?, size_at(record, 48)?);
            let bytes = record.get(at..)?;
            Some(if kind == TEXT_W {
                wide(bytes.get(..count.checked_mul(2)?)?)
            } else {
                narrow(bytes.get(..count)?, *written)
            })
        }
        SMALL_TEXT => {
            let (count, options) = (size_at(record, 16)?, size_at(record, 20)?);
            let at = if options & NO_RECTANGLE != 0 { 36 } else { 52 };
            let bytes = record.get(at..)?;
            Some(if options & IS_NARROW != 0 {
                narrow(bytes.get(..count)?, *written)
            } else {
                wide(bytes.get(..count.checked_mul(2)?)?)
            })
        }
        _ => None,
    }
}

fn plain_text(record: &[u8], written: &mut Written) -> Option<String> {
    const FONT: u16 = 0x02fb;
    const TEXT: u16 = 0x0521;
    const TEXT_IN_PLACE: u16 = 0x0a32;
    /// A rectangle stands before the text.
    const HAS_RECTANGLE: u16 = 6;
    match u16_at(record, 4)? {
        FONT => {
            *written = CodePage::by_charset(u32::from(*record.get(6 + 13)?));
            None
        }
        TEXT => {
            let count = usize::from(u16_at(record, 6)?);
            Some(narrow(record.get(8..8 + count)?, *written))
        }
        TEXT_IN_PLACE => {
            let count = usize::from(u16_at(record, 10)?);
            let at = if u16_at(record, 12)? & HAS_RECTANGLE != 0 { 22 } else { 14 };
            Some(narrow(record.get(at..at + count)?, *written))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    fn record(kind: u32, content: &[u8]) -> Vec<u8> {
        let mut out = kind.to_le_bytes().to_vec();
        out.extend(
            u32::try_from(content.len().next_multiple_of(4) + 8).expect("short").to_le_bytes(),
        );
        out.extend(content);
        out.resize(out.len().next_multiple_of(4), 0);
        out
    }

    fn enhanced_file() -> Vec<u8> {
        let text: Vec<u8> = "Островная".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut content = vec![0; 36];
        content.extend([9, 0, 0, 0, 76, 0, 0, 0]);
        content.resize(68, 0);
        content.extend(text);
        [record(1, &[0; 80]), record(84, &content), record(14, &[0; 12])].concat()
    }

    fn plain_file(charset: u8, text: &[u8]) -> Vec<u8> {
        let record = |kind: u16, content: &[u8]| {
            let words = u32::try_from(content.len().div_ceil(2) + 3).expect("short");
            let mut out = [&words.to_le_bytes()[..], &kind.to_le_bytes(), content].concat();
            out.resize(out.len().next_multiple_of(2), 0);
            out
        };
        let mut font = vec![0; 18];
        font[13] = charset;
        let count = u16::try_from(text.len()).expect("short").to_le_bytes();
        let header = b"\x01\0\x09\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\0";
        [
            &header[..],
            &record(0x02fb, &font),
            &record(0x0521, &[&count[..], text].concat()),
            &record(0, b""),
        ]
        .concat()
    }

    #[test]
    fn texts_are_lines() {
        assert_eq!(probe::of(enhanced, &enhanced_file()).body(), "Островная\n");
        assert_eq!(
            probe::of(plain, &plain_file(204, b"\xcf\xf0\xe8\xea\xe0\xe7")).body(),
            "Приказ\n"
        );
    }

    /// A text in a box of ten lines' height that begins and ends there.
    fn letter(text: char, left: u32, right: u32, line: u32) -> Vec<u8> {
        let bounds = [left, line, right, line + 10, 1, 0, 0, 0, line, 1, 76, 0, 0, 0, 0, 0, 0];
        let bounds: Vec<u8> = bounds.iter().flat_map(|number| number.to_le_bytes()).collect();
        record(
            84,
            &[&bounds[..], &u16::try_from(u32::from(text)).expect("short").to_le_bytes()].concat(),
        )
    }

    #[test]
    fn letters_written_one_by_one_are_words_in_lines() {
        let letters = [
            letter('a', 0, 5, 0),
            letter('b', 5, 9, 0),
            letter('c', 12, 17, 0),
            letter('d', 90, 95, 0),
            letter('e', 0, 5, 20),
        ];
        assert_eq!(probe::of(enhanced, &letters.concat()).body(), "ab c\nd\ne\n");
    }

    #[test]
    fn a_document_beside_the_drawing_comes_out() {
        let numbers = |numbers: &[u32]| -> Vec<u8> {
            numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
        };
        let list = [numbers(&[60]), b"GDIC".to_vec(), numbers(&[0x4000_0004, 0, 0, 1, 1, 1])];
        let entry = [b" FDP".to_vec(), numbers(&[1, 5, 44]), b"%PDF-".to_vec()].concat();
        let found = probe::of(enhanced, &record(70, &[list.concat(), entry].concat()));
        assert_eq!(found.names(), ["drawing-1.pdf"]);
        assert_eq!(found.children[0].1, b"%PDF-");
    }

    #[test]
    fn a_cut_drawing_is_partial() {
        let file = enhanced_file();
        let found = probe::of(enhanced, &file[..file.len() - 4]);
        assert_eq!(
            (found.body().as_str(), &found.partial[..]),
            ("Островная\n", &[PartialReason::Truncated][..])
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 1..20), at in 0_usize..200) {
            for (extract, mut hostile) in [(enhanced as crate::Extract, enhanced_file()), (plain, plain_file(0, b"text"))] {
                let at = at % hostile.len();
                hostile.splice(at..(at + bytes.len()).min(hostile.len()), bytes.iter().copied());
                probe::of(extract, &hostile);
            }
        }
    }
}
