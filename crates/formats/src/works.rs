//! What a document of the word processor of Works yields: its text. The format is not published; where the text stands is that of
//! recorded files, as libwps reads them.

mod parts;

use item::{Layer, PartialReason, Place};

use crate::shared::bytes::{size_at, u16_at};
use crate::shared::decode;
use crate::shared::legacy_text::{CodePage, push_text};
use crate::shared::ole::{Compound, report_properties};
use crate::{Error, Flow, Input, Sink};
use parts::texts;

/// The stream of the text in Works 3 and 4, and in Works 2000 and later.
const OLDER: &str = "MN0";
const NEWER: &str = "CONTENTS";
/// What the newer stream begins with.
const NEWER_MAGIC: [&[u8]; 2] = [b"CHNKWKS", b"CHNKINK"];

/// Where the text of the older ones begins, and where it is stated where it ends.
const TEXT: usize = 0x100;
const END: usize = 0x26;
/// What a document of Works for DOS has where later ones keep how its page is laid out.
const SECOND_MAGIC: usize = 0x70;
/// What a database of Works begins with.
const DATABASE: u16 = 0x54ff;

/// Tells whether it is a document of Works for DOS or of Works 2, which stand in no compound file.
pub(crate) fn is_document(bytes: &[u8]) -> bool {
    let has_magic = bytes.starts_with(b"\x01\xfe")
        && bytes.get(SECOND_MAGIC..SECOND_MAGIC + 2) == Some(b"\x01\0");
    has_magic && size_at(bytes, END).is_some_and(|end| (TEXT..=bytes.len()).contains(&end))
}

/// Tells whether the stream of a compound file is one of Works 2000 and later.
pub(crate) fn is_newer(file: &Compound<'_>) -> bool {
    let stream = file.stream_named(NEWER).unwrap_or_default();
    NEWER_MAGIC.iter().any(|magic| stream.starts_with(magic))
}

/// Pushes properties and text.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let Some(file) = Compound::open(&input.bytes) else {
        return push_older(&input.bytes, input, sink);
    };
    report_properties(&file, sink);
    if let Some(stream) = file.stream_named(OLDER) {
        push_older(&stream, input, sink)?;
    } else if is_newer(&file) {
        let stream = file.stream_named(NEWER).unwrap_or_default();
        let text: String = texts(&stream).map(|part| CodePage::Utf16.decode(part)).collect();
        if push(&text, sink) == Flow::Stop {
            return Ok(());
        }
    } else {
        return Err(Error::Unsupported("a file of Works without a known text".into()));
    }
    if file.is_damaged() {
        sink.partial(PartialReason::Damaged);
    }
    Ok(())
}

/// Pushes the text of Works 4 and before, headers and notes included, in the code page that it seems to be in.
fn push_older(bytes: &[u8], input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    match u16_at(bytes, 0) {
        Some(DATABASE) => return Err(Error::Unsupported("a database of Works".into())),
        Some(magic) if magic.to_le_bytes()[1] == 0xfe => {}
        _ => return Err(Error::Unsupported("a file of Works that is no document of a PC".into())),
    }
    let end = size_at(bytes, END).ok_or(Error::Truncated)?;
    let text = bytes.get(TEXT..end.min(bytes.len())).ok_or(Error::Truncated)?;
    if end > bytes.len() {
        sink.partial(PartialReason::Truncated);
    }
    let charset = decode::choose(text, decode::label(input, None)).charset;
    let _ = push(&charset.decode(text).0, sink);
    Ok(())
}

/// Pushes a text in which characters below the blank stand for breaks and fields.
fn push(text: &str, sink: &mut dyn Sink) -> Flow {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\u{1f}' | '\0' => {}
            '\r' | '\u{b}' | '\u{c}' | '\u{e}' => shown.push('\n'),
            '\u{1e}' => shown.push('-'),
            '\t' => shown.push('\t'),
            _ if letter.is_control() => {}
            _ => shown.push(letter),
        }
    }
    push_text(&Place::Whole, Layer::Body, &shown, sink)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    /// A document of Works 4 and before.
    fn older(text: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0; TEXT];
        bytes[..2].copy_from_slice(b"\x01\xfe");
        bytes[SECOND_MAGIC] = 1;
        let end = u32::try_from(TEXT + text.len()).expect("tests are short");
        bytes[END..END + 4].copy_from_slice(&end.to_le_bytes());
        [&bytes[..], text, &[0xee; 40]].concat()
    }

    /// A stream of Works 2000 and later: lists of parts, the text in two of them.
    fn newer(texts: [&str; 2]) -> Vec<u8> {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        let texts = texts.map(wide);
        let line = |name: &[u8; 4], start: usize, length: usize| {
            let number = |number: usize| u32::try_from(number).expect("short").to_le_bytes();
            [&0x18_u16.to_le_bytes()[..], name, &[0; 6], name, &number(start), &number(length)]
                .concat()
        };
        let first = 0x18 + 8 + 24;
        let second_list = first + texts[0].len();
        let second = second_list + 8 + 2 * 24;
        let list = |count: u16, next: usize| {
            let next = u32::try_from(next).unwrap_or(u32::MAX).to_le_bytes();
            [&0x1f8_u16.to_le_bytes()[..], &count.to_le_bytes(), &next].concat()
        };
        [
            &b"CHNKWKS\0\x04\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0"[..],
            &list(1, second_list),
            &line(b"TEXT", first, texts[0].len()),
            &texts[0],
            &list(2, usize::MAX),
            &line(b"FONT", 0, 8),
            &line(b"TEXT", second, texts[1].len()),
            &texts[1],
        ]
        .concat()
    }

    #[test]
    fn the_text_of_older_documents_is_read_in_its_code_page() {
        let bytes = older(
            "Le proc\u{8a}s est clos\r\nBelozerov\x0cpaid\x1fed"
                .chars()
                .map(|c| c as u8)
                .collect::<Vec<_>>()
                .as_slice(),
        );
        assert!(is_document(&bytes) && !is_document(&bytes[..0x110]));
        let found = probe::of(extract, &bytes);
        assert!(found.body().ends_with("s est clos\nBelozerov\npaided"), "{}", found.body());
        assert!(found.error.is_none() && found.partial.is_empty());
        let russian =
            encoding_rs::WINDOWS_1251.encode("Белозеров получил перевод от директора\r\n").0;
        let found =
            probe::of(extract, &probe::compound(&[("MN0", &older(&russian)), ("MM", b"DN")]));
        assert_eq!(found.body(), "Белозеров получил перевод от директора");
    }

    #[test]
    fn the_text_of_newer_documents_stands_in_the_parts_that_lists_name() {
        let stream = newer(["Островная\rsigned\u{1e}off\r", "a note\r"]);
        let file = probe::compound(&[(NEWER, &stream), ("SPELLING", b"")]);
        let found = probe::of(extract, &file);
        assert_eq!(found.body(), "Островная\nsigned-off\na note");
        assert!(found.error.is_none() && found.partial.is_empty());
    }

    #[test]
    fn what_is_no_document_is_said_to_be_unread() {
        let mut database = older(b"x");
        database[..2].copy_from_slice(&DATABASE.to_le_bytes());
        let found = probe::of(extract, &probe::compound(&[(OLDER, &database)]));
        assert!(matches!(found.error, Some(Error::Unsupported(_))));
        let found = probe::of(extract, &probe::compound(&[("MatOST", b"x")]));
        assert!(matches!(found.error, Some(Error::Unsupported(_))));
    }

    #[test]
    fn a_cut_document_gives_what_it_has() {
        let whole = older(b"Belozerov was here, and left.");
        let found = probe::of(extract, &whole[..TEXT + 9]);
        assert_eq!(
            (found.body().as_str(), &found.partial[..]),
            ("Belozerov", &[PartialReason::Truncated][..])
        );
        assert!(matches!(probe::of(extract, &whole[..40]).error, Some(Error::Truncated)));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60), at in 0..200_usize) {
            let mut stream = newer(["one\r", "two\r"]);
            let at = at.min(stream.len());
            let end = stream.len().min(at + bytes.len());
            stream.splice(at..end, bytes);
            probe::of(extract, &probe::compound(&[(NEWER, &stream)]));
            probe::of(extract, &stream);
        }
    }
}
