//! Random values that nobody can guess, and how they are compared.

use std::fmt::Write;

/// 32 bytes of the system's randomness in hex.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl Secret {
    /// Makes a new one.
    pub(crate) fn new() -> Result<Self, getrandom::Error> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes)?;
        let mut hex = String::with_capacity(64);
        for byte in bytes {
            let _written = write!(hex, "{byte:02x}");
        }
        Ok(Self(hex))
    }

    /// Returns it as it is sent.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Compares in a time that does not tell how much of `given` is right.
    pub(crate) fn is(&self, given: &str) -> bool {
        constant_time_eq::constant_time_eq(self.0.as_bytes(), given.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_are_alike() {
        let (one, other) = (Secret::new(), Secret::new());
        let (one, other) = (one.expect("there is randomness"), other.expect("there is randomness"));
        assert_eq!(one.as_str().len(), 64);
        assert!(one.is(one.as_str()) && !one.is(other.as_str()) && !one.is(""));
    }
}
