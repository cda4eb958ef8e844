//! What tells two names apart that a search takes for one: a search finds cases, endings and vowels as they may be written in
//! a text, and a name beside a name shows more.

use crate::given::{Given, Sex};
use crate::heard;
use crate::script::{self, Script};
use crate::surname::is_slavic;

/// The sexes that both names show differ, where one of them may be a case of the other: Александра Петрова.
pub(crate) const SEX_OF_FORM: &str = "sex of the form";
/// The sexes differ of names in scripts that write no cases.
pub(crate) const SEXES: &str = "sexes differ";
/// Two given names are known, and are not one.
pub(crate) const GIVEN_NAMES: &str = "given names differ";
/// Two words of one script have other vowels, or another ending that no case has.
pub(crate) const VOWELS: &str = "vowels differ";
/// The same given names stand in another order, which tells father and son apart, or the same two family names, which tells
/// the families of father and mother apart.
pub(crate) const ORDER: &str = "order of given names";
/// The names on both sides of `bin` have changed places: one is the son of the other.
pub(crate) const FILIATION: &str = "son and father exchanged";
/// Both names have words that answer to none of the other.
pub(crate) const WORDS: &str = "other words on both sides";
/// One is a son's name, and one the father's.
pub(crate) const GENERATIONS: &str = "generations differ";
/// One name has an initial between others that the other one lacks: George H. W. and George W.
pub(crate) const INITIALS: &str = "initial left out between others";
/// One is a body's name.
pub(crate) const BODY: &str = "a body and a person";

/// Arabic words of more letters may be foreign names, whose vowels are written in many ways.
const SHORT_ARABIC: usize = 4;
/// How many letters at the end of a Cyrillic word may be those of a case.
const CASE: usize = 3;

/// Endings of women's and men's family names in folded Cyrillic; Latin ones tell women's alone, since many women bear the
/// man's form there.
const WOMEN: &[&str] =
    &["ова", "ева", "ина", "ына", "ская", "цкая", "ova", "eva", "skaya", "skaia"];
const MEN: &[&str] = &["ов", "ев", "ин", "ын", "ский", "цкий"];

/// Returns whose a name is by given names in the form of the table and family names that do not speak against them.
pub(crate) fn sex<'w>(words: impl Iterator<Item = (&'w str, &'w [&'static Given])>) -> Option<Sex> {
    let mut shown = None;
    for (folded, given) in words {
        let of_given = given.first().and_then(|first| first.sex);
        if !given.is_empty() {
            let is_one = given.iter().all(|given| given.sex == of_given);
            shown = Some(
                of_given.filter(|sex| is_one && shown.is_none_or(|before| before == Some(*sex))),
            );
        } else if let Some(of_family) = sex_of_family(folded)
            && shown.flatten().is_some_and(|sex| sex != of_family)
        {
            return None;
        }
    }
    shown.flatten()
}

fn sex_of_family(folded: &str) -> Option<Sex> {
    let ends = |endings: &[&str]| endings.iter().any(|ending| folded.ends_with(ending));
    if ends(WOMEN) { Some(Sex::Woman) } else { ends(MEN).then_some(Sex::Man) }
}

/// Tells whether two folded family names in Latin letters are those of a man and of a woman: Aliyev, Aliyeva.
pub(crate) fn are_of_man_and_woman(one: &str, other: &str) -> bool {
    const PAIRS: &[(&str, &str)] = &[
        ("ov", "ova"),
        ("ev", "eva"),
        ("sky", "skaya"),
        ("skiy", "skaya"),
        ("ski", "ska"),
        ("skii", "skaia"),
    ];
    let is_pair = |man: &str, woman: &str| {
        PAIRS.iter().any(|(of_man, of_woman)| {
            let stem = man.strip_suffix(of_man).filter(|stem| stem.len() > 1);
            stem.is_some() && stem == woman.strip_suffix(of_woman)
        })
    };
    is_pair(one, other) || is_pair(other, one)
}

/// Returns an Arabic name as English romanises it, without the e that French writes behind its last consonant: Salmane.
fn without_silent_e(folded: &str) -> &str {
    let stem = folded.strip_suffix('e').unwrap_or(folded);
    if stem.len() > 3 && !stem.ends_with(['a', 'e', 'i', 'o', 'u', 'y']) { stem } else { folded }
}

/// Tells whether two folded words of Arabic names have other vowels.
pub(crate) fn have_other_arabic_vowels(one: &str, other: &str) -> bool {
    !is_spelled_alike(one, other)
        && have_other_vowels(without_silent_e(one), without_silent_e(other))
}

/// Tells whether two Latin words differ in e and i or o and u alone, for which Arabic has one vowel each. The last vowel of a
/// name that begins with a may be a long one in the other: Amer (عامر) and Amir (أمير) are two.
fn is_spelled_alike(one: &str, other: &str) -> bool {
    let length = one.chars().count();
    let begins_with_a = one.chars().find(|letter| "aeiou".contains(*letter)) == Some('a');
    let is_one = |(at, (one, other)): (usize, (char, char))| match (one, other) {
        ('e', 'i') | ('i', 'e') => !begins_with_a || at + 2 != length,
        ('o', 'u') | ('u', 'o') => true,
        _ => one == other,
    };
    length == other.chars().count() && one.chars().zip(other.chars()).enumerate().all(is_one)
}

/// Tells whether two folded words that share a key have other vowels, or endings that no case has.
pub(crate) fn have_other_vowels(one: &str, other: &str) -> bool {
    match (script::of(one), script::of(other)) {
        // ə is e in one romanisation and a in another
        (Some(Script::Latin), Some(Script::Latin)) if one.contains('ə') || other.contains('ə') => {
            false
        }
        (Some(Script::Latin), Some(Script::Latin)) => {
            let are_slavic = is_slavic(one) && is_slavic(other);
            // J is H in Spanish, and in romanised Russian
            let begin = |first, second| one.starts_with(first) && other.starts_with(second);
            let are_chinese = heard::is_pinyin(one) && heard::is_pinyin(other);
            let is_other_jot = !are_slavic && (begin('h', 'j') || begin('j', 'h'))
                || are_chinese && (begin('j', 'y') || begin('y', 'j'));
            let (one, other) = (vowels(one, are_slavic), vowels(other, are_slavic));
            is_other_jot || one.0 != other.0 || one.1 != other.1 && !are_slavic
        }
        (Some(Script::Cyrillic), Some(Script::Cyrillic)) => {
            // Belarusian writes а for an о without stress: Калеснікава
            let is_heard = is_foreign(one) || is_foreign(other);
            let plain = |word: &str| {
                let word = as_in_russian(word);
                if is_heard { word.replace('о', "а").replace('я', "е") } else { word }
            };
            let (one, other) = (plain(one), plain(other));
            let same =
                one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
            let rest = |word: &str| word.chars().count().saturating_sub(same);
            rest(&one).max(rest(&other)) > CASE
        }
        // Arabic writes long vowels, and its own names in one way: علي and علا, عبد and عبيد
        (Some(Script::Arabic), Some(Script::Arabic)) => {
            let is_short = |word: &str| word.chars().count() <= SHORT_ARABIC;
            let end = |word: &str| {
                word.chars().next_back().filter(|c| matches!(c, 'ا' | 'و' | 'ي' | 'ه'))
            };
            // a first letter may be a conjunction, and alef is left out in some names: هرون
            let long = |word: &str| {
                word.chars().skip(1).filter(|letter| matches!(letter, 'و' | 'ي')).count()
            };
            let are_others = end(one) != end(other) || long(one) != long(other);
            is_short(one) && is_short(other) && are_others
        }
        _ => false,
    }
}

/// Returns a folded Cyrillic word with the letters that Russian has for those of other languages, and without the sign that
/// some of them write and others do not.
fn as_in_russian(folded: &str) -> String {
    let letter = |letter: char| match letter {
        'ь' | 'ъ' => None,
        'ә' => Some('а'),
        'ө' => Some('о'),
        'ү' | 'ұ' | 'ў' | 'ӯ' => Some('у'),
        'қ' => Some('к'),
        'ғ' | 'ґ' => Some('г'),
        'һ' | 'ҳ' => Some('х'),
        'ң' => Some('н'),
        'ҷ' | 'җ' => Some('ж'),
        'і' | 'ї' | 'ы' | 'ӣ' => Some('и'),
        'є' | 'э' | 'ё' => Some('е'),
        _ => Some(letter),
    };
    folded.chars().filter_map(letter).collect()
}

/// Tells whether a folded Cyrillic word has a letter that Russian has not.
fn is_foreign(folded: &str) -> bool {
    folded.chars().any(|letter| !matches!(letter, 'а'..='я' | 'ё'))
}

/// Returns the vowels of a Latin word as they sound, and those at its end. Slavic words have glides before vowels, and one
/// sound for o and e at the end.
fn vowels(folded: &str, is_slavic: bool) -> (String, String) {
    // u is silent in gue and que, and a final e in -ine
    let silent = [("gue", "ge"), ("gui", "gi"), ("que", "ke"), ("qui", "ki")];
    let folded = silent.iter().fold(folded.to_owned(), |word, (from, to)| word.replace(from, to));
    let folded = folded.strip_suffix("ine").map_or(folded.clone(), |stem| format!("{stem}in"));
    let spellings = [("ae", "a"), ("oe", "o"), ("ue", "u"), ("oo", "u"), ("ou", "u"), ("ee", "i")];
    let plain = spellings.iter().fold(folded, |word, (from, to)| word.replace(from, to));
    let is_vowel = |letter: char| "aeiouyj".contains(letter);
    let (stem, end) = plain.split_at(plain.trim_end_matches(is_vowel).len());
    let stem = match stem.strip_suffix("ov").or_else(|| stem.strip_suffix("ev")) {
        Some(head) if is_slavic => head.trim_end_matches(['i', 'y', 'j']),
        _ => stem,
    };
    let heard = |letters: &str| {
        let mut vowels = String::new();
        let letters: Vec<char> = letters.chars().collect();
        for (at, letter) in letters.iter().enumerate().filter(|(_, letter)| is_vowel(**letter)) {
            let vowel = if matches!(letter, 'y' | 'j') { 'i' } else { *letter };
            // j before i is ж: Prigojine
            if *letter == 'j' && letters.get(at + 1) == Some(&'i') {
                continue;
            }
            let next = letters.get(at + 1).is_some_and(|next| is_vowel(*next));
            let is_glide = is_slavic && vowel == 'i' && next;
            if !is_glide && !vowels.ends_with(vowel) {
                vowels.push(vowel);
            }
        }
        vowels
    };
    (heard(stem), heard(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vowels_that_no_spelling_exchanges_tell_families_apart() {
        for (one, other) in [
            ("gomez", "gamez"),
            ("weber", "wieber"),
            ("lang", "lange"),
            ("bianchi", "bianco"),
            ("hansen", "jansen"),
            ("карпенко", "корпенко"),
        ] {
            assert!(have_other_vowels(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("petrov", "petrova"),
            ("solovyov", "soloviev"),
            ("schroeder", "schroder"),
            ("tymoshenko", "timoshenko"),
            ("пестриков", "пестриковыми"),
            ("gavrilov", "havrylov"),
            ("browder", "браудер"),
        ] {
            assert!(!have_other_vowels(one, other), "{one} {other}");
        }
    }
    #[test]
    fn one_arabic_vowel_is_written_in_two_ways_and_a_long_one_is_another() {
        for (one, other) in [("mohamed", "mohamid"), ("hussein", "hussien"), ("omar", "umar")] {
            assert!(!have_other_arabic_vowels(one, other), "{one} {other}");
        }
        for (one, other) in [("amer", "amir"), ("karem", "karim"), ("salem", "salim")] {
            assert!(have_other_arabic_vowels(one, other), "{one} {other}");
        }
    }
}
