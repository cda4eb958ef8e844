//! Which encoding a text is in, and what it says.
//!
//! The order is: byte order mark, declared encoding where it fits, pattern of NUL bytes, valid UTF-8, detection. A
//! declared encoding is a hint: one that gives many errors, or that cannot be meant, is refused.

mod detect;
mod dos;
mod ebcdic;
mod johab;
pub(crate) mod letters;
mod mixed;
mod script;
mod seven_bit;
mod stream;
mod tables;
mod utf;
mod western;

use std::borrow::Cow;

use encoding_rs::Encoding;
use item::{Key, PartialReason, Warning, WarningCode};
use memchr::memmem;

use crate::shared::terminal;
use crate::{Input, Sink};

pub(crate) use dos::Dos;
pub(crate) use ebcdic::Ebcdic;
pub(crate) use mixed::Mixed;
pub(crate) use stream::Utf8;
use tables::Table;
pub(crate) use utf::of_shift;

/// A text with the encoding it was read in.
pub(crate) struct Decoded {
    /// The text without byte order mark and NUL characters.
    pub(crate) text: String,
    /// The name of the encoding (WHATWG Encoding Standard where it has one).
    pub(crate) charset: &'static str,
}

/// Decodes `bytes`: BOM, then declared, then NUL pattern, then valid UTF-8, then detection.
pub(crate) fn text(bytes: &[u8], declared: Option<&str>) -> Decoded {
    let choice = choose(bytes, declared);
    Decoded { text: choice.charset.decode(&bytes[choice.bom..]).0, charset: choice.charset.name() }
}

/// An encoding that texts can be read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    /// UTF-8.
    Utf8,
    /// UTF-16, little-endian.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
    /// UTF-32, little-endian.
    Utf32Le,
    /// UTF-32, big-endian.
    Utf32Be,
    /// UTF-7 (RFC 2152), in old mails.
    Utf7,
    /// HZ (RFC 1843): Chinese in seven bits.
    Hz,
    /// ISO-2022-KR (RFC 1557) and ISO-2022-CN (RFC 1922): Korean, Chinese in seven bits.
    Shifted(Shifted),
    /// Johab: Korean, each syllable by its letters.
    Johab,
    /// A code page of DOS.
    Dos(Dos),
    /// Another one of one byte.
    Table(&'static Table),
    /// An encoding of mainframes.
    Ebcdic(Ebcdic),
    /// UTF-8 and another one, by the line.
    Mixed(Mixed),
    /// Another one of the WHATWG Encoding Standard.
    Other(&'static Encoding),
}

/// A script in which the shift codes of ISO/IEC 2022 change between ASCII and pairs of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shifted {
    /// KS X 1001.
    Korean,
    /// GB 2312.
    Chinese,
}

/// Which encoding was chosen for some bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    /// The encoding.
    pub(crate) charset: Charset,
    /// How many bytes the byte order mark takes.
    pub(crate) bom: usize,
    /// Whether an encoding was declared that does not fit the bytes.
    pub(crate) is_declared_refused: bool,
}

impl Charset {
    /// Returns the name that metadata gives.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Utf8 | Self::Mixed(_) => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Other(encoding) => encoding.name(),
            Self::Utf32Le => "UTF-32LE",
            Self::Utf32Be => "UTF-32BE",
            Self::Utf7 => "UTF-7",
            Self::Hz => "HZ-GB-2312",
            Self::Johab => "Johab",
            Self::Ebcdic(page) => page.name(),
            Self::Dos(page) => page.name(),
            Self::Table(table) => table.name,
            Self::Shifted(Shifted::Korean) => "ISO-2022-KR",
            Self::Shifted(Shifted::Chinese) => "ISO-2022-CN",
        }
    }

    /// Finds an encoding by a label as mails, pages and programs write it.
    pub(crate) fn by_label(label: &str) -> Option<Self> {
        let label = label.trim().trim_matches(['"', '\'']).to_ascii_lowercase();
        let label = label.strip_prefix("x-unknown").map_or(label.as_str(), |_| "");
        // The standard knows the labels of seven-bit encodings, and that browsers must not read them.
        match label {
            "hz-gb-2312" | "hz" | "x-hz" => return Some(Self::Hz),
            "iso-2022-kr" | "csiso2022kr" => return Some(Self::Shifted(Shifted::Korean)),
            "johab" | "cp1361" | "ms1361" | "windows-1361" | "1361" => return Some(Self::Johab),
            "iso-2022-cn" | "iso-2022-cn-ext" => return Some(Self::Shifted(Shifted::Chinese)),
            _ => {}
        }
        if let Some(encoding) = Encoding::for_label(label.as_bytes()) {
            return Some(Self::of(encoding));
        }
        Some(match label {
            "utf-32" | "utf-32be" | "ucs-4" => Self::Utf32Be,
            "utf-32le" => Self::Utf32Le,
            "utf-7" | "unicode-1-1-utf-7" => Self::Utf7,
            _ => {
                let ebcdic = || Ebcdic::by_label(label).map(Self::Ebcdic);
                let dos = || Dos::by_label(label).map(Self::Dos);
                let table = || Table::by_label(label).map(Self::Table);
                return alias(label).map(Self::of).or_else(ebcdic).or_else(dos).or_else(table);
            }
        })
    }

    /// Returns the variant for an encoding of the standard.
    pub(crate) fn of(encoding: &'static Encoding) -> Self {
        match encoding {
            utf_8 if utf_8 == encoding_rs::UTF_8 => Self::Utf8,
            little if little == encoding_rs::UTF_16LE => Self::Utf16Le,
            big if big == encoding_rs::UTF_16BE => Self::Utf16Be,
            other => Self::Other(other),
        }
    }

    /// Returns how many bytes one code unit takes.
    pub(crate) fn unit(self) -> usize {
        match self {
            Self::Utf16Le | Self::Utf16Be => 2,
            Self::Utf32Le | Self::Utf32Be => 4,
            _ => 1,
        }
    }

    /// Decodes `bytes`, drops NUL characters and what colours a terminal, and tells whether bytes were replaced.
    pub(crate) fn decode(self, bytes: &[u8]) -> (String, bool) {
        let (mut text, had_errors) = match self {
            Self::Utf8 => standard(encoding_rs::UTF_8, &utf::joined(bytes)),
            Self::Utf16Le => standard(encoding_rs::UTF_16LE, bytes),
            Self::Utf16Be => standard(encoding_rs::UTF_16BE, bytes),
            Self::Other(encoding) => standard(encoding, bytes),
            Self::Utf32Le => utf::utf_32(bytes, u32::from_le_bytes),
            Self::Utf32Be => utf::utf_32(bytes, u32::from_be_bytes),
            Self::Utf7 => utf::utf_7(bytes),
            Self::Ebcdic(page) => (page.decode(bytes), false),
            Self::Dos(page) => (page.decode(bytes), false),
            Self::Table(table) => (table.decode(bytes), false),
            Self::Johab => johab::decode(bytes),
            Self::Mixed(mixed) => mixed.decode(bytes),
            Self::Hz => standard(encoding_rs::GBK, &seven_bit::from_hz(bytes)),
            Self::Shifted(script) => {
                let encoding = match script {
                    Shifted::Korean => encoding_rs::EUC_KR,
                    Shifted::Chinese => encoding_rs::GBK,
                };
                standard(encoding, &seven_bit::from_shifted(bytes))
            }
        };
        // A NUL parts words, as it does in the programs that write it.
        if text.contains('\0') {
            text = text.replace('\0', " ");
        }
        if let Cow::Owned(shown) = terminal::shown(&text) {
            text = shown;
        }
        (text, had_errors)
    }

    /// Returns where to cut `bytes` so that the first part is at most `size` bytes long and ends with a line, or at
    /// least with a character; the whole length where it is no longer than that.
    pub(crate) fn cut(self, bytes: &[u8], size: usize) -> usize {
        if bytes.len() <= size {
            return bytes.len();
        }
        let size = (size - size % self.unit()).max(self.unit()).min(bytes.len());
        let line = bytes[..size].rchunks_exact(self.unit()).position(|unit| self.is_line_end(unit));
        match line {
            Some(units) => size - units * self.unit(),
            None => self.character_end(bytes, size),
        }
    }

    fn is_line_end(self, unit: &[u8]) -> bool {
        match (self, unit) {
            (Self::Utf16Le | Self::Utf32Le, [low, rest @ ..])
            | (Self::Utf16Be | Self::Utf32Be, [rest @ .., low]) => {
                *low == b'\n' && rest.iter().all(|byte| *byte == 0)
            }
            (Self::Ebcdic(_), unit) => unit.iter().all(|byte| ebcdic::is_line_end(*byte)),
            (_, unit) => unit == b"\n",
        }
    }

    /// Moves `at` back to the start of a UTF-8 sequence or surrogate pair.
    fn character_end(self, bytes: &[u8], at: usize) -> usize {
        let steps = match self {
            Self::Utf8 => {
                let tail = bytes[..at].iter().rev().take(3);
                let continued = bytes[at] & 0xc0 == 0x80;
                if continued {
                    tail.take_while(|byte| **byte & 0xc0 == 0x80).count() + 1
                } else {
                    0
                }
            }
            Self::Utf16Le if at > 2 && bytes[at - 1] & 0xfc == 0xd8 => 2,
            Self::Utf16Be if at > 2 && bytes[at - 2] & 0xfc == 0xd8 => 2,
            _ => 0,
        };
        if steps < at { at - steps } else { at }
    }
}

/// Tells whether there is an encoding of that name.
pub fn is_charset(name: &str) -> bool {
    Charset::by_label(name).is_some()
}

/// Returns the encoding that the user names for an item, whatever it looks like.
fn by_hand(declared: Option<&str>) -> Option<Charset> {
    Charset::by_label(declared?.strip_prefix('=')?)
}

/// Returns the label by which a part of an item is read: the one that the user names for the item, or else what the part
/// states.
pub(crate) fn label<'l>(input: &'l Input, stated: Option<&'l str>) -> Option<&'l str> {
    input.declared.charset.as_deref().filter(|label| by_hand(Some(label)).is_some()).or(stated)
}

/// Chooses the encoding of `bytes`.
pub(crate) fn choose(bytes: &[u8], declared: Option<&str>) -> Choice {
    let chosen = |charset, bom| Choice { charset, bom, is_declared_refused: false };
    if let Some(named) = by_hand(declared) {
        let bom = byte_order_mark(bytes).filter(|(charset, _)| *charset == named);
        return chosen(named, bom.map_or(0, |(_, length)| length));
    }
    if let Some((charset, bom)) = byte_order_mark(bytes) {
        return chosen(by_order(charset, &bytes[bom..]), bom);
    }
    let named = declared.filter(|label| !label.trim().is_empty());
    let declared = named.and_then(Charset::by_label);
    if let Some(charset) = declared.filter(|charset| detect::fits(*charset, bytes, named)) {
        return chosen(charset, 0);
    }
    let charset = utf::by_nul_pattern(bytes).unwrap_or_else(|| detect::eight_bit(bytes));
    // US-ASCII is what senders write who do not know: nothing is contradicted by finding more.
    let is_declared_refused = declared.is_some_and(|declared| declared != charset)
        && !named.is_some_and(detect::is_ascii_label);
    Choice { charset, bom: 0, is_declared_refused }
}

/// Finds the encoding that markup states of itself in its first bytes: `encoding="…"` of an XML declaration or
/// `charset=…` of an HTML `meta` element.
pub(crate) fn stated_in_markup(bytes: &[u8]) -> Option<String> {
    let head = bytes[..bytes.len().min(4096)].to_ascii_lowercase();
    let declaration =
        head.starts_with(b"<?xml").then(|| value_after(&head, b"encoding=")).flatten();
    declaration.or_else(|| {
        let head = without_comments(&head);
        let meta = memmem::find(&head, b"<meta")?;
        value_after(&head[meta..], b"charset=")
    })
}

/// Leaves out comments, in which a page states nothing of itself.
fn without_comments(head: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(head.len());
    let mut rest = head;
    while let Some(start) = memmem::find(rest, b"<!--") {
        kept.extend_from_slice(&rest[..start]);
        // `<!-->` is whole: its dashes may be those of the end.
        let inside = &rest[start + b"<!".len()..];
        let end = memmem::find(inside, b"-->").map_or(inside.len(), |end| end + b"-->".len());
        rest = &inside[end..];
    }
    kept.extend_from_slice(rest);
    kept
}

fn value_after(head: &[u8], mark: &[u8]) -> Option<String> {
    let start = memmem::find(head, mark)? + mark.len();
    let value = head[start..].trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let end =
        value.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:.".contains(byte));
    let label = &value[..end.unwrap_or(value.len())];
    Some(String::from_utf8_lossy(label).into_owned()).filter(|label| !label.is_empty())
}

/// Chooses the encoding of markup: what its container declares, else what it states of itself.
pub(crate) fn choose_markup(bytes: &[u8], declared: Option<&str>) -> Choice {
    let choice = choose(bytes, declared);
    let is_settled = choice.bom > 0
        || by_hand(declared).is_some()
        || declared.is_some_and(|label| {
            Charset::by_label(label).is_some()
                && !detect::is_ascii_label(label)
                && !choice.is_declared_refused
        });
    if is_settled {
        return choice;
    }
    let stated = stated_in_markup(bytes);
    let by_statement = choose(bytes, stated.as_deref());
    Choice {
        is_declared_refused: choice.is_declared_refused && by_statement.is_declared_refused,
        ..by_statement
    }
}

fn byte_order_mark(bytes: &[u8]) -> Option<(Charset, usize)> {
    Some(match bytes {
        [0xef, 0xbb, 0xbf, ..] => (Charset::Utf8, 3),
        [0xff, 0xfe, 0, 0, ..] if bytes.len().is_multiple_of(4) => (Charset::Utf32Le, 4),
        [0, 0, 0xfe, 0xff, ..] => (Charset::Utf32Be, 4),
        [0xff, 0xfe, ..] => (Charset::Utf16Le, 2),
        [0xfe, 0xff, ..] => (Charset::Utf16Be, 2),
        _ => return None,
    })
}

/// Returns the encoding that a mark states, or the other order of its bytes where they stand so: programs copy marks.
fn by_order(stated: Charset, bytes: &[u8]) -> Charset {
    let is_turned = |told: &Charset| {
        matches!(
            (stated, told),
            (Charset::Utf16Le, Charset::Utf16Be) | (Charset::Utf16Be, Charset::Utf16Le)
        )
    };
    utf::by_nul_pattern(bytes).filter(is_turned).unwrap_or(stated)
}

fn standard(encoding: &'static Encoding, bytes: &[u8]) -> (String, bool) {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    match text {
        Cow::Borrowed(text) => (text.to_owned(), had_errors),
        Cow::Owned(text) => (text, had_errors),
    }
}

/// Labels that the Encoding Standard does not know, as mailers and programs write them.
fn alias(label: &str) -> Option<&'static Encoding> {
    let known = match label {
        "utf8mb4" | "utf-8n" | "utf_8" | "x-utf-8" => "utf-8",
        "ansi" | "cp-1252" | "win-1252" | "windows1252" | "ansi_1252" => "windows-1252",
        "cp-1251" | "win-1251" | "windows1251" | "win1251" | "ansi_1251" => "windows-1251",
        "cp-1256" | "win-1256" | "windows1256" => "windows-1256",
        "cp-866" | "dos-866" | "x-cp866" => "ibm866",
        "koi8r" | "koi-8" | "koi8-r-u" => "koi8-r",
        "koi8u" => "koi8-u",
        "latin9" | "latin-9" | "l9" | "iso8859_15" => "iso-8859-15",
        "x-gbk" | "cp936" | "cp-936" | "gb2312-80" => "gbk",
        "cp932" | "windows-932" => "shift_jis",
        "cp949" | "ks_c_5601" => "euc-kr",
        "cp950" | "x-big5" => "big5",
        "macintosh-roman" | "x-mac-roman" | "macroman" => "macintosh",
        "maccyrillic" | "mac-cyrillic" => "x-mac-cyrillic",
        "utf16" | "ucs2" => "utf-16le",
        _ => return code_page(label),
    };
    Encoding::for_label(known.as_bytes())
}

/// Reads `cp1250`, `cp1257` and the like.
fn code_page(label: &str) -> Option<&'static Encoding> {
    let number = label.strip_prefix("cp").or_else(|| label.strip_prefix("windows"))?;
    let number = number.trim_start_matches(['-', '_']);
    Encoding::for_label(format!("windows-{number}").as_bytes())
}

/// Notes which encoding a text is read in, and whether a declared one was refused.
pub(crate) fn report_charset(choice: Choice, input: &Input, sink: &mut dyn Sink) {
    sink.metadata(Key::CHARSET, choice.charset.name());
    if let Some(declared) = input.declared.charset.as_deref().filter(|_| choice.is_declared_refused)
    {
        let read = choice.charset.name();
        sink.warn(Warning::new(
            WarningCode::CharsetMismatch,
            format_args!("declared {declared}, read as {read}"),
        ));
    }
    report_beside(choice.charset, sink);
}

/// Notes the second encoding of a text in two.
pub(crate) fn report_beside(charset: Charset, sink: &mut dyn Sink) {
    let Charset::Mixed(mixed) = charset else { return };
    let (name, beside) = (charset.name(), mixed.name());
    sink.metadata(Key::CHARSET, beside);
    sink.warn(Warning::new(WarningCode::EncodingsMixed, format_args!("{name} and {beside}")));
}

/// Notes that bytes of a text had no meaning in its encoding.
pub(crate) fn report_replaced(sink: &mut dyn Sink) {
    sink.partial(PartialReason::Damaged);
    sink.warn(Warning::bare(WarningCode::BytesReplaced));
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUSSIAN: &str =
        "Международный розыск прекращён, ответ направлен в Москву 12 мая. Яна Щербакова.";
    const ARABIC: &str = "النشرة الحمراء صدرت بناء على طلب المكتب المركزي الوطني في القاهرة";

    fn read(bytes: &[u8], declared: Option<&str>) -> (String, &'static str) {
        let decoded = text(bytes, declared);
        (decoded.text, decoded.charset)
    }

    fn in_encoding(label: &str, text: &str) -> Vec<u8> {
        let encoding = Encoding::for_label(label.as_bytes()).expect("label is a constant");
        encoding.encode(text).0.into_owned()
    }

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn cyrillic_and_arabic_are_told_without_a_declaration() {
        for label in ["windows-1251", "koi8-r", "ibm866", "iso-8859-5", "x-mac-cyrillic", "utf-8"] {
            let text = RUSSIAN.repeat(2);
            assert_eq!(read(&in_encoding(label, &text), None).0, text, "{label}");
        }
        for label in ["windows-1256", "iso-8859-6", "utf-8"] {
            assert_eq!(read(&in_encoding(label, ARABIC), None).0, ARABIC, "{label}");
        }
    }

    #[test]
    fn short_greek_is_greek_and_frames_of_dos_are_frames() {
        let greek = "Το πλοίο έφυγε από το λιμάνι χθες το πρωί και θα φτάσει στον Πειραιά.";
        assert_eq!(read(&in_encoding("windows-1253", greek), None).0, greek);
        let framed = b"\xc9\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xbb\n\xba Keller\xba\n\xc8\xcd\xcd\xcd\xcd\xcd\xcd\xcd\xbc\n";
        assert_eq!(read(framed, None).0, "╔═══════╗\n║ Keller║\n╚═══════╝\n");
        let shouted = "НННННННЕТ, ДДДДДДА, НННННННЕТ: ЭЭЭЭЭЭТО НЕ ОТВЕТ НА ЗАПРОС БЮРО";
        assert_eq!(read(&in_encoding("windows-1251", shouted), None).0, shouted);
    }

    #[test]
    fn turkish_is_told_from_icelandic_behind_bytes_that_are_none() {
        let turkish = "Bu sistemle artık istediğiniz MP3leri bilgisayarınıza yükler gibi süratle indirebilirsiniz";
        let bytes = [
            &in_encoding("windows-1254", turkish)[..],
            b"\n\xff\xff\xff\xd3\x86+,\xf9\xde\xb5\x9a",
        ]
        .concat();
        let (text, charset) = read(&bytes, None);
        assert_eq!((text.lines().next(), charset), (Some(turkish), "windows-1254"));
        let icelandic = "Það er ekki víst að hún komi í dag, þótt veðrið sé gott og vegurinn auður";
        assert_eq!(read(&in_encoding("windows-1252", icelandic), None).0, icelandic);
    }

    #[test]
    fn cyrillic_of_old_macs_is_told_by_its_capitals() {
        let text = "Пестриков Иван Викторович прибыл в Лион, о чём сообщило бюро.";
        assert_eq!(read(&in_encoding("x-mac-cyrillic", text), None).0, text);
        let quoted = "Он писал: “слово”, „дело“ – и ‘всё’. Иван Петров из бюро.";
        assert_eq!(read(&in_encoding("windows-1251", quoted), None).0, quoted);
    }

    #[test]
    fn code_pages_of_dos_are_read_by_their_labels() {
        assert_eq!(read(b"d\x82cision", Some("cp850")), ("décision".into(), "IBM850"));
        assert_eq!(read(b"\xdd\xa8\xe3\xe5", Some("ibm855")).0, "Пест");
        assert_eq!(read(b"\xa4\xbd", Some("latin9")).0, "€œ");
    }

    #[test]
    fn koi8_r_is_not_called_ukrainian() {
        assert_eq!(read(&in_encoding("koi8-r", RUSSIAN), None).1, "KOI8-R");
    }

    #[test]
    fn wide_encodings_are_told_with_and_without_mark() {
        let wide = |bytes: fn(u32) -> [u8; 4]| -> Vec<u8> {
            RUSSIAN.chars().flat_map(|character| bytes(u32::from(character))).collect()
        };
        let forms = [
            utf_16(RUSSIAN, u16::to_le_bytes),
            utf_16(RUSSIAN, u16::to_be_bytes),
            utf_16("\u{feff}plain ASCII", u16::to_le_bytes),
            utf_16("\u{feff}plain ASCII", u16::to_be_bytes),
            utf_16("plain ASCII", u16::to_le_bytes),
            utf_16("plain ASCII", u16::to_be_bytes),
            wide(u32::to_le_bytes),
            wide(u32::to_be_bytes),
        ];
        for form in forms {
            let text = read(&form, None).0;
            assert!(text == RUSSIAN || text == "plain ASCII", "{text:?}");
        }
    }

    #[test]
    fn a_declared_encoding_is_believed_where_it_fits() {
        let bytes = in_encoding("koi8-r", "да");
        assert_eq!(read(&bytes, Some("KOI8-R")), ("да".into(), "KOI8-R"));
        assert_eq!(read("é".as_bytes(), Some("\"utf-8\"")).0, "é");
    }

    #[test]
    fn a_declared_encoding_that_cannot_be_meant_is_refused() {
        let bytes = in_encoding("windows-1251", RUSSIAN);
        for declared in ["utf-8", "us-ascii", "iso-8859-1", "utf-16"] {
            assert_eq!(read(&bytes, Some(declared)).0, RUSSIAN, "{declared}");
        }
        assert!(choose(&bytes, Some("utf-8")).is_declared_refused);
        assert!(!choose(&bytes, Some("us-ascii")).is_declared_refused);
        assert_eq!(read(RUSSIAN.as_bytes(), Some("windows-1252")).0, RUSSIAN);
        assert_eq!(read(b"plain", Some("no-such-charset")), ("plain".into(), "UTF-8"));
    }

    #[test]
    fn utf_7_of_old_mails_is_read() {
        assert_eq!(read(b"Hi Mom -+Jjo--!", Some("utf-7")).0, "Hi Mom -\u{263a}-!");
        assert_eq!(read(b"1 +- 1", Some("unicode-1-1-utf-7")).0, "1 + 1");
    }

    #[test]
    fn utf_7_is_told_without_a_label_where_every_shift_is_letters() {
        let text = "Dear +BBwEMARABDgETw-, +BB4EQQRCBEAEPgQyBD0EMARP- paid 1 +- 2.";
        let read_as = ("Dear Мария, Островная paid 1 + 2.".into(), "UTF-7");
        assert_eq!(read(text.as_bytes(), None), read_as);
        for text in ["call +33123456789 or +4712345678", "a+b+-c", "1 + 1", "C++ and +BBw-"] {
            assert_eq!(read(text.as_bytes(), None).1, "UTF-8", "{text}");
        }
    }

    #[test]
    fn a_mark_that_states_the_wrong_order_is_not_believed() {
        for text in [RUSSIAN, "plain ASCII"] {
            for (mark, bytes) in [
                (b"\xff\xfe", utf_16(text, u16::to_be_bytes)),
                (b"\xfe\xff", utf_16(text, u16::to_le_bytes)),
            ] {
                assert_eq!(read(&[&mark[..], &bytes].concat(), None).0, text);
            }
        }
    }

    #[test]
    fn baltic_letters_are_told_by_those_that_no_western_language_writes() {
        for text in [
            "Ostrovnaja gavo pinigų iš Ženevos, o Pestrikovas apie tai žinojo; jį išleido šešėlyje ėjusi žmona, ūkininkė",
            "Viņa saņēma naudu no Ženēvas, un par to zināja Pēteris; šī ķēde vēlāk kļuva īsāka, jūnijā",
        ] {
            let read = read(&in_encoding("windows-1257", text), None);
            assert_eq!(read, (text.into(), "windows-1257"));
        }
        let icelandic = "Það er ekki víst að hún komi í dag, þótt veðrið sé gott og vegurinn auður";
        assert_eq!(read(&in_encoding("windows-1252", icelandic), None).0, icelandic);
    }

    #[test]
    fn seven_bit_encodings_of_old_mails_are_read() {
        assert_eq!(read(b"~{9z<J~} ~~\nx", Some("hz-gb-2312")).0, "国际 ~\nx");
        assert_eq!(read(b"~{9z~\n<J~}", Some("HZ-GB-2312")).0, "国际");
        assert_eq!(read(b"\x1b$)C\x0eGQ1[\x0f ok", Some("iso-2022-kr")).0, "한글 ok");
        assert_eq!(read(b"\x1b$)A\x0e9z<J\x0f ok", Some("iso-2022-cn")).0, "国际 ok");
    }

    #[test]
    fn utf_8_under_another_label_is_read_as_utf_8() {
        for label in ["koi8-r", "windows-1251", "gb2312", "big5", "iso-8859-2", "shift_jis"] {
            let read = text(RUSSIAN.as_bytes(), Some(label));
            assert_eq!(read.text, RUSSIAN, "{label}");
        }
        let chinese = in_encoding("gbk", "联通");
        assert_eq!(read(&chinese, Some("gbk")).0, "联通", "which is valid UTF-8 by chance");
    }

    #[test]
    fn utf_8_as_java_writes_it_is_read() {
        let bytes = b"\xed\xa0\xbd\xed\xb8\x80 \xd0\x9f\xd0\xb5\xc0\x80x";
        assert_eq!(read(bytes, None), ("😀 Пе x".into(), "UTF-8"));
    }

    #[test]
    fn capitals_of_koi8_are_no_hebrew_and_korean_in_seven_bits_is_told() {
        assert_eq!(read(&in_encoding("koi8-r", "ПРИКАЗ О РОЗЫСКЕ ПЕСТРИКОВА"), None).1, "KOI8-R");
        let hebrew = in_encoding("windows-1255", "החלטת הוועדה בעניין קוזנצובה");
        assert_eq!(read(&hebrew, None).1, "windows-1255");
        assert_eq!(read(b"\x1b$)C\x0eGQ1[\x0f ok", None), ("한글 ok".into(), "ISO-2022-KR"));
    }

    #[test]
    fn a_broken_byte_costs_one_letter() {
        let mut bytes = "La décision à Genève a été reçue par M. Müller ".as_bytes().to_vec();
        bytes.extend(b"caf\xe9.");
        assert_eq!(read(&bytes, None).1, "UTF-8");
    }

    #[test]
    fn a_nul_parts_words_and_other_text_is_kept() {
        assert_eq!(read(b"a\0b\x0bc", None).0, "a b\u{b}c");
    }

    #[test]
    fn a_cut_ends_with_a_line_or_a_character() {
        assert_eq!(Charset::Utf8.cut(b"one\ntwo\nthree", 9), 8);
        assert_eq!(Charset::Utf8.cut("ёёёё".as_bytes(), 5), 4);
        assert_eq!(Charset::Utf16Le.cut(&utf_16("a\nbcd", u16::to_le_bytes), 7), 4);
        assert_eq!(Charset::Utf16Le.cut(&utf_16("a😀b", u16::to_le_bytes), 4), 2);
        assert_eq!(Charset::Utf8.cut(b"abc", 9), 3);
    }
}
