//! Word 95 and older: in which code page its bytes are, and what is deleted or hidden. The structures are those of
//! "Microsoft Word 6 and 95 Binary File Format" (fonts: `FFN`; properties: sprms of one byte).

use item::Layer;

use super::fib::{FONTS, Fib};
use super::runs::{Look, Run, pages};
use crate::shared::bytes::{size_at, u16_at};
use crate::shared::legacy_text::CodePage;

const STRUCK: u8 = 65;
const HIDDEN_IN_FIELD: u8 = 67;
const HIDDEN: u8 = 92;
const FONT: u8 = 93;

/// Where the name of a font stands in its entry.
const NAME: usize = 6;

/// The code pages of the fonts in the order of their table; nothing for Western ones and unknown symbols.
fn fonts(table: &[u8], is_macintosh: bool) -> Vec<Option<CodePage>> {
    let mut fonts = Vec::new();
    let mut rest = table.get(2..).unwrap_or_default();
    while let Some(length) = rest.first().map(|length| usize::from(*length) + 1) {
        let name = rest.get(NAME..length.min(rest.len())).unwrap_or_default();
        let charset = rest.get(4).filter(|charset| !matches!(charset, 0 | 77));
        let code_page = charset.and_then(|charset| match (charset, is_macintosh) {
            (204, true) => Some(CodePage::by_number(10007)),
            (charset, _) => CodePage::by_charset(u32::from(*charset)),
        });
        let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
        let of_font = std::str::from_utf8(name).ok().and_then(CodePage::of_font);
        fonts.push(of_font.or(code_page));
        rest = rest.get(length..).unwrap_or_default();
    }
    fonts
}

/// Reads the runs that are not simply seen or have a code page of their own; between them stand runs of the others'.
pub(super) fn runs(fib: &Fib, main: &[u8], table: &[u8]) -> Vec<Run> {
    let fonts = fonts(fib.part(table, FONTS), fib.is_macintosh);
    let letters = fonts.iter().flatten().find(|page| **page != CodePage::Symbol);
    let other = letters.copied();
    let mut runs = Vec::new();
    for page in pages(fib, main, table, 2) {
        runs.extend(page.runs().map(|(range, properties)| {
            let (layer, font) = told(properties);
            let of_font = font.map(|font| fonts.get(font).copied().flatten());
            let bytes = main.get(range.clone()).unwrap_or_default();
            let code_page = of_font.unwrap_or_else(|| other.filter(|_| is_dense(bytes)));
            Run { range, look: Look::of(layer), code_page, symbol: None, form: None }
        }));
    }
    runs
}

/// Tells whether most letters are beyond ASCII, as in words of another alphabet whose font only a style names.
fn is_dense(bytes: &[u8]) -> bool {
    let high = bytes.iter().filter(|byte| **byte >= 0xc0).count();
    let low = bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    high > 3 && high > 2 * low
}

/// Returns the layer and the number of the font that a group of properties tells.
fn told(mut properties: &[u8]) -> (Layer, Option<usize>) {
    let (mut layer, mut font) = (Layer::Body, None);
    while let Some((code, operand)) = properties.split_first() {
        let is_on = matches!(operand.first(), Some(1 | 0x81));
        match *code {
            STRUCK if is_on => layer = Layer::Deleted,
            HIDDEN | HIDDEN_IN_FIELD if is_on && layer == Layer::Body => layer = Layer::Hidden,
            FONT => font = u16_at(operand, 0).map(usize::from),
            _ => {}
        }
        let Some(length) = length(*code, operand) else { break };
        properties = operand.get(length..).unwrap_or_default();
    }
    (layer, font)
}

/// Returns how many bytes follow the code of a property of characters.
fn length(code: u8, operand: &[u8]) -> Option<usize> {
    Some(match code {
        83 => 0,
        65..=67 | 71 | 75 | 85..=92 | 94 | 98 | 100 | 102 | 104 | 117 | 118 => 1,
        69 | 72 | 80 | 93 | 96 | 97 | 99 | 101 | 107 | 109 | 110 => 2,
        73 | 95 => 3,
        70 => 4,
        68 | 74 | 81 | 82 | 103 | 105 | 106 | 108 => 1 + usize::from(*operand.first()?),
        _ => return None,
    })
}

/// Returns the code page that the properties of the document state; nothing where they state none.
pub(super) fn stated_code_page(summary: &[u8]) -> Option<CodePage> {
    let section = summary.get(size_at(summary, 44)?..)?;
    let count = size_at(section, 4)?.min(64);
    let places = (0..count)
        .filter_map(|at| Some((size_at(section, 8 + 8 * at)?, size_at(section, 12 + 8 * at)?)));
    let (_, at) = places.into_iter().find(|(number, _)| *number == 1)?;
    let number = u16_at(section, at.checked_add(4)?)?;
    (!matches!(number, 1200 | 1252)).then(|| CodePage::by_number(u32::from(number)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_tell_their_code_pages() {
        let table = b"\x21\0\x08\x04\0\0\xcc\0Cy\0\x08\x04\0\0\0\0We\0\x0c\x04\0\0\x02\0Symbol\0";
        let found = fonts(table, false);
        assert_eq!(found, [Some(CodePage::by_number(1251)), None, Some(CodePage::Symbol)]);
        assert_eq!(fonts(table, true)[0], Some(CodePage::by_number(10007)));
    }

    #[test]
    fn properties_tell_font_and_layer() {
        assert_eq!(told(&[85, 1, FONT, 3, 0, HIDDEN, 1]), (Layer::Hidden, Some(3)));
        assert_eq!(told(&[STRUCK, 1, 255, 1]), (Layer::Deleted, None));
    }
}
