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
    let of_stems = stems(term).into_iter().map(|(_, stem)| stem);
    let common = of_stems.chain(names::surname_base(term).map(str::to_owned));
    let shared = common.map(|common| shared_letters(term, &common)).min()?;
    let kept = shared.saturating_sub(1).max(MIN_HEAD);
    (shared >= MIN_HEAD).then(|| term.chars().take(kept).collect())
}

/// The test that tells which words are forms of one word.
#[derive(Debug)]
pub(crate) struct Forms {
    head: String,
    /// In each language that the word may belong to.
    stems: Vec<(&'static str, String)>,
    surname: Option<String>,
}

impl Forms {
    /// Makes the test for the forms of `term`, all of which begin with `head`.
    pub(crate) fn new(term: &str, head: &str) -> Self {
        let surname = names::surname_base(term).map(str::to_owned);
        Self { head: head.to_owned(), stems: stems(term), surname }
    }

    /// Tells whether `term` is such a form.
    pub(crate) fn contain(&self, term: &str) -> bool {
        let is_case =
            || self.surname.is_some() && names::surname_base(term) == self.surname.as_deref();
        term.starts_with(&self.head) && (is_case() || self.have_stem_of(term))
    }

    fn have_stem_of(&self, term: &str) -> bool {
        self.stems.iter().any(|(language, stem)| text::stem(language, term) == *stem)
    }
}

fn stems(term: &str) -> Vec<(&'static str, String)> {
    languages(term).iter().map(|language| (*language, text::stem(language, term))).collect()
}

fn shared_letters(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_form(word: &str, form: &str) -> bool {
        head(word).is_some_and(|head| Forms::new(word, &head).contain(form))
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for (word, form) in
            [("уведомление", "уведомлениями"), ("notices", "notice"), ("parties", "party")]
        {
            assert!(is_form(word, form), "{form}");
        }
        assert!(!is_form("уведомление", "увертюра"));
    }

    /// Returns the cases of a surname, of both genders and numbers, from the masculine.
    fn cases(surname: &str) -> Vec<String> {
        let (base, endings): (&str, &[&str]) = match surname.strip_suffix("ий") {
            Some(base) => {
                (base, &["ий", "ого", "ому", "им", "ом", "ая", "ой", "ую", "ие", "их", "ими"])
            }
            None => (surname, &["", "а", "у", "ым", "е", "ой", "ы", "ых", "ыми"]),
        };
        endings.iter().map(|ending| text::fold(&format!("{base}{ending}"))).collect()
    }

    #[test]
    fn all_cases_of_a_surname_find_one_another() {
        let surnames = "Пестриков Иванов Петров Кузнецов Соколов Попов Новиков Морозов Волков Козлов Лебедев \
            Медведев Сергеев Зайцев Королёв Соловьёв Горбачёв Ковалёв Киселёв Ильин Путин Калинин Никитин \
            Пушкин Сорокин Фомин Голицын Солженицын Куницын Птицын Синицын Островский Достоевский Троцкий \
            Вышинский Жириновский Красноярский Ходорковский";
        for surname in surnames.split_whitespace() {
            let cases = cases(surname);
            for one in &cases {
                for other in &cases {
                    assert!(is_form(one, other), "{one} {other}");
                }
            }
        }
    }

    #[test]
    fn surnames_that_only_begin_alike_are_others() {
        for (one, other) in [("петров", "петровский"), ("ильин", "ильинский"), ("попов", "попович")]
        {
            assert!(!is_form(one, other), "{one} {other}");
        }
    }

    #[test]
    fn short_words_and_numbers_have_no_forms() {
        for word in ["the", "2019", "x123", "雷雷雷雷"] {
            assert_eq!(head(word), None, "{word}");
        }
    }
}
