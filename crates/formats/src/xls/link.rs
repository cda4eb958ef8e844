//! Where a link of a cell leads ([MS-OSHARED] §2.3.7.1).

use crate::shared::bytes::{size_at, u16_at, u32_at};
use crate::shared::legacy_text::CodePage;

/// What the classes of addresses begin with: of the web, of files.
const WEB: [u8; 4] = [0xe0, 0xc9, 0xea, 0x79];
const FILE: [u8; 4] = [0x03, 0x03, 0x00, 0x00];

/// Returns what a link shows instead of its cell and where it leads.
pub(super) fn targets(data: &[u8]) -> Vec<String> {
    let mut rest = data.get(24..).unwrap_or_default();
    let mut found = Vec::new();
    let Some(flags) = u32_at(rest, 4) else { return found };
    rest = &rest[8..];
    let has = |bit: u32| flags & bit != 0;
    for is_there in [has(0x10), has(0x80), has(0x100) && has(1)] {
        if is_there {
            found.extend(string(&mut rest));
        }
    }
    if has(1) && !has(0x100) {
        found.extend(address(&mut rest));
    }
    if has(8) {
        found.extend(string(&mut rest));
    }
    found
}

/// Reads a string behind the number of its characters.
fn string(rest: &mut &[u8]) -> Option<String> {
    let length = size_at(rest, 0)?.checked_mul(2)?;
    let bytes = rest.get(4..4usize.checked_add(length)?)?;
    *rest = &rest[4 + length..];
    Some(CodePage::Utf16.decode(bytes))
}

fn address(rest: &mut &[u8]) -> Option<String> {
    let class = rest.get(..4)?;
    let content = rest.get(16..)?;
    if class == WEB {
        let length = size_at(content, 0)?;
        let bytes = content.get(4..4usize.checked_add(length)?)?;
        *rest = &content[4 + length..];
        // Behind the end of the address, a number and a date may follow.
        return Some(CodePage::Utf16.decode(until_end(bytes)));
    }
    if class != FILE {
        return None;
    }
    let upward = usize::from(u16_at(content, 0)?);
    let length = size_at(content, 2)?;
    let short = content.get(6..6usize.checked_add(length)?)?;
    let after = content.get(6 + length + 24..)?;
    let size = size_at(after, 0)?;
    let long = after.get(4..4usize.checked_add(size)?)?;
    *rest = &after[4 + size..];
    let wide = long.get(6..).filter(|wide| !wide.is_empty());
    let path = match wide {
        Some(wide) => CodePage::Utf16.decode(wide),
        None => CodePage::default().decode(short),
    };
    Some("..\\".repeat(upward.min(64)) + &path)
}

fn until_end(bytes: &[u8]) -> &[u8] {
    let end = bytes.chunks_exact(2).position(|unit| unit == [0, 0]);
    &bytes[..end.map_or(bytes.len(), |end| 2 * end)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn addresses_of_the_web_and_places_are_found() {
        let address = wide("http://a.example\0");
        let length = u32::try_from(address.len()).expect("short").to_le_bytes();
        let data = [
            &[0; 24][..],
            &[2, 0, 0, 0, 0x0b, 0, 0, 0],
            &WEB,
            &[0; 12],
            &length,
            &address,
            &[2, 0, 0, 0],
            &wide("A1"),
        ];
        assert_eq!(targets(&data.concat()), ["http://a.example", "A1"]);
        for end in 0..data.concat().len() {
            targets(&data.concat()[..end]);
        }
    }
}
