//! Values of ASN.1 in the Basic Encoding Rules (ITU-T X.690), of which the distinguished ones are a part.

use std::borrow::Cow;

/// How deep constructed values may stand in each other.
const DEPTH: u32 = 32;

/// The tag of a sequence.
pub(crate) const SEQUENCE: u8 = 0x30;
/// The tag of a set.
pub(crate) const SET: u8 = 0x31;
/// The tag of a whole number.
pub(crate) const INTEGER: u8 = 0x02;
/// The tag of an object identifier.
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;

/// Marks a value that consists of others.
const CONSTRUCTED: u8 = 0x20;

/// A value: its tag, and its bytes without tag and length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Value<'a> {
    /// The tag, with class and form.
    pub(crate) tag: u8,
    /// The bytes.
    pub(crate) bytes: &'a [u8],
}

impl<'a> Value<'a> {
    /// Reads the value at the start and returns it with what follows; one that is cut gives what there is.
    pub(crate) fn read(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        read(bytes, DEPTH)
    }

    /// Returns the values that this one consists of, up to the first that is broken.
    pub(crate) fn parts(self) -> impl Iterator<Item = Self> + 'a {
        let mut rest = self.bytes;
        std::iter::from_fn(move || {
            let (value, after) = Self::read(rest)?;
            rest = after;
            Some(value)
        })
    }

    /// Returns the first part with a tag.
    pub(crate) fn part(self, tag: u8) -> Option<Self> {
        self.parts().find(|part| part.tag == tag)
    }

    /// Returns the bytes of a string, which may stand in pieces (X.690 §8.7).
    pub(crate) fn octets(self) -> Cow<'a, [u8]> {
        if self.tag & CONSTRUCTED == 0 {
            return Cow::Borrowed(self.bytes);
        }
        Cow::Owned(self.parts().flat_map(|part| part.octets().into_owned()).collect())
    }
}

fn read(bytes: &[u8], depth: u32) -> Option<(Value<'_>, &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    // Tags of several bytes and the end of contents begin none of the values that are looked for.
    if tag & 0x1f == 0x1f || (tag, first) == (0, 0) {
        return None;
    }
    if first == 0x80 {
        return indefinite(tag, rest, depth);
    }
    let (length, rest) = length(first, rest)?;
    let (bytes, rest) = rest.split_at(length.min(rest.len()));
    Some((Value { tag, bytes }, rest))
}

/// Reads a length: a byte, or how many bytes follow that hold it (X.690 §8.1.3).
fn length(first: u8, rest: &[u8]) -> Option<(usize, &[u8])> {
    if first < 0x80 {
        return Some((usize::from(first), rest));
    }
    let (figures, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
    let figures = figures.iter().map(|figure| usize::from(*figure));
    let length =
        figures.fold(0_usize, |length, figure| length.saturating_mul(256).saturating_add(figure));
    Some((length, rest))
}

/// Reads a value without a length, which goes on to the end of its contents (X.690 §8.1.5).
fn indefinite(tag: u8, bytes: &[u8], depth: u32) -> Option<(Value<'_>, &[u8])> {
    let mut rest = bytes;
    while depth > 0 && !rest.is_empty() && !rest.starts_with(&[0, 0]) {
        rest = read(rest, depth - 1)?.1;
    }
    let length = bytes.len() - rest.len();
    Some((Value { tag, bytes: &bytes[..length] }, rest.get(2..).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_with_and_without_a_length_are_read() {
        let (value, rest) = Value::read(b"\x30\x06\x02\x01\x05\x04\x01xrest").expect("it is whole");
        assert_eq!((value.tag, value.parts().count(), rest), (SEQUENCE, 2, &b"rest"[..]));
        assert_eq!(value.part(INTEGER).map(|value| value.bytes), Some(&[5][..]));
        let pieces = b"\x24\x80\x04\x02ab\x24\x80\x04\x01c\0\0\0\0rest";
        let (value, rest) = Value::read(pieces).expect("it is whole");
        assert_eq!((&*value.octets(), rest), (&b"abc"[..], &b"rest"[..]));
        let long = [&[4, 0x82, 1, 0][..], &[7; 256]].concat();
        assert_eq!(Value::read(&long).map(|(value, _)| value.bytes.len()), Some(256));
    }

    #[test]
    fn a_cut_value_gives_what_there_is() {
        assert_eq!(Value::read(b"\x04\x05ab").map(|(value, _)| value.bytes), Some(&b"ab"[..]));
        assert_eq!(Value::read(b"\x04"), None);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Some((value, _)) = Value::read(&bytes) {
                value.octets();
            }
            Value::read(&[&[0x30, 0x80][..], &bytes].concat());
        }
    }
}
