//! Words read grapheme by grapheme.

use crate::forms::Forms;

/// A grapheme with what it is written as, the likeliest first.
pub(super) type Grapheme = (&'static str, &'static [&'static str]);

/// Reads a word from left to right: at each place the first of `graphemes` that `fits`, or else the letter by itself.
pub(super) fn read(
    word: &str,
    step: impl Fn(&str, usize) -> Option<(usize, &'static [&'static str])>,
    letter: impl Fn(char) -> &'static str,
) -> Vec<String> {
    let mut forms = Forms::default();
    let mut at = 0;
    while let Some(next) = word[at..].chars().next() {
        if let Some((length, readings)) = step(word, at) {
            forms.push(readings);
            at += length;
        } else {
            forms.push(&[letter(next)]);
            at += next.len_utf8();
        }
    }
    forms.into_vec()
}

/// Returns the first grapheme that a text begins with, and its length.
pub(super) fn first(
    graphemes: &'static [Grapheme],
    rest: &str,
) -> Option<(usize, &'static [&'static str])> {
    let known = graphemes.iter().find(|(grapheme, _)| rest.starts_with(grapheme));
    known.map(|(grapheme, readings)| (grapheme.len(), *readings))
}

/// Returns the grapheme that a text is, and its length.
pub(super) fn last(
    graphemes: &'static [Grapheme],
    rest: &str,
) -> Option<(usize, &'static [&'static str])> {
    let known = graphemes.iter().find(|(grapheme, _)| rest == *grapheme);
    known.map(|(grapheme, readings)| (grapheme.len(), *readings))
}

pub(super) fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'ä' | 'ö' | 'ü')
}

/// Returns the letter of Cyrillic that a Latin one is by itself.
pub(super) fn letter(latin: char) -> &'static str {
    match latin {
        'a' => "а",
        'b' => "б",
        'c' | 'k' | 'q' => "к",
        'd' => "д",
        'e' | 'ä' | 'ö' => "е",
        'f' => "ф",
        'g' => "г",
        'h' => "х",
        'i' | 'y' => "и",
        'j' => "дж",
        'l' => "л",
        'm' => "м",
        'n' => "н",
        'o' => "о",
        'p' => "п",
        'r' => "р",
        's' | 'ç' | 'ß' => "с",
        't' => "т",
        'u' => "у",
        'v' | 'w' => "в",
        'x' => "кс",
        'z' => "з",
        'ü' => "ю",
        _ => "",
    }
}
