//! Which texts stand in a formula ([MS-XLS] §2.5.198): its tokens are passed over by their lengths.

use super::records::Record;
use crate::shared::bytes::u16_at;

const STRING: u8 = 0x17;
const ATTRIBUTE: u8 = 0x19;
const CHOICE: u8 = 0x04;

/// Returns the texts in the tokens of a formula, in their order; those before a token that is not known.
pub(super) fn texts(tokens: &[u8], is_old: bool, decode: impl Fn(&[u8]) -> String) -> Vec<String> {
    let (mut texts, mut at) = (Vec::new(), 0);
    while let Some(token) = tokens.get(at).copied() {
        let operand = &tokens[at + 1..];
        let length = if token == STRING {
            let Some((text, length)) = string(operand, is_old, &decode) else { break };
            texts.push(text);
            length
        } else {
            let Some(length) = length(token, operand, is_old) else { break };
            length
        };
        at = at.saturating_add(1 + length);
    }
    texts.retain(|text| !text.trim().is_empty());
    texts
}

fn string(
    operand: &[u8],
    is_old: bool,
    decode: impl Fn(&[u8]) -> String,
) -> Option<(String, usize)> {
    let count = usize::from(*operand.first()?);
    if is_old {
        return Some((decode(operand.get(1..=count)?), 1 + count));
    }
    let length = 2 + if operand.get(1)? & 1 != 0 { 2 * count } else { count };
    let record = Record { at: 0, kind: 0, data: operand.get(..length)?, continued: Vec::new() };
    Some((record.reader(0).short_string()?, length))
}

/// Returns how many bytes follow a token.
fn length(token: u8, operand: &[u8], is_old: bool) -> Option<usize> {
    if token < 0x20 {
        return Some(match token {
            0x01 | 0x02 => 4,
            0x03..=0x16 => 0,
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
    let widths = match token & 0x1f {
        0x00 => (7, 7),
        0x01 | 0x09 => (2, 2),
        0x02 => (3, 3),
        0x03 => (4, 14),
        0x04 | 0x0a | 0x0c => (4, 3),
        0x05 | 0x0b | 0x0d => (8, 6),
        0x06..=0x08 => (6, 6),
        0x19 => (6, 24),
        0x1a | 0x1c => (6, 17),
        0x1b | 0x1d => (10, 20),
        _ => return None,
    };
    Some(if is_old { widths.1 } else { widths.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_between_other_tokens_are_found() {
        let tokens =
            b"\x44\x01\0\x02\0\x17\x03\0abc\x19\x40\0\x01\x17\x01\x01\x16\x04\x42\x02\x67\x01\xff";
        let found = texts(tokens, false, |_| String::new());
        assert_eq!(found, ["abc", "Ж"]);
    }
}
