//! Given names that are known: whose they are, and which spellings are one name.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::memo::{Memo, WORDS_KEPT, remembered};
use crate::script::{self, Script};

/// A given name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Given {
    /// Its first spelling, folded.
    pub(crate) id: String,
    /// Whose it is, where it is of one sex alone.
    pub(crate) sex: Option<Sex>,
    /// Whether it is Arabic: vowels are romanised in many ways, and a family name may have an article.
    pub(crate) is_arabic: bool,
    /// Whether it is Turkish: family names beside it are often written without their marks.
    pub(crate) is_turkish: bool,
    pub(crate) in_arabic: InArabic,
}

/// What the table has of the Arabic spelling of a given name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InArabic {
    /// Nothing.
    Unknown,
    /// The spelling, so that consonants need not tell it.
    Known,
    /// The spelling, and there may be another name that differs in the place of its long vowel alone, which other scripts do
    /// not write: سالم and سليم are both Salim.
    Twin,
}

/// Whose a given name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sex {
    Man,
    Woman,
}

/// Endings of the cases of Russian and Ukrainian given names, and of the nominatives that they come from.
const CASES: &[&str] = &[
    "а", "я", "у", "ю", "ы", "и", "і", "ї", "е", "ом", "ем", "єм", "ой", "ей", "ою", "єю", "ью",
    "ові", "еві", "єві",
];
const NOMINATIVES: &[&str] = &["", "а", "я", "й", "ь", "о"];
/// Stems of the names in `-о` that have cases, which are Ukrainian: those of Italian and Spanish have none, so that Мария
/// is no case of Марио.
const INFLECTED_IN_O: &[&str] = &["данил", "дмитр", "кирил", "михайл", "павл", "петр"];

/// Endings of patronymics in all cases, folded.
const PATRONYMICS: &[&str] = &[
    "ович",
    "йович",
    "евич",
    "ич",
    "івна",
    "ївна",
    "овна",
    "евна",
    "ична",
    "ovich",
    "evich",
    "ovitch",
    "evitch",
    "ovych",
    "yovych",
    "iovych",
    "ovic",
    "evic",
    "ovna",
    "evna",
    "ivna",
    "yivna",
    "iivna",
    "ich",
    "ichna",
];
/// What the given name behind a patronymic may end with.
const FATHERS: &[&str] =
    &["", "й", "ий", "а", "я", "ь", "о", "i", "y", "iy", "a", "ia", "ei", "ey", "o"];

/// The shortest beginning that the cases of a name share, in letters.
const MIN_STEM: usize = 2;

static NAMES: LazyLock<HashMap<String, Vec<usize>>> = LazyLock::new(|| {
    let mut names: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, (_, spellings)) in TABLE.iter().enumerate() {
        for spelling in spellings {
            let known = names.entry(spelling.clone()).or_default();
            if !known.contains(&at) {
                known.push(at);
            }
        }
    }
    names
});

static TABLE: LazyLock<Vec<(Given, Vec<String>)>> = LazyLock::new(|| {
    let mut table: Vec<_> = rows(include_str!("../data/given-names.tsv")).filter_map(row).collect();
    for [sex, name, short] in rows(include_str!("../data/nicknames.tsv")) {
        let (sex, name) = (sex_of(sex), loose(&text::fold(name)));
        let has = |row: &&mut (Given, Vec<String>)| row.0.sex == sex && row.1.contains(&name);
        for (_, spellings) in table.iter_mut().filter(has) {
            spellings.extend(short.split(';').map(|short| loose(&text::fold(short))));
        }
    }
    table
});

/// Short forms that are no names of their own in the table.
static NICKNAMES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let short =
        rows(include_str!("../data/nicknames.tsv")).flat_map(|[_, _, short]| short.split(';'));
    let short: HashSet<String> = short.map(|short| loose(&text::fold(short))).collect();
    let whole = rows(include_str!("../data/given-names.tsv")).filter_map(row);
    let whole: HashSet<String> = whole.flat_map(|(_, spellings)| spellings).collect();
    short.difference(&whole).cloned().collect()
});

/// Yields the three cells of each row that is no comment.
fn rows(table: &str) -> impl Iterator<Item = [&str; 3]> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split('\t').collect::<Vec<_>>().try_into().ok())
}

fn row([sex, origin, spellings]: [&str; 3]) -> Option<(Given, Vec<String>)> {
    let mut spellings: Vec<String> =
        spellings.split(';').map(|spelling| loose(&text::fold(spelling))).collect();
    let in_german: Vec<String> = spellings.iter().filter_map(|spelling| german(spelling)).collect();
    spellings.extend(in_german);
    let given = Given {
        id: spellings.first()?.clone(),
        sex: sex_of(sex),
        is_arabic: origin == "a",
        is_turkish: origin == "t",
        in_arabic: in_arabic(&spellings),
    };
    Some((given, spellings))
}

fn in_arabic(spellings: &[String]) -> InArabic {
    let mut arabic =
        spellings.iter().filter(|spelling| script::of(spelling) == Some(Script::Arabic)).peekable();
    if arabic.peek().is_none() {
        InArabic::Unknown
    } else if arabic.any(|spelling| may_have_arabic_twin(spelling)) {
        InArabic::Twin
    } else {
        InArabic::Known
    }
}

/// Tells whether a name is an Arabic participle or adjective of three consonants, فاعل or فعيل: most have the other as a twin.
fn may_have_arabic_twin(spelling: &str) -> bool {
    let is_consonant = |letter: char| {
        script::of(letter.encode_utf8(&mut [0; 4])) == Some(Script::Arabic)
            && !matches!(letter, 'ا' | 'و' | 'ي' | 'ى' | 'ة' | 'ء' | 'ئ' | 'ؤ')
    };
    let letters: Vec<char> = spelling.chars().collect();
    match letters[..] {
        ['ا', two, 'ي', three] => [two, three].into_iter().all(is_consonant),
        [one, 'ا', two, three] | [one, two, 'ي', three] => {
            [one, two, three].into_iter().all(is_consonant)
        }
        _ => false,
    }
}

fn sex_of(cell: &str) -> Option<Sex> {
    match cell {
        "m" => Some(Sex::Man),
        "f" => Some(Sex::Woman),
        _ => None,
    }
}

/// Returns a Cyrillic name as German writes it, by the Duden's table: З is S there, which no other romanisation has.
fn german(cyrillic: &str) -> Option<String> {
    if script::of(cyrillic) != Some(Script::Cyrillic) {
        return None;
    }
    let mut german = String::with_capacity(cyrillic.len());
    for letter in cyrillic.chars() {
        german.push_str(match letter {
            'а' => "a",
            'б' => "b",
            'в' => "w",
            'г' => "g",
            'д' => "d",
            'е' | 'э' => "e",
            'ж' | 'ш' => "sch",
            'з' | 'с' => "s",
            'и' | 'і' => "i",
            'й' => "j",
            'к' => "k",
            'л' => "l",
            'м' => "m",
            'н' => "n",
            'о' => "o",
            'п' => "p",
            'р' => "r",
            'т' => "t",
            'у' => "u",
            'ф' => "f",
            'х' => "ch",
            'ц' => "z",
            'ч' => "tsch",
            'щ' => "schtsch",
            'ы' => "y",
            'ю' => "ju",
            'я' => "ja",
            'ь' | 'ъ' => "",
            _ => return None,
        });
    }
    Some(loose(&german))
}

/// Returns the given names that a word may be, in any case of Russian and Ukrainian, or behind an Arabic conjunction.
pub(crate) fn look_up(word: &str) -> Vec<&'static Given> {
    thread_local!(static GIVEN: Memo<Vec<&'static Given>> = Memo::default());
    remembered(&GIVEN, WORDS_KEPT, word, find)
}

fn find(word: &str) -> Vec<&'static Given> {
    let folded = text::fold(word);
    let mut found = exactly(&folded);
    match script::of(word) {
        Some(Script::Cyrillic) => {
            nominatives(&folded).for_each(|nominative| add(&mut found, exactly(&nominative)));
        }
        Some(Script::Arabic) if found.is_empty() => {
            let others = with_other_end(&folded).into_iter();
            let bare = text::without_clitics(&folded).map(str::to_owned);
            found = others
                .chain(bare)
                .map(|other| exactly(&other))
                .find(|found| !found.is_empty())
                .unwrap_or_default();
        }
        _ => {}
    }
    found
}

/// Returns an Arabic name with the other letter for an open end: رانية and رانيا are Rania.
fn with_other_end(folded: &str) -> Option<String> {
    const ENDS: [(&str, &str); 3] = [("ه", "ا"), ("ا", "ه"), ("ة", "ا")];
    ENDS.iter().find_map(|(end, other)| Some(format!("{}{other}", folded.strip_suffix(end)?)))
}

/// Tells whether a folded word is a short form of given names alone.
pub(crate) fn is_nickname(folded: &str) -> bool {
    NICKNAMES.contains(&loose(folded))
}

/// Returns the given names of the fathers of whom a word may be the patronymic.
pub(crate) fn fathers(patronymic: &str) -> Vec<&'static Given> {
    let folded = crate::patronymic::nominative(&text::fold(patronymic));
    let stems = PATRONYMICS.iter().filter_map(|ending| folded.strip_suffix(ending));
    let mut found = Vec::new();
    for stem in stems.filter(|stem| stem.chars().count() >= MIN_STEM) {
        let hard = stem.trim_end_matches(['ь', 'y', 'i']);
        for stem in [stem, hard] {
            for ending in FATHERS {
                add(&mut found, exactly(&format!("{stem}{ending}")));
            }
        }
    }
    found
}

/// Returns the given names that a folded word is in the form of the table, no case of it.
pub(crate) fn exactly(folded: &str) -> Vec<&'static Given> {
    let rows = NAMES.get(&loose(folded)).into_iter().flatten();
    rows.map(|row| &TABLE[*row].0).collect()
}

fn add(found: &mut Vec<&'static Given>, others: Vec<&'static Given>) {
    for given in others {
        if !found.contains(&given) {
            found.push(given);
        }
    }
}

fn nominatives(folded: &str) -> impl Iterator<Item = String> + '_ {
    let stems = CASES.iter().filter_map(|ending| folded.strip_suffix(ending));
    let stems = stems.filter(|stem| stem.chars().count() >= MIN_STEM);
    // -и is no case of a name that ends with a consonant: Карими is none of Карим
    let is_soft = folded.ends_with('и');
    let has_cases = move |stem: &str, ending: &str| match ending {
        "о" => INFLECTED_IN_O.contains(&stem),
        "" => !is_soft,
        _ => true,
    };
    stems.flat_map(move |stem| {
        let endings = NOMINATIVES.iter().filter(move |ending| has_cases(stem, ending));
        endings.map(move |ending| format!("{stem}{ending}"))
    })
}

/// Writes folded Latin letters that are romanised in more than one way in one of them, doubles once.
fn loose(folded: &str) -> String {
    if !folded.is_ascii() {
        return folded.to_owned();
    }
    let plain = folded
        .replace("ee", "i")
        .replace("oo", "u")
        .replace("ou", "u")
        .replace("ph", "f")
        .replace('y', "i");
    let mut loose = String::with_capacity(plain.len());
    plain.chars().filter(char::is_ascii_alphabetic).for_each(|letter| {
        if !loose.ends_with(letter) {
            loose.push(letter);
        }
    });
    loose
}

/// Returns whose a word is, if all given names that it may be are of one sex; or else by the ending of a Latin word: few
/// languages that Latin letters write give one family name to men in `-o` and to women in `-a`.
pub(crate) fn sex(names: &[&Given], word: &str) -> Option<Sex> {
    if let Some(first) = names.first() {
        return first.sex.filter(|sex| names.iter().all(|name| name.sex == Some(*sex)));
    }
    let folded = text::fold(word);
    let is_romance = folded.is_ascii() && folded.len() > 3;
    match folded.bytes().next_back() {
        Some(b'o') if is_romance && !folded.ends_with("ko") => Some(Sex::Man),
        Some(b'a') if is_romance => Some(Sex::Woman),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(word: &str) -> Vec<&str> {
        look_up(word).iter().map(|given| given.id.as_str()).collect()
    }

    #[test]
    fn spellings_and_cases_of_a_name_are_known() {
        for word in ["Alexander", "Александру", "OLEKSANDR", "Aleksandr", "ألكسندر"]
        {
            assert!(ids(word).contains(&"alexander"), "{word}");
        }
        for word in ["Youssef", "Yusuf", "Юсуфа", "يوسف", "ليوسف", "Yúsuf"] {
            assert!(ids(word).contains(&"iusuf"), "{word}");
        }
        assert_eq!(ids("Pestrikov"), [""; 0]);
    }

    #[test]
    fn names_that_differ_in_vowels_are_not_one() {
        for (one, other) in [("Hassan", "Hussein"), ("Mahmoud", "Mohamed"), ("Salem", "Salim")] {
            assert!(ids(one).iter().all(|id| !ids(other).contains(id)), "{one} {other}");
        }
    }

    #[test]
    fn a_patronymic_leads_to_the_father() {
        for (patronymic, father) in [
            ("Александрович", "alexander"),
            ("Олександрівна", "alexander"),
            ("Николаевичем", "nikolai"),
            ("Mykolayovych", "nikolai"),
            ("Юрьевна", "iuri"),
            ("Васильевна", "vasili"),
            ("Sergeevich", "sergei"),
        ] {
            let found: Vec<_> = fathers(patronymic).iter().map(|given| given.id.as_str()).collect();
            assert!(found.contains(&father), "{patronymic} {found:?}");
        }
    }

    #[test]
    fn the_sex_of_a_name_is_told_by_the_table_or_a_romance_ending() {
        let sex = |word| sex(&look_up(word), word);
        assert_eq!(sex("Paul"), Some(Sex::Man));
        assert_eq!(sex("Paula"), Some(Sex::Woman));
        assert_eq!(sex("Bernardo"), Some(Sex::Man));
        assert_eq!(sex("Александра"), None);
        assert_eq!(sex("Hnatiuk"), None);
        assert_eq!(sex("Shevchenko"), None);
    }
}
