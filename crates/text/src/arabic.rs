//! Arabic letters that are written in more than one way.

/// Tells whether `c` is tatweel, a vowel sign, or the presentation form of a vowel sign.
pub(crate) fn is_decoration(c: char) -> bool {
    matches!(
        c,
        '\u{0610}'..='\u{061a}' | '\u{0640}' | '\u{064b}'..='\u{065f}' | '\u{0670}' | '\u{06d6}'..='\u{06dc}'
            | '\u{06df}'..='\u{06e8}' | '\u{06ea}'..='\u{06ed}' | '\u{08ca}'..='\u{08ff}' | '\u{fc5e}'..='\u{fc63}'
            | '\u{fcf2}'..='\u{fcf4}' | '\u{fe70}'..='\u{fe72}' | '\u{fe74}' | '\u{fe76}'..='\u{fe7f}'
    )
}

/// Folds the seats of hamza, alef forms, alef maqsura, ta marbuta, and the Persian and Urdu twins of Arabic letters.
pub(crate) fn fold(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' | 'ٲ' | 'ٳ' | 'ٵ' => 'ا',
        'ى' | 'ی' | 'ئ' | 'ې' | 'ے' | 'ۓ' | 'ۍ' => 'ي',
        'ة' | 'ۀ' | 'ہ' | 'ھ' | 'ە' | 'ۂ' | 'ۃ' => 'ه',
        'ؤ' => 'و',
        'ک' | 'ڪ' => 'ك',
        _ => c,
    }
}
