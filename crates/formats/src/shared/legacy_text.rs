//! What the two older formats of Word share: code pages, which fields lead out.

use encoding_rs::Encoding;
use item::{Layer, Place, Segment};

use crate::shared::decode::Charset;
use crate::shared::segments::SIZE;
use crate::shared::symbols;
use crate::{Flow, Sink};

/// The upper half of IBM code page 850; code page 437 has the same letters, apart from Greek ones.
const IBM850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// An encoding as Windows numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodePage {
    /// UTF-16, little-endian.
    Utf16,
    /// Code page 850.
    Ibm850,
    /// The font Symbol, which shows Greek letters and signs for Latin letters.
    Symbol,
    /// One that the house reads.
    Known(&'static Encoding),
}

/// Western European, which the formats take where nothing says otherwise.
impl Default for CodePage {
    fn default() -> Self {
        Self::Known(encoding_rs::WINDOWS_1252)
    }
}

impl CodePage {
    /// Finds a code page by its number; Western European for what is unknown.
    pub(crate) fn by_number(number: u32) -> Self {
        let label = match number {
            1200 => return Self::Utf16,
            437 | 850 | 858 => return Self::Ibm850,
            708 | 720 => "windows-1256".to_owned(),
            866 | 855 => "ibm866".to_owned(),
            874 => "windows-874".to_owned(),
            932 | 10001 => "shift_jis".to_owned(),
            936 => "gbk".to_owned(),
            949 | 1361 | 51949 => "euc-kr".to_owned(),
            950 => "big5".to_owned(),
            1250..=1258 => format!("windows-{number}"),
            10000 => "macintosh".to_owned(),
            10007 | 10017 => "x-mac-cyrillic".to_owned(),
            20866 => "koi8-r".to_owned(),
            21866 => "koi8-u".to_owned(),
            28591..=28606 => format!("iso-8859-{}", number - 28590),
            50220..=50222 => "iso-2022-jp".to_owned(),
            51932 => "euc-jp".to_owned(),
            52936 | 54936 => "gb18030".to_owned(),
            65001 => "utf-8".to_owned(),
            _ => "windows-1252".to_owned(),
        };
        let known = Encoding::for_label(label.as_bytes());
        Self::Known(known.unwrap_or(encoding_rs::WINDOWS_1252))
    }

    /// Finds the code page of a Windows character set (`\fcharset`, LOGFONT); nothing for the default and for symbols.
    pub(crate) fn by_charset(charset: u32) -> Option<Self> {
        Some(Self::by_number(match charset {
            0 => 1252,
            77 => 10000,
            78 | 128 => 932,
            129 | 130 => 949,
            134 => 936,
            136 => 950,
            161 => 1253,
            162 => 1254,
            163 => 1258,
            177 => 1255,
            178..=180 => 1256,
            186 => 1257,
            204 => 1251,
            222 => 874,
            238 => 1250,
            254 => 437,
            255 => 850,
            _ => return None,
        }))
    }

    /// Finds the encoding that a font brings with it, whatever its character set.
    pub(crate) fn of_font(name: &str) -> Option<Self> {
        name.trim().eq_ignore_ascii_case("Symbol").then_some(Self::Symbol)
    }

    /// Finds the code page that Windows uses for a language.
    pub(crate) fn by_language(language: u16) -> Self {
        Self::by_number(match language & 0x3ff {
            0x01 | 0x20 | 0x29 => 1256,
            0x02 | 0x19 | 0x22 | 0x23 | 0x2f => 1251,
            0x05 | 0x0e | 0x15 | 0x18 | 0x1a | 0x1b | 0x1c | 0x24 => 1250,
            0x08 => 1253,
            0x0d => 1255,
            0x11 => 932,
            0x12 => 949,
            0x1e => 874,
            0x1f => 1254,
            0x25..=0x27 => 1257,
            0x2a => 1258,
            0x04 if language == 0x0404 => 950,
            0x04 => 936,
            _ => 1252,
        })
    }

    /// Tells whether this is UTF-16.
    pub(crate) fn is_utf_16(self) -> bool {
        self == Self::Utf16
    }

    /// Decodes bytes; NUL characters are dropped.
    pub(crate) fn decode(self, bytes: &[u8]) -> String {
        match self {
            Self::Utf16 => Charset::Utf16Le.decode(bytes).0,
            Self::Known(encoding) => Charset::of(encoding).decode(bytes).0,
            Self::Ibm850 => {
                bytes.iter().filter(|byte| **byte != 0).map(|byte| ibm850(*byte)).collect()
            }
            Self::Symbol => bytes
                .iter()
                .filter(|byte| **byte != 0)
                .map(|byte| symbols::in_symbol(char::from(*byte)))
                .collect(),
        }
    }

    /// Returns the name that metadata gives.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Utf16 => "UTF-16LE",
            Self::Ibm850 => "IBM850",
            Self::Symbol => "Symbol",
            Self::Known(encoding) => encoding.name(),
        }
    }
}

fn ibm850(byte: u8) -> char {
    match byte {
        0..=0x7f => char::from(byte),
        _ => IBM850.chars().nth(usize::from(byte) - 0x80).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

/// Pushes a text in pieces of at most a segment's size.
pub(crate) fn push_text(place: &Place, layer: Layer, text: &str, sink: &mut dyn Sink) -> Flow {
    let mut rest = text.trim_end();
    while !rest.trim_start().is_empty() {
        let cut = Charset::Utf8.cut(rest.as_bytes(), SIZE);
        let (piece, after) = rest.split_at(cut);
        if sink.text(Segment::new(place.clone(), layer, piece)) == Flow::Stop {
            return Flow::Stop;
        }
        rest = after;
    }
    Flow::Continue
}

/// Returns the address that the instruction of a link holds, and any other instruction as it is.
pub(crate) fn target(instruction: &str) -> &str {
    let is_link = instruction
        .split_whitespace()
        .next()
        .is_some_and(|name| name.eq_ignore_ascii_case("HYPERLINK"));
    let mut quoted = instruction.split('"').skip(1);
    let has_more = instruction.contains("\\l") || instruction.contains("\\o");
    quoted.next().filter(|_| is_link && !has_more).unwrap_or(instruction)
}

/// Tells whether a field's instruction says more than how to count, format or refer within the document.
pub(crate) fn leads_out(instruction: &str) -> bool {
    const OUTWARD: &[&str] = &[
        "HYPERLINK",
        "INCLUDE",
        "INCLUDETEXT",
        "INCLUDEPICTURE",
        "IMPORT",
        "LINK",
        "DDE",
        "DDEAUTO",
        "RD",
        "MACROBUTTON",
        "DATABASE",
        "DATA",
        "QUOTE",
        "SET",
        "ADDIN",
        "FILENAME",
        "TEMPLATE",
        "EMBED",
        "ASK",
        "FILLIN",
        "MERGEFIELD",
        "COMMENTS",
        "USERNAME",
        "AUTHOR",
        "EQ",
        "IF",
    ];
    let name = instruction.split_whitespace().next().unwrap_or_default();
    OUTWARD.iter().any(|outward| outward.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_its_address_where_it_says_no_more() {
        assert_eq!(target(r#" HYPERLINK "https://x.example/a" "#), "https://x.example/a");
        let more = r#"HYPERLINK "https://x.example/a" \o "a note""#;
        assert_eq!(target(more), more);
        assert_eq!(target("DDEAUTO a b"), "DDEAUTO a b");
    }

    #[test]
    fn code_pages_are_found_by_number_charset_and_language() {
        assert_eq!(CodePage::by_number(1251).decode(b"\xcf\xf0"), "Пр");
        assert_eq!(CodePage::by_charset(204), Some(CodePage::by_number(1251)));
        assert_eq!(CodePage::by_language(0x0419), CodePage::by_number(1251));
        assert_eq!(CodePage::by_number(850).decode(b"\x81\xe1\xff"), "üß\u{a0}");
        assert_eq!(CodePage::by_number(28595).decode(b"\xb0"), "А");
        assert_eq!(CodePage::by_number(1200).decode(b"a\0"), "a");
        assert_eq!(CodePage::by_number(7).name(), "windows-1252");
    }
}
