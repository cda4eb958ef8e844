//! The characters of an equation of the Equation Editor (MTEF 2 and 3, as its maker published them).

use crate::shared::bytes::size_at;
use crate::shared::symbols;

/// The kind of record that is a character, in the lower half of a tag.
const CHARACTER: u8 = 2;
/// Typefaces are numbered from here on.
const TYPEFACES: std::ops::RangeInclusive<u8> = 0x81..=0x98;
/// The typefaces of Greek letters, small and capital, and of symbols, in which letters stand for others.
const GREEK: [u8; 3] = [0x84, 0x85, 0x86];

/// Returns the characters in their order, without how they stand to each other; records of other kinds are passed over.
pub(crate) fn characters(stream: &[u8]) -> String {
    // A head of the system stands first, beginning with its length ([MS-OLEDS] leaves it to the program).
    let start = size_at(stream, 0).filter(|start| *start == 28).unwrap_or(0);
    let Some(records) = stream.get(start + 5..) else { return String::new() };
    let is_wide = stream.get(start) == Some(&3);
    let width = if is_wide { 2 } else { 1 };
    let (mut text, mut at) = (String::new(), 0);
    while let Some([tag, face, low, ..]) = records.get(at..) {
        let high = if is_wide { records.get(at + 3).copied().unwrap_or(0) } else { 0 };
        let number = u32::from(*low) | u32::from(high) << 8;
        let letter = char::from_u32(number).filter(|letter| !letter.is_control());
        let letter = letter.filter(|_| tag & 0x0f == CHARACTER && TYPEFACES.contains(face));
        at += if letter.is_some() { 2 + width } else { 1 };
        text.extend(letter.map(|letter| meant(letter, *face)));
    }
    text
}

/// Returns what a letter stands for in its typeface.
fn meant(letter: char, face: u8) -> char {
    if GREEK.contains(&face) { symbols::in_symbol(letter) } else { letter }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_both_versions_are_read() {
        let two = b"\x02\0\x01\x01\0\x0a\x01\x12\x83F\x02\x86=\x12\x83q\x02\x84q\0\0";
        assert_eq!(characters(two), "F=qθ");
        let three = b"\x03\x01\x01\x03\0\x0a\x01\x02\x83x\0\x02\x86\x12\x22\x02\x88\x31\0\0\0";
        assert_eq!(characters(three), "x−1");
        for end in 0..two.len() {
            characters(&two[..end]);
        }
    }
}
