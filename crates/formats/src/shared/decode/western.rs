//! Texts in Latin letters of DOS and of old Macs, which statistics take for Windows-1252: told by signs and capitals that would
//! stand inside words there.

use std::collections::BTreeSet;

use encoding_rs::MACINTOSH;

use super::{Charset, Dos, Table};

/// Returns the encoding in which letters stand where signs would stand inside words.
pub(super) fn older(guess: Charset, sample: &[u8]) -> Option<Charset> {
    let odd = Reading::of(guess, sample);
    if odd.misplaced < 2 || odd.misplaced < odd.letters {
        return None;
    }
    let western = [Charset::Dos(Dos::Western), Charset::of(MACINTOSH)];
    let further = [Table::by_label("cp857").map(Charset::Table), Some(Charset::Dos(Dos::Central))];
    let further = further.into_iter().flatten().filter(|page| has_own_letters(*page, sample));
    // Of equal ones the last is taken.
    let readings = further.chain(western).map(|charset| (charset, Reading::of(charset, sample)));
    let best = readings.filter(|(_, reading)| reading.misplaced == 0 && reading.letters > 1);
    best.max_by_key(|(_, reading)| reading.letters).map(|(charset, _)| charset)
}

/// Tells whether several letters of Turkish or of Central Europe stand in a text, that the west does not write.
fn has_own_letters(page: Charset, sample: &[u8]) -> bool {
    let text = page.decode(sample).0;
    let own = text.chars().filter(|letter| is_of_east(*letter));
    own.clone().count() > 3 && own.collect::<BTreeSet<char>>().len() > 1
}

/// What becomes of the bytes beyond ASCII in an encoding.
struct Reading {
    /// Small letters, and capitals that begin a word.
    letters: usize,
    /// Signs between letters, capitals within words, controls.
    misplaced: usize,
}

impl Reading {
    fn of(charset: Charset, sample: &[u8]) -> Self {
        let text: Vec<char> = charset.decode(sample).0.chars().collect();
        let mut reading = Self { letters: 0, misplaced: 0 };
        for (at, &letter) in text.iter().enumerate().filter(|(_, letter)| !letter.is_ascii()) {
            let before = at.checked_sub(1).and_then(|at| text.get(at)).copied().unwrap_or(' ');
            let after = text.get(at + 1).copied().unwrap_or(' ');
            let is_within = before.is_alphabetic() && after.is_alphabetic();
            if letter.is_control()
                || is_within && !is_joint(letter) && !letter.is_alphabetic()
                || letter.is_uppercase() && before.is_lowercase()
                || before.is_alphabetic() && stands_before_words(letter)
            {
                reading.misplaced += 1;
            } else if is_western(letter) || is_of_east(letter) {
                reading.letters += 1;
            }
        }
        reading
    }
}

/// Tells whether a sign stands within words: apostrophes, hyphens, dashes, the middle dot of Catalan.
fn is_joint(sign: char) -> bool {
    matches!(
        sign,
        '’' | '‘' | '´' | '·' | '–' | '—' | '\u{ad}' | '\u{a0}' | '/' | char::REPLACEMENT_CHARACTER
    )
}

/// Tells whether a sign never stands right behind a letter.
fn stands_before_words(sign: char) -> bool {
    matches!(sign, '¢' | '¤' | '‚' | '„')
}

fn is_western(letter: char) -> bool {
    matches!(letter, 'à'..='ö' | 'ø'..='ÿ' | 'À'..='Ö' | 'Ø'..='Ý' | 'ß' | 'œ' | 'Œ')
}

/// Tells whether a letter is one of Latin Extended-A, and none that the west has too.
fn is_of_east(letter: char) -> bool {
    matches!(letter, 'Ā'..='ž') && !is_western(letter)
}

#[cfg(test)]
mod tests {
    use crate::shared::decode;

    #[test]
    fn letters_of_dos_and_mac_are_told_by_the_words_they_stand_in() {
        for (bytes, text) in [
            (
                &b"La d\x82cision \x85 Gen\x8ave a \x82t\x82 re\x87ue"[..],
                "La décision à Genève a été reçue",
            ),
            (b"informaci\xa2n de M\x82xico, a\xa4o 1995", "información de México, año 1995"),
            (b"La d\x8ecision \x88 Gen\x8fve, l\xd5\x8et\x8e", "La décision à Genève, l’été"),
            (
                b"El buque sali\xa2 del puerto y llegar\xa0 ma\xa4ana a M\xa0laga",
                "El buque salió del puerto y llegará mañana a Málaga",
            ),
            (b"Herr M\x9fller w\x8ahlte f\x9fr K\x9aln", "Herr Müller wählte für Köln"),
        ] {
            assert_eq!(decode::text(bytes, None).text, text);
        }
    }

    #[test]
    fn polish_and_turkish_of_dos_are_told() {
        for (bytes, text) in [
            (
                &b"Prokurator \xbe\xa5da\x88 wydania \x98wiadka, kt\xa2ry m\xa2g\x88 by\x86 w \x9d odzi i mia\x88 pieni\xa5dze"[..],
                "Prokurator żądał wydania świadka, który mógł być w Ł odzi i miał pieniądze",
            ),
            (
                b"San\x8dk \x98stanbul'da yakaland\x8d ve ba\x9fsavc\x8dl\x8d\xa7a g\x94t\x81r\x81ld\x81",
                "Sanık İstanbul'da yakalandı ve başsavcılığa götürüldü",
            ),
        ] {
            assert_eq!(decode::text(bytes, None).text, text);
        }
        let spanish = b"El n\xa7 5 del 1\xa7 de mayo, informaci\xa2n de M\x82xico, a\xa4o 1995";
        assert!(decode::text(spanish, None).text.contains("información de México, año"));
    }

    #[test]
    fn texts_of_windows_stay_what_they_are() {
        for text in [
            "La décision à Genève – l’été “reçue” par M. Müller…",
            "ŠKODA ‚so‘ „und“ so ‰ ™ 12 € n°5 MÜLLER À ÉTÉ",
            "5¢ o 3 ¤ por ‚libra‘",
            "el niño ¿dónde? ¡sí! señor Ñuñez",
        ] {
            let bytes = encoding_rs::WINDOWS_1252.encode(text).0;
            assert_eq!(decode::text(&bytes, None).text, text);
        }
    }
}
