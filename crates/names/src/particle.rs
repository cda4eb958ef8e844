//! The small words that stand in names, before them, or where sentences begin.

/// Articles that Arabic names have, assimilated or not, folded; those of [`ASSIMILATED`] only before a hyphen.
pub(crate) const ARTICLES: &[&str] = &["al", "el", "ul", "аль", "эль", "ал", "эл", "ель", "ال"];
pub(crate) const ASSIMILATED: &[&str] = &[
    "ash", "ach", "ar", "as", "at", "az", "an", "ad", "ech", "er", "es", "et", "ez", "en", "ed",
    "аш", "ар", "ас", "ат", "аз", "ан", "ад", "эш", "эр", "эс", "эт", "эз", "эн", "эд",
];
/// What stands before a compound with an attribute of God: `Abdel Rahman`, `Abdulrahman`.
pub(crate) const KUNYA: &[&str] = &["abu", "abou", "abo", "абу", "ابو", "ابي"];

/// `servant of`, with which names of God make a given name.
pub(crate) const SERVANT: &[&str] = &[
    "abdel",
    "abdul",
    "abdal",
    "abdoul",
    "abder",
    "abdur",
    "abdar",
    "abd",
    "абдель",
    "абдул",
    "абдуль",
    "абдур",
    "абд",
    "عبد",
];
/// `little servant of`, which makes another given name: عبيد الله is not عبد الله.
pub(crate) const LITTLE_SERVANT: &[&str] =
    &["obaid", "obeid", "ubaid", "ubayd", "obaydul", "ubaydul", "обейд", "убайд", "عبيد"];
/// Words inside names that need not stand in other spellings of them, folded; never the first word.
const LINKS: &[&str] = &[
    "de", "del", "della", "di", "da", "do", "dos", "das", "du", "des", "la", "las", "los", "le",
    "von", "van", "der", "den", "ten", "ter", "zu", "bin", "ibn", "ben", "bint", "ould", "бин",
    "ибн", "бен", "де", "дель", "душ", "даш", "ди", "фон", "ван", "дер", "ла", "بن", "ابن", "بنت",
];
/// What joins the family names of one person, or two people.
const CONJUNCTIONS: &[&str] = &["y", "e", "i", "и", "та"];
/// Words behind the name of a father, folded: son or daughter.
const CHILD: &[&str] = &["оглы", "кызы", "oglu", "ogly", "kyzy"];
/// What joins the name of a married person with that at birth, folded.
const MAIDEN: &[&str] = &[
    "nee",
    "ne",
    "nacida",
    "nacido",
    "geb",
    "geborene",
    "geborener",
    "epouse",
    "ep",
    "урожденная",
    "урожденной",
    "урожденную",
    "урожденный",
    "урожденного",
    "урожд",
];
/// What words of [`MAIDEN`] begin with as they are written.
const BEGIN_MAIDEN: [char; 10] = ['n', 'N', 'g', 'G', 'e', 'E', 'é', 'É', 'у', 'У'];
/// The longest of them, in bytes, with marks that stand by themselves.
const LONGEST_MAIDEN: usize = 40;
/// Titles, folded.
pub(crate) const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "dr",
    "mme",
    "mlle",
    "sr",
    "sra",
    "г",
    "гн",
    "гр",
    "гжа",
    "don",
    "doña",
    "السيد",
];

/// Prepositions, conjunctions and articles that begin sentences, folded: capitals there make no given name of them.
pub(crate) const BEGINNINGS: &[&str] = &[
    "the",
    "of",
    "for",
    "to",
    "on",
    "in",
    "by",
    "at",
    "and",
    "but",
    "as",
    "from",
    "with",
    "against",
    "a",
    "le",
    "la",
    "les",
    "de",
    "du",
    "des",
    "pour",
    "par",
    "sur",
    "contre",
    "selon",
    "et",
    "mais",
    "el",
    "los",
    "del",
    "para",
    "por",
    "sobre",
    "contra",
    "según",
    "segun",
    "y",
    "pero",
    "о",
    "об",
    "обо",
    "по",
    "в",
    "во",
    "на",
    "у",
    "к",
    "ко",
    "с",
    "со",
    "из",
    "от",
    "до",
    "за",
    "для",
    "при",
    "про",
    "и",
    "а",
    "но",
    "что",
    "как",
    "против",
];

/// Returns whether a folded word inside a name need not stand in other spellings of it.
pub(crate) fn is_link(word: &str) -> bool {
    LINKS.contains(&word) || CONJUNCTIONS.contains(&word)
}

/// Returns two words written as one; the Arabic article between them is not heard before a letter of the sun: Takieddine.
pub(crate) fn joined(first: &str, second: &str) -> String {
    const SUN: [char; 14] = ['ت', 'ث', 'د', 'ذ', 'ر', 'ز', 'س', 'ش', 'ص', 'ض', 'ط', 'ظ', 'ل', 'ن'];
    let bare = second.strip_prefix("ال").filter(|bare| bare.starts_with(SUN));
    format!("{first}{}", bare.unwrap_or(second))
}

/// Tells whether a word joins the name of a married person with that at birth: `Marie Dupont née Lefèvre`.
pub fn is_maiden(word: &str) -> bool {
    // It is asked of every word of a text, and folding costs more than its first letter.
    let is_likely = word.starts_with(BEGIN_MAIDEN) && word.len() <= LONGEST_MAIDEN;
    is_likely && MAIDEN.contains(&text::fold(word).as_str())
}

/// Returns whether a name goes on behind this word, folded, that is none of its own: `de`, `bin`, `al`, `oglu`. A
/// conjunction may as well lead to another person.
pub fn is_particle(word: &str) -> bool {
    [LINKS, ARTICLES, ASSIMILATED, CHILD].iter().any(|list| list.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_before_a_name_at_birth_is_known_as_it_is_written() {
        for word in MAIDEN {
            let capital: String = word.chars().take(1).flat_map(char::to_uppercase).collect();
            let rest: String = word.chars().skip(1).collect();
            assert!(is_maiden(word) && is_maiden(&format!("{capital}{rest}")), "{word}");
        }
        for word in ["née", "Épouse", "урождённая", "URODZ"] {
            assert_eq!(is_maiden(word), word != "URODZ", "{word}");
        }
    }
}
