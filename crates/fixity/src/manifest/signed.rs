//! Lists within a message that is signed in the clear (RFC 9580, 7). The signature is not looked at.

use std::borrow::Cow;

const BEGINNING: &[u8] = b"-----BEGIN PGP SIGNED MESSAGE-----";
const END: &[u8] = b"-----BEGIN PGP SIGNATURE-----";

/// Returns the text that is signed, with as many blank lines before it as lines stood there; other bytes as they are.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.starts_with(BEGINNING) {
        return Cow::Borrowed(bytes);
    }
    let (mut text, mut is_head) = (Vec::with_capacity(bytes.len()), true);
    for line in bytes.split(|byte| *byte == b'\n') {
        if line.starts_with(END) {
            break;
        }
        if is_head {
            is_head = !line.trim_ascii().is_empty();
        } else {
            text.extend_from_slice(line.strip_prefix(b"- ").unwrap_or(line));
        }
        text.push(b'\n');
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_keep_their_numbers() {
        let message = b"-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\none\r\n- -two\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\nx\r\n";
        assert_eq!(&*text(message), b"\n\n\none\r\n-two\r\n");
        assert_eq!(&*text(b"one\n"), b"one\n");
    }
}
