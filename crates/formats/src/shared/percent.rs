//! Escapes of addresses: `%D0%9F` (RFC 3986 §2.1).

/// Undoes the escapes; one that is none stays as it stands.
pub(crate) fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        if let Some(escaped) = escaped(after).filter(|_| byte == b'%') {
            bytes.push(escaped);
            rest = &after[2..];
        } else {
            bytes.push(byte);
            rest = after;
        }
    }
    bytes
}

/// Returns the byte that two hexadecimal digits at the start are.
fn escaped(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*digits.get(at)?).to_digit(16);
    u8::try_from(16 * digit(0)? + digit(1)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_and_nothing_else() {
        assert_eq!(decoded("a%20%D0%96%d0%b6"), "a Жж".as_bytes());
        for plain in ["", "100%", "%4", "%+1", "%zz%", "50 % of"] {
            assert_eq!(decoded(plain), plain.as_bytes());
        }
    }
}
