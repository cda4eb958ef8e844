//! The compression of streams of Visio: the scheme of Haruhiko Okumura's LZSS (1989), a ring of 4,096 bytes.

const RING: usize = 4096;
/// The longest copy, and where in the ring the first byte goes.
const LONGEST: usize = 18;
const START: usize = RING - LONGEST;
/// The shortest copy.
const SHORTEST: usize = 3;

/// Inflates bytes up to their end, or to `most` bytes.
pub(super) fn inflate(bytes: &[u8], most: usize) -> Vec<u8> {
    let mut inflated = inflate_beyond(bytes, most);
    inflated.truncate(most);
    inflated
}

/// Inflates bytes up to their end, or up to the copy that goes beyond `most` bytes.
fn inflate_beyond(bytes: &[u8], most: usize) -> Vec<u8> {
    let mut found = Vec::new();
    let mut ring = [0; RING];
    let mut at = START;
    let mut bytes = bytes.iter().copied();
    let mut put = |byte: u8, ring: &mut [u8; RING], found: &mut Vec<u8>| {
        ring[at] = byte;
        at = (at + 1) % RING;
        found.push(byte);
    };
    while let Some(flags) = bytes.next() {
        for bit in 0..8 {
            if found.len() >= most {
                return found;
            }
            let Some(first) = bytes.next() else { return found };
            if flags >> bit & 1 == 1 {
                put(first, &mut ring, &mut found);
                continue;
            }
            let Some(second) = bytes.next() else { return found };
            let from = usize::from(first) | usize::from(second & 0xf0) << 4;
            for step in 0..usize::from(second & 0x0f) + SHORTEST {
                let byte = ring[(from + step) % RING];
                put(byte, &mut ring, &mut found);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn copies_reach_back_into_the_ring() {
        // "abc", then six bytes from where the first of them went.
        let [low, high] = u16::try_from(START).expect("it is small").to_le_bytes();
        let high = high << 4;
        assert_eq!(inflate(&[0b0111, b'a', b'b', b'c', low, high | 3], 100), b"abcabcabc");
        assert_eq!(inflate(&[0b0111, b'a', b'b', b'c', low, high | 3], 4).len(), 4);
        assert_eq!(inflate(&[0, 0, 0], 100), [0, 0, 0]);
        assert_eq!(inflate(&[0, 0, 0], 2), [0, 0], "also where the bytes end with the copy");
    }

    proptest! {
        #[test]
        fn any_bytes_end_and_are_bounded(bytes in proptest::collection::vec(any::<u8>(), 0..400), most in 0..600_usize) {
            prop_assert!(inflate(&bytes, most).len() <= most);
        }

        #[test]
        fn literals_are_themselves(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let packed: Vec<u8> = bytes.chunks(8).flat_map(|some| [&[0xff][..], some].concat()).collect();
            prop_assert_eq!(inflate(&packed, 1000), bytes);
        }
    }
}
