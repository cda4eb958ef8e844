//! Fields of messages of Protocol Buffers (Encoding, developers.google.com/protocol-buffers).

/// The value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field<'a> {
    /// A whole number of any width.
    Number(u64),
    /// A string or a message.
    Bytes(&'a [u8]),
    /// A number of fixed width, in bytes.
    Fixed(usize),
}

impl Field<'_> {
    /// Returns the number, where it is one.
    pub(crate) fn number(self) -> Option<u64> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }
}

/// Yields the fields of a message with their numbers, up to the first that is broken.
pub(crate) fn fields(mut rest: &[u8]) -> impl Iterator<Item = (u64, Field<'_>)> {
    std::iter::from_fn(move || {
        let (tag, after) = number(rest)?;
        let (value, after) = match tag & 7 {
            0 => number(after).map(|(value, after)| (Field::Number(value), after))?,
            1 => (Field::Fixed(8), after.get(8..)?),
            5 => (Field::Fixed(4), after.get(4..)?),
            2 => {
                let (length, after) = number(after)?;
                let (bytes, after) = after.split_at_checked(usize::try_from(length).ok()?)?;
                (Field::Bytes(bytes), after)
            }
            _ => return None,
        };
        rest = after;
        Some((tag >> 3, value))
    })
}

/// Reads a number of seven bits a byte, and returns it with what follows.
pub(crate) fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for (at, byte) in bytes.iter().enumerate().take(10) {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[at + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_each_width_are_read() {
        let bytes = b"\x08\x96\x01\x12\x02hi\x1d\0\0\0\0\x21\0\0\0\0\0\0\0\0\x28\x01";
        let found: Vec<_> = fields(bytes).collect();
        assert_eq!(found[0], (1, Field::Number(150)));
        assert_eq!(found[1], (2, Field::Bytes(b"hi")));
        assert_eq!(found[2..], [(3, Field::Fixed(4)), (4, Field::Fixed(8)), (5, Field::Number(1))]);
        assert_eq!(number(&[0xff; 11]), None);
    }
}
