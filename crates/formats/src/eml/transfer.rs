//! How bodies are encoded for the way (RFC 2045 §6), read leniently.

use std::borrow::Cow;

use super::mime::line_at;
use crate::shared::base64;

/// A body as it was before it was sent.
pub(super) struct Body<'a> {
    /// The bytes.
    pub(super) bytes: Cow<'a, [u8]>,
    /// Whether the encoding was broken.
    pub(super) had_errors: bool,
    /// Plain text before a body in Base64.
    pub(super) banner: &'a [u8],
    /// Plain text behind it.
    pub(super) footer: &'a [u8],
}

impl<'a> Body<'a> {
    fn new(bytes: impl Into<Cow<'a, [u8]>>, had_errors: bool) -> Self {
        Self { bytes: bytes.into(), had_errors, banner: &[], footer: &[] }
    }
}

/// A line of Base64 that is so long is a part of the body, not a word of a footer.
const LONG_LINE: usize = 40;

/// Undoes a transfer encoding; a body that is not in the stated one is taken as it stands.
pub(super) fn decode<'a>(body: &'a [u8], encoding: &str) -> Body<'a> {
    match plain_name(encoding).as_str() {
        "base64" | "b" => from_base64(body),
        "quotedprintable" | "q" => quoted_printable(body),
        "xuuencode" | "uuencode" | "xuue" | "uue" => from_uuencode(body),
        _ => Body::new(body, false),
    }
}

/// How many characters of Base64 are no word and no number by chance.
const SURE: usize = 60;

/// Undoes Base64 of which nothing is stated: whole lines of it, all of one length but the last, that come out as text.
pub(super) fn undeclared<'a>(body: &'a [u8], encoding: &str) -> Option<Body<'a>> {
    let is_stated = !matches!(plain_name(encoding).as_str(), "" | "7bit" | "8bit" | "binary");
    let text = body.trim_ascii();
    let mut lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end).peekable();
    let length = lines.peek().map_or(0, |line| line.len());
    if is_stated || length < SURE.min(text.len()) || text.len() < SURE {
        return None;
    }
    while let Some(line) = lines.next() {
        let is_last = lines.peek().is_none();
        let is_long = line.len() == length && line.len() % 4 == 0;
        if !is_base64(line) || !(is_long || is_last && line.len() <= length) {
            return None;
        }
    }
    let decoded = base64::decode(text);
    let is_text = std::str::from_utf8(&decoded.bytes).is_ok_and(|text| {
        !text.chars().any(|letter| letter.is_control() && !letter.is_ascii_whitespace())
    });
    (is_text && !decoded.had_errors).then(|| Body::new(decoded.bytes, false))
}

/// Returns the letters and figures of an encoding's name, since senders write `"base64"`, `Base-64 (yes)` and
/// `quoted/printable`.
fn plain_name(encoding: &str) -> String {
    let plain = |name: &str| -> String {
        let name = name.trim().split([';', ' ', '(']).next().unwrap_or_default();
        let letters = name.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|letter| letter.to_ascii_lowercase()).collect()
    };
    // Of several, the one that changes the bytes.
    let mut names = encoding.split(',').map(plain).filter(|name| !name.is_empty());
    let first = names.next().unwrap_or_default();
    let is_plain = |name: &str| matches!(name, "7bit" | "8bit" | "binary");
    if is_plain(&first) { names.find(|name| !is_plain(name)).unwrap_or(first) } else { first }
}

fn from_base64(body: &[u8]) -> Body<'_> {
    let odd = |byte: &&u8| !byte.is_ascii_alphanumeric() && !b"+/=-_\r\n \t".contains(byte);
    let (banner, body) = split_banner(body);
    let (body, footer) = split_footer(body);
    let sample = &body[..body.len().min(4096)];
    let is_plain = sample.iter().filter(odd).count() * 50 > sample.len() + 50;
    // A word that nobody encoded: decoded, it would be noise.
    let letters = sample.iter().filter(|byte| byte.is_ascii_alphanumeric()).count();
    let is_word = body.len() < LONG_LINE && letters % 4 != 0 && sample.iter().any(|it| odd(&it));
    let has_words = memchr::memchr_iter(b' ', sample).count() * 10 > sample.len()
        && sample.split(u8::is_ascii_whitespace).rev().skip(1).any(|word| word.len() % 4 != 0);
    if is_plain || is_word || has_words && sample.len() > 8 {
        return Body::new(body, true);
    }
    let decoded = base64::decode(body);
    Body { banner, footer, ..Body::new(decoded.bytes, decoded.had_errors) }
}

/// Parts plain lines that a gateway put before Base64, as a warning, from the first line of it.
fn split_banner(body: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    while at < body.len() {
        let (line, next) = line_at(body, at);
        let line = line.trim_ascii();
        if begins_text(line) {
            return body.split_at(at);
        }
        if !line.is_empty() && !is_prose(line) {
            break;
        }
        at = next;
    }
    body.split_at(0)
}

/// Tells whether a line is Base64 of a text: a word or a number would come out as noise.
fn begins_text(line: &[u8]) -> bool {
    let has_control = |bytes: &[u8]| {
        bytes.iter().any(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace())
    };
    is_encoded_text(line)
        || line.len() >= LONG_LINE && is_base64(line) && !has_control(&base64::decode(line).bytes)
}

/// Tells whether a line is no Base64, and is not damage within it either: it has words with blanks between them, or a mark
/// at its begin or end.
fn is_prose(line: &[u8]) -> bool {
    let is_edged = |edge: Option<&u8>| edge.is_some_and(|byte| !is_base64(&[b'A', *byte]));
    let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let has_odd_word = words.clone().count() > 1 && words.any(|word| word.len() % 4 != 0);
    has_odd_word || is_edged(line.first()) || is_edged(line.last())
}

/// Parts Base64 from the plain text that a mailing list or gateway put behind it: from the first line that is none on,
/// unless more of it follows, which is damage.
fn split_footer(body: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    let mut is_padded = false;
    while at < body.len() {
        let (line, next) = line_at(body, at);
        if let Some(end) = padding_before_words(line) {
            return body.split_at(at + end);
        }
        let line = line.trim_ascii();
        let goes_on = is_padded && is_encoded_text(line);
        if !line.is_empty() && !goes_on && (is_padded || !is_base64(line)) {
            let rest = body[at..].split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
            let is_damage = rest.filter(|line| line.len() >= LONG_LINE).any(is_base64);
            return if at == 0 || is_damage { (body, &[]) } else { body.split_at(at) };
        }
        is_padded |= line.ends_with(b"=");
        at = next;
    }
    (body, &[])
}

/// Returns where the padding ends behind which words stand on the same line.
fn padding_before_words(line: &[u8]) -> Option<usize> {
    let start = memchr::memchr(b'=', line)?;
    let end = start + line[start..].iter().take_while(|byte| **byte == b'=').count();
    let has_words = line.get(end) == Some(&b' ') && !line[end..].trim_ascii().is_empty();
    (has_words && is_base64(&line[..end])).then_some(end)
}

/// Tells whether a line behind the padding is more of it, encoded apart: a word of a footer would come out as noise.
fn is_encoded_text(line: &[u8]) -> bool {
    let is_whole = line.len() >= 8 && line.len().is_multiple_of(4) && is_base64(line);
    is_whole
        && std::str::from_utf8(&base64::decode(line).bytes)
            .is_ok_and(|text| !text.chars().any(char::is_control))
}

fn is_base64(line: &[u8]) -> bool {
    let is_of =
        |marks: &[u8]| line.iter().all(|byte| byte.is_ascii_alphanumeric() || marks.contains(byte));
    line.iter().any(u8::is_ascii_alphanumeric) && (is_of(b"+/=") || is_of(b"-_="))
}

/// Undoes quoted-printable; an escape that is none stays as it stands.
fn quoted_printable(body: &[u8]) -> Body<'_> {
    let mut bytes = Vec::with_capacity(body.len());
    let (mut rest, mut had_errors) = (body, false);
    while let Some(at) = memchr::memchr(b'=', rest) {
        bytes.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some((byte, after)) = escape(rest) {
            bytes.push(byte);
            rest = after;
        } else if let Some(after) = soft_break(rest) {
            rest = after;
        } else {
            had_errors |= !rest.is_empty();
            bytes.push(b'=');
        }
    }
    bytes.extend_from_slice(rest);
    Body::new(bytes, had_errors)
}

fn escape(rest: &[u8]) -> Option<(u8, &[u8])> {
    let value = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let [high, low, after @ ..] = rest else { return None };
    Some((value(*high)? << 4 | value(*low)?, after))
}

/// Returns what follows a line end, with blanks allowed before it (RFC 2045 §6.7, rule 3).
fn soft_break(rest: &[u8]) -> Option<&[u8]> {
    let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
    rest[blanks..].strip_prefix(b"\n")
}

fn from_uuencode(body: &[u8]) -> Body<'_> {
    let found = super::uuencode::files(body).into_iter().next();
    match found {
        Some(file) => Body::new(file.bytes, false),
        None => Body::new(body, true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(body: &str, encoding: &str) -> String {
        String::from_utf8_lossy(&decode(body.as_bytes(), encoding).bytes).into_owned()
    }

    #[test]
    fn quoted_printable_is_undone_and_damage_stays() {
        assert_eq!(bytes("a=3D=c3=A9 b=\r\nc= \nd", "Quoted-Printable"), "a=é bcd");
        assert_eq!(bytes("x = y =G1 =", "quoted-printable"), "x = y =G1 =");
        assert!(decode(b"=G1", "quoted-printable").had_errors);
    }

    #[test]
    fn the_name_of_an_encoding_is_known_however_it_is_written() {
        for name in
            ["\"quoted-printable\"", "quoted/printable", "Quoted_Printable;", "QuotedPrintable"]
        {
            assert_eq!(bytes("a=3D", name), "a=", "{name}");
        }
        for name in ["base-64", "'Base64'", "base64 (yes)", "base64;"] {
            assert_eq!(bytes("SGVsbG8=", name), "Hello", "{name}");
        }
    }

    #[test]
    fn of_several_encodings_the_one_that_changes_bytes_counts() {
        assert_eq!(bytes("SGVsbG8=", "8bit, base64"), "Hello");
        assert_eq!(bytes("a=3D", "7bit"), "a=3D");
    }

    #[test]
    fn base64_that_was_encoded_line_by_line_is_undone_to_its_end() {
        assert_eq!(bytes("SGVsbG8=\r\nIHRvIExpb24h\r\n", "base64"), "Hello to Lion!");
    }

    #[test]
    fn base64_is_undone_where_it_is_base64() {
        assert_eq!(bytes("SGVs\r\nbG8=\r\n", " BASE64 "), "Hello");
        assert_eq!(bytes("This is no base64 at all.", "base64"), "This is no base64 at all.");
        assert_eq!(bytes("?garbage\n", "base64"), "?garbage\n");
    }

    #[test]
    fn plain_text_behind_base64_is_a_footer() {
        let footer = |body: &'static str| {
            let body = decode(body.as_bytes(), "base64");
            (String::from_utf8_lossy(&body.bytes).into_owned(), body.footer)
        };
        assert_eq!(footer("SGVsbG8=\n\n____\nthe list\n").1, b"____\nthe list\n");
        assert_eq!(footer("SGVs\nbG8h\n\n-- \nchecked"), ("Hello!".into(), &b"-- \nchecked"[..]));
        assert_eq!(footer("SGVsbG8=\n\nConfidential\n").1, b"Confidential\n");
        assert_eq!(footer("SGVsbG8= behind\n"), ("Hello".into(), &b" behind\n"[..]));
        let damaged = "SGVs\nbG!8=\nSGVsbG8hSGVsbG8hSGVsbG8hSGVsbG8hSGVsbG8hSGVsbG8h\n";
        assert_eq!(footer(damaged).1, b"");
        assert!(decode(damaged.as_bytes(), "base64").had_errors);
    }

    #[test]
    fn plain_text_before_base64_is_a_banner() {
        let parts = |body: &'static str| {
            let body = decode(body.as_bytes(), "base64");
            (body.banner, String::from_utf8_lossy(&body.bytes).into_owned(), body.had_errors)
        };
        let encoded = "[EXTERNAL MAIL - do not open links]\n\nSGVsbG8gdG8gTGlvbiE=\n";
        let banner = &encoded.as_bytes()[..37];
        assert_eq!(parts(encoded), (banner, "Hello to Lion!".into(), false));
        let damaged = "SGVs!G8gdG8g\nTGlvbiE=\n";
        assert!(parts(damaged).0.is_empty() && parts(damaged).2);
        let plain = "As you asked me to, here is the digest of it as we got it on May 1:\n9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\nas it was in the mail to me.\n";
        assert_eq!(parts(plain).1, plain);
    }

    #[test]
    fn base64_of_which_nothing_is_stated_is_undone_where_it_is_text() {
        let text = "Пестриков получил перевод, и об этом знала Островная. Это всё.";
        let lines = "0J/QtdGB0YLRgNC40LrQvtCyINC/0L7Qu9GD0YfQuNC7INC/0LXRgNC10LLQvtC0\r\nLCDQuCDQvtCxINGN0YLQvtC8INC30L3QsNC70LAg0J7RgdGC0YDQvtCy0L3QsNGP\r\nLiDQrdGC0L4g0LLRgdGRLg==\r\n";
        let undone = |body: &str, encoding| {
            let body = undeclared(body.as_bytes(), encoding)?;
            Some(String::from_utf8_lossy(&body.bytes).into_owned())
        };
        assert_eq!(undone(lines, "").as_deref(), Some(text));
        assert_eq!(undone(lines, "7bit").as_deref(), Some(text));
        assert_eq!(undone(lines, "quoted-printable"), None);
        assert_eq!(undone(&format!("See:\n{lines}"), ""), None);
        let word = "ThisIsOneLongWordWithoutAnyBlankThatMightBeTakenForBase64ButIsNone";
        assert_eq!(undone(word, ""), None);
        assert_eq!(undone("short", ""), None);
        assert_eq!(undone(&"0".repeat(64), ""), None);
    }

    #[test]
    fn other_encodings_are_the_bytes_themselves() {
        assert_eq!(bytes("a=3D", "8bit"), "a=3D");
    }
}
