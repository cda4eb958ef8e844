//! Manifests in UTF-16, as Windows writes what a program prints.

use std::borrow::Cow;

use crate::Error;

/// Returns the same text in UTF-8; what is no UTF-16 stays as it is.
///
/// Without a byte order mark it is told by the zero byte beside its first character: no form has one there.
pub(super) fn to_utf8(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Error> {
    let (unit, rest): (fn([u8; 2]) -> u16, _) = match bytes {
        [0xff, 0xfe, rest @ ..] => (u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => (u16::from_be_bytes, rest),
        [1..=0xff, 0, ..] => (u16::from_le_bytes, bytes),
        [0, 1..=0xff, ..] => (u16::from_be_bytes, bytes),
        _ => return Ok(Cow::Borrowed(bytes)),
    };
    let (pairs, odd) = rest.as_chunks::<2>();
    let text: Result<String, _> = char::decode_utf16(pairs.iter().copied().map(unit)).collect();
    match text {
        Ok(text) if odd.is_empty() => Ok(Cow::Owned(text.into_bytes())),
        _ => Err(Error::Line { line: 1, what: "it is damaged UTF-16" }),
    }
}
