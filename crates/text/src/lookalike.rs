//! Words in which Latin letters stand for the Cyrillic ones that look like them, or the other way round.
//!
//! Such words come from recognised pictures, from typing with the wrong layout, and from hiding words from a search.

/// Folded Latin letters with the Cyrillic ones that look like them in small or capital form.
const PAIRS: [(char, char); 15] = [
    ('a', 'а'),
    ('b', 'в'),
    ('c', 'с'),
    ('e', 'е'),
    ('h', 'н'),
    ('i', 'і'),
    ('j', 'ј'),
    ('k', 'к'),
    ('m', 'м'),
    ('o', 'о'),
    ('p', 'р'),
    ('s', 'ѕ'),
    ('t', 'т'),
    ('x', 'х'),
    ('y', 'у'),
];

/// Returns the letter of the other script that looks like a folded Latin or Cyrillic one.
pub fn look_alike(letter: char) -> Option<char> {
    PAIRS.iter().find_map(|(latin, cyrillic)| match letter {
        _ if letter == *latin => Some(*cyrillic),
        _ if letter == *cyrillic => Some(*latin),
        _ => None,
    })
}

/// Tells whether `c` is a Latin letter of the folded alphabet.
pub(crate) fn is_latin(c: char) -> bool {
    c.is_ascii_lowercase()
}

/// Tells whether `c` is a Cyrillic letter of the folded alphabet.
pub(crate) fn is_cyrillic(c: char) -> bool {
    ('\u{430}'..'\u{530}').contains(&c)
}

/// Brings a folded word that mixes Latin and Cyrillic to one of them, Cyrillic first, where every letter of the other
/// has a look-alike there; leaves it alone otherwise.
pub(crate) fn unmix(word: &str) -> Option<String> {
    if !(word.contains(is_latin) && word.contains(is_cyrillic)) {
        return None;
    }
    let to_cyrillic =
        |c: char| PAIRS.iter().find(|(latin, _)| *latin == c).map(|(_, cyrillic)| *cyrillic);
    let to_latin =
        |c: char| PAIRS.iter().find(|(_, cyrillic)| *cyrillic == c).map(|(latin, _)| *latin);
    let cyrillic: Option<String> =
        word.chars().map(|c| if is_latin(c) { to_cyrillic(c) } else { Some(c) }).collect();
    cyrillic.or_else(|| {
        word.chars().map(|c| if is_cyrillic(c) { to_latin(c) } else { Some(c) }).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixed_word_becomes_one_of_its_scripts() {
        assert_eq!(unmix("cоветник").as_deref(), Some("советник"));
        assert_eq!(unmix("intеrpоl").as_deref(), Some("interpol"));
        assert_eq!(unmix("мiй").as_deref(), Some("мій"));
    }

    #[test]
    fn a_word_that_fits_neither_stays() {
        assert_eq!(unmix("usbшка"), None);
        assert_eq!(unmix("interpol"), None);
        assert_eq!(unmix("советник"), None);
    }
}
