//! Which terms are other forms of a word.

/// The shortest word that is looked for in other forms, in characters.
const MIN_WORD: usize = 4;
/// The shortest beginning that forms of one word share, in characters.
const MIN_HEAD: usize = 3;

/// Returns the languages by whose rules a word may be inflected, told by its letters alone.
///
/// For Latin letters these are the languages in which Interpol works, and German.
fn languages(term: &str) -> &'static [&'static str] {
    match term.chars().next() {
        Some('а'..='я') => &["ru"],
        Some('α'..='ω') => &["el"],
        Some('a'..='z') => &["en", "fr", "es", "de"],
        _ => &[],
    }
}

/// Returns what all forms of a word begin with; nothing where forms of it are not looked for.
pub(crate) fn head(term: &str) -> Option<String> {
    if term.chars().count() < MIN_WORD || !term.chars().all(char::is_alphabetic) {
        return None;
    }
    let shared = stems(term).iter().map(|(_, stem)| shared_letters(term, stem)).min()?;
    let kept = shared.saturating_sub(1).max(MIN_HEAD);
    (shared >= MIN_HEAD).then(|| term.chars().take(kept).collect())
}

/// Returns the stem of a word in each language that it may belong to.
pub(crate) fn stems(term: &str) -> Vec<(&'static str, String)> {
    languages(term).iter().map(|language| (*language, text::stem(language, term))).collect()
}

/// Tells whether `term` has one of the stems.
pub(crate) fn has_stem(term: &str, stems: &[(&'static str, String)]) -> bool {
    stems.iter().any(|(language, stem)| text::stem(language, term) == *stem)
}

fn shared_letters(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for (word, form) in
            [("уведомление", "уведомлениями"), ("notices", "notice"), ("parties", "party")]
        {
            let head = head(word).expect("long enough");
            assert!(form.starts_with(&head), "{head}");
            assert!(has_stem(form, &stems(word)), "{form}");
        }
        assert!(!has_stem("увертюра", &stems("уведомление")));
    }

    #[test]
    fn short_words_and_numbers_have_no_forms() {
        for word in ["the", "2019", "x123", "雷雷雷雷"] {
            assert_eq!(head(word), None, "{word}");
        }
    }
}
