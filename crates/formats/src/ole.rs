//! What the formats in Compound Files share: storages and streams, property sets, embedded objects, pictures.

mod blip;
mod compound;
mod moment;
mod object;
mod properties;

pub(crate) use blip::push_pictures;
pub(crate) use compound::Compound;
pub(crate) use moment::iso_8601;
pub(crate) use object::{push_packed, push_storage, push_whole, rewritten};
pub(crate) use properties::report as report_properties;

/// Reads two bytes, little-endian.
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Reads four bytes, little-endian.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Reads eight bytes, little-endian.
pub(crate) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Reads four bytes as a position or length.
pub(crate) fn size_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_at(bytes, at)?).ok()
}
