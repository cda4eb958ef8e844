//! Where the whole blocks of a cut archive end (technical notes of RAR 4 and RAR 5).

use crate::shared::bytes::{size_at, u16_at};

const SIGN_4: &[u8] = b"Rar!\x1a\x07\0";
const SIGN_5: &[u8] = b"Rar!\x1a\x07\x01\0";
/// The flag of a block of version 4 that data stand behind, and that of version 5; the other one of version 5 is of a further
/// area in the head.
const HAS_DATA_4: u16 = 0x8000;
const HAS_DATA_5: usize = 2;
const HAS_AREA_5: usize = 1;

/// Returns how many bytes from the start are whole blocks, where that is less than all.
pub(super) fn whole(bytes: &[u8]) -> Option<usize> {
    let is_new = bytes.starts_with(SIGN_5);
    let start = if is_new { SIGN_5.len() } else { SIGN_4.len() };
    if !is_new && !bytes.starts_with(SIGN_4) {
        return None;
    }
    let length = if is_new { length_5 } else { length_4 };
    let mut at = start;
    while let Some(length) = length(&bytes[at..]) {
        let end = at.checked_add(length).filter(|end| *end <= bytes.len());
        let Some(end) = end.filter(|end| *end > at) else { break };
        at = end;
    }
    (at > start && at < bytes.len()).then_some(at)
}

fn length_4(block: &[u8]) -> Option<usize> {
    let head = usize::from(u16_at(block, 5)?);
    let has_data = u16_at(block, 3)? & HAS_DATA_4 != 0;
    let data = if has_data { size_at(block, 7)? } else { 0 };
    head.checked_add(data)
}

fn length_5(block: &[u8]) -> Option<usize> {
    let mut rest = block.get(4..)?;
    let length = number(&mut rest)?;
    let head = (block.len() - rest.len()).checked_add(length)?;
    let _kind = number(&mut rest)?;
    let flags = number(&mut rest)?;
    if flags & HAS_AREA_5 != 0 {
        number(&mut rest)?;
    }
    let data = if flags & HAS_DATA_5 != 0 { number(&mut rest)? } else { 0 };
    head.checked_add(data)
}

/// Reads a number of seven bits a byte, the lowest first.
fn number(rest: &mut &[u8]) -> Option<usize> {
    let mut value = 0;
    for shift in (0..63).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_whole_block_of_version_5_is_found() {
        let block = b"crc!\x03\x02\x02\x02ab";
        let cut = [SIGN_5, block, &block[..9]].concat();
        assert_eq!(whole(&cut), Some(SIGN_5.len() + block.len()));
        assert_eq!(whole(&[SIGN_5, block].concat()), None);
    }
}
