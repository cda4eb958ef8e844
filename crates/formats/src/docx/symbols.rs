//! Characters that are told by their code in a symbol font (ISO/IEC 29500-1, 17.3.3.30).

/// Capital and small letters of the font Symbol, by the Latin letters that have their codes.
const GREEK: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ";

/// Returns the character that a code means in a font.
pub(super) fn character(font: &str, code: u32) -> Option<char> {
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
        0xb0 => Some('°'),
        0xb1 => Some('±'),
        0xb7 => Some('•'),
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
