//! Base64 (RFC 4648 §4) as senders write it: with line ends, gaps and damage.

/// What came out.
pub(crate) struct Decoded {
    /// The bytes.
    pub(crate) bytes: Vec<u8>,
    /// Whether characters outside the alphabet stood in the text.
    pub(crate) had_errors: bool,
}

/// Decodes what can be decoded: characters outside the alphabet are passed over, and padding in the middle begins anew.
pub(crate) fn decode(text: &[u8]) -> Decoded {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held, mut had_errors) = (0u32, 0u32, false);
    for byte in text {
        let Some(value) = sextet(*byte) else {
            if *byte == b'=' {
                (bits, held) = (0, 0);
            }
            had_errors |= !byte.is_ascii_whitespace() && *byte != b'=';
            continue;
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).unwrap_or_default());
        }
    }
    Decoded { bytes, had_errors }
}

/// The alphabets of RFC 4648 §4 and §5.
fn sextet(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_gaps_and_inner_padding_are_read_over() {
        assert_eq!(decode(b"SGVs\r\nbG8=").bytes, b"Hello");
        assert_eq!(decode(b"SGVsbG8=SGVsbG8").bytes, b"HelloHello");
        assert!(decode(b"SG!Vs").had_errors);
        assert_eq!(decode(b"SG!Vs").bytes, b"Hel");
    }
}
