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

/// Replaces values of an export of the registry of Windows by the texts that they are: `hex(2):1f,04,35,04`.
pub(super) fn registry(line: &str) -> Option<String> {
    let (name, value) = line.split_once("=hex")?;
    let (kind, list) = value.split_once(':')?;
    let pair = |pair: &str| u8::from_str_radix(pair.trim(), 16).ok();
    let bytes: Vec<u8> = list.trim_end().split(',').map(pair).collect::<Option<_>>()?;
    let units = bytes.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
    let text = String::from_utf16(&units.collect::<Vec<_>>()).ok();
    let text = text.filter(|text| is_near(text)).or_else(|| String::from_utf8(bytes).ok())?;
    let text = text.trim_end_matches('\0').replace('\0', " ");
    is_near(&text).then(|| format!("{name}=hex{kind}:{text}"))
}

/// Tells whether a text is of letters of Europe and the Near East: others come out of any bytes.
fn is_near(text: &str) -> bool {
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    letters * 2 > text.chars().count()
        && text.chars().all(|it| it < '\u{700}' && (!it.is_control() || it == '\0'))
}

/// What may stand before a text in figures of UTF-16, of which the first is that of a letter of Europe or the Near East.
const BEFORE_UNITS: [&str; 4] = ["\n0", "\"0", ",0", ";0"];

/// Tells whether a text in figures of UTF-16 may stand in a text, as modems and phones write messages.
pub(super) fn has_units(text: &str) -> bool {
    let is_long = |at: usize| {
        let digits =
            text.as_bytes()[at..].iter().take(UNITS).take_while(|it| it.is_ascii_hexdigit());
        digits.count() == UNITS
    };
    text.starts_with('0') && is_long(0)
        || BEFORE_UNITS.iter().any(|mark| {
            memchr::memmem::find_iter(text.as_bytes(), mark.as_bytes()).any(|at| is_long(at + 1))
        })
}

/// So many digits of letters under U+0700 do not follow each other by chance.
const UNITS: usize = 16;

/// Replaces words that are figures of UTF-16 by what they say: `041104350437`.
pub(super) fn units(line: &str) -> Option<String> {
    let is_digit = |letter: char| letter.is_ascii_hexdigit();
    if !has_units(line) {
        return None;
    }
    let (mut out, mut rest, mut is_changed) = (String::new(), line, false);
    while let Some(start) = rest.find(is_digit) {
        let (before, run) = rest.split_at(start);
        let (run, after) = run.split_at(run.find(|it| !is_digit(it)).unwrap_or(run.len()));
        let is_part = |letter: char| letter.is_alphanumeric();
        let is_word = !before.ends_with(is_part) && !after.starts_with(is_part);
        let text = of_units(run).filter(|_| is_word);
        is_changed |= text.is_some();
        out.push_str(before);
        out.push_str(text.as_deref().unwrap_or(run));
        rest = after;
    }
    out.push_str(rest);
    is_changed.then_some(out)
}

fn of_units(digits: &str) -> Option<String> {
    if digits.len() < UNITS || digits.len() > LONGEST || !digits.len().is_multiple_of(4) {
        return None;
    }
    let unit = |at: usize| u16::from_str_radix(&digits[at..at + 4], 16).ok();
    let units: Vec<u16> = (0..digits.len()).step_by(4).map(unit).collect::<Option<_>>()?;
    String::from_utf16(&units).ok().filter(|text| is_near(text) && !text.contains('\0'))
}

/// Tells whether a text is a dump of a database, in which line ends and tabs of values stand as `\n` and `\t`.
pub(super) fn is_dump(text: &str) -> bool {
    ["INSERT INTO ", "FROM stdin;"]
        .iter()
        .any(|sign| memchr::memmem::find(text.as_bytes(), sign.as_bytes()).is_some())
}

/// Resolves line ends, tabs and quotes in a row of a dump, where they hang on a word.
pub(super) fn row(line: &str, is_dump: bool) -> Option<String> {
    const ESCAPES: [(&str, &str); 5] =
        [("\\n", " "), ("\\r", " "), ("\\t", " "), ("\\'", "'"), ("\\\"", "\"")];
    if !is_dump || !ESCAPES[..3].iter().any(|(escape, _)| line.contains(escape)) {
        return None;
    }
    let read =
        ESCAPES.iter().fold(line.to_owned(), |line, (escape, text)| line.replace(escape, text));
    (read != line).then_some(read)
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
    fn values_of_the_registry_are_read() {
        let line = "\"Owner\"=hex(2):1f,04,35,04,41,04,42,04,00,00";
        assert_eq!(registry(line).as_deref(), Some("\"Owner\"=hex(2):Пест"));
        assert_eq!(registry("\"Key\"=hex:42,65,6c,6f").as_deref(), Some("\"Key\"=hex:Belo"));
        assert_eq!(registry("\"Key\"=hex:01,00,fe,ff"), None);
    }

    #[test]
    fn messages_of_modems_are_read() {
        assert_eq!(units("04110435043B043E").as_deref(), Some("Бело"));
        assert_eq!(units("1,\"041104350437003F\",2").as_deref(), Some("1,\"Без?\",2"));
        for none in
            ["00000000000000000000", "0123456789ABCDEF", "x0411043504370435", "2019031210000000"]
        {
            assert_eq!(units(none), None, "{none}");
        }
    }

    #[test]
    fn rows_of_dumps_have_their_line_ends() {
        let row = |line| super::row(line, true);
        assert_eq!(row("7\tone\\nOstrovnaya\\'s").as_deref(), Some("7\tone Ostrovnaya's"));
        assert_eq!(super::row("C:\\new\\table", false), None);
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
