//! The one printed form of names that are bytes.

use std::path::Path;

use crate::digest::hex_value;

/// Returns the printed form of `name`: valid UTF-8 without control, bidirectional-control or separator
/// characters, from which [`unescape`] gets the same bytes back.
///
/// Bytes that are no UTF-8 and the bytes of control characters become `\xNN`, a backslash becomes `\\`, and a `!`
/// that ends a path component becomes `\!`, so that `!/` in a locator always parts a container from its member.
pub fn escape(name: &[u8]) -> String {
    let mut printed = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        let mut characters = chunk.valid().chars().peekable();
        while let Some(character) = characters.next() {
            let ends_component = match characters.peek() {
                Some(next) => *next == '/',
                None => chunk.invalid().is_empty(),
            };
            push_escaped(&mut printed, character, ends_component);
        }
        chunk.invalid().iter().for_each(|byte| push_byte(&mut printed, *byte));
    }
    printed
}

/// Returns the printed form of a path of the system; that of [`escape`].
pub fn escape_path(path: &Path) -> String {
    escape(path.as_os_str().as_encoded_bytes())
}

/// Returns the bytes whose printed form is `printed`, or nothing where a backslash begins no known escape.
pub fn unescape(printed: &str) -> Option<Vec<u8>> {
    let mut name = Vec::with_capacity(printed.len());
    let mut rest = printed.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'\\' {
            name.push(byte);
            continue;
        }
        match after {
            [b'\\', tail @ ..] => (name.push(b'\\'), rest = tail).1,
            [b'!', tail @ ..] => (name.push(b'!'), rest = tail).1,
            [b'x', high, low, tail @ ..] => {
                name.push(hex_value(*high)? << 4 | hex_value(*low)?);
                rest = tail;
            }
            _ => return None,
        }
    }
    Some(name)
}

/// Returns `text` without what could command a terminal or turn the reading order of a page: controls other than line
/// end and tab, and bidirectional controls, become visible escapes.
///
/// This is for texts, which keep their backslashes and are not read back; names have [`escape`].
pub fn visible(text: &str) -> String {
    if text.chars().all(|character| !is_harmful(character)) {
        return text.to_owned();
    }
    text.chars().fold(String::with_capacity(text.len()), |mut visible, character| {
        match character {
            '\r' => {}
            _ if is_harmful(character) => visible.extend(character.escape_unicode()),
            _ => visible.push(character),
        }
        visible
    })
}

/// Tells whether a character commands a terminal or turns the reading order: a control other than line end and tab, or
/// a bidirectional control.
pub fn is_harmful(character: char) -> bool {
    (character.is_control() && !matches!(character, '\n' | '\t'))
        || matches!(
            character,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
        )
}

fn push_escaped(printed: &mut String, character: char, ends_component: bool) {
    match character {
        '\\' => printed.push_str("\\\\"),
        '!' if ends_component => printed.push_str("\\!"),
        _ if is_unprintable(character) => {
            let mut buffer = [0; 4];
            character.encode_utf8(&mut buffer).bytes().for_each(|byte| push_byte(printed, byte));
        }
        _ => printed.push(character),
    }
}

fn push_byte(printed: &mut String, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    printed.push_str("\\x");
    printed.push(char::from(HEX[usize::from(byte >> 4)]));
    printed.push(char::from(HEX[usize::from(byte & 15)]));
}

/// Tells whether a terminal or a page could be misled by `character`: controls (Unicode category Cc), line and
/// paragraph separators, and the bidirectional controls of UAX #9 §2.
fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back_from_its_printed_form() {
        let names: [&[u8]; 9] = [
            b"plain.txt",
            "записка.txt".as_bytes(),
            b"\xff\xfe broken",
            b"back\\slash",
            b"new\nline\x1b[2J",
            b"bang!",
            b"bang!/inside",
            b"bang!\xff",
            "rtl\u{202e}txt.exe".as_bytes(),
        ];
        for name in names {
            assert_eq!(unescape(&escape(name)).as_deref(), Some(name), "{}", escape(name));
        }
    }

    #[test]
    fn a_bang_is_escaped_only_at_the_end_of_a_component() {
        assert_eq!(escape(b"a!b"), "a!b");
        assert_eq!(escape(b"a!"), "a\\!");
        assert_eq!(escape(b"a!/b"), "a\\!/b");
    }

    #[test]
    fn controls_of_a_text_can_be_seen() {
        assert_eq!(
            visible("a\x1b[2Jb\u{202e}c\u{9b}\r\nd\te\\"),
            "a\\u{1b}[2Jb\\u{202e}c\\u{9b}\nd\te\\"
        );
    }

    #[test]
    fn controls_are_written_as_bytes() {
        assert_eq!(escape("a\u{202e}b\u{9b}".as_bytes()), "a\\xe2\\x80\\xaeb\\xc2\\x9b");
    }
}
