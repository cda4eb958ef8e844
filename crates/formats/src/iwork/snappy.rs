//! Chunks of Snappy as iWork writes them: a byte of zero, a length of three bytes, and a raw stream (Snappy compressed format
//! description), without the checksums of the framing format.

use item::LimitReason;

use super::message::number;
use crate::Error;

/// What came out of the chunks.
pub(crate) struct Inflated {
    /// The bytes, up to where the chunks break off.
    pub(crate) bytes: Vec<u8>,
    /// Whether they break off.
    pub(crate) is_cut: bool,
}

/// Inflates the chunks one after the other, to `most` bytes.
pub(crate) fn inflate(chunks: &[u8], most: u64) -> Result<Inflated, Error> {
    let mut all = Inflated { bytes: Vec::new(), is_cut: false };
    let mut rest = chunks;
    while let Some([0, low, middle, high, after @ ..]) = (!rest.is_empty()).then_some(rest) {
        let length = usize::from(*low) | usize::from(*middle) << 8 | usize::from(*high) << 16;
        let (chunk, behind) = after.split_at(length.min(after.len()));
        let is_sound = inflate_chunk(chunk, &mut all.bytes).is_some();
        if all.bytes.len() as u64 > most {
            return Err(Error::Limit(LimitReason::Inflation));
        }
        rest = behind;
        if !is_sound || chunk.len() < length {
            all.is_cut = true;
            break;
        }
    }
    all.is_cut |= !rest.is_empty();
    if all.bytes.is_empty() {
        Err(Error::malformed("no chunk of a part of iWork"))
    } else {
        Ok(all)
    }
}

/// Inflates one raw stream; nothing where it is broken, with what stood before the break in `all`.
fn inflate_chunk(chunk: &[u8], all: &mut Vec<u8>) -> Option<()> {
    let start = all.len();
    let (_, mut rest) = number(chunk)?;
    while let Some((tag, after)) = rest.split_first() {
        let upper = usize::from(tag >> 2);
        rest = match tag & 3 {
            0 => literal(upper, after, all)?,
            1 => {
                let (low, after) = after.split_first()?;
                copy((upper >> 3) << 8 | usize::from(*low), (upper & 7) + 4, start, all)?;
                after
            }
            kind => {
                let (offset, after) = little_endian(after, if kind == 2 { 2 } else { 4 })?;
                copy(offset, upper + 1, start, all)?;
                after
            }
        };
    }
    Some(())
}

/// Takes bytes as they stand; up to 60 the tag holds their number less one, else the bytes behind it do.
fn literal<'b>(upper: usize, rest: &'b [u8], all: &mut Vec<u8>) -> Option<&'b [u8]> {
    let (length, rest) = if upper < 60 { (upper, rest) } else { little_endian(rest, upper - 59)? };
    let taken = length.checked_add(1)?.min(rest.len());
    all.extend_from_slice(&rest[..taken]);
    (taken == length + 1).then_some(&rest[taken..])
}

/// Repeats what stands `back` bytes before the end.
fn copy(back: usize, length: usize, start: usize, all: &mut Vec<u8>) -> Option<()> {
    let from = all.len().checked_sub(back).filter(|from| *from >= start && back > 0)?;
    for at in from..from + length {
        all.push(all[at]);
    }
    Some(())
}

fn little_endian(bytes: &[u8], width: usize) -> Option<(usize, &[u8])> {
    let (figures, rest) = bytes.split_at_checked(width)?;
    Some((figures.iter().rev().fold(0, |value, byte| value << 8 | usize::from(*byte)), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_and_copies_of_each_width_are_inflated() {
        let streams: [(&[u8], &[u8]); 3] = [
            (b"\x08\x0cabcd\x01\x04", b"abcdabcd"),
            (b"\x08\x0cabcd\x0e\x02\0", b"abcdcdcd"),
            (b"\x08\x0cabcd\x0f\x01\0\0\0", b"abcddddd"),
        ];
        for (stream, inflated) in streams {
            let length = u8::try_from(stream.len()).expect("tests are short");
            let chunk = [&[0, length, 0, 0][..], stream].concat();
            let all = inflate(&chunk.repeat(2), 100).expect("it is whole");
            assert_eq!((all.bytes, all.is_cut), (inflated.repeat(2), false));
        }
    }

    #[test]
    fn a_copy_never_reaches_before_its_chunk() {
        let chunk = b"\0\x08\0\0\x08\x0cabcd\x01\x05";
        assert!(inflate(chunk, 100).is_ok_and(|all| all.is_cut));
        assert!(matches!(inflate(b"\0\x06\0\0\x04\x0cabcd", 3), Err(Error::Limit(_))));
    }
}
