//! Which texts stand in a formula ([MS-XLS] §2.5.198, [MS-XLSB] §2.5.97): its tokens are passed over by their lengths.

use crate::shared::bytes::u16_at;
use crate::shared::legacy_text::CodePage;

const STRING: u8 = 0x17;
const ATTRIBUTE: u8 = 0x19;
const CHOICE: u8 = 0x04;

/// How wide the tokens of a formula are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tokens {
    /// In workbooks of Excel 3.
    Three,
    /// In workbooks of Excel 4.
    Four,
    /// In workbooks of 1993 and 1995, whose strings are bytes.
    Bytes,
    /// In workbooks of 1997 to 2003.
    #[default]
    Records,
    /// In binary workbooks of 2007 and later.
    Parts,
}

/// Returns the texts in the tokens of a formula, in their order; those before a token that is not known. Strings that
/// are bytes are decoded by `decode`.
pub(crate) fn texts(bytes: &[u8], tokens: Tokens, decode: impl Fn(&[u8]) -> String) -> Vec<String> {
    let (mut texts, mut at) = (Vec::new(), 0);
    while let Some(token) = bytes.get(at).copied() {
        let operand = &bytes[at + 1..];
        let length = if token == STRING {
            let Some((text, length)) = string(operand, tokens, &decode) else { break };
            texts.push(text);
            length
        } else {
            let Some(length) = length(token, operand, tokens) else { break };
            length
        };
        at = at.saturating_add(1 + length);
    }
    texts.retain(|text| !text.trim().is_empty());
    texts
}

/// Reads a string, and how many bytes it takes.
fn string(
    operand: &[u8],
    tokens: Tokens,
    decode: impl Fn(&[u8]) -> String,
) -> Option<(String, usize)> {
    let count = usize::from(*operand.first()?);
    match tokens {
        Tokens::Three | Tokens::Four | Tokens::Bytes => {
            Some((decode(operand.get(1..=count)?), 1 + count))
        }
        Tokens::Records if operand.get(1)? & 1 == 0 => {
            let narrow = operand.get(2..2 + count)?;
            Some((narrow.iter().map(|byte| char::from(*byte)).collect(), 2 + count))
        }
        Tokens::Records => wide(operand, count),
        Tokens::Parts => wide(operand, usize::from(u16_at(operand, 0)?)),
    }
}

/// Reads characters of two bytes behind two bytes.
fn wide(operand: &[u8], count: usize) -> Option<(String, usize)> {
    let length = 2 + 2 * count;
    Some((CodePage::Utf16.decode(operand.get(2..length)?), length))
}

/// Returns how many bytes follow a token.
fn length(token: u8, operand: &[u8], tokens: Tokens) -> Option<usize> {
    if token < 0x20 {
        return Some(match token {
            0x01 | 0x02 => 4,
            0x03..=0x16 => 0,
            // A reference to a table, and what else is numbered by the byte behind ([MS-XLSB] §2.5.97.17).
            0x18 if tokens == Tokens::Parts => {
                if *operand.first()? == 0x19 {
                    13
                } else {
                    5
                }
            }
            ATTRIBUTE if operand.first()? & CHOICE != 0 => {
                3 + 2 * (1 + usize::from(u16_at(operand, 1)?))
            }
            ATTRIBUTE => 3,
            0x1c | 0x1d => 1,
            0x1e => 2,
            0x1f => 8,
            _ => return None,
        });
    }
    // The two bits above tell what a reference stands for, not which token it is.
    let has_other_sheets = !matches!(tokens, Tokens::Three | Tokens::Four);
    let widths = match token & 0x1f {
        0x00 => [7, 7, 7, 7, 14],
        0x01 => [1, 2, 2, 2, 2],
        0x02 => [2, 3, 3, 3, 3],
        0x03 => [10, 10, 14, 4, 4],
        0x04 | 0x0a | 0x0c => [3, 3, 3, 4, 6],
        0x05 | 0x0b | 0x0d => [6, 6, 6, 8, 12],
        0x06..=0x08 => [6, 6, 6, 6, 6],
        0x09 => [2, 2, 2, 2, 2],
        0x19 if has_other_sheets => [0, 0, 24, 6, 6],
        0x1a | 0x1c if has_other_sheets => [0, 0, 17, 6, 8],
        0x1b | 0x1d if has_other_sheets => [0, 0, 20, 10, 14],
        _ => return None,
    };
    Some(widths[tokens as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_between_other_tokens_are_found() {
        let tokens =
            b"\x44\x01\0\x02\0\x17\x03\0abc\x19\x40\0\x01\x17\x01\x01\x16\x04\x42\x02\x67\x01\xff";
        let found = texts(tokens, Tokens::Records, |_| String::new());
        assert_eq!(found, ["abc", "Ж"]);
    }

    #[test]
    fn texts_of_a_binary_workbook_have_their_length_in_two_bytes() {
        let tokens = b"\x44\x01\0\0\0\x02\0\x17\x02\0a\0b\0\x18\x19\0\0\0\0\0\0\0\0\0\0\0\0\x17\x01\0\x16\x04";
        assert_eq!(texts(tokens, Tokens::Parts, |_| String::new()), ["ab", "Ж"]);
    }
}
