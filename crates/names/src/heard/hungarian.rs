//! Hungarian.

use super::graphemes::{Grapheme, first, letter, read};

const GRAPHEMES: &[Grapheme] = &[
    ("sz", &["с"]),
    ("zs", &["ж"]),
    ("cs", &["ч"]),
    ("ch", &["х"]),
    ("cz", &["ц"]),
    ("gy", &["дь"]),
    ("ly", &["й"]),
    ("ny", &["нь"]),
    ("ty", &["ть"]),
    ("th", &["т"]),
    ("s", &["ш"]),
    ("c", &["ц"]),
    ("j", &["й"]),
    ("w", &["в"]),
    ("y", &["и"]),
    ("ö", &["ё"]),
];

/// What hardly any name has that is not Hungarian; Slavic ones are not asked for.
const TELLING: &[&str] = &["sz", "zs", "gy", "cs"];

/// Tells whether a word is likely Hungarian: by its long vowels, or by letters that stand together so there.
pub(super) fn is_likely(written: &str, plain: &str) -> bool {
    written.contains(['ő', 'ű', 'Ő', 'Ű'])
        || TELLING.iter().any(|letters| plain.contains(letters))
        || written.contains(['á', 'Á']) && plain.ends_with(['i', 's', 'y'])
}

/// Returns how a word is written that is read as Hungarian.
pub(super) fn cyrillic(word: &str) -> Option<String> {
    let step = |word: &str, at: usize| first(GRAPHEMES, &word[at..]);
    read(word, step, letter).into_iter().next()
}
