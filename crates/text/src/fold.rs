//! How a word is folded: compatibility forms, case, accents, look-alikes of one letter.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_compatible;

use crate::class::{self, Class};
use crate::token::tokens;
use crate::{arabic, digits, european, lookalike};

/// Folds case, accents, presentation forms, digits, spellings of one letter, and look-alike letters of another script
/// in the words of `text`.
///
/// What stands between words is left as it is. Folding twice is folding once, and the tokens of the folded text are
/// the tokens of the text.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut written = 0;
    let mut words = tokens(text);
    let mut word = String::new();
    while let Some(span) = words.next_whole(&mut word) {
        folded.push_str(&text[written..span.start]);
        folded.push_str(&word);
        written = span.end;
    }
    folded.push_str(&text[written..]);
    folded
}

/// Appends the folded form of one word.
pub(crate) fn push_word(word: &str, folded: &mut String) {
    let mut letters = String::with_capacity(word.len());
    for c in word.chars() {
        match class::of(c) {
            Class::Dropped | Class::Apostrophe | Class::Break => {}
            Class::Mark | Class::Word | Class::Alone => push_decomposed(c, &mut letters),
        }
    }
    if letters.is_ascii() {
        return folded.push_str(&letters);
    }
    let start = folded.len();
    folded.extend(letters.nfc());
    if let Some(unmixed) = lookalike::unmix(&folded[start..]) {
        folded.replace_range(start.., &unmixed);
    }
}

/// Appends the parts of `c`, or `c` itself where its parts would not stay one token.
fn push_decomposed(c: char, letters: &mut String) {
    let mut parts = [c; 18];
    let (mut count, mut stays_whole) = (0, true);
    decompose_compatible(c, |part| {
        stays_whole &= is_part(part, c, count == 0);
        if let Some(slot) = parts.get_mut(count) {
            *slot = part;
        }
        count += 1;
    });
    if !stays_whole || count > parts.len() {
        return push_letter(c, letters);
    }
    parts[..count].iter().for_each(|part| push_letter(*part, letters));
}

/// Tells whether `part` may stand in the token of `whole`; a letter that stands alone has one letter, the first part.
fn is_part(part: char, whole: char, is_first: bool) -> bool {
    match (class::of(whole), class::of(part)) {
        (Class::Alone, Class::Mark | Class::Dropped) => !is_first,
        (Class::Alone, Class::Alone) => is_first,
        (Class::Word, Class::Word) | (_, Class::Mark | Class::Dropped) => true,
        _ => false,
    }
}

fn push_letter(c: char, letters: &mut String) {
    match class::of(c) {
        Class::Dropped => {}
        Class::Mark => push_mark(c, letters),
        _ => c.to_lowercase().for_each(|lower| push_lower(lower, letters)),
    }
}

fn push_mark(mark: char, letters: &mut String) {
    let Some(base) = letters.chars().next_back() else { return };
    if let Some(letter) = european::letter_with_mark(base, mark) {
        letters.pop();
        letters.push(letter);
    } else if !european::loses_marks(base) {
        letters.push(mark);
    }
}

fn push_lower(lower: char, letters: &mut String) {
    if class::of(lower) == Class::Mark {
        return push_mark(lower, letters);
    }
    match european::expansion(lower) {
        Some(expansion) => letters.push_str(expansion),
        None => letters.push(digits::ascii(lower).unwrap_or_else(|| arabic::fold(lower))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_meet() {
        for (written, folded) in [
            ("Ёлка", "елка"),
            ("Йод і ЇЖАК", "йод і їжак"),
            ("и\u{306}од", "йод"),
            ("за\u{301}мок", "замок"),
            ("Ångström Łódź Straße", "angstrom lodz strasse"),
            ("ΠΑΠΑΔΌΠΟΥΛΟΣ παπαδόπουλος", "παπαδοπουλοσ παπαδοπουλοσ"),
            ("إشــعارٌ أحمر", "اشعار احمر"),
            ("الإنتربول مؤسسة", "الانتربول موسسه"),
            ("کتابی", "كتابي"),
            ("ﻻ", "لا"),
            ("٢٠٢٤ ۲۰۲۴ ２０２４", "2024 2024 2024"),
            ("ﬁle Ａ", "file a"),
            ("in\u{ad}ter\u{200d}pol", "interpol"),
            ("İstanbul ISPARTA ılık", "istanbul isparta ilik"),
            ("Лук’яненко", "лукяненко"),
            ("ｶﾞ", "ガ"),
            ("Cоветник ИНТEPПОЛ", "советник интерпол"),
        ] {
            assert_eq!(fold(written), folded);
        }
    }

    #[test]
    fn every_character_is_folded_once_and_for_all() {
        for c in ('\0'..'\u{323b0}').chain('\u{e0000}'..'\u{e01f0}') {
            let once = fold(&c.to_string());
            assert_eq!(fold(&once), once, "{c:?} U+{:04X}", u32::from(c));
        }
    }
}
