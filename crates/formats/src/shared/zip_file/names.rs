//! Which code page the names in an archive are in, where they are no UTF-8.

use encoding_rs::{Encoding, IBM866, SHIFT_JIS, WINDOWS_1251};

/// The upper half of IBM code page 437, which archives use where nothing says otherwise.
const IBM437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// Decodes `name`: as UTF-8, else by `charset`, else by code page 437.
pub(crate) fn readable(name: &[u8], charset: Option<&'static Encoding>) -> String {
    match (std::str::from_utf8(name), charset) {
        (Ok(name), _) => name.to_owned(),
        (Err(_), Some(charset)) => charset.decode_without_bom_handling(name).0.into_owned(),
        (Err(_), None) => name.iter().map(|byte| ibm437(*byte)).collect(),
    }
}

/// Guesses the code page of names that are no UTF-8; nothing stands for code page 437.
pub(crate) fn guess(names: &[&[u8]]) -> Option<&'static Encoding> {
    let joined = names.join(&b' ');
    let candidates = [IBM866, WINDOWS_1251, SHIFT_JIS];
    let best = candidates.into_iter().max_by_key(|encoding| score(encoding, &joined))?;
    (score(best, &joined) > score_ibm437(&joined)).then_some(best)
}

fn ibm437(byte: u8) -> char {
    match byte {
        0..=0x7f => char::from(byte),
        _ => IBM437.chars().nth(usize::from(byte) - 0x80).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

fn score_ibm437(joined: &[u8]) -> i64 {
    joined.iter().filter(|byte| **byte > 0x7f).map(|byte| weigh(ibm437(*byte))).sum()
}

/// Letters of one script in the usual case speak for a code page, box drawing and signs against it.
fn score(encoding: &'static Encoding, joined: &[u8]) -> i64 {
    let (decoded, malformed) = encoding.decode_without_bom_handling(joined);
    if malformed {
        return i64::MIN;
    }
    let letters: i64 = decoded.chars().filter(|letter| !letter.is_ascii()).map(weigh).sum();
    letters - 3 * odd_capitals(&decoded)
}

fn weigh(letter: char) -> i64 {
    match letter {
        'а'..='я' | 'ё' => 5,
        'ぁ'..='ヿ' => 6,
        'А'..='Я' | 'Ё' | '一'..='鿿' | 'à'..='ÿ' | 'ß' => 4,
        'À'..='Ü' => 2,
        '｡'..='ﾟ' => -2,
        _ if letter.is_alphabetic() => 0,
        _ => -6,
    }
}

/// Counts capitals right after small letters: the sign of a wrong Cyrillic code page.
fn odd_capitals(text: &str) -> i64 {
    let pairs = text.chars().zip(text.chars().skip(1));
    let odd = pairs.filter(|(first, second)| first.is_lowercase() && second.is_uppercase());
    i64::try_from(odd.count()).unwrap_or(i64::MAX)
}

/// Tells whether a name points outside the folder that the archive would be unpacked into.
pub(crate) fn leads_outside(name: &[u8]) -> bool {
    let drive = name.len() > 1 && name[1] == b':' && name[0].is_ascii_alphabetic();
    let absolute = matches!(name.first(), Some(b'/' | b'\\'));
    absolute || drive || name.split(|byte| matches!(byte, b'/' | b'\\')).any(|part| part == b"..")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(name: &[u8]) -> String {
        readable(name, guess(&[name]))
    }

    #[test]
    fn names_are_read_by_the_code_page_that_fits() {
        let russian = "Запрос в НЦБ.doc";
        assert_eq!(guessed(&IBM866_BYTES), russian);
        assert_eq!(guessed(&WINDOWS_1251.encode(russian).0), russian);
        assert_eq!(guessed(&SHIFT_JIS.encode("日本語テスト.txt").0), "日本語テスト.txt");
        assert_eq!(guessed(b"r\x82sum\x82.txt"), "résumé.txt");
        assert_eq!(guessed(b"M\x81ller.txt"), "Müller.txt");
    }

    const IBM866_BYTES: [u8; 16] = [
        0x87, 0xa0, 0xaf, 0xe0, 0xae, 0xe1, b' ', 0xa2, b' ', 0x8d, 0x96, 0x81, b'.', b'd', b'o',
        b'c',
    ];

    #[test]
    fn names_that_lead_outside_are_told_apart() {
        assert!(leads_outside(b"../../etc/passwd"));
        assert!(leads_outside(b"/etc/passwd"));
        assert!(leads_outside(b"C:\\x"));
        assert!(leads_outside(b"a\\..\\b"));
        assert!(!leads_outside(b"a/..b/c"));
    }
}
