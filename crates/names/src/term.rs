//! Under which terms a word stands that may be a name, and under which it is looked for.
//!
//! A term is a mark and a key. The words of a text stand under [`terms`]; those
//! of a name that is looked for ask for terms by the rules of `pattern.rs`.

use crate::given::{self, Given, InArabic, Sex};
use crate::mark::{
    ANY_GIVEN, BARE, CLASS, CLASS_WITHOUT_CASE, CONSONANTS, FATHER, GIVEN, HEARD, INITIAL, KEY,
    KEY_OF_MAN, KEY_OF_WOMAN, MIDDLE, SOUND, TWIN,
};
use crate::{consonants, heard, initial, is_patronymic, keys};

/// Every class of sounds with which a name can begin.
pub(crate) const CLASSES: &str = "abCdefgiklmnoprstuvXzZ";

/// Returns the terms under which a word of a text stands, in byte order, none twice; an initial comes with its full
/// stop, if it has one.
pub fn terms(written: &str) -> Vec<String> {
    let word = written.trim_end_matches('.');
    let keys = keys(word);
    let is_arabic = keys.iter().any(|key| is_of_consonants(key));
    let mut terms = Vec::new();
    let classes = classes(word, &keys);
    let has_stop = word.len() < written.len();
    let marked = |mark: char| classes.iter().map(move |class| format!("{mark}{class}"));
    if is_initial(word) && !classes.is_empty() {
        terms.extend(marked(if has_stop { INITIAL } else { BARE }));
        terms.push(MIDDLE.to_string());
        return terms;
    }
    terms.extend(marked(if is_arabic { CLASS_WITHOUT_CASE } else { CLASS }));
    if has_stop && may_be_initial(word) {
        terms.extend(marked(INITIAL));
    }
    let given = given::look_up(word);
    terms.extend(given.iter().map(|given| format!("{GIVEN}{}", given.id)));
    terms.extend((!given.is_empty()).then(|| ANY_GIVEN.to_string()));
    if is_patronymic(word) {
        terms.push(MIDDLE.to_string());
        terms.extend(given::fathers(word).iter().map(|father| format!("{FATHER}{}", father.id)));
    }
    if !is_arabic && !is_told_across(word, &given) {
        terms.extend(consonants(word).iter().map(|key| format!("{CONSONANTS}{key}")));
    }
    if is_arabic && has_twin(&given) {
        terms.extend(keys.iter().map(|key| format!("{TWIN}{key}")));
    }
    let is_told = |given: &&Given| given.is_arabic && given.in_arabic != InArabic::Unknown;
    if !(is_arabic && given.iter().any(is_told)) {
        let mark = mark_of(given::sex(&given, word));
        terms.extend(keys.iter().map(|key| format!("{mark}{key}")));
    }
    terms.extend(heard::keys_by_sound(word).iter().map(|key| format!("{SOUND}{key}")));
    if heard::may_be_foreign(word) {
        terms.extend(keys.iter().map(|key| format!("{HEARD}{key}")));
    }
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// Tells whether the table has all Arabic spellings of a given name, so that consonants need not tell it; Arabic writes
/// its own names in one way, and others in many. One with a twin is romanised as that one, too, whether the table has it or not.
/// A Cyrillic word in -и that may be a case of one is a family name as often: Карими.
pub(crate) fn is_told_across(word: &str, given: &[&Given]) -> bool {
    let folded = text::fold(word);
    let may_be_family = folded.ends_with('и') && given::exactly(&folded).is_empty();
    !may_be_family
        && given.iter().any(|given| given.is_arabic && given.in_arabic == InArabic::Known)
}

/// Tells whether an Arabic given name has a twin.
pub(crate) fn has_twin(given: &[&Given]) -> bool {
    given.iter().any(|given| given.is_arabic && given.in_arabic == InArabic::Twin)
}

/// Tells whether a key is made of consonants alone.
pub(crate) fn is_of_consonants(key: &str) -> bool {
    key.starts_with('.')
}

/// Returns the classes that the initial of a word may have: the first sound, and where that is a vowel behind a glide the
/// glide, as Y, J and I are the initials of Юрий, Яков and John in Latin letters.
pub(crate) fn classes(word: &str, keys: &[String]) -> Vec<char> {
    let folded = text::fold(word);
    let is_glide = match folded.as_bytes() {
        [b'j' | b'y', second, ..] => matches!(second, b'a' | b'e' | b'i' | b'o' | b'u'),
        [b'i', second, ..] => matches!(second, b'a' | b'o' | b'u'),
        _ => folded.starts_with(['я', 'ю']),
    };
    // the class of I and Y
    let glide = is_glide.then_some('e');
    let hard = folded.starts_with('j').then_some('Z').filter(|_| is_glide);
    // no initial of John, Joseph or Jorge is the O of their sound
    // Arabic begins a word with any vowel by alef or ain, and with a glide by ya, which are no consonants
    if folded.starts_with(['ا', 'ع', 'ي']) && !folded.starts_with("ال") {
        return vec!['a', 'e', 'u'];
    }
    let first = initial(keys).filter(|_| !(is_glide && folded.starts_with("jo")));
    // Arabic has no letter of its own for v and p
    let twin = match first.filter(|_| keys.iter().any(|key| is_of_consonants(key))) {
        Some('f') => Some('v'),
        Some('b') => Some('p'),
        _ => None,
    };
    let mut classes: Vec<char> = [first, glide, hard, twin].into_iter().flatten().collect();
    classes.dedup();
    classes
}

/// Returns the class of the initial that a given name has in other languages: Soja is З. in Russian and Z. in English.
pub(crate) fn class_of_german(word: &str, given: &[&Given]) -> Option<char> {
    let is_german =
        text::fold(word).starts_with('s') && given.iter().any(|given| given.id.starts_with('z'));
    is_german.then_some('z')
}

/// Tells whether a word before a full stop may be an initial: one letter, or two as in `Yu.`
pub fn may_be_initial(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphanumeric()).take(3).count() <= 2
}

fn mark_of(sex: Option<Sex>) -> char {
    match sex {
        None => KEY,
        Some(Sex::Man) => KEY_OF_MAN,
        Some(Sex::Woman) => KEY_OF_WOMAN,
    }
}

/// Returns the marks of keys that a name of this sex may meet.
pub(crate) fn marks_met(sex: Option<Sex>) -> &'static [char] {
    match sex {
        None => &[KEY, KEY_OF_MAN, KEY_OF_WOMAN],
        Some(Sex::Man) => &[KEY, KEY_OF_MAN],
        Some(Sex::Woman) => &[KEY, KEY_OF_WOMAN],
    }
}

/// Tells whether a name is written as an initial: one letter, maybe with a mark.
pub fn is_initial(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphanumeric()).take(2).count() == 1
}
