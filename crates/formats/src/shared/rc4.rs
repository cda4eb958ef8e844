//! The stream cipher RC4 (RFC 6229 has its vectors); it hides nothing today, and old formats go by it.

/// A stream of key bytes on its way.
#[derive(Clone)]
pub(crate) struct Rc4 {
    state: [u8; 256],
    one: u8,
    other: u8,
}

impl Rc4 {
    /// Begins with a key, which is not empty.
    pub(crate) fn new(key: &[u8]) -> Self {
        let mut state: [u8; 256] = std::array::from_fn(|at| u8::try_from(at).unwrap_or(0));
        let mut other = 0_u8;
        for (at, key) in (0..256).zip(key.iter().cycle()) {
            other = other.wrapping_add(state[at]).wrapping_add(*key);
            state.swap(at, usize::from(other));
        }
        Self { state, one: 0, other: 0 }
    }

    /// Encrypts or decrypts the bytes that come next.
    pub(crate) fn apply(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.one = self.one.wrapping_add(1);
            let one = usize::from(self.one);
            self.other = self.other.wrapping_add(self.state[one]);
            self.state.swap(one, usize::from(self.other));
            let place = self.state[one].wrapping_add(self.state[usize::from(self.other)]);
            *byte ^= self.state[usize::from(place)];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_that_of_the_vectors() {
        let mut stream = [0; 16];
        Rc4::new(&[1, 2, 3, 4, 5]).apply(&mut stream);
        // RFC 6229 §2, 40 bits, offset 0.
        let expected = 0xb239_6305_f03d_c027_ccc3_524a_0a11_18a8_u128;
        assert_eq!(u128::from_be_bytes(stream), expected);
    }
}
