//! Which encoding bytes are in, by their statistics.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding, IBM866, KOI8_R, KOI8_U, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253,
    WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257, X_MAC_CYRILLIC,
};

use memchr::memmem;

use super::{
    Charset, Dos, Ebcdic, Mixed, Shifted, Table, ebcdic, johab, letters, script, utf, western,
};

/// How many bytes, from the first that is not ASCII, a verdict rests on.
pub(super) const SAMPLE: usize = 256 << 10;

/// Tells whether a declared encoding can be meant.
pub(super) fn fits(charset: Charset, bytes: &[u8], label: Option<&str>) -> bool {
    let sample = sample(bytes);
    if sample.is_empty() {
        return charset.unit() == 1;
    }
    match charset {
        Charset::Ebcdic(_) => ebcdic::is_meant(&bytes[..bytes.len().min(SAMPLE)]),
        Charset::Other(encoding) if encoding == WINDOWS_1252 => {
            fits_western(sample, label.is_some_and(is_ascii_label))
        }
        // Wide text without a single NUL byte holds no space: only Chinese and Japanese is written so.
        Charset::Utf16Le | Charset::Utf16Be => {
            bytes.contains(&0) || is_spaceless_wide(charset, sample)
        }
        Charset::Other(encoding) if is_utf_8_instead(encoding, bytes) => false,
        _ => has_few_errors(charset, sample),
    }
}

/// Tells whether bytes in a declared legacy encoding are valid UTF-8 throughout, more often than chance brings about:
/// pairs of bytes are valid in both far more often than single letters.
fn is_utf_8_instead(declared: &'static Encoding, bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let beyond_ascii = text.chars().filter(|character| !character.is_ascii()).take(4).count();
    beyond_ascii >= if declared.is_single_byte() { 2 } else { 4 }
}

fn is_spaceless_wide(charset: Charset, sample: &[u8]) -> bool {
    let (text, had_errors) = charset.decode(sample);
    let private = |character: char| ('\u{e000}'..='\u{f8ff}').contains(&character);
    !had_errors && !is_utf_8(sample) && !text.chars().any(private)
}

fn fits_western(sample: &[u8], is_ascii: bool) -> bool {
    !is_ascii && !is_utf_8(sample) && (is_western(sample) || guess(sample) == WINDOWS_1252)
}

/// Tells whether a label is one of US-ASCII, which says nothing of bytes above 127.
pub(super) fn is_ascii_label(label: &str) -> bool {
    let label = label.trim().trim_matches('"').to_ascii_lowercase();
    matches!(label.as_str(), "us-ascii" | "ascii" | "ansi_x3.4-1968" | "7bit" | "iso646-us")
}

/// Western languages write most of their letters in ASCII; where the upper half prevails, another script is meant.
fn is_western(sample: &[u8]) -> bool {
    let high = sample.iter().filter(|byte| **byte >= 0xc0).count();
    let letters = sample.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    high * 2 <= letters || high < 4
}

fn has_few_errors(charset: Charset, sample: &[u8]) -> bool {
    let (text, _) = charset.decode(sample);
    let beyond_ascii = text.chars().filter(|character| !character.is_ascii()).count();
    let replaced =
        text.chars().filter(|character| *character == char::REPLACEMENT_CHARACTER).count();
    // A sample may be cut inside a character.
    replaced.saturating_sub(1) * 10 <= beyond_ascii && (replaced < beyond_ascii || replaced == 0)
}

/// Tells the encoding of bytes that are in no wide encoding.
pub(super) fn eight_bit(bytes: &[u8]) -> Charset {
    if std::str::from_utf8(&utf::joined(bytes)).is_ok() {
        return match () {
            () if has_escapes(bytes) => escaped(bytes),
            () if utf::is_utf_7(&bytes[..bytes.len().min(SAMPLE)]) => Charset::Utf7,
            () => Charset::Utf8,
        };
    }
    if ebcdic::is_meant(&bytes[..bytes.len().min(SAMPLE)]) {
        return Charset::Ebcdic(Ebcdic::International);
    }
    if let Some(mixed) = Mixed::find(bytes) {
        return Charset::Mixed(mixed);
    }
    let sample = sample(bytes);
    if is_utf_8(sample) {
        return Charset::Utf8;
    }
    let guess = guess(sample);
    let is_western = [WINDOWS_1252, WINDOWS_1250, WINDOWS_1254].contains(&guess);
    let charset = Charset::of(refine(guess, sample));
    if is_framed_russian(sample) {
        return Charset::of(IBM866);
    }
    if johab::is_meant(sample) {
        return Charset::Johab;
    }
    if let Some(page) = script::of_dos(sample) {
        return page;
    }
    if let Some(table) = Table::without_label(sample) {
        return Charset::Table(table);
    }
    match () {
        () if is_framed_western(sample) => Charset::Dos(Dos::UnitedStates),
        () if is_western => western::older(charset, sample).unwrap_or(charset),
        () => charset,
    }
}

/// Tells the encoding of text in which nothing is UTF-8; nothing where it is all ASCII.
pub(super) fn other_than_utf_8(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = sample(bytes);
    (!sample.is_empty()).then(|| refine(guess(sample), sample))
}

/// Tells whether most sequences above ASCII are valid UTF-8, as in a cut or damaged text.
fn is_utf_8(sample: &[u8]) -> bool {
    let (mut valid, mut broken) = (0, 0);
    let mut chunks = sample.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        valid += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        let is_cut =
            chunks.peek().is_none() && chunk.invalid().first().is_some_and(|byte| *byte >= 0xc2);
        broken += usize::from(!chunk.invalid().is_empty() && !is_cut);
    }
    valid > 0 && broken * 3 <= valid
}

fn has_escapes(bytes: &[u8]) -> bool {
    let escape = bytes.windows(2).take(SAMPLE).any(|pair| pair == b"\x1b$" || pair == b"\x1b(");
    escape && bytes.is_ascii()
}

fn escaped(bytes: &[u8]) -> Charset {
    for (designation, script) in [(b"\x1b$)C", Shifted::Korean), (b"\x1b$)A", Shifted::Chinese)] {
        if memmem::find(&bytes[..bytes.len().min(SAMPLE)], designation).is_some() {
            return Charset::Shifted(script);
        }
    }
    let japanese = Charset::of(encoding_rs::ISO_2022_JP);
    if has_few_errors(japanese, &bytes[..bytes.len().min(SAMPLE)]) {
        japanese
    } else {
        Charset::Utf8
    }
}

/// Returns the bytes that a verdict rests on: from a little before the first that is not ASCII.
fn sample(bytes: &[u8]) -> &[u8] {
    let ascii = Encoding::ascii_valid_up_to(bytes);
    if ascii == bytes.len() {
        return &[];
    }
    let start = ascii.saturating_sub(64);
    &bytes[start..bytes.len().min(start + SAMPLE)]
}

fn guess(sample: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Corrects verdicts that are known to go wrong.
fn refine(guess: &'static Encoding, sample: &[u8]) -> &'static Encoding {
    match guess {
        encoding if encoding == WINDOWS_1251 && is_mac_cyrillic(sample) => X_MAC_CYRILLIC,
        // The detector knows one KOI8 only; the letters by which they differ decide.
        encoding if encoding == KOI8_U && !has_ukrainian_koi8(sample) => KOI8_R,
        encoding if encoding == WINDOWS_1252 && is_dos_cyrillic(sample) => IBM866,
        encoding if encoding == WINDOWS_1252 && is_turkish(sample) => WINDOWS_1254,
        encoding if is_of_latin(encoding) && is_baltic(sample) => WINDOWS_1257,
        // Capitals of KOI8-R are small letters of other alphabets.
        encoding if [WINDOWS_1253, WINDOWS_1255, WINDOWS_1256].contains(&encoding) => {
            letters::best(sample).map_or(encoding, |telling| telling.encoding)
        }
        encoding => encoding,
    }
}

/// Mac Cyrillic has its small letters where Windows-1251 has them, but for я (0xDF, there Я), and its capitals at
/// 0x80–0x9F.
fn is_mac_cyrillic(sample: &[u8]) -> bool {
    let small = |byte: u8| (0xe0..=0xfe).contains(&byte);
    let after_small = |wanted: fn(u8) -> bool| {
        sample.windows(2).filter(|pair| small(pair[0]) && wanted(pair[1])).count()
    };
    let is_told_by_ya = after_small(|byte| byte == 0xdf) > after_small(|byte| byte == 0xff)
        && after_small(|byte| (0xc0..0xde).contains(&byte)) * 4 <= after_small(|byte| byte == 0xdf);
    is_told_by_ya || has_mac_capitals(sample)
}

/// Tells whether words begin with the capitals of Mac Cyrillic, and not with those of Windows-1251.
fn has_mac_capitals(sample: &[u8]) -> bool {
    let begins_word =
        |word: &&[u8]| !word[0].is_ascii_alphanumeric() && word[0] < 0x80 && word[2] >= 0xe0;
    let starts = |wanted: fn(u8) -> bool| {
        sample.windows(3).filter(begins_word).filter(|word| wanted(word[1])).count()
    };
    // Where Windows-1251 has quotes and dashes, which stand before words too.
    let capitals = starts(|byte| {
        (0x80..=0x9f).contains(&byte) && !b"\x84\x85\x8b\x91\x93\x95\x96\x97".contains(&byte)
    });
    capitals > 1 && capitals > 2 * starts(|byte| (0xc0..=0xdf).contains(&byte))
}

fn has_ukrainian_koi8(sample: &[u8]) -> bool {
    let letter = |byte: &u8| *byte >= 0xc0;
    let ukrainian =
        |byte: &u8| matches!(byte, 0xa4 | 0xa6 | 0xa7 | 0xad | 0xb4 | 0xb6 | 0xb7 | 0xbd);
    sample.windows(2).any(|pair| {
        letter(&pair[0]) && ukrainian(&pair[1]) || ukrainian(&pair[0]) && letter(&pair[1])
    })
}

/// Turkish has ğ, ı, ş where Windows-1252 has letters of Icelandic, and none of the vowels with an acute that Icelandic has.
fn is_turkish(sample: &[u8]) -> bool {
    let count = |letters: &[u8]| sample.iter().filter(|byte| letters.contains(byte)).count();
    let turkish = count(b"\xd0\xdd\xde\xf0\xfd\xfe");
    turkish >= 4 && count(b"\xc1\xc6\xc9\xcd\xd3\xda\xe1\xe6\xe9\xed\xf3\xfa") * 3 < turkish
}

fn is_of_latin(encoding: &'static Encoding) -> bool {
    [WINDOWS_1252, WINDOWS_1250, WINDOWS_1254].contains(&encoding)
}

/// The letters of Lithuanian in Windows-1257, and those of Latvian: ą č ę ė į š ų ū ž, ā č ē ģ ī ķ ļ ņ š ū ž.
const BALTIC: [&[u8]; 2] = [
    b"\xe0\xe8\xe6\xeb\xe1\xf0\xf8\xfb\xfe\xc0\xc8\xc6\xcb\xc1\xd0\xd8\xdb\xde",
    b"\xe2\xe8\xe7\xec\xee\xed\xef\xf2\xf0\xfb\xfe\xc2\xc8\xc7\xcc\xce\xcd\xcf\xd2\xd0\xdb\xde",
];

/// Tells whether the letters of one Baltic language are nearly all that stands beyond ASCII, many of them, with š or ž:
/// those are letters of Icelandic elsewhere, which writes others as well.
fn is_baltic(sample: &[u8]) -> bool {
    let letters = sample.iter().filter(|byte| **byte >= 0xc0);
    let all = letters.clone().count();
    BALTIC.into_iter().any(|alphabet| {
        let own = letters.clone().filter(|byte| alphabet.contains(byte)).count();
        let kinds = alphabet.iter().filter(|letter| sample.contains(letter)).count();
        let has_either = |letters: &[u8]| letters.iter().any(|letter| sample.contains(letter));
        all >= 10
            && own * 20 >= all * 19
            && kinds >= 5
            && has_either(b"\xf0\xfe")
            && has_either(b"\xfb\xeb\xee")
    })
}

/// Tells whether a line of a frame of DOS stands in the text: its bytes are letters in every other encoding, but a row of
/// them is no word there.
fn has_frame(sample: &[u8]) -> bool {
    const LINES: [&[u8]; 2] = [b"\xcd\xcd\xcd\xcd\xcd\xcd", b"\xc4\xc4\xc4\xc4\xc4\xc4"];
    LINES.iter().any(|line| memmem::find(sample, line).is_some())
}

/// Tells whether Russian of DOS stands within frames.
fn is_framed_russian(sample: &[u8]) -> bool {
    if !has_frame(sample) {
        return false;
    }
    let count = |is_of: &dyn Fn(u8) -> bool| sample.iter().filter(|byte| is_of(**byte)).count();
    let letters = count(&|byte| byte >= 0x80 && !(0xb0..=0xdf).contains(&byte));
    let russian = count(&|byte| matches!(byte, 0x80..=0xaf | 0xe0..=0xf1));
    let late = count(&|byte| matches!(byte, 0xe0..=0xef));
    letters >= 8 && russian * 20 >= letters * 19 && late * 12 >= letters
}

/// Tells whether all but a few bytes beyond ASCII make frames, which have corners.
fn is_framed_western(sample: &[u8]) -> bool {
    const CORNERS: [&[u8]; 4] =
        [b"\xc9\xcd\xcd\xcd", b"\xcd\xcd\xcd\xbb", b"\xda\xc4\xc4\xc4", b"\xc4\xc4\xc4\xbf"];
    let high = sample.iter().filter(|byte| **byte >= 0x80).count();
    let of_frames = sample.iter().filter(|byte| matches!(byte, 0xb3..=0xda)).count();
    has_frame(sample)
        && CORNERS.iter().any(|corner| memmem::find(sample, corner).is_some())
        && of_frames * 5 >= high * 4
}

/// In IBM866 the letters а–п stand at 0xA0–0xAF and р–я at 0xE0–0xEF: Russian text fills both.
fn is_dos_cyrillic(sample: &[u8]) -> bool {
    let high = sample.iter().filter(|byte| **byte >= 0x80).count();
    let in_range =
        |from: u8, to: u8| sample.iter().filter(|byte| (from..=to).contains(byte)).count();
    high > 8 && in_range(0xa0, 0xaf) * 10 > high * 3 && in_range(0xe0, 0xef) * 10 > high * 2
}
