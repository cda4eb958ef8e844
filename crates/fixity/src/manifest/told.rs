//! Which digest do digits stand for, by the name of an algorithm beside them, or by their length?

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use item::{Algorithm, Digest};

use super::lines::{hex_from, length_of};
use super::recorded::Known;

/// Algorithms that other tools name and that are not taken here, in small letters without signs.
const FOREIGN: [&str; 47] = [
    "adler32",
    "aich",
    "blake2s",
    "blake2s256",
    "bsd",
    "btih",
    "cksum",
    "crc16",
    "crc32c",
    "crc64",
    "dropbox",
    "ed2k",
    "edonr224",
    "edonr256",
    "edonr384",
    "edonr512",
    "gost12256",
    "gost12512",
    "gost94",
    "gost94cryptopro",
    "has160",
    "hidrive",
    "mactripledes",
    "mailru",
    "md2",
    "md4",
    "quickxor",
    "ripemd128",
    "ripemd160",
    "ripemd160digest",
    "rmd160",
    "sha0",
    "sha3224",
    "sha3256",
    "sha3384",
    "sha3512",
    "sm3",
    "snefru128",
    "snefru256",
    "ssdeep",
    "sysv",
    "tiger",
    "tth",
    "whirlpool",
    "xxh128",
    "xxh3",
    "xxh64",
];

/// An algorithm, as a list names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Blake3,
    Sha256,
    More(Algorithm),
    /// One that is not taken here.
    Foreign,
}

impl Named {
    /// Reads a name as tags, heads of columns and keys have it: `SHA2-256`, `MD5 Hash`, `sha1digest`.
    pub(super) fn of(name: &str) -> Option<Self> {
        let letters = name.chars().flat_map(char::to_lowercase);
        let plain: String = letters.filter(|letter| letter.is_alphanumeric()).collect();
        let ends = ["digest", "hash", "checksum", "sum", "hex"];
        let bare = ends.iter().find_map(|end| plain.strip_suffix(end)).unwrap_or(&plain);
        Some(match bare {
            "blake3" | "b3" => Self::Blake3,
            "sha256" | "sha2256" => Self::Sha256,
            "md5" => Self::More(Algorithm::Md5),
            "sha1" => Self::More(Algorithm::Sha1),
            "sha224" | "sha2224" => Self::More(Algorithm::Sha224),
            "sha384" | "sha2384" => Self::More(Algorithm::Sha384),
            "sha512" | "sha2512" => Self::More(Algorithm::Sha512),
            "blake2b" | "blake2b512" | "b2" => Self::More(Algorithm::Blake2b),
            "crc" | "crc32" | "crc32b" => Self::More(Algorithm::Crc32),
            _ if FOREIGN.contains(&bare) => Self::Foreign,
            _ => return None,
        })
    }
}

/// Returns what digits in hex or base64 tell beside the name of their algorithm; any name may stand for one that is not taken
/// here.
pub(super) fn by_name(name: &str, digits: &[u8]) -> Result<Known, &'static str> {
    let of_length = |length: usize| {
        let bytes = forms_of(digits).into_iter().flatten().find(|bytes| bytes.len() == length);
        bytes.ok_or("the digest has another length than its algorithm gives")
    };
    let mut known = Known::default();
    match Named::of(name).unwrap_or(Named::Foreign) {
        Named::Blake3 => known.blake3 = digest_from(&of_length(32)?),
        Named::Sha256 => known.sha256 = digest_from(&of_length(32)?),
        Named::More(algorithm) => {
            known.more.insert(algorithm, of_length(length_of(algorithm))?);
        }
        Named::Foreign if digits.is_empty() || !digits.iter().all(u8::is_ascii_graphic) => {
            return Err("there is no digest behind the name of its algorithm");
        }
        Named::Foreign => drop(known.foreign.insert(name.to_lowercase())),
    }
    Ok(known)
}

/// Returns what digits in hex or base64 tell by their length, or by the name before them: `sha256-…`, `sha256:…`.
pub(super) fn by_length(digits: &[u8]) -> Result<Known, &'static str> {
    if let Some((name, digits)) = prefixed(digits) {
        return by_name(name, digits);
    }
    let [hex, base64] = forms_of(digits);
    let base64 = base64.filter(|_| is_surely_base64(digits));
    hex.and_then(of_length)
        .or_else(|| base64.and_then(of_length))
        .ok_or("it does not begin with a digest")
}

/// Tells base64 from a word of the same length, by the sign at its end or by letters of every sort.
fn is_surely_base64(digits: &[u8]) -> bool {
    let has = |sort: fn(&u8) -> bool| digits.iter().any(sort);
    digits.ends_with(b"=")
        || has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit)
}

fn of_length(bytes: Vec<u8>) -> Option<Known> {
    let algorithm = match bytes.len() {
        4 => Algorithm::Crc32,
        16 => Algorithm::Md5,
        20 => Algorithm::Sha1,
        28 => Algorithm::Sha224,
        48 => Algorithm::Sha384,
        32 | 64 => return Some(Known { either: Some(bytes), ..Known::default() }),
        _ => return None,
    };
    Some(Known { more: [(algorithm, bytes)].into(), ..Known::default() })
}

fn prefixed(digits: &[u8]) -> Option<(&str, &[u8])> {
    let sign = digits.iter().take(12).position(|byte| b"-:".contains(byte))?;
    let name = std::str::from_utf8(&digits[..sign]).ok()?;
    Named::of(name).is_some().then_some((name, &digits[sign + 1..]))
}

/// Reads digits in hex, with or without colons, and in base64 of either alphabet.
fn forms_of(digits: &[u8]) -> [Option<Vec<u8>>; 2] {
    let is_apart = digits.get(2) == Some(&b':');
    let hex = if is_apart {
        hex_from(&digits.iter().copied().filter(|byte| *byte != b':').collect::<Vec<_>>())
    } else {
        hex_from(digits)
    };
    let base64 = || STANDARD.decode(digits).or_else(|_| URL_SAFE.decode(digits)).ok();
    // No digest is longer, and what is decoded may be a name of any length.
    let base64 = (digits.len() <= 128).then(base64).flatten();
    [hex, base64]
}

fn digest_from(bytes: &[u8]) -> Option<Digest> {
    bytes.try_into().ok().map(Digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_in_hex_and_base64_of_either_alphabet_are_one_digest() {
        for digits in [
            "900150983cd24fb0d6963f7d28e17f72",
            "90:01:50:98:3C:D2:4F:B0:D6:96:3F:7D:28:E1:7F:72",
            "kAFQmDzST7DWlj99KOF/cg==",
            "kAFQmDzST7DWlj99KOF_cg==",
            "md5-kAFQmDzST7DWlj99KOF/cg==",
            "md5:900150983cd24fb0d6963f7d28e17f72",
        ] {
            let known = by_length(digits.as_bytes()).expect(digits);
            assert_eq!(known.more[&Algorithm::Md5][..4], [0x90, 1, 0x50, 0x98], "{digits}");
        }
        for word in ["caffeine", "", "a_word_of_22_letters_is", "YWFhYWFh", "x".repeat(64).as_str()]
        {
            assert!(by_length(word.as_bytes()).is_err(), "{word}");
        }
        assert!(by_length(b"cafebabe").is_ok());
    }

    #[test]
    fn an_algorithm_that_is_not_taken_keeps_its_name() {
        let known = by_name("SM3", b"66c7f0f4").expect("it is a digest");
        assert_eq!(known.foreign, ["sm3".to_owned()].into());
        assert!(by_name("SM3", b"").is_err() && by_name("MD5", b"66c7f0f4").is_err());
    }

    #[test]
    fn names_of_algorithms_are_known_as_others_write_them() {
        for name in ["SHA2-256", "SHA256", "sha256digest", "SHA-256 Hash", "sha256sum"] {
            assert_eq!(Named::of(name), Some(Named::Sha256), "{name}");
        }
        assert_eq!(Named::of("BLAKE2b-256"), None);
        assert_eq!(Named::of("Whirlpool"), Some(Named::Foreign));
    }
}
