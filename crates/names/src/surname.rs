//! Which Russian words are cases of one surname: in `-ов`, `-ев`, `-ин`, `-ын`, and in `-ский`, `-цкий`.

/// The shortest beginning that the cases of a surname share, in letters.
const MIN_BASE: usize = 4;

/// Endings of surnames in `-ов`, `-ев`, `-ин` and `-ын`, of both genders and numbers.
const POSSESSIVE: &[&str] = &["", "а", "у", "ым", "ом", "е", "ой", "ою", "ы", "ых", "ыми"];
/// Endings of surnames in `-ский` and `-цкий`.
const ADJECTIVE: &[&str] =
    &["ий", "ого", "ому", "им", "ом", "ая", "ой", "ою", "ую", "ое", "ие", "их", "ими"];

/// Endings of Slavic family names in folded Latin letters: their vowels are romanised in few ways.
const SLAVIC: &[&str] = &[
    "ov", "ova", "ev", "eva", "in", "ina", "off", "eff", "sky", "ski", "skiy", "skii", "skij",
    "skaya", "skaia", "enko", "chuk", "iuk", "yuk", "ow", "owa", "ew", "ewa", "owicz", "vich",
    "vych",
];

/// Returns what all cases of a folded word begin with, if it may be a case of such a surname.
///
/// There is one at most: no two endings fit one word and leave beginnings of the right kind.
pub fn surname_base(folded: &str) -> Option<&str> {
    let cut = |endings: &[&str], kinds: &[&str]| {
        let mut heads = endings.iter().filter_map(|ending| folded.strip_suffix(ending));
        heads.find(|head| kinds.iter().any(|kind| head.ends_with(kind)))
    };
    cut(POSSESSIVE, &["ов", "ев", "ин", "ын"])
        .or_else(|| cut(ADJECTIVE, &["ск", "цк"]))
        .filter(|base| base.chars().count() >= MIN_BASE)
}

/// Tells whether a word ends as Slavic family names do, in Cyrillic or Latin letters.
pub(crate) fn is_slavic(word: &str) -> bool {
    let folded = text::fold(word);
    surname_base(&folded).is_some() || SLAVIC.iter().any(|ending| folded.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_of_a_surname_have_one_base() {
        for word in ["пестриков", "пестриковой", "пестриковыми", "пестрикове"]
        {
            assert_eq!(surname_base(word), Some("пестриков"), "{word}");
        }
        for word in ["троцкий", "троцкой", "троцким", "троцкими"] {
            assert_eq!(surname_base(word), Some("троцк"), "{word}");
        }
    }

    #[test]
    fn other_words_have_none() {
        for word in ["смоленск", "лев", "уведомление", "ов", ""] {
            assert_eq!(surname_base(word), None, "{word}");
        }
    }
}
