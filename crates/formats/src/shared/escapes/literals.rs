//! Texts that stand as numbers in scripts and dumps: `String.fromCharCode(1055,1077)`, `X'D09F'`, `0xd09f`, `\xd09f`.

/// So many characters make a list of codes a text.
const CODES: usize = 3;
/// A shorter literal is a number or a colour.
const DIGITS: usize = 12;
/// Longer ones are files.
const LONGEST: usize = 64 << 10;

/// Replaces lists of character codes by what they say; nothing where there is none.
pub(super) fn codes(line: &str) -> Option<String> {
    const CALL: &str = "fromCharCode(";
    let mut out = String::new();
    let mut rest = line;
    let mut is_changed = false;
    while let Some((before, list)) = rest.split_once(CALL) {
        let (codes, after) = list.split_once(')')?;
        out.push_str(before);
        if let Some(text) = of_codes(codes) {
            out.push_str(&text);
            is_changed = true;
        } else {
            out.push_str(codes);
        }
        rest = after;
    }
    out.push_str(rest);
    is_changed.then_some(out)
}

fn of_codes(codes: &str) -> Option<String> {
    let unit = |code: &str| {
        let code = code.trim();
        match code.strip_prefix("0x") {
            Some(digits) => u16::from_str_radix(digits, 16).ok(),
            None => code.parse().ok(),
        }
    };
    let units: Vec<u16> = codes.split(',').map(unit).collect::<Option<_>>()?;
    let text = String::from_utf16(&units).ok()?;
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    (letters >= CODES && !text.contains(is_odd)).then_some(text)
}

/// Replaces literals of bytes by the texts that they are; nothing where none is one.
pub(super) fn bytes(line: &str) -> Option<String> {
    const MARKS: [&str; 6] = ["X'", "x'", "0x", "0X", "\\\\x", "\\x"];
    if !has_long_number(line) {
        return None;
    }
    let mut out = String::new();
    let mut rest = line;
    let mut is_changed = false;
    while let Some(at) = memchr::memchr3(b'x', b'X', b'\\', rest.as_bytes()) {
        // The zero of `0x` stands before it.
        let start = if rest[..at].ends_with('0') { at - 1 } else { at };
        let mark = MARKS.iter().find(|mark| rest[start..].starts_with(**mark));
        let length = mark.map_or(at + 1 - start, |mark| mark.len());
        let behind = &rest[start + length..];
        let digits =
            behind.len() - behind.trim_start_matches(|it: char| it.is_ascii_hexdigit()).len();
        let is_word = rest[..start].ends_with(|letter: char| letter.is_ascii_alphanumeric());
        let text = mark.filter(|_| !is_word).and_then(|_| of_digits(&behind[..digits]));
        let end = start + length + if mark.is_some() { digits } else { 0 };
        match text {
            Some(text) => {
                out.push_str(&rest[..start]);
                out.push_str(&text);
                is_changed = true;
            }
            None => out.push_str(&rest[..end]),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    is_changed.then_some(out)
}

/// Tells whether a sign that begins a literal leads as many digits as one has at least.
fn has_long_number(line: &str) -> bool {
    let bytes = line.as_bytes();
    memchr::memchr2_iter(b'x', b'X', bytes).any(|at| {
        let from = at + 1 + usize::from(bytes.get(at + 1) == Some(&b'\''));
        let digits = bytes.get(from..from + DIGITS);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

fn of_digits(digits: &str) -> Option<String> {
    if !(DIGITS..=LONGEST).contains(&digits.len()) || !digits.len().is_multiple_of(2) {
        return None;
    }
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    let bytes: Vec<u8> = (0..digits.len()).step_by(2).map(byte).collect::<Option<_>>()?;
    let text = String::from_utf8(bytes).ok().filter(|text| !text.contains(is_odd))?;
    let all = text.chars().count();
    let letters = text.chars().filter(|letter| letter.is_alphabetic() || *letter == ' ').count();
    (letters * 3 >= all * 2).then(|| text.replace(['\n', '\r', '\t'], " "))
}

fn is_odd(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\n' | '\r' | '\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_characters_are_read() {
        let line = "var n = String.fromCharCode(1055, 1077,0x441,1090);";
        assert_eq!(codes(line).as_deref(), Some("var n = String.Пест;"));
        assert_eq!(codes("fromCharCode(x + 1) fromCharCode(10)"), None);
    }

    #[test]
    fn literals_of_bytes_are_read() {
        let line = "VALUES (1,0xD09FD0B5D181D182, X'4F7374726F766E617961', '\\\\xd09fd0b5d181', 0xdeadbeefdeadbeef)";
        let read = "VALUES (1,Пест, Ostrovnaya', '\u{41f}\u{435}\u{441}', 0xdeadbeefdeadbeef)";
        assert_eq!(bytes(line).as_deref(), Some(read));
        for text in
            ["0x7ffee4c0a9f8", "#ffffff x box", "Max'imum 0x12", "index 00x4F7374726F766E617961"]
        {
            assert_eq!(bytes(text), None, "{text}");
        }
    }
}
