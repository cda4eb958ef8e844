//! Johab (KS X 1001:1992 annex 3, code page 1361): Korean in which each syllable is made of its letters.

use encoding_rs::EUC_KR;

/// From so many syllables on a text is told.
const ENOUGH: usize = 8;
/// How many bytes a verdict rests on.
const SAMPLE: usize = 16 << 10;

/// The letters that stand alone where a syllable has an initial and nothing else.
const INITIALS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";

/// Decodes bytes, and tells whether some were replaced.
pub(super) fn decode(bytes: &[u8]) -> (String, bool) {
    let mut text = String::with_capacity(bytes.len());
    let mut had_errors = false;
    let mut rest = bytes;
    while let Some((&lead, after)) = rest.split_first() {
        rest = after;
        if lead < 0x80 {
            text.push(char::from(lead));
            continue;
        }
        let letter = after.first().and_then(|trail| pair(lead, *trail));
        if letter.is_some() {
            rest = &after[1..];
        }
        had_errors |= letter.is_none();
        text.push(letter.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    (text, had_errors)
}

/// Tells whether bytes are Johab: each pair is a character, and syllables are those that Korean has, as in the other
/// encodings of it.
pub(super) fn is_meant(sample: &[u8]) -> bool {
    let sample = &sample[..sample.len().min(SAMPLE)];
    let (text, had_errors) = decode(sample);
    // The sample may be cut inside a character.
    let is_whole = !had_errors
        || text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count() == 1
            && text.ends_with(char::REPLACEMENT_CHARACTER);
    let syllables = || text.chars().filter(|letter| ('가'..='힣').contains(letter));
    let count = syllables().count();
    is_whole
        && count >= ENOUGH
        && syllables().filter(|letter| is_usual(*letter)).count() * 10 >= count * 9
}

/// Tells whether a syllable is one of the 2,350 that KS X 1001 lists by themselves.
fn is_usual(syllable: char) -> bool {
    let mut buffer = [0; 4];
    matches!(*EUC_KR.encode(syllable.encode_utf8(&mut buffer)).0, [0xb0..=0xc8, 0xa1..=0xfe])
}

/// Returns the character of two bytes.
fn pair(lead: u8, trail: u8) -> Option<char> {
    match lead {
        0x84..=0xd3 => syllable(u16::from(lead) << 8 | u16::from(trail)),
        0xd9..=0xde | 0xe0..=0xf9 => sign(u32::from(lead), u32::from(trail)),
        _ => None,
    }
}

/// Reads a syllable: five bits each for its initial, its vowel and its end.
fn syllable(bits: u16) -> Option<char> {
    let part = |shift: u16| u32::from(bits >> shift & 0x1f);
    let initial = match part(10) {
        1 => None,
        code @ 2..=20 => Some(code - 2),
        _ => return None,
    };
    let vowel = match part(5) {
        2 => None,
        code @ 3..=7 => Some(code - 3),
        code @ 10..=15 => Some(code - 5),
        code @ 18..=23 => Some(code - 7),
        code @ 26..=29 => Some(code - 9),
        _ => return None,
    };
    let end = match part(0) {
        1 => 0,
        code @ 2..=17 => code - 1,
        code @ 19..=29 => code - 2,
        _ => return None,
    };
    match (initial, vowel) {
        (Some(initial), Some(vowel)) => {
            char::from_u32(u32::from('가') + (initial * 21 + vowel) * 28 + end)
        }
        (Some(initial), None) if end == 0 => INITIALS.chars().nth(usize::try_from(initial).ok()?),
        (None, Some(vowel)) if end == 0 => char::from_u32(u32::from('ㅏ') + vowel),
        _ => None,
    }
}

/// Reads a sign or a Chinese character, which stand in the order of KS X 1001, two rows of it under each first byte.
fn sign(lead: u32, trail: u32) -> Option<char> {
    let rows = if lead < 0xe0 { 2 * (lead - 0xd9) } else { 2 * lead - 0x197 };
    let place = match trail {
        0x31..=0x7e => trail - 0x31,
        0x91..=0xfe => trail - 0x43,
        _ => return None,
    };
    let (row, column) = (rows + place / 94 + 0xa1, place % 94 + 0xa1);
    let bytes = [u8::try_from(row).ok()?, u8::try_from(column).ok()?];
    let (text, had_errors) = EUC_KR.decode_without_bom_handling(&bytes);
    text.chars().next().filter(|_| !had_errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 인터폴은 어제 제네바에서 (國際)
    const TEXT: &[u8] = b"\xb7\xa5\xc8\xe1\xcd\xa9\xb7e \xb4\xe1\xb9A \xb9A\x91A\xa4a\xb5A\xac\xe1 (\xe2\xd0\xf3G) \x88A\x84a\xd92";

    #[test]
    fn syllables_signs_and_chinese_characters_are_read() {
        assert_eq!(decode(TEXT), ("인터폴은 어제 제네바에서 (國際) ㄱㅏ、".to_owned(), false));
        assert_eq!(decode(b"a\xff\x84"), ("a\u{fffd}\u{fffd}".to_owned(), true));
    }

    #[test]
    fn johab_is_told_from_other_encodings() {
        assert!(is_meant(TEXT) && is_meant(&TEXT[..TEXT.len() - 1]));
        for (label, text) in [
            ("euc-kr", "인터폴은 어제 제네바에서 적색수배를 발부하였다. 피고인은 구금되었다."),
            ("gbk", "国际刑警组织昨天在日内瓦发布了红色通报。被告已被拘留。"),
            ("big5", "國際刑警組織昨天在日內瓦發布了紅色通報。被告已被拘留。"),
            ("shift_jis", "国際刑事警察機構は赤色通報を発行した。被告は昨日拘束された。"),
            (
                "windows-1251",
                "Пестриков Иван получил перевод из Женевы, и об этом знала Островная.",
            ),
            (
                "windows-1252",
                "La décision à Genève a été reçue par M. Müller, à côté où était l'élève",
            ),
        ] {
            let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).expect("it is known");
            assert!(!is_meant(&encoding.encode(text).0), "{label}");
        }
    }
}
