//! Decimal digits of other scripts.

/// The zeros of the decimal digits that compatibility decomposition leaves alone.
const ZEROS: [char; 18] = [
    '\u{0660}', '\u{06f0}', '\u{07c0}', '\u{0966}', '\u{09e6}', '\u{0a66}', '\u{0ae6}', '\u{0b66}',
    '\u{0be6}', '\u{0c66}', '\u{0ce6}', '\u{0d66}', '\u{0e50}', '\u{0ed0}', '\u{0f20}', '\u{1040}',
    '\u{17e0}', '\u{1810}',
];

/// Returns the ASCII digit that `c` stands for, where it is a digit of another script.
pub(crate) fn ascii(c: char) -> Option<char> {
    let value = ZEROS
        .iter()
        .find_map(|zero| u32::from(c).checked_sub(u32::from(*zero)).filter(|value| *value < 10))?;
    char::from_digit(value, 10)
}
