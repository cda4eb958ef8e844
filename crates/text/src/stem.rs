//! The stem of a word in a language.

use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer};

/// Returns the stem of a folded word by the Snowball rules of the language with the ISO 639-1 code `language`, folded
/// again; the word itself where there are no rules for the language.
pub fn stem(language: &str, folded: &str) -> String {
    let Some(algorithm) = algorithm(language) else { return folded.to_owned() };
    let word = accented(language, folded);
    crate::fold(&Stemmer::create(algorithm).stem(&word))
}

/// Puts back the accent on which the Spanish rules for `-ción`, `-sión` and `-xión` rest.
fn accented<'a>(language: &str, folded: &'a str) -> Cow<'a, str> {
    match folded.strip_suffix("ion") {
        Some(head) if language == "es" && head.ends_with(['c', 's', 'x']) => {
            format!("{head}ión").into()
        }
        _ => folded.into(),
    }
}

fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language {
        "ar" => Algorithm::Arabic,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nl" => Algorithm::Dutch,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_meet() {
        assert_eq!(stem("ru", "уведомления"), stem("ru", "уведомление"));
        assert_eq!(stem("en", "notices"), stem("en", "notice"));
        assert_eq!(stem("fr", "notices"), stem("fr", "notice"));
        assert_eq!(stem("es", "notificaciones"), stem("es", "notificacion"));
    }

    #[test]
    fn a_language_without_rules_changes_nothing() {
        assert_eq!(stem("uk", "повідомлення"), "повідомлення");
    }
}
