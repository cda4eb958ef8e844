//! Whether an apostrophe between two letters parts two words or stands inside one.

/// What loses its vowel before an apostrophe in French, Italian and Catalan: `l’avocat`, `dell’Interno`.
const ELIDED: [&str; 26] = [
    "l", "d", "j", "m", "t", "s", "n", "c", "qu", "un", "all", "dall", "dell", "nell", "sull",
    "quell", "quest", "gl", "jusqu", "lorsqu", "puisqu", "quelqu", "presqu", "quoiqu", "aujourd",
    "bell",
];

/// What follows an apostrophe in English and is no part of the word: `Interpol’s`.
const CLITICS: [&str; 7] = ["s", "t", "d", "m", "ll", "re", "ve"];

/// Tells whether the apostrophe between `before` and `after` parts two words; `is_last` where no other apostrophe leads
/// on from `after`.
///
/// Elsewhere it is dropped: `Лук’янов`, `Il'in`, `O'Brien`, `Sana'a` are one word each.
pub(crate) fn parts(before: &str, after: &str, is_last: bool) -> bool {
    let is = |word: &&str, side: &str| word.eq_ignore_ascii_case(side);
    ELIDED.iter().any(|word| is(word, before))
        || (is_last && CLITICS.iter().any(|word| is(word, after)))
}
