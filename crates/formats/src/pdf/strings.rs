//! What the text strings and dates of a PDF say (ISO 32000-2 §7.9.2 and §7.9.4).

use crate::shared::decode;

/// Reads a text string: UTF-16 or UTF-8 with a byte order mark, else `PDFDocEncoding`.
///
/// UTF-16 with the bytes the other way round is against the rules and met with all the same.
pub(super) fn text_string(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => eight_bit(bytes),
    };
    without_language_codes(&text)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Reads bytes without a mark: many programs write UTF-8 there, which hardly ever is valid by chance, and some the code page of
/// their machine.
fn eight_bit(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) if has_foreign_word(bytes) => decode::text(bytes, None).text,
        Err(_) => bytes.iter().map(|byte| pdf_doc(*byte)).collect(),
    }
}

/// Tells whether letters with accents stand in a row, of which words in `PDFDocEncoding` have one or two.
fn has_foreign_word(bytes: &[u8]) -> bool {
    bytes.split(|byte| *byte < 0xc0).any(|run| run.len() >= FOREIGN)
}

/// So many letters beyond ASCII in a row are no word of a language that the encoding is for.
const FOREIGN: usize = 4;

/// Drops language codes, which stand between two escape characters.
fn without_language_codes(text: &str) -> String {
    if !text.contains('\u{1b}') {
        return text.replace('\0', "");
    }
    text.split('\u{1b}').step_by(2).collect()
}

/// The character of a byte in `PDFDocEncoding` (ISO 32000-2 annex D.3).
fn pdf_doc(byte: u8) -> char {
    const LOW: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    const HIGH: [char; 33] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚',
        '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
    ];
    match byte {
        0x18..=0x1f => LOW[usize::from(byte - 0x18)],
        0x80..=0xa0 => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Turns a date of the form `D:YYYYMMDDHHmmSSOHH'mm'` into ISO 8601, as far as it is given; what has another form
/// stays as it is.
pub(super) fn date(written: &str) -> String {
    iso_date(written.trim()).unwrap_or_else(|| written.trim().to_owned())
}

fn iso_date(written: &str) -> Option<String> {
    let (digits, zone) = split_digits(written.strip_prefix("D:").unwrap_or(written));
    let field = |range: std::ops::Range<usize>| digits.get(range);
    let year = field(0..4)?;
    let mut date = year.to_owned();
    for (range, mark, most) in
        [(4..6, "-", 12), (6..8, "-", 31), (8..10, "T", 23), (10..12, ":", 59), (12..14, ":", 60)]
    {
        let Some(part) = field(range) else { break };
        if part.parse::<u8>().ok()? > most {
            return None;
        }
        date.push_str(mark);
        date.push_str(part);
    }
    match digits.len() {
        4 | 6 | 8 => Some(date),
        // An hour alone is no time in ISO 8601.
        10 => Some(date + ":00" + &iso_zone(zone)),
        12 | 14 => Some(date + &iso_zone(zone)),
        _ => None,
    }
}

fn split_digits(written: &str) -> (&str, &str) {
    let end = written.find(|character: char| !character.is_ascii_digit()).unwrap_or(written.len());
    written.split_at(end)
}

fn iso_zone(zone: &str) -> String {
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    match (zone.chars().next(), digits.len()) {
        (Some('Z'), _) => "Z".to_owned(),
        (Some(sign @ ('+' | '-')), 2) => format!("{sign}{digits}:00"),
        (Some(sign @ ('+' | '-')), 4) => format!("{sign}{}:{}", &digits[..2], &digits[2..]),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_strings_are_read_in_their_encoding() {
        assert_eq!(text_string(b"\xfe\xff\x04\x22\x04\x35"), "Те");
        assert_eq!(text_string(b"\xff\xfe\x22\x04\x35\x04"), "Те");
        assert_eq!(text_string(b"\xef\xbb\xbf\xd0\xa2"), "Т");
        assert_eq!(text_string(b"caf\xe9 \x84"), "café —");
        assert_eq!(text_string("é".as_bytes()), "é");
        let in_code_page = encoding_rs::WINDOWS_1251.encode("Приложение 3. Выписка по счёту").0;
        assert_eq!(text_string(&in_code_page), "Приложение 3. Выписка по счёту");
        assert_eq!(text_string(b"\xfe\xff\0\x1b\0e\0n\0\x1b\0a"), "a");
    }

    #[test]
    fn dates_become_iso_8601() {
        assert_eq!(date("D:20200131123456+03'00'"), "2020-01-31T12:34:56+03:00");
        assert_eq!(date("D:20200131123456Z"), "2020-01-31T12:34:56Z");
        assert_eq!(date("D:20200131123456Z00'00'"), "2020-01-31T12:34:56Z");
        assert_eq!(date("D:20200131"), "2020-01-31");
        assert_eq!(date("20200131123456"), "2020-01-31T12:34:56");
        assert_eq!(date("Monday"), "Monday");
        assert_eq!(date("D:20201731"), "D:20201731");
    }
}
