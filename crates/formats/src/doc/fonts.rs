//! Which runs are in the font Symbol, and which characters are told by their code in a font ([MS-DOC] §2.6.1, §2.9.286).

use super::properties::each_property;
use crate::shared::bytes::u16_at;
use crate::shared::legacy_text::CodePage;
use crate::shared::symbols;

/// The properties that name the font of a run, and a character by its font and code.
const FONT: u16 = 0x4a4f;
const SYMBOL: u16 = 0x6a09;
/// Where the name of a font stands in its entry.
const NAME: usize = 40;

/// The names of the fonts in the order of their table.
pub(super) struct Fonts(Vec<String>);

impl Fonts {
    /// Reads the table of fonts.
    pub(super) fn read(table: &[u8]) -> Self {
        let mut names = Vec::new();
        let mut rest = table.get(4..).unwrap_or_default();
        while let Some(length) = rest.first().map(|length| usize::from(*length) + 1) {
            let name = rest.get(NAME..length.min(rest.len())).unwrap_or_default();
            let units = name.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit));
            let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
            names.push(String::from_utf16_lossy(&units));
            rest = rest.get(length..).unwrap_or_default();
        }
        Self(names)
    }

    fn name(&self, operand: &[u8]) -> Option<&str> {
        self.0.get(usize::from(u16_at(operand, 0)?)).map(String::as_str)
    }

    /// Returns the encoding that the font of a run brings with it.
    pub(super) fn code_page(&self, properties: &[u8]) -> Option<CodePage> {
        let mut found = None;
        each_property(properties, |code, operand| {
            if code == FONT {
                found = self.name(operand).and_then(CodePage::of_font);
            }
        });
        found
    }

    /// Returns the character that a run is told to show by a font and a code.
    pub(super) fn symbol(&self, properties: &[u8]) -> Option<char> {
        let mut found = None;
        each_property(properties, |code, operand| {
            if code == SYMBOL {
                let letter = u16_at(operand, 2).map(u32::from);
                found = self
                    .name(operand)
                    .zip(letter)
                    .and_then(|(font, letter)| symbols::character(font, letter));
            }
        });
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str) -> Vec<u8> {
        let name: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        let length = u8::try_from(NAME + name.len() - 1).expect("tests are short");
        [&[length][..], &[0; NAME - 1], &name].concat()
    }

    #[test]
    fn runs_are_in_the_font_that_their_properties_name() {
        let table = [&[3, 0, 0, 0][..], &entry("Arial"), &entry("Symbol"), &entry("Wingdings")];
        let fonts = Fonts::read(&table.concat());
        assert_eq!(fonts.code_page(b"\x4f\x4a\x01\0"), Some(CodePage::Symbol));
        assert_eq!(fonts.code_page(b"\x4f\x4a\0\0"), None);
        assert_eq!(fonts.code_page(b"\x4f\x4a\x09\0"), None);
        assert_eq!(fonts.symbol(b"\x09\x6a\x01\0\x62\xf0"), Some('β'));
        assert_eq!(fonts.symbol(b"\x09\x6a\x02\0\xfc\xf0"), Some('✓'));
        assert_eq!(fonts.symbol(b"\x09\x6a"), None);
    }

    #[test]
    fn a_cut_table_names_what_it_has() {
        let whole = [&[2, 0, 0, 0][..], &entry("Symbol"), &entry("Arial")].concat();
        for end in 0..whole.len() {
            assert!(Fonts::read(&whole[..end]).0.len() <= 2);
        }
    }
}
