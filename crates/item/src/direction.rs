//! Which letters are written from right to left.

/// Tells whether a character is a letter of a script that is written from right to left: one in the blocks that Unicode
/// keeps for such scripts (UAX 9, table of default bidi classes).
pub fn is_right_to_left(character: char) -> bool {
    matches!(
        character,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}'
    ) && character.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_hebrew_arabic_syriac_and_adlam_are_and_their_figures_and_signs_are_not() {
        assert!("אبܐﺑ\u{1e900}".chars().all(is_right_to_left));
        assert!(!"aяあ1٣،؛".chars().any(is_right_to_left));
    }
}
