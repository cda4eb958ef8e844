//! Cyrillic letters as classes of sounds.

use crate::forms::Forms;

/// Cases of family names whose nominative differs by more than an ending, with that: Безуглого of Безуглый, Заблудовца of
/// Заблудовец. Those in -ский have an own place.
const CASES: &[(&str, &str)] = &[
    ("ого", "ый"),
    ("его", "ий"),
    ("ому", "ый"),
    ("ему", "ий"),
    ("ая", "ый"),
    ("ца", "ец"),
    ("цу", "ец"),
    ("цем", "ец"),
    ("цом", "ец"),
];
/// How many letters a name has at least before such an ending.
const STEM: usize = 4;

/// Returns the readings of a Cyrillic word, also as a case of a family name.
pub(crate) fn forms(word: &str) -> Forms {
    let letters: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    let forms = forms_of(&letters);
    match nominative(&letters) {
        Some(nominative) => forms.or(forms_of(&nominative)),
        None => forms,
    }
}

/// Returns the nominative of a word that may be a case of a family name.
fn nominative(letters: &[char]) -> Option<Vec<char>> {
    let word: String = letters.iter().collect();
    let of_case = CASES.iter().find_map(|(case, plain)| Some((word.strip_suffix(case)?, *plain)));
    let (stem, ending) = of_case?;
    let is_case = stem.chars().count() >= STEM
        && !stem.ends_with(['а', 'е', 'и', 'о', 'у', 'ы', 'э', 'ю', 'я', 'к']);
    is_case.then(|| stem.chars().chain(ending.chars()).collect())
}

fn forms_of(letters: &[char]) -> Forms {
    let mut forms = Forms::default();
    let mut rest = letters;
    let is_belarusian = letters.contains(&'ў');
    let mut before = None;
    while let Some((letter, after)) = rest.split_first() {
        let (readings, length) = match rest {
            ['и', '\u{306}', ..] => (&["i"][..], 2),
            // Tyutchev and Tiucev
            ['т', 'ч', ..] => (&["tX", "X"][..], 2),
            ['т', 'с' | 'ц', ..] => (&["C"][..], 2),
            ['т', 'ь', 'с', ..] => (&["C"][..], 3),
            // Ціханоўская and Тихановская, Мядзведзеў and Медведев
            ['ц', next, ..] if is_belarusian && is_soft(*next) => (&["C", "t"][..], 1),
            ['д', 'з', next, ..] if is_belarusian && is_soft(*next) => (&["dz", "d"][..], 2),
            ['д', 'ж', ..] => (&["Z"][..], 2),
            ['ъ', next, ..] if !is_vowel(*next) => (&["a", "u"][..], 1),
            ['ь' | 'й', 'о', ..] | ['е', '\u{308}', ..] => (&["o", "e"][..], 2),
            _ => (readings(*letter, before), 1),
        };
        forms.push(readings);
        before = Some(*letter);
        rest = after.get(length - 1..).unwrap_or_default();
    }
    forms
}

fn readings(letter: char, before: Option<char>) -> &'static [&'static str] {
    match letter {
        'а' | 'я' | 'ә' | 'ӓ' => &["a"],
        'б' => &["b"],
        'в' | 'ў' => &["v"],
        'г' | 'ґ' | 'ғ' | 'х' | 'һ' | 'ҳ' => &["g"],
        'д' => &["d"],
        'е' | 'э' | 'є' | 'ѣ' if before.is_some_and(is_vowel) => &["ie"],
        'е' | 'э' | 'є' | 'ѣ' => &["e"],
        'ё' => &["e", "o"],
        'ж' | 'ђ' | 'џ' | 'ӂ' | 'җ' => &["Z"],
        'з' | 'ѕ' => &["z"],
        'и' | 'і' | 'ї' | 'й' | 'ы' | 'ј' | 'ӣ' | 'ѝ' => &["i"],
        'к' | 'қ' | 'ҡ' | 'ќ' => &["k"],
        'л' | 'љ' => &["l"],
        'м' => &["m"],
        'н' | 'ң' | 'њ' => &["n"],
        'о' | 'ө' => &["o"],
        'п' => &["p"],
        'р' => &["r"],
        'с' => &["s"],
        'т' => &["t"],
        'у' | 'ю' | 'ү' | 'ұ' | 'ӯ' => &["u"],
        'ф' | 'ѳ' => &["f"],
        'ц' => &["C"],
        'ч' | 'ш' | 'щ' | 'ћ' | 'ҷ' => &["X"],
        _ => &[],
    }
}

fn is_soft(letter: char) -> bool {
    matches!(letter, 'і' | 'е' | 'ё' | 'ю' | 'я' | 'ь')
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'а' | 'е' | 'ё' | 'и' | 'і' | 'ї' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я' | 'є')
}
