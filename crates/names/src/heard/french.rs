//! French.

use super::graphemes::{Grapheme, first, is_vowel, last, letter, read};

/// Endings whose last letters are silent.
const LAST: &[Grapheme] = &[
    ("eaux", &["о"]),
    ("aults", &["о"]),
    ("ault", &["о"]),
    ("auld", &["о"]),
    ("aut", &["о"]),
    ("aud", &["о"]),
    ("aux", &["о"]),
    ("eau", &["о"]),
    ("ieux", &["ье"]),
    ("ieu", &["ье"]),
    ("iers", &["ье"]),
    ("ier", &["ье"]),
    ("oit", &["уа"]),
    ("ois", &["уа"]),
    ("oix", &["уа"]),
    ("ais", &["е"]),
    ("ait", &["е"]),
    ("ets", &["е"]),
    ("et", &["е"]),
    ("ez", &["е"]),
    ("er", &["е"]),
    ("ent", &["ан"]),
    ("ens", &["ан"]),
    ("es", &[""]),
    ("ts", &[""]),
    ("ds", &[""]),
    ("e", &[""]),
    ("t", &[""]),
    ("d", &[""]),
    ("s", &[""]),
    ("x", &[""]),
    ("p", &[""]),
    ("z", &[""]),
];

const GRAPHEMES: &[Grapheme] = &[
    ("eau", &["о"]),
    ("ill", &["ий"]),
    ("euil", &["ей"]),
    ("eil", &["ей"]),
    ("ail", &["ай"]),
    ("oin", &["уэн"]),
    ("oi", &["уа"]),
    ("oy", &["уай"]),
    ("ou", &["у"]),
    ("au", &["о"]),
    ("eu", &["е"]),
    ("ai", &["е"]),
    ("ei", &["е"]),
    ("ay", &["е"]),
    ("ch", &["ш"]),
    ("gn", &["нь"]),
    ("qu", &["к"]),
    ("ph", &["ф"]),
    ("th", &["т"]),
    ("gue", &["ге"]),
    ("gui", &["ги"]),
    ("ge", &["же"]),
    ("gi", &["жи"]),
    ("ce", &["се"]),
    ("ci", &["си"]),
    ("cy", &["си"]),
    ("j", &["ж"]),
    ("h", &[""]),
    ("u", &["ю"]),
    ("w", &["в"]),
];

/// What hardly any name has that is not French.
const TELLING: &[&str] =
    &["eau", "oux", "ieu", "quet", "euil", "ouch", "ault", "aire", "oise", "ouill"];

/// Tells whether a word is likely French: by an accent, or by letters that stand together so there alone.
pub(super) fn is_likely(written: &str, plain: &str) -> bool {
    written.contains(['è', 'ê', 'î', 'ô', 'û', 'œ', 'È', 'Ê', 'Î', 'Ô', 'Û', 'Œ'])
        || TELLING.iter().any(|letters| plain.contains(letters))
}

/// Returns how a word is written that is read as French.
pub(super) fn cyrillic(word: &str) -> Option<String> {
    read(word, step, letter).into_iter().next()
}

/// Tells whether the s of an article is silent at a byte: Destouches, Deschamps.
fn is_of_article(word: &str, at: usize) -> bool {
    at == 2
        && (word.starts_with("des") || word.starts_with("les"))
        && word[3..].starts_with(|next| !is_vowel(next))
}

fn step(word: &str, at: usize) -> Option<(usize, &'static [&'static str])> {
    let rest = &word[at..];
    if is_of_article(word, at) {
        return Some((1, &[""]));
    }
    let known = if at > 1 { last(LAST, rest) } else { None };
    known.or_else(|| nasal(rest)).or_else(|| first(GRAPHEMES, rest))
}

/// Reads a vowel with n or m before another consonant or at the end.
fn nasal(rest: &str) -> Option<(usize, &'static [&'static str])> {
    const NASALS: &[Grapheme] = &[
        ("ain", &["ен"]),
        ("ein", &["ен"]),
        ("ien", &["ьен"]),
        ("en", &["ан"]),
        ("em", &["ам"]),
        ("in", &["ен"]),
        ("im", &["ем"]),
        ("un", &["ен"]),
    ];
    let (length, readings) = first(NASALS, rest)?;
    let next = rest[length..].chars().next();
    let is_nasal = next.is_none_or(|next| !is_vowel(next) && !matches!(next, 'n' | 'm'));
    is_nasal.then_some((length, readings))
}
