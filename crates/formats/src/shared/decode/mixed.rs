//! Texts that were appended to over years by programs that wrote in different encodings: logs, dumps, mailboxes.

use encoding_rs::Encoding;

use super::detect;

/// So many characters beyond ASCII in valid UTF-8 are no chance.
const EVIDENCE: usize = 6;

/// A line with so many characters beyond ASCII in valid UTF-8 is in UTF-8, where all others are in single bytes.
const OF_SINGLE_BYTES: usize = 1;

/// The same where the others are in pairs of bytes, which by chance are valid UTF-8 far more often.
const OF_PAIRS: usize = 10;

/// The shortest run of UTF-16 within other text, in characters.
const RUN: usize = 4;

/// Which encodings stand beside UTF-8 in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mixed {
    /// That of the lines that are no UTF-8.
    lines: Option<&'static Encoding>,
    /// Whether runs of UTF-16, little-endian, stand in it.
    has_wide: bool,
}

impl Mixed {
    /// Finds two encodings in bytes that are no valid UTF-8 as a whole.
    pub(super) fn find(bytes: &[u8]) -> Option<Self> {
        if bytes.contains(&0) {
            return Self::with_wide(bytes);
        }
        Some(Self { lines: Some(beside_utf_8(bytes)?), has_wide: false })
    }

    /// Finds runs of UTF-16 in other text; zero bytes beside them are no text.
    fn with_wide(bytes: &[u8]) -> Option<Self> {
        let mut narrow = Vec::new();
        let mut letters = 0;
        for run in Runs(bytes) {
            match run {
                Run::Wide(units) => letters += units.len() / 2,
                Run::Narrow(piece) => narrow.extend_from_slice(piece),
            }
        }
        let is_mixed = letters >= RUN && !narrow.trim_ascii().is_empty() && !narrow.contains(&0);
        let is_utf_8 = std::str::from_utf8(&narrow).is_ok();
        let lines = || detect::other_than_utf_8(&narrow).filter(|_| !is_utf_8);
        is_mixed.then(|| Self { lines: lines(), has_wide: true })
    }

    /// Returns the name of the encoding beside UTF-8.
    pub(crate) fn name(self) -> &'static str {
        match self.lines {
            Some(encoding) => encoding.name(),
            None => "UTF-16LE",
        }
    }

    /// Decodes every run and line in its own encoding, and tells whether bytes were replaced.
    pub(super) fn decode(self, bytes: &[u8]) -> (String, bool) {
        let mut text = String::with_capacity(bytes.len());
        let mut had_errors = false;
        if !self.has_wide {
            had_errors = self.decode_lines(bytes, &mut text);
            return (text, had_errors);
        }
        for run in Runs(bytes) {
            match run {
                Run::Wide(units) => {
                    let (wide, replaced) = encoding_rs::UTF_16LE.decode_without_bom_handling(units);
                    text.push_str(&wide);
                    had_errors |= replaced;
                }
                Run::Narrow(piece) => had_errors |= self.decode_lines(piece, &mut text),
            }
        }
        (text, had_errors)
    }

    fn decode_lines(self, bytes: &[u8], text: &mut String) -> bool {
        let mut had_errors = false;
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let encoding = self.lines.filter(|encoding| !is_utf_8(line, enough_beside(encoding)));
            let encoding = encoding.unwrap_or(encoding_rs::UTF_8);
            let (line, replaced) = encoding.decode_without_bom_handling(line);
            text.push_str(&line);
            had_errors |= replaced;
        }
        had_errors
    }
}

/// Tells the encoding of the lines that are no UTF-8, where others are.
fn beside_utf_8(bytes: &[u8]) -> Option<&'static Encoding> {
    let lines = || bytes.split_inclusive(|byte| *byte == b'\n').filter(|line| !line.is_ascii());
    let others: Vec<u8> =
        lines().filter(|line| !is_utf_8(line, 1)).flatten().copied().take(detect::SAMPLE).collect();
    let encoding = detect::other_than_utf_8(&others)?;
    let enough = enough_beside(encoding);
    let evidence: usize = lines().filter(|line| is_utf_8(line, enough)).map(beyond_ascii).sum();
    (evidence >= EVIDENCE).then_some(encoding)
}

fn enough_beside(encoding: &'static Encoding) -> usize {
    if encoding.is_single_byte() { OF_SINGLE_BYTES } else { OF_PAIRS }
}

/// Tells whether a line is ASCII, or UTF-8 with so many characters beyond it and fewer broken bytes.
fn is_utf_8(line: &[u8], enough: usize) -> bool {
    let beyond = beyond_ascii(line);
    let broken = line.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    line.is_ascii() || beyond >= enough && beyond > broken
}

fn beyond_ascii(line: &[u8]) -> usize {
    line.utf8_chunks()
        .flat_map(|chunk| chunk.valid().chars())
        .filter(|character| !character.is_ascii())
        .count()
}

/// A stretch of bytes in units of one width.
#[derive(Debug, PartialEq, Eq)]
enum Run<'a> {
    Narrow(&'a [u8]),
    Wide(&'a [u8]),
}

/// Parts bytes into runs of UTF-16, little-endian, and what stands between them.
struct Runs<'a>(&'a [u8]);

impl<'a> Iterator for Runs<'a> {
    type Item = Run<'a>;

    fn next(&mut self) -> Option<Run<'a>> {
        // What a cut at a line feed leaves of it.
        self.0 = self.0.strip_prefix(b"\0").unwrap_or(self.0);
        if self.0.is_empty() {
            return None;
        }
        let start = wide_start(self.0);
        if start > 0 {
            let (narrow, rest) = self.0.split_at(start);
            self.0 = rest;
            return Some(Run::Narrow(narrow));
        }
        let (units, rest) = self.0.split_at(wide_length(self.0));
        self.0 = rest;
        Some(Run::Wide(units.strip_prefix(b"\xff\xfe").unwrap_or(units)))
    }
}

/// Returns where the first run of UTF-16 begins, or the end.
fn wide_start(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(zero) = memchr::memchr(0, &bytes[at..]).map(|zero| at + zero) {
        let start = zero.saturating_sub(1);
        let start = wide_before(bytes, start);
        if wide_length(&bytes[start..]) >= 2 * RUN {
            return start;
        }
        at = zero + 1;
    }
    bytes.len()
}

/// Goes back over units without a zero byte, as those of other alphabets are, to a byte order mark.
fn wide_before(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while at >= 2 && !(bytes[at - 2].is_ascii() && bytes[at - 1].is_ascii_graphic()) {
        if bytes[at - 2..].starts_with(b"\xff\xfe") {
            return at - 2;
        }
        if !is_wide(bytes[at - 2], bytes[at - 1]) {
            break;
        }
        at -= 2;
    }
    at
}

/// Returns how many bytes of units of alphabets and their punctuation stand at the start.
fn wide_length(bytes: &[u8]) -> usize {
    let mark = if bytes.starts_with(b"\xff\xfe") { 2 } else { 0 };
    let units = bytes[mark..].chunks_exact(2).take_while(|unit| is_wide(unit[0], unit[1]));
    mark + units.count() * 2
}

/// Tells whether a unit is a character of an alphabet below U+0780, or of general punctuation.
fn is_wide(low: u8, high: u8) -> bool {
    match high {
        0 => low == b'\n' || low == b'\r' || low == b'\t' || low >= b' ',
        1..=7 => !matches!(low, b'\n' | b'\r'),
        0x20 => matches!(low, 0x10..=0x26 | 0xac),
        0x21 => low == 0x16,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RUSSIAN: &str = "Пестриков Андрей объявлен в розыск";

    fn in_1251(text: &str) -> Vec<u8> {
        encoding_rs::WINDOWS_1251.encode(text).0.into_owned()
    }

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn read(bytes: &[u8]) -> Option<(String, &'static str)> {
        let mixed = Mixed::find(bytes)?;
        Some((mixed.decode(bytes).0, mixed.name()))
    }

    #[test]
    fn lines_are_read_each_in_its_own_encoding() {
        let later = "Островная Вера объявлена в розыск\n";
        let bytes = [&in_1251(RUSSIAN)[..], b"\n", later.as_bytes(), &in_1251(RUSSIAN)].concat();
        let whole = format!("{RUSSIAN}\n{later}{RUSSIAN}");
        assert_eq!(read(&bytes), Some((whole, "windows-1251")));
    }

    #[test]
    fn runs_of_utf_16_in_other_text_are_read() {
        for other in ["logged in from Lyon\r\n", "вошёл из Лиона\n"] {
            let bytes =
                [other.as_bytes(), &wide("Пестриков left\r\nat noon\r\n"), other.as_bytes()];
            let whole = format!("{other}Пестриков left\r\nat noon\r\n{other}");
            assert_eq!(read(&bytes.concat()), Some((whole, "UTF-16LE")));
        }
        let marked = [b"abc\n\xff\xfe".to_vec(), wide("Вера О.\n")].concat();
        assert_eq!(read(&marked).map(|(text, _)| text), Some("abc\nВера О.\n".to_owned()));
    }

    #[test]
    fn a_text_in_one_encoding_is_not_mixed() {
        let western = encoding_rs::WINDOWS_1252.encode("décision\nété à Genève\n").0.into_owned();
        let chinese = encoding_rs::GBK.encode("红色通缉令\n国际刑警组织\n").0.into_owned();
        for bytes in [in_1251(&format!("{RUSSIAN}\n")).repeat(9), western, chinese] {
            assert_eq!(Mixed::find(&bytes), None);
        }
        assert_eq!(Mixed::find("Müller, Genève, décidé\nété\u{e9}".as_bytes()), None);
        assert_eq!(Mixed::find(b"\0\0\x01\0\x02\0\0\0abcd\0\0\0\0"), None);
    }

    proptest! {
        #[test]
        fn no_bytes_are_lost_or_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let zeros = memchr::memchr_iter(0, &bytes).count();
            let length: usize = Runs(&bytes).map(|run| match run {
                Run::Narrow(bytes) => bytes.len(),
                Run::Wide(bytes) => bytes.len() + 2,
            }).sum();
            prop_assert!(length + zeros >= bytes.len());
            if let Some(mixed) = Mixed::find(&bytes) {
                mixed.decode(&bytes);
            }
        }
    }
}
