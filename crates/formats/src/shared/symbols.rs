//! Characters that are told by their code in a symbol font (ISO/IEC 29500-1, 17.3.3.30; [MS-DOC] §2.6.1, `sprmCSymbol`).

/// Capital and small letters of the font Symbol, by the Latin letters that have their codes.
const GREEK: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ";

/// The first code of the area in which programs put the characters of a symbol font, and the last.
const FIRST: u32 = 0xf020;
const LAST: u32 = 0xf0ff;

/// Tells whether a character, or a byte, is shown as another one in the font Symbol: returns that one, or itself.
pub(crate) fn in_symbol(letter: char) -> char {
    let code = u32::from(letter);
    match code {
        0x20..=0xff => greek(code),
        FIRST..=LAST => greek(code - 0xf000),
        _ => None,
    }
    .unwrap_or(letter)
}

/// Returns the character that the instruction of a field shows: `SYMBOL 97 \\f "Symbol"`.
pub(crate) fn of_field(instruction: &str) -> Option<char> {
    let mut words = instruction.split_whitespace();
    words.next().filter(|name| name.eq_ignore_ascii_case("SYMBOL"))?;
    let code: u32 = words.next()?.parse().ok()?;
    let font = words.skip_while(|word| *word != "\\f").nth(1).unwrap_or("Symbol");
    let code = if (0x20..0x100).contains(&code) { code + 0xf000 } else { code };
    character(font.trim_matches('"'), code).filter(|letter| !is_private(*letter))
}

fn is_private(letter: char) -> bool {
    ('\u{e000}'..='\u{f8ff}').contains(&letter)
}

/// Returns the character that a code means in a font.
pub(crate) fn character(font: &str, code: u32) -> Option<char> {
    let Some(low) = code.checked_sub(0xf000).filter(|low| (0x20..0x100).contains(low)) else {
        return char::from_u32(code);
    };
    let font = font.to_ascii_lowercase();
    let is_of_signs = ["wingdings", "webdings", "dingbats", "marlett", "extra"];
    let known = match font.as_str() {
        "symbol" => greek(low),
        "wingdings" => ticked(low),
        _ if is_of_signs.iter().any(|name| font.contains(name)) => None,
        _ => western(low),
    };
    known.or_else(|| char::from_u32(code))
}

fn greek(low: u32) -> Option<char> {
    match low {
        0x41..=0x7a => GREEK.chars().nth(low as usize - 0x41),
        0x2d => Some('−'),
        0xa3 => Some('≤'),
        0xa5 => Some('∞'),
        0xac => Some('←'),
        0xae => Some('→'),
        0xb0 => Some('°'),
        0xb1 => Some('±'),
        0xb3 => Some('≥'),
        0xb4 => Some('×'),
        0xb7 => Some('•'),
        0xb9 => Some('≠'),
        0xbb => Some('≈'),
        0xd6 => Some('√'),
        0xe5 => Some('∑'),
        0x20 | 0x28..=0x3b | 0x3d => char::from_u32(low),
        _ => None,
    }
}

/// Returns the boxes and ticks of the font Wingdings, which forms are filled in with.
fn ticked(low: u32) -> Option<char> {
    Some(match low {
        0x6f | 0xa8 => '☐',
        0xfb => '✗',
        0xfc => '✓',
        0xfd => '☒',
        0xfe => '☑',
        _ => return None,
    })
}

/// Fonts of letters have them at their codes in Windows-1252.
fn western(low: u32) -> Option<char> {
    let byte = u8::try_from(low).ok()?;
    let (text, _) =
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte));
    text.chars().next().filter(|letter| !letter.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_the_font_are_greek_by_byte_and_by_private_code() {
        let shown = |text: &str| text.chars().map(in_symbol).collect::<String>();
        assert_eq!(shown("abg 12\u{f061}\u{f0b7}"), "αβγ 12α•");
        assert_eq!(shown("Ж\u{f0ff}"), "Ж\u{f0ff}");
    }

    #[test]
    fn fields_show_the_character_that_they_name() {
        assert_eq!(of_field(" SYMBOL 97 \\f \"Symbol\" \\s 12 "), Some('α'));
        assert_eq!(of_field("symbol 98"), Some('β'));
        assert_eq!(of_field("SYMBOL 252 \\f Wingdings"), Some('✓'));
        assert_eq!(of_field("SYMBOL 34 \\f Wingdings"), None);
        assert_eq!(of_field("PAGE 97"), None);
    }
}
