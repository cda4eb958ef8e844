//! Letters of Latin, Cyrillic and Greek that look alike, and words in which one script stands for another.
//!
//! Such words come from recognised pictures, from typing with the wrong layout, and from hiding words from a search.

/// Folded letters that look alike in small or capital form: Latin, Cyrillic, Greek; a blank where a script has none.
const ALIKE: [[char; 3]; 18] = [
    ['a', 'а', 'α'],
    ['b', 'в', 'β'],
    ['c', 'с', ' '],
    ['e', 'е', 'ε'],
    ['h', 'н', 'η'],
    ['i', 'і', 'ι'],
    ['j', 'ј', ' '],
    ['k', 'к', 'κ'],
    ['m', 'м', 'μ'],
    ['n', ' ', 'ν'],
    ['o', 'о', 'ο'],
    ['p', 'р', 'ρ'],
    ['s', 'ѕ', ' '],
    ['t', 'т', 'τ'],
    ['v', 'ѵ', ' '],
    ['x', 'х', 'χ'],
    ['y', 'у', 'υ'],
    ['z', ' ', 'ζ'],
];

/// The scripts of [`ALIKE`], by its columns.
const SCRIPTS: [fn(char) -> bool; 3] = [is_latin, is_cyrillic, is_greek];

/// In which order a mixed word is tried to be read: Cyrillic, Latin, Greek.
const LIKELIEST: [usize; 3] = [1, 0, 2];

/// The sign of a millionth, which stands before Latin letters: `μm`.
const MICRO: char = 'μ';

/// Yields the letters of other scripts that look like a folded one.
pub fn look_alikes(letter: char) -> impl Iterator<Item = char> {
    let row = ALIKE.iter().find(|row| letter != ' ' && row.contains(&letter));
    row.into_iter().flatten().copied().filter(move |other| *other != letter && *other != ' ')
}

/// Returns the small Latin letter that a letter is or looks like, whichever of the three scripts and cases it has.
pub fn latin_look_alike(letter: char) -> Option<char> {
    let lower = letter.to_lowercase().next()?;
    if lower.is_ascii_lowercase() {
        return Some(lower);
    }
    look_alikes(lower).find(char::is_ascii_lowercase)
}

/// Tells whether `c` is a Latin letter of the folded alphabet.
pub(crate) fn is_latin(c: char) -> bool {
    c.is_ascii_lowercase()
}

/// Tells whether `c` is a Cyrillic letter of the folded alphabet.
pub(crate) fn is_cyrillic(c: char) -> bool {
    ('\u{430}'..'\u{530}').contains(&c)
}

/// Tells whether `c` is a Greek letter of the folded alphabet.
pub(crate) fn is_greek(c: char) -> bool {
    ('α'..='ω').contains(&c)
}

/// Brings a folded word that mixes scripts to one of them, Cyrillic first, where every letter of the others has a
/// look-alike there; leaves it alone otherwise.
pub(crate) fn unmix(word: &str) -> Option<String> {
    let stand = SCRIPTS.map(|is_of| word.contains(is_of));
    let is_mixed = stand.iter().filter(|stands| **stands).count() > 1;
    if !is_mixed || word.starts_with(MICRO) {
        return None;
    }
    let mut wanted = LIKELIEST.into_iter().filter(|script| stand[*script]);
    wanted.find_map(|script| word.chars().map(|c| in_script(c, script)).collect())
}

/// Returns the letter of a script that `c` is or looks like; what is of none of the three stays.
fn in_script(c: char, script: usize) -> Option<char> {
    if SCRIPTS[script](c) || !SCRIPTS.iter().any(|is_of| is_of(c)) {
        return Some(c);
    }
    let row = ALIKE.iter().find(|row| row.contains(&c))?;
    Some(row[script]).filter(|letter| *letter != ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixed_word_becomes_one_of_its_scripts() {
        for (mixed, plain) in [
            ("cоветник", "советник"),
            ("intеrpоl", "interpol"),
            ("miй", "мій"),
            ("ρestrikov", "pestrikov"),
            ("пεcтρиков", "пестриков"),
            ("ναzilis", "nazilis"),
            ("ραραs", "papas"),
        ] {
            assert_eq!(unmix(mixed).as_deref(), Some(plain), "{mixed}");
        }
    }

    #[test]
    fn a_word_that_fits_none_stays() {
        for word in ["usbшка", "interpol", "советник", "μsv", "λq", "παπαδοπουλοσ"]
        {
            assert_eq!(unmix(word), None, "{word}");
        }
    }

    #[test]
    fn a_letter_is_known_by_its_looks_in_either_case() {
        for letter in ['A', 'a', 'А', 'а', 'Α', 'α'] {
            assert_eq!(latin_look_alike(letter), Some('a'), "{letter}");
        }
        assert_eq!(latin_look_alike('Ж'), None);
        assert_eq!(latin_look_alike(' '), None);
        assert_eq!(look_alikes('а').collect::<String>(), "aα");
        assert_eq!(look_alikes(' ').count(), 0);
    }

    #[test]
    fn no_letter_stands_in_two_rows() {
        for (at, row) in ALIKE.iter().enumerate() {
            for letter in row.iter().filter(|letter| **letter != ' ') {
                assert!(ALIKE[at + 1..].iter().all(|other| !other.contains(letter)), "{letter}");
            }
        }
    }
}
