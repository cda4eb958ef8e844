//! Which digests a content has, and which id an item has.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A 32-byte hash value, printed as 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Digest(pub [u8; 32]);

/// The id of an item: 16 bytes digested from trove label, path and members.
///
/// Two copies of one content are two items with two ids. Printed as 32 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ItemId(pub [u8; 16]);

/// A digest algorithm that can be taken besides BLAKE3 and SHA-256; the weakest is the least.
///
/// Records of extractions name one by its place here, so that new ones go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Algorithm {
    /// MD5 (RFC 1321), for look-ups in hash sets only.
    Md5 = 1,
    /// SHA-1 (FIPS 180-4), for `FollowTheMoney`'s `contentHash`.
    Sha1 = 2,
    /// SHA-512 (FIPS 180-4), for `BagIt`.
    Sha512 = 5,
    /// CRC-32 as ZIP has it (ISO 3309), big-endian, for lists of others; it finds accidents alone.
    Crc32 = 0,
    /// SHA-224 (FIPS 180-4), for lists of others.
    Sha224 = 3,
    /// SHA-384 (FIPS 180-4), for lists of others.
    Sha384 = 4,
    /// `BLAKE2b` with 64 bytes of output (RFC 7693), for lists of others.
    Blake2b = 6,
}

impl Algorithm {
    /// Every algorithm with its name.
    pub const ALL: [(&'static str, Self); 7] = [
        ("md5", Self::Md5),
        ("sha1", Self::Sha1),
        ("sha512", Self::Sha512),
        ("crc32", Self::Crc32),
        ("sha224", Self::Sha224),
        ("sha384", Self::Sha384),
        ("blake2b", Self::Blake2b),
    ];

    /// Those that a dossier keeps of its items where the user asks for them, with their names on the command line.
    pub const KEPT: [(&'static str, Self); 3] =
        [("md5", Self::Md5), ("sha1", Self::Sha1), ("sha512", Self::Sha512)];
}

/// The digests taken of one content in one read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digests {
    /// How many bytes were read.
    pub size: u64,
    /// BLAKE3 with 32 bytes of output; this digest names the content.
    pub blake3: Digest,
    /// SHA-256 (FIPS 180-4).
    pub sha256: Digest,
    /// Digests that the user asked for besides, by algorithm.
    pub more: BTreeMap<Algorithm, Vec<u8>>,
}

/// A text that is no hash value in hex.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} hex digits")]
pub struct ParseHexError {
    expected: usize,
}

macro_rules! hex_bytes {
    ($type:ident, $length:literal) => {
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($type))
            }
        }

        impl FromStr for $type {
            type Err = ParseHexError;

            fn from_str(text: &str) -> Result<Self, ParseHexError> {
                let error = ParseHexError { expected: $length * 2 };
                let digits = text.as_bytes();
                if digits.len() != $length * 2 {
                    return Err(error);
                }
                let mut bytes = [0; $length];
                for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
                    let (Some(high), Some(low)) = (hex_value(pair[0]), hex_value(pair[1])) else {
                        return Err(error);
                    };
                    *byte = high << 4 | low;
                }
                Ok(Self(bytes))
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.collect_str(self)
                } else {
                    self.0.serialize(serializer)
                }
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    let text = String::deserialize(deserializer)?;
                    text.parse().map_err(serde::de::Error::custom)
                } else {
                    Deserialize::deserialize(deserializer).map(Self)
                }
            }
        }
    };
}

hex_bytes!(Digest, 32);
hex_bytes!(ItemId, 16);

pub(crate) fn hex_value(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_form_is_read_back() {
        let digest = Digest(std::array::from_fn(|at| u8::try_from(at * 7 % 256).unwrap_or(0)));
        assert_eq!(digest.to_string().parse(), Ok(digest));
    }

    #[test]
    fn text_of_another_length_or_alphabet_is_refused() {
        assert!("abc".parse::<ItemId>().is_err());
        assert!("g".repeat(32).parse::<ItemId>().is_err());
        assert!("é".repeat(16).parse::<ItemId>().is_err());
    }
}
