//! Letters that are written as escapes where nobody resolves them: `\u041f` in logs and scripts, `%D0%9F` in addresses,
//! `&eacute;` and `<b>` of HTML in values of tables and data, `cn:: 0J…` in lists of directories (LDIF), `П Р И К А З`.

use std::borrow::Cow;

use super::base64;
use super::html::Page;

/// Returns the lines that say something else once their escapes are resolved; nothing where none does.
pub(crate) fn resolved(text: &str) -> Option<String> {
    let is_plain = memchr::memchr3(b'\\', b'%', b'&', text.as_bytes()).is_none()
        && memchr::memchr(b'<', text.as_bytes()).is_none()
        && memchr::memmem::find(text.as_bytes(), b":: ").is_none()
        && !has_spread_letters(text);
    if is_plain {
        return None;
    }
    let mut out = String::new();
    for line in unfolded(text).lines() {
        if let Some(resolved) = line_of(line) {
            out.push_str(resolved.trim_end());
            out.push('\n');
        }
    }
    (!out.is_empty()).then_some(out)
}

fn line_of(line: &str) -> Option<String> {
    let mut now = Cow::Borrowed(line);
    for resolve in [attribute, coded, markup, together] {
        if let Some(resolved) = resolve(&now) {
            now = Cow::Owned(resolved);
        }
    }
    match now {
        Cow::Owned(resolved) => Some(resolved),
        Cow::Borrowed(_) => None,
    }
}

/// Joins the lines of a list of a directory that were folded (RFC 2849), and leaves every other text.
fn unfolded(text: &str) -> Cow<'_, str> {
    let is_list = text.starts_with("dn:") || text.contains("\ndn:");
    if is_list && text.contains("\n ") {
        Cow::Owned(text.replace("\r\n", "\n").replace("\n ", ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// Reads `name:: Base64` of a list of a directory.
fn attribute(line: &str) -> Option<String> {
    let (name, value) = line.split_once(":: ")?;
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || "-;.".contains(letter);
    if name.is_empty() || !name.chars().all(is_name) || !is_base64(value.trim()) {
        return None;
    }
    let text = String::from_utf8(base64::decode(value.trim().as_bytes()).bytes).ok()?;
    (!text.contains(char::is_control)).then(|| format!("{name}: {text}"))
}

fn is_base64(value: &str) -> bool {
    let is_of = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
    value.len() >= 4 && value.len().is_multiple_of(4) && value.bytes().all(is_of)
}

/// Resolves `\u041f`, `\xd0\x9f` and `%D0%9F` where letters beyond ASCII come out.
fn coded(line: &str) -> Option<String> {
    memchr::memchr2(b'\\', b'%', line.as_bytes())?;
    let mut out = String::with_capacity(line.len());
    let (mut rest, mut letters) = (line, 0);
    while let Some(at) = rest.find(['\\', '%']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // A run that says nothing is passed over as a whole: it would be looked at again at each of its escapes.
        let found = [utf_16(rest), utf_8(rest, "\\x"), utf_8(rest, "%")];
        let longest = found.iter().map(|(_, length)| *length).max().unwrap_or(0).max(1);
        let said = found.into_iter().find_map(|(text, length)| Some((text?, length)));
        if let Some((text, length)) = said {
            letters += text.chars().filter(|it| it.is_alphabetic() && !it.is_ascii()).count();
            out.push_str(&text);
            rest = &rest[length..];
        } else {
            out.push_str(&rest[..longest]);
            rest = &rest[longest..];
        }
    }
    out.push_str(rest);
    (letters > 0).then_some(out)
}

/// Reads a run of `\u041f` at the start, of which backslashes may be doubled; returns how long it is.
fn utf_16(text: &str) -> (Option<String>, usize) {
    let mark = if text.starts_with("\\\\u") { "\\\\u" } else { "\\u" };
    let (units, length) = run(text, mark, 4);
    let read: Result<String, _> = char::decode_utf16(units).collect();
    (read.ok().filter(|read| !read.is_empty() && !read.contains(char::is_control)), length)
}

/// Reads a run of bytes of UTF-8 at the start; returns how long it is.
fn utf_8(text: &str, mark: &str) -> (Option<String>, usize) {
    let (values, length) = run(text, mark, 2);
    let bytes: Result<Vec<u8>, _> = values.into_iter().map(u8::try_from).collect();
    let read = bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok());
    (read.filter(|read| !read.is_ascii() && !read.contains(char::is_control)), length)
}

/// Reads numbers of so many hexadecimal digits, each behind a mark.
fn run(text: &str, mark: &str, digits: usize) -> (Vec<u16>, usize) {
    let (mut values, mut rest) = (Vec::new(), text);
    while let Some(value) = rest.strip_prefix(mark).and_then(|after| after.get(..digits)) {
        let is_number = value.bytes().all(|byte| byte.is_ascii_hexdigit());
        let Some(number) = u16::from_str_radix(value, 16).ok().filter(|_| is_number) else { break };
        values.push(number);
        rest = &rest[mark.len() + digits..];
    }
    (values, text.len() - rest.len())
}

/// Reads HTML in a value, where it parts a word or writes a letter as an entity.
fn markup(line: &str) -> Option<String> {
    if !(has_entity(line) || has_style(line)) {
        return None;
    }
    let body = Page::read(line).body;
    (!body.trim().is_empty()).then(|| body.replace('\n', " "))
}

/// How long a tag or the name of an entity may be.
const NEAR: usize = 200;

/// Returns what stands before a sign, if that is near.
fn near(text: &str, sign: char) -> &str {
    let head = &text[..text.floor_char_boundary(NEAR.min(text.len()))];
    head.split_once(sign).map_or("", |(before, _)| before)
}

/// Tells whether an entity of HTML that may be a letter stands in a line.
fn has_entity(line: &str) -> bool {
    let mut starts = memchr::memchr_iter(b'&', line.as_bytes());
    starts.any(|start| {
        let name = near(&line[start + 1..], ';');
        let is_number = name.strip_prefix('#').is_some_and(|number| number.len() > 2);
        let is_accented = (4..=8).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphabetic())
            && ["acute", "grave", "circ", "uml", "tilde", "cedil", "slash", "ring", "caron", "lig"]
                .iter()
                .any(|mark| name.ends_with(mark) && name.len() <= mark.len() + 2);
        is_number && name.len() < 10 || is_accented
    })
}

/// Tells whether a tag of style stands at a letter, so that it parts a word or a phrase.
fn has_style(line: &str) -> bool {
    const STYLES: [&str; 10] = ["b", "i", "u", "em", "strong", "span", "font", "a", "c", "mark"];
    if !line.contains("</") {
        return false;
    }
    let closed: Vec<&str> =
        STYLES.into_iter().filter(|name| line.contains(&format!("</{name}>"))).collect();
    let mut starts = memchr::memchr_iter(b'<', line.as_bytes());
    starts.any(|start| {
        let (before, tag) = line.split_at(start);
        let tag = near(&tag[1..], '>');
        let after = line.get(start + tag.len() + 2..).unwrap_or_default();
        let name = tag.trim_matches('/').split([' ', '/', '.']).next().unwrap_or_default();
        closed.contains(&name)
            && (before.ends_with(char::is_alphabetic) || after.starts_with(char::is_alphabetic))
    })
}

/// From so many letters on, letters with a blank between them are a word.
const SPREAD: usize = 5;

fn has_spread_letters(text: &str) -> bool {
    let (mut length, mut alone) = (0, 0);
    for character in text.chars().chain(['\n']) {
        match character {
            ' ' | '\n' | '\r' => {
                alone = if length == 1 { alone + 1 } else { 0 };
                length = 0;
                if alone >= SPREAD {
                    return true;
                }
            }
            _ => length += 1,
        }
    }
    false
}

/// Puts letters together that are spread, with more than a blank between words.
fn together(line: &str) -> Option<String> {
    if !has_spread_letters(line) {
        return None;
    }
    let words = line.trim().split("  ").map(str::trim).filter(|word| !word.is_empty());
    let mut is_changed = false;
    let join = |word: &str| -> String {
        let mut letters = word.split(' ');
        let is_letter = |piece: &str| {
            let mut characters = piece.chars();
            characters.next().is_some_and(char::is_alphanumeric)
                && characters.all(|other| other.is_ascii_punctuation())
        };
        let is_spread = letters.clone().count() >= SPREAD && letters.all(is_letter);
        is_changed |= is_spread;
        if is_spread { word.replace(' ', "") } else { word.to_owned() }
    };
    let joined: Vec<String> = words.map(join).collect();
    is_changed.then(|| joined.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        resolved(text).map(|text| text.trim_end().to_owned())
    }

    #[test]
    fn escapes_of_scripts_logs_and_addresses_are_resolved() {
        let name = Some("name=Пест \"x\"".to_owned());
        assert_eq!(read(r#"name=\u041f\u0435\u0441\u0442 "x""#), name);
        assert_eq!(read(r#"name=\\u041f\\u0435\\u0441\\u0442 "x""#), name);
        assert_eq!(read(r#"name=\xD0\x9F\xD0\xB5\xD1\x81\xD1\x82 "x""#), name);
        assert_eq!(read("a\n/wiki/%D0%9F%D0%B5?a=1%20b\nc"), Some("/wiki/Пе?a=1%20b".into()));
        assert_eq!(read(r"\ud83d\ude00 \u043e"), Some("😀 о".into()));
    }

    #[test]
    fn html_in_values_is_read() {
        assert_eq!(read("a: soci&eacute;t&eacute; &amp; co"), Some("a: société & co".into()));
        assert_eq!(read("<p>&#1055;&#x435;</p>"), Some("Пе".into()));
        assert_eq!(read("<p>Belo<b>zerov</b></p>"), Some("Belozerov".into()));
        assert_eq!(read("<i>Vera</i> Ostrovnaya"), Some("Vera Ostrovnaya".into()));
        assert_eq!(read("pass<c.red>port</c>"), Some("passport".into()));
    }

    #[test]
    fn lists_of_directories_are_read() {
        let list = "dn:: Y249UGVzdA==\ncn:: 0J/QtdGB\n 0YI=\nmail: a@b.org\n";
        assert_eq!(read(list), Some("dn: cn=Pest\ncn: Пест".into()));
    }

    #[test]
    fn spread_letters_are_put_together() {
        assert_eq!(read("П Е С Т Р И К О В  Иван"), Some("ПЕСТРИКОВ Иван".into()));
        assert_eq!(read("K u z n e t s o v a   p a i d"), Some("Kuznetsova p a i d".into()));
    }

    #[test]
    fn long_runs_of_escapes_that_say_nothing_take_no_long_time() {
        for run in ["\\u0000", "&", "<", "\\xff", "%ff", "<b", "a<b>c</i "] {
            assert_eq!(read(&run.repeat(200_000)), None, "{run}");
        }
    }

    #[test]
    fn what_is_no_escape_is_left_alone() {
        for text in [
            "C:\\users\\x\\u12 100 % of it",
            "a <b and c> d",
            "x\\n y \\u0041\\u0042 %41%42 R&D; a&b;",
            "std::string x:: y",
            "vec<a>b",
            "1 2 3 4",
            "Hash: %d %s",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
