//! The nominative of a Russian name whose patronymic shows its case.
//!
//! The patronymic decides case and gender; every other word must fit them, or the name stays as it is written.

/// A case that a patronymic shows; the accusative of men is written as the genitive.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Genitive,
    Dative,
    Accusative,
    Instrumental,
    Prepositional,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Gender {
    Man,
    Woman,
}

/// Endings of patronymics out of the nominative, with what the nominative has in their place.
const PATRONYMICS: &[(&str, &str, Gender, &[Case])] = &[
    ("ича", "ич", Gender::Man, &[Case::Genitive]),
    ("ичу", "ич", Gender::Man, &[Case::Dative]),
    ("ичем", "ич", Gender::Man, &[Case::Instrumental]),
    ("ичом", "ич", Gender::Man, &[Case::Instrumental]),
    ("иче", "ич", Gender::Man, &[Case::Prepositional]),
    ("вны", "вна", Gender::Woman, &[Case::Genitive]),
    ("вне", "вна", Gender::Woman, &[Case::Dative, Case::Prepositional]),
    ("вну", "вна", Gender::Woman, &[Case::Accusative]),
    ("вной", "вна", Gender::Woman, &[Case::Instrumental]),
    ("чны", "чна", Gender::Woman, &[Case::Genitive]),
    ("чне", "чна", Gender::Woman, &[Case::Dative, Case::Prepositional]),
    ("чну", "чна", Gender::Woman, &[Case::Accusative]),
    ("чной", "чна", Gender::Woman, &[Case::Instrumental]),
];

/// Given names that lose a vowel out of the nominative: what is left, and the name.
const FLEETING: &[(&str, &str)] = &[("льв", "лев"), ("павл", "павел")];
/// Ends of family names that are declined as nouns where they are a man's.
const NOUNS: &[&str] = &["ук", "юк", "ян", "евич", "ович"];
/// Ends of family names that never change.
const FIXED: &[&str] = &["ко", "ых", "их", "швили", "дзе", "ово", "аго"];
/// Beginnings of family names in `-ской` and `-цкой`, whose other cases look like those of `-ский` and `-цкий`.
const STRESSED: &[&str] = &["донск", "трубецк"];

/// Returns the nominative of a name whose words blanks part, where its patronymic shows another case.
///
/// `is_given` tells of a word whether it is a given name in the nominative.
pub(crate) fn nominative(name: &str, is_given: &dyn Fn(&str) -> bool) -> Option<String> {
    let words: Vec<String> = name.split(' ').map(str::to_lowercase).collect();
    let at = (1..words.len().min(3)).find(|at| names::is_patronymic(&words[*at]))?;
    let (patronymic, gender, cases) = patronymic(&words[at])?;
    let word = |place: usize| match place {
        place if place == at => Some(patronymic.clone()),
        place if place + 1 == at => given(&words[place], gender, cases, is_given),
        place => family(&words[place], gender, cases),
    };
    let brought: Option<Vec<String>> = (0..words.len()).map(word).collect();
    let written = name.split(' ').zip(brought.filter(|words| words.len() <= 3)?);
    Some(written.map(|(old, new)| as_written(old, &new)).collect::<Vec<_>>().join(" "))
}

fn patronymic(word: &str) -> Option<(String, Gender, &'static [Case])> {
    PATRONYMICS.iter().find_map(|(ending, nominative, gender, cases)| {
        let stem = word.strip_suffix(ending)?;
        Some((format!("{stem}{nominative}"), *gender, *cases))
    })
}

/// Finds the given name that the gazetteer has among those that a form may come from.
fn given(
    word: &str,
    gender: Gender,
    cases: &[Case],
    is_given: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let mut candidates = cases.iter().flat_map(|case| given_endings(gender, *case)).flat_map(
        |(ending, nominatives)| {
            let stem = word.strip_suffix(ending);
            stem.into_iter().flat_map(|stem| nominatives.iter().map(move |end| named(stem, end)))
        },
    );
    candidates.find(|candidate| is_given(candidate))
}

fn named(stem: &str, ending: &str) -> String {
    let fleeting = FLEETING.iter().find(|(left, _)| *left == stem && ending.is_empty());
    fleeting.map_or_else(|| format!("{stem}{ending}"), |(_, name)| (*name).to_owned())
}

type Endings = &'static [(&'static str, &'static [&'static str])];

/// Returns the endings of given names in a case, each with those of the nominative, likeliest first.
fn given_endings(gender: Gender, case: Case) -> Endings {
    match (gender, case) {
        (Gender::Man, Case::Genitive | Case::Accusative) => {
            &[("а", &[""]), ("я", &["й", "ь"]), ("ы", &["а"]), ("и", &["я", "а"])]
        }
        (Gender::Man, Case::Dative) => &[("у", &[""]), ("ю", &["й", "ь"]), ("е", &["а", "я"])],
        (Gender::Man, Case::Instrumental) => {
            &[("ом", &[""]), ("ем", &["й", "ь"]), ("ой", &["а"]), ("ей", &["я", "а"])]
        }
        (Gender::Man, Case::Prepositional) => &[("е", &["", "й", "ь", "а", "я"]), ("и", &["й"])],
        (Gender::Woman, Case::Genitive) => &[("ы", &["а"]), ("и", &["я", "а", "ь"])],
        (Gender::Woman, Case::Accusative) => &[("у", &["а"]), ("ю", &["я"]), ("ь", &["ь"])],
        (Gender::Woman, Case::Instrumental) => {
            &[("ой", &["а"]), ("ей", &["я", "а"]), ("ью", &["ь"])]
        }
        (Gender::Woman, Case::Dative | Case::Prepositional) => {
            &[("е", &["а", "я"]), ("и", &["я", "ь"])]
        }
    }
}

fn family(word: &str, gender: Gender, cases: &[Case]) -> Option<String> {
    let part = |part: &str| cases.iter().find_map(|case| family_in(part, gender, *case));
    let parts: Option<Vec<String>> = word.split('-').map(part).collect();
    Some(parts?.join("-"))
}

fn family_in(word: &str, gender: Gender, case: Case) -> Option<String> {
    let ends = |ends: &[&str]| ends.iter().any(|end| word.ends_with(end));
    let is_woman = gender == Gender::Woman;
    if ends(FIXED) || is_woman && ends(NOUNS) {
        return Some(word.to_owned());
    }
    let (adjective, possessive, noun) = family_endings(gender, case);
    if let Some(stem) = word.strip_suffix(adjective) {
        if stem.ends_with(['с', 'ц']) && !is_woman && stressed(stem) {
            return None;
        }
        if stem.ends_with(['с', 'ц']) {
            return Some(format!("{stem}{}", if is_woman { "кая" } else { "кий" }));
        }
    }
    if let Some(stem) = word.strip_suffix(possessive) {
        let is_possessive = ["ов", "ев", "ёв", "ин", "ын"].iter().any(|end| stem.ends_with(end));
        if is_possessive && stem.chars().count() > 3 {
            return Some(format!("{stem}{}", if is_woman { "а" } else { "" }));
        }
    }
    let stem = word.strip_suffix(noun).filter(|_| !is_woman)?;
    NOUNS.iter().any(|end| stem.ends_with(end)).then(|| stem.to_owned())
}

fn stressed(stem: &str) -> bool {
    STRESSED.iter().any(|known| known.strip_suffix('к') == Some(stem))
}

/// Returns the endings of a case: of `-ский`, of `-ов` and `-ин`, and of family names that are nouns.
fn family_endings(gender: Gender, case: Case) -> (&'static str, &'static str, &'static str) {
    match (gender, case) {
        (Gender::Man, Case::Genitive | Case::Accusative) => ("кого", "а", "а"),
        (Gender::Man, Case::Dative) => ("кому", "у", "у"),
        (Gender::Man, Case::Instrumental) => ("ким", "ым", "ом"),
        (Gender::Man, Case::Prepositional) => ("ком", "е", "е"),
        (Gender::Woman, Case::Accusative) => ("кую", "у", ""),
        (Gender::Woman, _) => ("кой", "ой", ""),
    }
}

/// Writes `new` in capitals where `old` is: throughout, or at the beginning of each part.
fn as_written(old: &str, new: &str) -> String {
    if !old.chars().any(char::is_lowercase) {
        return new.to_uppercase();
    }
    let parts = old.split('-').zip(new.split('-')).map(|(old, new)| {
        let mut letters = new.chars();
        let first = letters.next().into_iter();
        let is_upper = old.starts_with(char::is_uppercase);
        let first =
            first.flat_map(
                |letter| if is_upper { letter.to_uppercase().collect() } else { vec![letter] },
            );
        first.chain(letters).collect::<String>()
    });
    parts.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds;
    use crate::lexicon::role;

    fn brought(name: &str) -> Option<String> {
        nominative(name, &|word| kinds::read("").roles_of(word) & role::GIVEN != 0)
    }

    #[test]
    fn the_patronymic_brings_the_others_to_the_nominative() {
        for (oblique, expected) in [
            ("Иванова Ивана Ивановича", "Иванов Иван Иванович"),
            ("ИВАНОВУ ИВАНУ ИВАНОВИЧУ", "ИВАНОВ ИВАН ИВАНОВИЧ"),
            ("Сергеем Петровичем Волконским", "Сергей Петрович Волконский"),
            ("Павле Ильиче Ковальчуке", "Павел Ильич Ковальчук"),
            ("Ивановой Марии Петровне", "Иванова Мария Петровна"),
            ("Римскую-Корсакову Анну Ильиничну", "Римская-Корсакова Анна Ильинична"),
            ("Шевченко Ольги Сергеевны", "Шевченко Ольга Сергеевна"),
            ("Игоря Львовича", "Игорь Львович"),
        ] {
            assert_eq!(brought(oblique).as_deref(), Some(expected), "{oblique}");
        }
    }

    #[test]
    fn what_is_not_sure_stays() {
        for name in [
            "Иванов Иван Иванович",
            "Иванов Ивана Ивановича",
            "Толстого Льва Николаевича",
            "Трубецкого Сергея Петровича",
            "Кравца Ивана Ивановича",
            "Ыыыа Ивановича",
            "Ivan Petrov",
            "",
        ] {
            assert_eq!(brought(name), None, "{name}");
        }
    }
}
