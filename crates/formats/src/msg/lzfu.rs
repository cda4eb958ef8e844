//! Rich Text as messages pack it ([MS-OXRTFCP]).

use crate::shared::bytes::{size_at, u32_at};

/// What every message's dictionary begins with.
const BEGINNING: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

const PACKED: u32 = 0x7546_5a4c;
const PLAIN: u32 = 0x414c_454d;
const DICTIONARY: usize = 4096;

/// What came out.
#[derive(Debug)]
pub(super) struct Unpacked {
    /// The bytes.
    pub(super) bytes: Vec<u8>,
    /// Whether it ended before its end or was none of its kind.
    pub(super) is_damaged: bool,
}

/// Unpacks Rich Text up to `most` bytes: 17 bytes come of 2 at best.
pub(super) fn unpack(packed: &[u8], most: usize) -> Unpacked {
    let size = size_at(packed, 4).unwrap_or(0).min(most);
    let content = packed.get(16..).unwrap_or_default();
    match u32_at(packed, 8) {
        Some(PLAIN) => {
            let bytes = content[..size.min(content.len())].to_vec();
            Unpacked { is_damaged: bytes.len() < size, bytes }
        }
        Some(PACKED) => inflate(content, size),
        _ => Unpacked { bytes: Vec::new(), is_damaged: true },
    }
}

fn inflate(content: &[u8], size: usize) -> Unpacked {
    let mut dictionary = [b' '; DICTIONARY];
    dictionary[..BEGINNING.len()].copy_from_slice(BEGINNING);
    let mut at = BEGINNING.len();
    let mut bytes = Vec::with_capacity(size.min(content.len().saturating_mul(9)));
    let mut put = |byte: u8, at: &mut usize, dictionary: &mut [u8; DICTIONARY]| {
        bytes.push(byte);
        dictionary[*at] = byte;
        *at = (*at + 1) % DICTIONARY;
        bytes.len() >= size
    };
    let mut rest = content.iter().copied();
    let mut is_damaged = true;
    'all: while let Some(flags) = rest.next() {
        for bit in 0..8 {
            let Some(first) = rest.next() else { break 'all };
            if flags >> bit & 1 == 0 {
                if put(first, &mut at, &mut dictionary) {
                    is_damaged = false;
                    break 'all;
                }
                continue;
            }
            let Some(second) = rest.next() else { break 'all };
            let place = usize::from(first) << 4 | usize::from(second >> 4);
            if place == at {
                is_damaged = false;
                break 'all;
            }
            for offset in 0..usize::from(second & 0xf) + 2 {
                let byte = dictionary[(place + offset) % DICTIONARY];
                if put(byte, &mut at, &mut dictionary) {
                    is_damaged = false;
                    break 'all;
                }
            }
        }
    }
    Unpacked { bytes, is_damaged }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first example of the specification (§3.1.1).
    const SAMPLE: &[u8] = b"\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125\x42\x32\x0a\xf3 hel\x09\0\x20bw\x05\xb0ld}\x0a\x80\x0f\xa0";

    #[test]
    fn the_example_of_the_specification_is_unpacked() {
        let unpacked = unpack(SAMPLE, 1 << 20);
        let text = String::from_utf8_lossy(&unpacked.bytes).into_owned();
        assert_eq!(text, "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
        assert!(!unpacked.is_damaged);
    }

    #[test]
    fn what_is_cut_gives_what_there_is() {
        for end in 0..SAMPLE.len() {
            assert!(unpack(&SAMPLE[..end], 1 << 20).bytes.len() <= 0x2b);
        }
        assert_eq!(unpack(SAMPLE, 5).bytes, b"{\\rtf");
    }
}
