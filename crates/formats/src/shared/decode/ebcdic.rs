//! EBCDIC, the encoding of mainframes: told by its spaces and line ends, which no other encoding has there.

/// Characters of code page 500 (international) from byte 0x40 on.
const INTERNATIONAL: &str = " \u{a0}âäàáãåçñ[.<(+!&éêëèíîïìß]$*);^-/ÂÄÀÁÃÅÇÑ¦,%_>?øÉÊËÈÍÎÏÌ`:#@'=\"Øabcdefghi«»ðýþ±°jklmnopqrªºæ¸Æ¤µ~stuvwxyz¡¿ÐÝÞ®¢£¥·©§¶¼½¾¬|¯¨´×{ABCDEFGHI\u{ad}ôöòóõ}JKLMNOPQR¹ûüùúÿ\\÷STUVWXYZ²ÔÖÒÓÕ0123456789³ÛÜÙÚ ";

/// Where code page 37 (United States) differs from it.
const AMERICAN: [(u8, char); 7] =
    [(0x4a, '¢'), (0x4f, '|'), (0x5a, '!'), (0x5f, '¬'), (0xb0, '^'), (0xba, '['), (0xbb, ']')];

/// The first byte that is a character.
const SPACE: u8 = 0x40;
const TAB: u8 = 0x05;
const NEW_LINE: u8 = 0x15;
const LINE_FEED: u8 = 0x25;
const CARRIAGE_RETURN: u8 = 0x0d;

/// Which code page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ebcdic {
    /// Code page 500.
    International,
    /// Code page 37.
    American,
}

impl Ebcdic {
    /// Finds a code page by the names that programs give it.
    pub(super) fn by_label(label: &str) -> Option<Self> {
        match label {
            "cp500" | "ibm500" | "ibm-500" | "ebcdic-cp-be" | "ebcdic-cp-ch" => {
                Some(Self::International)
            }
            "cp037" | "ibm037" | "ibm-37" | "cp1047" | "ibm1047" | "ebcdic-cp-us" => {
                Some(Self::American)
            }
            _ => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::International => "IBM500",
            Self::American => "IBM037",
        }
    }

    pub(super) fn decode(self, bytes: &[u8]) -> String {
        let characters: Vec<char> = INTERNATIONAL.chars().collect();
        bytes.iter().map(|byte| self.character(*byte, &characters)).collect()
    }

    fn character(self, byte: u8, characters: &[char]) -> char {
        let american = AMERICAN.iter().find(|(place, _)| *place == byte).map(|(_, own)| *own);
        match byte {
            NEW_LINE | LINE_FEED => '\n',
            CARRIAGE_RETURN => '\r',
            TAB => '\t',
            ..SPACE => ' ',
            _ if self == Self::American && american.is_some() => american.unwrap_or(' '),
            _ => characters.get(usize::from(byte - SPACE)).copied().unwrap_or(' '),
        }
    }
}

/// Tells whether a byte ends a line.
pub(super) fn is_line_end(byte: u8) -> bool {
    matches!(byte, NEW_LINE | LINE_FEED)
}

/// Tells whether bytes are a text in EBCDIC: words of its letters, parted by its spaces, without the spaces and line
/// feeds of ASCII.
pub(super) fn is_meant(sample: &[u8]) -> bool {
    let count = |is: fn(u8) -> bool| sample.iter().filter(|byte| is(**byte)).count();
    let letters = count(is_letter);
    let spaces = count(|byte| byte == SPACE);
    let ends = count(|byte| is_line_end(byte) || byte == CARRIAGE_RETURN);
    let foreign = count(|byte| matches!(byte, b' ' | b'\n' | 0) || !is_known(byte));
    letters * 2 > sample.len() - spaces - ends
        && (20..).contains(&letters)
        && spaces * 20 > letters
        && foreign * 50 < sample.len()
}

/// Letters without marks, of both cases.
fn is_letter(byte: u8) -> bool {
    matches!(byte, 0x81..=0x89 | 0x91..=0x99 | 0xa2..=0xa9 | 0xc1..=0xc9 | 0xd1..=0xd9 | 0xe2..=0xe9)
}

fn is_known(byte: u8) -> bool {
    byte >= SPACE || matches!(byte, NEW_LINE | LINE_FEED | CARRIAGE_RETURN | TAB)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str, page: Ebcdic) -> Vec<u8> {
        let all: Vec<u8> = (0..=255).collect();
        let table: Vec<char> = page.decode(&all).chars().collect();
        let place = |c: char| match c {
            ' ' => SPACE,
            '\n' => LINE_FEED,
            _ => u8::try_from(table.iter().position(|known| *known == c).expect("it is there"))
                .expect("a page has 256 characters"),
        };
        text.chars().map(place).collect()
    }

    #[test]
    fn every_page_has_192_characters() {
        assert_eq!(INTERNATIONAL.chars().count(), 192);
    }

    #[test]
    fn a_text_of_a_mainframe_is_told_and_read() {
        let text = "PAYMENT ORDER 4471\nOstrovnaya & Sons, Zürich: 12,500.00 [net] to be paid!\n";
        for page in [Ebcdic::International, Ebcdic::American] {
            let bytes = encoded(text, page);
            assert!(is_meant(&bytes));
            assert_eq!(page.decode(&bytes), text);
        }
        let indented = "                    Related links of Ostrovnaya\n\n\n".repeat(3);
        assert!(is_meant(&encoded(&indented, Ebcdic::International)));
    }

    #[test]
    fn other_encodings_are_not_taken_for_it() {
        let russian = encoding_rs::WINDOWS_1251.encode("Уведомление о розыске было отменено").0;
        let greek = encoding_rs::ISO_8859_7.encode("Η ειδοποίηση ακυρώθηκε χθες").0;
        for bytes in [&russian[..], &greek, b"plain words of ASCII and more of them", &[0x81; 90]] {
            assert!(!is_meant(bytes), "{bytes:?}");
        }
    }
}
