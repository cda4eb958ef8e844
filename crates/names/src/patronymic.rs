//! Whether a word has the form of a patronymic.

/// Endings of patronymics in folded Cyrillic, in all cases.
const CYRILLIC: &[&str] = &[
    "ович",
    "евич",
    "ьич",
    "кич",
    "мич",
    "овна",
    "евна",
    "ична",
    "инична",
    "івна",
    "ївна",
    "ойвич",
];

/// Endings of patronymics in folded Latin.
const LATIN: &[&str] = &[
    "ovich", "evich", "ovitch", "evitch", "ovic", "evic", "owitsch", "ewitsch", "owicz", "ewicz",
    "ovych", "yovych", "ovna", "evna", "owna", "ewna", "ichna", "inichna", "ivna", "yivna",
    "ilyich", "ilich",
];

/// Endings of patronymics in folded Arabic, which writes those of other languages letter by letter.
const ARABIC: &[&str] =
    &["وفيتش", "يفيتش", "وفيتس", "وفتش", "يفتش", "وفنا", "يفنا", "وفنه", "يفنه"];

/// The fewest letters of an Arabic word before the ending.
const ARABIC_STEM: usize = 2;

/// Tells whether `word` has the form of a patronymic: `Иванович`, `Сергеевне`, `Petrovna`, `إيفانوفيتش`.
///
/// So have some surnames (`Лукашевич`, `Petrović`): it is one only where two other words of the name stand beside it.
pub fn is_patronymic(word: &str) -> bool {
    let folded = text::fold(word);
    let stem = nominative(&folded);
    let ends = |ending: &&str| stem.ends_with(*ending) && stem.len() > ending.len();
    let ends_in_arabic = || {
        let stems = ARABIC.iter().filter_map(|ending| folded.strip_suffix(*ending));
        stems.into_iter().any(|stem| stem.chars().count() >= ARABIC_STEM)
    };
    CYRILLIC.iter().any(ends) || LATIN.iter().any(ends) || ends_in_arabic()
}

/// Brings the cases of a patronymic to its nominative, by the ending alone.
pub(crate) fn nominative(folded: &str) -> String {
    const CASES: &[(&str, &str)] = &[
        ("ичем", "ич"),
        ("ичом", "ич"),
        ("ича", "ич"),
        ("ичу", "ич"),
        ("иче", "ич"),
        ("вной", "вна"),
        ("вны", "вна"),
        ("вне", "вна"),
        ("вну", "вна"),
        ("чной", "чна"),
        ("чны", "чна"),
        ("чне", "чна"),
        ("чну", "чна"),
    ];
    let case = CASES
        .iter()
        .find_map(|(case, plain)| Some(format!("{}{plain}", folded.strip_suffix(case)?)));
    case.unwrap_or_else(|| folded.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patronymics_are_told_in_both_scripts_and_all_cases() {
        for word in [
            "Иванович",
            "Сергеевичем",
            "Ильич",
            "Петровной",
            "Никитичны",
            "Ivanovich",
            "Petrovna",
            "Sergejewitsch",
            "Миколаївна",
            "أوليغوفيتش",
            "سيرغيفنا",
        ] {
            assert!(is_patronymic(word), "{word}");
        }
        for word in ["Иванов", "Пестриков", "Ivan", "ович", "вна", "", "وفيتش", "إيفانوف"]
        {
            assert!(!is_patronymic(word), "{word}");
        }
    }
}
