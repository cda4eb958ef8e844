//! Cyrillic letters as classes of sounds.

use crate::forms::Forms;

/// Returns the readings of a Cyrillic word.
pub(crate) fn forms(word: &str) -> Forms {
    let letters: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    let mut forms = Forms::default();
    let mut rest = letters.as_slice();
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
