//! German.

use super::graphemes::{Grapheme, first, is_vowel, letter, read};

/// What shows a word to be German.
const MARKS: &[&str] =
    &["sch", "ei", "eu", "äu", "tz", "ß", "ü", "ö", "ä", "st", "sp", "ch", "ck", "z", "ey"];

const FIRST: &[Grapheme] = &[("st", &["шт"]), ("sp", &["шп"])];

const GRAPHEMES: &[Grapheme] = &[
    ("stein", &["штейн", "штайн"]),
    ("tsch", &["ч"]),
    ("sch", &["ш"]),
    ("chs", &["кс"]),
    ("aeu", &["ой"]),
    ("äu", &["ой"]),
    ("eu", &["ой"]),
    ("ei", &["ай", "ей"]),
    ("ey", &["ай", "ей"]),
    ("ai", &["ай"]),
    ("ay", &["ай"]),
    ("ie", &["и"]),
    ("ae", &["е"]),
    ("oe", &["е"]),
    ("ue", &["ю"]),
    ("ch", &["х"]),
    ("ck", &["кк", "к"]),
    ("tz", &["ц"]),
    ("ph", &["ф"]),
    ("th", &["т"]),
    ("qu", &["кв"]),
    ("ja", &["я"]),
    ("ju", &["ю"]),
    ("j", &["й"]),
    ("z", &["ц"]),
    ("v", &["ф"]),
    ("w", &["в"]),
];

/// Returns how a word is written that is read as German, if it looks so.
pub(super) fn cyrillic(word: &str) -> Vec<String> {
    if !MARKS.iter().any(|mark| word.contains(mark)) {
        return Vec::new();
    }
    let mut readings = read(word, step, letter);
    readings.truncate(2);
    readings
}

fn step(word: &str, at: usize) -> Option<(usize, &'static [&'static str])> {
    let rest = &word[at..];
    let known = if at == 0 { first(FIRST, rest) } else { None };
    known.or_else(|| first(GRAPHEMES, rest)).or_else(|| single(word, at))
}

/// S before a vowel is з, and h behind one is silent.
fn single(word: &str, at: usize) -> Option<(usize, &'static [&'static str])> {
    let mut letters = word[at..].chars();
    let (letter, next) = (letters.next()?, letters.next());
    let follows_vowel = word[..at].chars().next_back().is_some_and(is_vowel);
    match letter {
        's' if next.is_some_and(is_vowel) => Some((1, &["з"])),
        'h' if follows_vowel && next.is_none_or(|next| !is_vowel(next)) => Some((1, &[""])),
        _ => None,
    }
}
