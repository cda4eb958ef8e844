//! The Unicode encodings that the WHATWG Encoding Standard leaves out, and wide encodings without a mark.

use std::borrow::Cow;

use super::Charset;

/// How many bytes are looked at.
const SAMPLE: usize = 4096;

/// Decodes UTF-32; what is no character becomes U+FFFD.
pub(super) fn utf_32(bytes: &[u8], number: fn([u8; 4]) -> u32) -> (String, bool) {
    let (units, rest) = bytes.as_chunks::<4>();
    let mut had_errors = !rest.is_empty();
    let text = units.iter().map(|unit| {
        char::from_u32(number(*unit)).unwrap_or_else(|| {
            had_errors = true;
            char::REPLACEMENT_CHARACTER
        })
    });
    (text.collect(), had_errors)
}

/// Turns what Java and Oracle write in the place of UTF-8 into it: surrogates of three bytes each, a zero of two.
pub(super) fn joined(bytes: &[u8]) -> Cow<'_, [u8]> {
    let is_odd = |at: usize| {
        matches!(bytes[at..], [0xed, 0xa0..=0xaf, _, 0xed, 0xb0..=0xbf, _, ..] | [0xc0, 0x80, ..])
    };
    let Some(first) = memchr::memchr2_iter(0xed, 0xc0, bytes).find(|at| is_odd(*at)) else {
        return Cow::Borrowed(bytes);
    };
    let mut out = bytes[..first].to_vec();
    let mut rest = &bytes[first..];
    while let Some((&byte, after)) = rest.split_first() {
        match rest {
            [0xed, a @ 0xa0..=0xaf, b, 0xed, c @ 0xb0..=0xbf, d, after @ ..] => {
                let unit = |high: u8, low: u8| u32::from(high & 0x0f) << 6 | u32::from(low & 0x3f);
                let code = 0x1_0000 + (unit(*a, *b) << 10) + (unit(*c, *d) & 0x3ff);
                let letter = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
                out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                rest = after;
            }
            [0xc0, 0x80, after @ ..] => {
                out.push(0);
                rest = after;
            }
            _ => {
                out.push(byte);
                rest = after;
            }
        }
    }
    Cow::Owned(out)
}

/// Decodes UTF-7 (RFC 2152); bytes above 127 and cut shifts become U+FFFD.
pub(super) fn utf_7(bytes: &[u8]) -> (String, bool) {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'+' => rest = shifted(after, &mut text),
            0..128 => text.push(char::from(byte)),
            _ => text.push(char::REPLACEMENT_CHARACTER),
        }
    }
    let had_errors = text.contains(char::REPLACEMENT_CHARACTER);
    (text, had_errors)
}

/// So many letters in shifts are no chance.
const SHIFTED: usize = 4;

/// Tells whether a text in ASCII is UTF-7: every plus begins a shift to letters of an alphabet, or stands for itself.
pub(super) fn is_utf_7(bytes: &[u8]) -> bool {
    let mut letters = 0;
    let mut rest = bytes;
    while let Some(plus) = memchr::memchr(b'+', rest) {
        rest = &rest[plus + 1..];
        let run = rest.iter().position(|byte| sextet(*byte).is_none()).unwrap_or(rest.len());
        if run == 0 && rest.starts_with(b"-") {
            continue;
        }
        let mut text = String::new();
        let after = shifted(rest, &mut text);
        let is_whole = run > 0 && (run * 6) % 16 < 6;
        let is_of_alphabet =
            |letter: char| matches!(letter, '\u{a0}'..='\u{6ff}' | '\u{1e00}'..='\u{20cf}');
        if !is_whole || !text.chars().all(is_of_alphabet) {
            return false;
        }
        letters += text.chars().filter(|letter| letter.is_alphabetic()).count();
        rest = after;
    }
    letters >= SHIFTED && bytes.is_ascii()
}

/// Reads a shift of UTF-7 without its marks; nothing where it is not whole, or says anything but letters of an alphabet.
pub(crate) fn of_shift(run: &str) -> Option<String> {
    let mut text = String::new();
    let rest = shifted(run.as_bytes(), &mut text);
    let is_whole = rest.is_empty() && (run.len() * 6) % 16 < 6;
    let is_letter = |letter: char| matches!(letter, '\u{a0}'..='\u{6ff}' | ' ');
    (is_whole && text.contains(char::is_alphabetic) && text.chars().all(is_letter)).then_some(text)
}

/// Reads one run of modified Base64 into `text` and returns what stands after it.
fn shifted<'a>(bytes: &'a [u8], text: &mut String) -> &'a [u8] {
    let end = bytes.iter().position(|byte| sextet(*byte).is_none()).unwrap_or(bytes.len());
    let (run, rest) = bytes.split_at(end);
    let rest_after_dash = rest.strip_prefix(b"-");
    if run.is_empty() && rest_after_dash.is_some() {
        text.push('+');
    }
    let (mut bits, mut held, mut units) = (0u32, 0, Vec::with_capacity(run.len() / 2));
    for value in run.iter().filter_map(|byte| sextet(*byte)) {
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 16 {
            held -= 16;
            units.push(u16::try_from(bits >> held & 0xffff).unwrap_or_default());
        }
    }
    let decoded = char::decode_utf16(units);
    text.extend(decoded.map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
    rest_after_dash.unwrap_or(rest)
}

fn sextet(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

/// Tells a wide encoding by where NUL bytes stand: the upper bytes of UTF-16 and UTF-32 text are nearly always 0 (Latin,
/// spaces) or the same few values (4 for Cyrillic, 6 for Arabic).
pub(super) fn by_nul_pattern(bytes: &[u8]) -> Option<Charset> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if sample.len() < 4 || !sample.contains(&0) {
        return None;
    }
    let nul = |at: usize| of_column(sample, 4, at, |byte| byte == 0);
    if bytes.len().is_multiple_of(4) && nul(3) > 95 && nul(2) > 95 && nul(0) < 50 {
        return Some(Charset::Utf32Le);
    }
    if bytes.len().is_multiple_of(4) && nul(0) > 95 && nul(1) > 95 && nul(3) < 50 {
        return Some(Charset::Utf32Be);
    }
    let upper = |at| of_column(sample, 2, at, |byte| matches!(byte, 0 | 4 | 6)) >= 80;
    let lower = |at| of_column(sample, 2, at, |byte| byte == 0) <= 5;
    let has_nul = |at: usize| sample.iter().skip(at).step_by(2).any(|byte| *byte == 0);
    match () {
        () if upper(1) && has_nul(1) && lower(0) => Some(Charset::Utf16Le),
        () if upper(0) && has_nul(0) && lower(1) => Some(Charset::Utf16Be),
        () => None,
    }
}

/// Returns how many in a hundred of the bytes at `at`, `at + step`, … are as `is` says.
fn of_column(sample: &[u8], step: usize, at: usize, is: impl Fn(u8) -> bool) -> usize {
    let column = sample.iter().skip(at).step_by(step);
    let all = column.len().max(1);
    column.filter(|byte| is(**byte)).count() * 100 / all
}
