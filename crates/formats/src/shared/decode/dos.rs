//! Code pages of DOS that the WHATWG Encoding Standard leaves out.

/// Which code page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dos {
    /// The one of the first machines.
    UnitedStates,
    /// Western Europe.
    Western,
    /// Central Europe.
    Central,
    /// Cyrillic, before IBM866.
    Cyrillic,
    /// Arabic.
    Arabic,
}

const IBM437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
const IBM850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";
const IBM852: &str = "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}";
const IBM855: &str = "ђЂѓЃёЁєЄѕЅіІїЇјЈљЉњЊћЋќЌўЎџЏюЮъЪаАбБцЦдДеЕфФгГ«»░▒▓│┤хХиИ╣║╗╝йЙ┐└┴┬├─┼кК╚╔╩╦╠═╬¤лЛмМнНоОп┘┌█▄Пя▀ЯрРсСтТуУжЖвВьЬ№\u{ad}ыЫзЗшШэЭщЩчЧ§■\u{a0}";
const IBM720: &str = "\u{80}\u{81}éâ\u{84}à\u{86}çêëèïî\u{8d}\u{8e}\u{8f}\u{90}ّْô¤ـûùءآأؤ£إئابةتثجحخدذرزسشص«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀ضطظعغفµقكلمنهوىي≡ًٌٍَُِ≈°∙·√ⁿ²■\u{a0}";

impl Dos {
    /// Finds a code page by the names that programs give it: `cp850`, `IBM-850`, `850`.
    pub(super) fn by_label(label: &str) -> Option<Self> {
        let number = label.trim_start_matches(|letter: char| !letter.is_ascii_digit());
        let program = label[..label.len() - number.len()].trim_end_matches(['-', '_']);
        let is_code_page =
            matches!(program, "" | "cp" | "ibm" | "dos" | "oem" | "cspc" | "x-cp" | "x-ibm");
        match number {
            "437" | "8codepage437" if is_code_page => Some(Self::UnitedStates),
            "850" | "858" | "00858" | "850multilingual" if is_code_page => Some(Self::Western),
            "852" if is_code_page => Some(Self::Central),
            "855" if is_code_page => Some(Self::Cyrillic),
            "720" if is_code_page => Some(Self::Arabic),
            _ => None,
        }
    }

    /// Returns the name that metadata gives.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::UnitedStates => "IBM437",
            Self::Western => "IBM850",
            Self::Central => "IBM852",
            Self::Cyrillic => "IBM855",
            Self::Arabic => "IBM720",
        }
    }

    /// Returns the characters of the bytes from 0x80 on.
    fn upper_half(self) -> &'static str {
        match self {
            Self::UnitedStates => IBM437,
            Self::Western => IBM850,
            Self::Central => IBM852,
            Self::Cyrillic => IBM855,
            Self::Arabic => IBM720,
        }
    }

    pub(crate) fn decode(self, bytes: &[u8]) -> String {
        let upper: Vec<char> = self.upper_half().chars().collect();
        let character = |byte: &u8| match usize::from(*byte).checked_sub(0x80) {
            None => char::from(*byte),
            Some(place) => upper.get(place).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        };
        bytes.iter().map(character).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_pages_are_found_by_their_names() {
        for (label, page) in [
            ("cp437", Dos::UnitedStates),
            ("ibm850", Dos::Western),
            ("850", Dos::Western),
            ("cp_852", Dos::Central),
            ("ibm-855", Dos::Cyrillic),
            ("dos-720", Dos::Arabic),
        ] {
            assert_eq!(Dos::by_label(label), Some(page), "{label}");
        }
        for label in ["", "koi8", "iso-8859-1", "cp1251", "windows-850"] {
            assert_eq!(Dos::by_label(label), None, "{label}");
        }
    }

    #[test]
    fn every_byte_has_a_character() {
        let all: Vec<u8> = (0..=255).collect();
        for page in [Dos::UnitedStates, Dos::Western, Dos::Central, Dos::Cyrillic, Dos::Arabic] {
            assert_eq!(page.decode(&all).chars().count(), 256, "{page:?}");
            assert!(!page.decode(&all).contains(char::REPLACEMENT_CHARACTER), "{page:?}");
        }
        assert_eq!(Dos::Western.decode(b"d\x82cision \x85 Gen\x8ave"), "décision à Genève");
        assert_eq!(Dos::Cyrillic.decode(b"\xdd\xa8\xe3\xe5"), "Пест");
        assert_eq!(Dos::Arabic.decode(b"\xea\xa5\xea\xa7"), "محمد");
    }
}
