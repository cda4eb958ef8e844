//! Latin, Greek and Cyrillic letters: which lose their accents, and which are letters of their own.

/// Tells whether combining marks on `base` are accents to be dropped: Latin, Greek, Cyrillic, Armenian, Hebrew,
/// Arabic and digits. In other scripts marks are vowels.
pub(crate) fn loses_marks(base: char) -> bool {
    base < '\u{0780}'
        || matches!(base, '\u{1d00}'..='\u{1dbf}' | '\u{1e00}'..='\u{1fff}' | '\u{2c60}'..='\u{2c7f}' | '\u{a640}'..='\u{a69f}' | '\u{a720}'..='\u{a7ff}')
}

/// Returns the letter of its own that a Cyrillic `base` makes with `mark`: й, ї and ў.
pub(crate) fn letter_with_mark(base: char, mark: char) -> Option<char> {
    match (base, mark) {
        ('и', '\u{306}') => Some('й'),
        ('і', '\u{308}') => Some('ї'),
        ('у', '\u{306}') => Some('ў'),
        _ => None,
    }
}

/// Returns what a letter is folded to besides case and marks, where Unicode decomposes it no further.
pub(crate) fn expansion(lower: char) -> Option<&'static str> {
    Some(match lower {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'ı' => "i",
        'ŋ' => "n",
        'þ' => "th",
        'ς' => "σ",
        _ => return None,
    })
}
