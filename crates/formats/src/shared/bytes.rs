//! Numbers in binary files, nothing where the bytes end before; and bytes in letters.

/// Reads two bytes, little-endian.
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Reads four bytes, little-endian.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Reads two bytes, big-endian.
pub(crate) fn u16_be_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Reads four bytes, big-endian.
pub(crate) fn u32_be_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Reads eight bytes, little-endian.
pub(crate) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Reads four bytes as a position or length.
pub(crate) fn size_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_at(bytes, at)?).ok()
}

/// Tells how many parts of a file, one after the other, are no more bytes than it has in all. A file of which parts lie in
/// each other could be made much of.
pub(crate) fn fitting(bytes: usize, lengths: impl Iterator<Item = usize>) -> usize {
    let mut left = bytes;
    lengths
        .take_while(|length| {
            let rest = left.checked_sub(*length);
            left = rest.unwrap_or(0);
            rest.is_some()
        })
        .count()
}

/// Writes bytes as hexadecimal figures.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const FIGURES: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15].map(|half| FIGURES[usize::from(half)]))
        .collect()
}
