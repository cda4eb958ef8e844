//! How Russian writes foreign names that it hears: Browder as Браудер, Dupont as Дюпон, Schäuble as Шойбле, Qishan as
//! Цишань. Such spellings do not follow letter by letter, and have keys of their own.

mod english;
mod french;
mod german;
mod graphemes;
mod hungarian;
mod pinyin;

use crate::memo::{Memo, WORDS_KEPT, remembered};
use crate::script::{self, Script};
use crate::surname::is_slavic;
use crate::{given, keys, make_keys, surname_base};

/// How many such keys a word has at most.
pub(crate) const MOST: usize = 3;
/// How many English readings come before the French one.
const LIKELY: usize = 3;
/// Words of so many letters are names in Chinese alone.
const SHORTEST: usize = 2;

/// Returns the keys that a Latin family name has in Cyrillic by its sound in English, French, German and Chinese, without
/// those that it has letter by letter; none of a Slavic name, and none of a given name that the table has.
pub(crate) fn keys_by_sound(word: &str) -> Vec<String> {
    thread_local!(static HEARD: Memo<Vec<String>> = Memo::default());
    remembered(&HEARD, WORDS_KEPT, word, heard)
}

/// Tells whether every syllable of a word is one of Chinese in pinyin.
pub(crate) fn is_pinyin(word: &str) -> bool {
    pinyin::cyrillic(word).is_some()
}

/// Tells whether a Cyrillic word may be a foreign family name: it has no Russian ending, and is no given name that the table
/// has.
pub(crate) fn may_be_foreign(word: &str) -> bool {
    // -ин ends Chinese names, too
    let is_russian = |base: &str| !base.ends_with("н");
    script::of(word) == Some(Script::Cyrillic)
        && !surname_base(&text::fold(word)).is_some_and(is_russian)
        && given::exactly(&text::fold(word)).is_empty()
}

fn heard(word: &str) -> Vec<String> {
    if script::of(word) != Some(Script::Latin) || !given::look_up(word).is_empty() {
        return Vec::new();
    }
    // -in ends Slavic names, and -stein German ones
    let is_german = || text::fold(word).ends_with("ein");
    let is_foreign = word.chars().count() > SHORTEST && (!is_slavic(word) || is_german());
    let chinese = (word.len() >= SHORTEST).then(|| pinyin::cyrillic(word)).flatten();
    let plain = is_foreign.then(|| lowered(word));
    let spellings = chinese.into_iter().chain(plain.iter().flat_map(|plain| foreign(word, plain)));
    let own = keys(word);
    let mut found: Vec<String> = Vec::new();
    // Not by `keys`, which would remember spellings that never come again.
    for key in spellings.filter_map(|spelling| make_keys(&spelling).into_iter().next()) {
        if !own.contains(&key) && !found.contains(&key) {
            found.push(key);
        }
        if found.len() == MOST {
            break;
        }
    }
    found
}

/// Yields how a word is written that is heard in Hungarian, German, English or French, the likeliest first.
fn foreign(written: &str, plain: &str) -> impl Iterator<Item = String> {
    let hungarian = hungarian::is_likely(written, plain).then(|| hungarian::cyrillic(plain));
    let is_french = french::is_likely(written, plain);
    let likely = is_french.then(|| french::cyrillic(plain));
    let english = english::cyrillic(plain);
    let others = english.iter().skip(LIKELY).cloned().collect::<Vec<_>>();
    let french = std::iter::once_with(move || french::cyrillic(plain)).flatten();
    let likeliest = hungarian.flatten().into_iter().chain(likely.flatten());
    likeliest
        .chain(german::cyrillic(plain))
        .chain(english.into_iter().take(LIKELY))
        .chain(french)
        .chain(others)
}

/// Returns a word in small letters without accents but those that sound otherwise.
fn lowered(word: &str) -> String {
    let mut lowered = String::with_capacity(word.len());
    for letter in word.chars().flat_map(char::to_lowercase) {
        match letter {
            'ä' | 'ö' | 'ü' | 'ß' | 'ç' => lowered.push(letter),
            _ => lowered.push_str(&text::fold(letter.encode_utf8(&mut [0; 4]))),
        }
    }
    lowered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_meet_what_russian_hears() {
        for (latin, cyrillic) in [
            ("Browder", "Браудер"),
            ("Snowden", "Сноуден"),
            ("Walker", "Уокер"),
            ("Wilson", "Уилсон"),
            ("Hawking", "Хокинг"),
            ("Hayes", "Хейс"),
            ("Noble", "Ноубл"),
            ("Eisenstein", "Эйзенштейн"),
            ("Gates", "Гейтс"),
            ("White", "Уайт"),
            ("Stone", "Стоун"),
            ("Moore", "Мур"),
            ("Hunt", "Хант"),
            ("Campbell", "Кэмпбелл"),
            ("Sutherland", "Сазерленд"),
            ("Bridges", "Бриджес"),
            ("Dupont", "Дюпон"),
            ("Hollande", "Олланд"),
            ("Mélenchon", "Меланшон"),
            ("Poirot", "Пуаро"),
            ("Renault", "Рено"),
            ("Gauthier", "Готье"),
            ("Rousseau", "Руссо"),
            ("Vinatier", "Винатье"),
            ("Thévenoux", "Тевену"),
            ("Destouches", "Детуш"),
            ("Riquet", "Рике"),
            ("Dubreuil", "Дюбрей"),
            ("Vámosi", "Вамоши"),
            ("Keresztes", "Керестеш"),
            ("Szijjártó", "Сийярто"),
            ("Schäuble", "Шойбле"),
            ("Strache", "Штрахе"),
            ("Stock", "Шток"),
            ("Weizsäcker", "Вайцзеккер"),
            ("Xi", "Си"),
            ("Jinping", "Цзиньпин"),
            ("Hongwei", "Хунвэй"),
            ("Zhang", "Чжан"),
            ("Wei", "Вэй"),
            ("Qishan", "Цишань"),
            ("Qin", "Цинь"),
        ] {
            let (heard, own) = (keys_by_sound(latin), keys(latin));
            let known = keys(cyrillic);
            assert!(
                known.iter().any(|key| heard.contains(key) || own.contains(key)),
                "{latin} {heard:?} {own:?} / {cyrillic} {known:?}"
            );
        }
    }

    #[test]
    fn slavic_and_known_given_names_are_not_heard() {
        for word in ["Pestrikov", "Pushkin", "Ivan", "Пестриков", "", "X", "1st"] {
            assert!(keys_by_sound(word).is_empty(), "{word}");
        }
    }
}
