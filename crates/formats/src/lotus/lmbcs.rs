//! The character set of Lotus (LMBCS): bytes of code page 850, and others behind a byte that names their group (as
//! `ucnv_lmb.cpp` of ICU lists them).

use crate::shared::legacy_text::CodePage;

/// The group whose characters are units of UTF-16, the upper half first.
const UNICODE: u8 = 0x14;
/// The group of control characters, which are moved by 32.
const CONTROLS: u8 = 0x0f;

/// Reads a text.
pub(super) fn decode(bytes: &[u8]) -> String {
    let mut text = String::new();
    let mut at = 0;
    while let Some(first) = bytes.get(at) {
        at += one(*first, &bytes[at + 1..], &mut text) + 1;
    }
    text
}

/// Reads one character and returns how many bytes behind the first one it takes.
fn one(first: u8, rest: &[u8], text: &mut String) -> usize {
    let Some(next) = rest.first() else {
        push(850, &[first], text);
        return 0;
    };
    match (first, page(first)) {
        (UNICODE, _) => {
            let Some([high, low]) = rest.first_chunk() else { return rest.len() };
            let unit = u16::from_be_bytes([*high, *low]);
            text.push(char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER));
            2
        }
        (CONTROLS, _) => {
            text.push(char::from(next.wrapping_sub(0x20)));
            1
        }
        (_, Some(page)) if first >= 0x10 => {
            let taken = rest.len().min(2);
            // A character of one byte stands behind its group twice.
            let bytes = if rest.get(1).is_some() && *next == first {
                &rest[1..taken]
            } else {
                &rest[..taken]
            };
            push(page, bytes, text);
            taken
        }
        (_, Some(page)) => {
            push(page, &[*next], text);
            1
        }
        (_, None) => {
            push(850, &[first], text);
            0
        }
    }
}

/// Returns the code page of a group.
fn page(group: u8) -> Option<u32> {
    Some(match group {
        0x01 => 850,
        0x02 => 1253,
        0x03 => 1255,
        0x04 => 1256,
        0x05 => 1251,
        0x06 => 1250,
        0x08 => 1254,
        0x0b => 874,
        0x10 => 932,
        0x11 => 949,
        0x12 => 950,
        0x13 => 936,
        _ => return None,
    })
}

fn push(page: u32, bytes: &[u8], text: &mut String) {
    text.push_str(&CodePage::by_number(page).decode(bytes));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_read_by_their_groups() {
        assert_eq!(decode(b"Caf\x82 \x05\xc8\x05\xe2 \x14\x04\x16 \x13\xd6\xd0"), "Café Ив Ж 中");
        assert_eq!(decode(b"a\x0f\x2ab"), "a\nb");
    }

    #[test]
    fn a_group_at_the_end_takes_what_is_there() {
        for end in [&b"a\x14"[..], b"a\x14\x04", b"a\x05", b"a\x10", b"a\x10\x82"] {
            assert!(decode(end).starts_with('a'));
        }
    }
}
