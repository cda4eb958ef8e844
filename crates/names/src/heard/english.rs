//! English.

use super::graphemes::{Grapheme, first, is_vowel, last, letter, read};

const FIRST: &[Grapheme] = &[
    ("who", &["ху"]),
    ("wh", &["у"]),
    ("wr", &["р"]),
    ("kn", &["н"]),
    ("mc", &["мак"]),
    ("ps", &["с"]),
];

const LAST: &[Grapheme] = &[
    ("ough", &["о", "ау"]),
    ("eys", &["ис"]),
    ("ey", &["и", "ей"]),
    ("ay", &["ей"]),
    ("ie", &["и"]),
    ("ow", &["оу", "ау"]),
    ("mb", &["м"]),
    ("y", &["и"]),
    ("e", &[""]),
];

const GRAPHEMES: &[Grapheme] = &[
    ("eigh", &["ей"]),
    ("ough", &["о"]),
    ("augh", &["о"]),
    ("igh", &["ай"]),
    ("oore", &["ур"]),
    ("tch", &["ч"]),
    ("dge", &["дже"]),
    ("dgi", &["джи"]),
    ("alk", &["ок"]),
    ("olk", &["ок"]),
    ("all", &["олл"]),
    ("ear", &["ир", "ер"]),
    ("war", &["уор"]),
    ("wal", &["уол"]),
    ("was", &["уос"]),
    ("wat", &["уот"]),
    ("sch", &["ш", "ск"]),
    ("ch", &["ч", "к"]),
    ("sh", &["ш"]),
    ("ph", &["ф"]),
    ("gh", &["г", ""]),
    ("ck", &["к"]),
    ("qu", &["ку", "кв"]),
    ("ow", &["ау", "оу"]),
    ("ou", &["ау", "у"]),
    ("oo", &["у"]),
    ("oa", &["оу", "о"]),
    ("oe", &["оу"]),
    ("ee", &["и"]),
    ("ea", &["и", "е"]),
    ("ai", &["ей"]),
    ("ay", &["ей"]),
    ("au", &["о"]),
    ("aw", &["о"]),
    ("ei", &["и", "ей"]),
    ("ey", &["ей", "и"]),
    ("eu", &["ю"]),
    ("ew", &["ью", "у"]),
    ("ie", &["и"]),
    ("ue", &["у"]),
    ("ui", &["у"]),
    ("ur", &["ер", "ур"]),
    ("ir", &["ер", "ир"]),
    ("w", &["у", "в"]),
];

/// Returns how a word is written that is read as English.
pub(super) fn cyrillic(word: &str) -> Vec<String> {
    read(word, step, letter)
}

fn step(word: &str, at: usize) -> Option<(usize, &'static [&'static str])> {
    let rest = &word[at..];
    let walk = || rest.strip_prefix("walk").map(|_| ("walk".len(), &["уок"][..]));
    let known = if at == 0 { walk().or_else(|| first(FIRST, rest)) } else { last(LAST, rest) };
    let known = known.or_else(|| before_silent_e(rest));
    known.or_else(|| first(GRAPHEMES, rest)).or_else(|| single(word, at))
}

/// Reads a vowel before a consonant and a silent e: Blake, White, Hayes.
fn before_silent_e(rest: &str) -> Option<(usize, &'static [&'static str])> {
    let mut letters = rest.chars();
    let (vowel, consonant) = (letters.next()?, letters.next()?);
    let is_silent = matches!(letters.as_str(), "e" | "es" | "le");
    if !is_silent || is_vowel(consonant) || consonant == 'r' {
        return None;
    }
    let readings: &[&str] = match vowel {
        'a' => &["ей"],
        'i' | 'y' => &["ай"],
        'o' => &["оу", "о"],
        'u' => &["ью", "у"],
        'e' => &["и"],
        _ => return None,
    };
    Some((vowel.len_utf8(), readings))
}

fn single(word: &str, at: usize) -> Option<(usize, &'static [&'static str])> {
    let rest = &word[at..];
    let mut letters = rest.chars();
    let (first, next, after) = (letters.next()?, letters.next(), letters.next());
    let before = word[..at].chars().next_back();
    let is_soft = matches!(next, Some('e' | 'i' | 'y'));
    // a vowel before two consonants, or before the last one
    let is_closed =
        next.is_some_and(|next| !is_vowel(next)) && after.is_none_or(|after| !is_vowel(after));
    let readings: &[&str] = match first {
        't' if next == Some('h') => {
            let is_between = before.is_some_and(is_vowel) && after.is_some_and(is_vowel);
            return Some((2, if is_between { &["з", "т"] } else { &["т"] }));
        }
        'a' if is_closed => &["э", "а"],
        'u' if is_closed => &["а", "у"],
        'c' if is_soft => &["с"],
        'g' if is_soft => &["дж", "г"],
        'e' if at > 0 && rest == "es" => return Some((2, &["с", "ес"])),
        _ => return None,
    };
    Some((first.len_utf8(), readings))
}
