//! English words by their sound, as Russian writes them: Райт for Wright, Хейворд for Hayward.

/// Graphemes at the beginning of a word, with how they sound.
const FIRST: &[(&str, &str)] = &[("mc", "mak"), ("wr", "r"), ("kn", "n"), ("wh", "v")];

/// Graphemes anywhere else, the longest first; a letter that stands in none is what it is.
const GRAPHEMES: &[(&str, &str)] = &[
    ("eigh", "ei"),
    ("ough", "o"),
    ("augh", "o"),
    ("igh", "ai"),
    ("ght", "t"),
    // the ending of other languages
    ("aya", "aya"),
    ("aia", "aia"),
    ("ay", "ei"),
    ("ai", "ei"),
    ("ei", "i"),
    ("ea", "i"),
    ("ee", "i"),
    ("oo", "u"),
    ("ur", "er"),
    ("ir", "er"),
    ("ck", "k"),
];

/// Returns the word as it sounds, where that is not how it is written.
pub(crate) fn by_sound(plain: &str) -> Option<String> {
    let first = FIRST.iter().find(|(grapheme, _)| plain.starts_with(grapheme));
    let (mut sound, mut rest) = match first {
        Some((grapheme, heard)) => ((*heard).to_owned(), &plain[grapheme.len()..]),
        None => (String::with_capacity(plain.len()), plain),
    };
    while let Some(letter) = rest.chars().next() {
        let known = GRAPHEMES.iter().find(|(grapheme, _)| rest.starts_with(grapheme));
        let length = known.map_or(letter.len_utf8(), |(grapheme, _)| grapheme.len());
        sound.push_str(known.map_or(&rest[..length], |(_, heard)| heard));
        rest = &rest[length..];
    }
    (sound != plain).then_some(sound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silent_letters_and_vowels_are_written_as_heard() {
        for (written, heard) in [("wright", "rait"), ("mcneil", "maknil"), ("turner", "terner")] {
            assert_eq!(by_sound(written).as_deref(), Some(heard));
        }
        assert_eq!(by_sound("pestrikov"), None);
    }
}
