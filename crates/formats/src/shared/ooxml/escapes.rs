//! Characters that XML cannot hold, as Office programs write them.

/// Undoes `_x000D_`, by which the format writes characters that XML cannot hold (ISO/IEC 29500-1, 22.9.2.19).
pub(crate) fn unescape(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        plain.push_str(&rest[..at]);
        let code = rest.get(at + 2..at + 6).filter(|_| rest[at + 6..].starts_with('_'));
        let character =
            code.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        match character {
            Some(character) => (plain.push(character), rest = &rest[at + 7..]).1,
            None => (plain.push_str("_x"), rest = &rest[at + 2..]).1,
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_characters_are_undone() {
        assert_eq!(unescape("a_x000D_b_x0_c_x".into()), "a\rb_x0_c_x");
        assert_eq!(unescape("_xЖЖ".into()), "_xЖЖ");
    }
}
