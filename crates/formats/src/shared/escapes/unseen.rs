//! Texts in characters that no program shows: tags (U+E0020 to U+E007E, Unicode 23.9) and selectors of variants, of which each
//! stands for a byte.

/// So many in a row are no looks of a picture sign.
const SHORTEST: usize = 4;

/// Stands before tags that tell which flag it is.
const FLAG: char = '\u{1f3f4}';

/// Tells whether a character of these blocks stands in a text.
pub(super) fn may_have(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"\xf3\xa0").is_some()
}

/// Puts what is not shown beside what is; nothing where there is none.
pub(super) fn line(line: &str) -> Option<String> {
    if !may_have(line) {
        return None;
    }
    let (mut out, mut rest, mut is_changed) = (String::new(), line, false);
    while let Some(start) = rest.find(|letter| byte(letter).is_some()) {
        let (before, run) = rest.split_at(start);
        let end = run.find(|letter| byte(letter).is_none()).unwrap_or(run.len());
        let (run, after) = run.split_at(end);
        out.push_str(before);
        let bytes: Vec<u8> = run.chars().filter_map(byte).collect();
        let text = String::from_utf8(bytes).ok().filter(|text| !text.contains(char::is_control));
        let text = text.filter(|text| text.len() >= SHORTEST && !before.ends_with(FLAG));
        if let Some(text) = text {
            out.extend([" ", text.as_str(), " "]);
            is_changed = true;
        } else {
            out.push_str(run);
        }
        rest = after;
    }
    out.push_str(rest);
    is_changed.then_some(out)
}

/// Returns the byte that a character which is not shown stands for.
fn byte(letter: char) -> Option<u8> {
    let code = u32::from(letter);
    let byte = match code {
        0xe0020..=0xe007e => code - 0xe0000,
        0xfe00..=0xfe0f => code - 0xfe00,
        0xe0100..=0xe01ef => code - 0xe0100 + 16,
        _ => return None,
    };
    u8::try_from(byte).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_selectors_are_read() {
        let tags: String = "to Narva"
            .bytes()
            .filter_map(|byte| char::from_u32(0xe0000 + u32::from(byte)))
            .collect();
        assert_eq!(line(&format!("seen{tags}.")).as_deref(), Some("seen to Narva ."));
        let selectors: String = "Narva"
            .bytes()
            .filter_map(|byte| char::from_u32(0xe0100 + u32::from(byte) - 16))
            .collect();
        assert_eq!(line(&format!("x{selectors}")).as_deref(), Some("x Narva "));
    }

    #[test]
    fn flags_and_looks_are_left_alone() {
        let england = "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}";
        assert_eq!(line(england), None);
        assert_eq!(line("葛\u{e0100} ☺\u{fe0f}"), None);
    }
}
