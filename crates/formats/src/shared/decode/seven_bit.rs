//! Encodings that write pairs of bytes in seven bits, which the WHATWG Encoding Standard leaves out: they are brought
//! into the eight-bit form that it has.

/// Shift out, shift in, escape (ECMA-35).
const SO: u8 = 0x0e;
const SI: u8 = 0x0f;
const ESCAPE: u8 = 0x1b;

/// The bit that tells a pair of bytes from ASCII.
const HIGH: u8 = 0x80;

/// Sets the high bit in what stands between `~{` and `~}` (RFC 1843); `~~` is a tilde, `~` at the end of a line joins.
pub(super) fn from_hz(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let (mut rest, mut is_pair) = (bytes, false);
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'~', [b'{', after @ ..]) if !is_pair => (is_pair, rest) = (true, after),
            (b'~', [b'}', after @ ..]) if is_pair => (is_pair, rest) = (false, after),
            (b'~', [b'~', after @ ..]) if !is_pair => {
                out.push(b'~');
                rest = after;
            }
            (b'~', [b'\n', after @ ..] | [b'\r', b'\n', after @ ..]) => rest = after,
            // A line end ends the pairs (RFC 1843 §2).
            (b'\r' | b'\n', _) => {
                is_pair = false;
                out.push(byte);
            }
            _ if is_pair && byte.is_ascii_graphic() => out.push(byte | HIGH),
            _ => out.push(byte),
        }
    }
    out
}

/// Sets the high bit in what stands between the shift codes SO and SI, and leaves out the sequences that announce the
/// set of characters (RFC 1557, RFC 1922).
pub(super) fn from_shifted(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let (mut rest, mut is_pair) = (bytes, false);
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (ESCAPE, [b'$', b')' | b'*', _, after @ ..]) => rest = after,
            (SO, _) => is_pair = true,
            (SI, _) => is_pair = false,
            (b'\n', _) => {
                is_pair = false;
                out.push(byte);
            }
            _ if is_pair && byte.is_ascii_graphic() => out.push(byte | HIGH),
            _ => out.push(byte),
        }
    }
    out
}
