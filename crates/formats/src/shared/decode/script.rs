//! Russian and Arabic texts of DOS in code pages that statistics do not know (855, 720): told by what each of their bytes
//! would be, since texts in any other encoding come out as frames, as signs within words and as capitals behind small letters.

use super::Dos;

/// From so many letters on a text is told.
const ENOUGH: usize = 16;
/// One in so many letters may stand where none belongs.
const TOLERATED: usize = 20;

/// Returns the code page in which nearly every byte beyond ASCII is a letter where it belongs.
pub(super) fn of_dos(sample: &[u8]) -> Option<Dos> {
    if sample.iter().filter(|byte| **byte >= 0x80).count() < ENOUGH {
        return None;
    }
    [(Dos::Cyrillic, is_russian as fn(&Reading) -> bool), (Dos::Arabic, is_arabic)]
        .into_iter()
        .find(|(page, is_meant)| is_meant(&Reading::of(&page.decode(sample))))
        .map(|(page, _)| page)
}

/// What becomes of the bytes beyond ASCII.
#[derive(Default)]
struct Reading {
    small: usize,
    capital: usize,
    arabic: usize,
    alef: usize,
    lam: usize,
    /// Frames, signs within words, capitals behind small letters, letters of two scripts in a word.
    misplaced: usize,
}

impl Reading {
    fn of(text: &str) -> Self {
        let mut reading = Self::default();
        let mut before = ' ';
        for letter in text.chars() {
            reading.take(letter, before);
            before = letter;
        }
        reading
    }

    fn take(&mut self, letter: char, before: char) {
        let (is_here, is_before) = (kind(letter), kind(before));
        let is_mixed = before.is_alphabetic() && letter.is_alphabetic() && is_here != is_before;
        let is_turned = letter.is_uppercase() && before.is_lowercase();
        match (letter, is_here) {
            _ if is_mixed || is_turned && !letter.is_ascii() => self.misplaced += 1,
            (_, Kind::Cyrillic) if letter.is_lowercase() => self.small += 1,
            (_, Kind::Cyrillic) => self.capital += 1,
            (_, Kind::Arabic) => {
                self.arabic += 1;
                self.alef += usize::from(letter == 'ا');
                self.lam += usize::from(letter == 'ل');
            }
            ('№' | '«' | '»' | '\u{a0}' | '§', _) => {}
            (letter, Kind::Other) if !letter.is_ascii() => self.misplaced += 1,
            _ => {}
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Cyrillic,
    Arabic,
    Other,
}

fn kind(letter: char) -> Kind {
    match letter {
        'Ѐ'..='ӿ' => Kind::Cyrillic,
        '\u{621}'..='\u{652}' => Kind::Arabic,
        _ => Kind::Other,
    }
}

fn is_russian(reading: &Reading) -> bool {
    let letters = reading.small + reading.capital;
    letters >= ENOUGH
        && reading.small > 2 * reading.capital
        && reading.misplaced * TOLERATED <= letters
}

/// In Arabic one letter in seven is an alef and one in nine a lam.
fn is_arabic(reading: &Reading) -> bool {
    let letters = reading.arabic;
    letters >= ENOUGH
        && reading.misplaced * TOLERATED <= letters
        && reading.alef * 14 >= letters
        && reading.lam * 18 >= letters
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUSSIAN: &str =
        "Пестриков Иван получил перевод из Женевы, и об этом знала Островная. ИВАН СКАЗАЛ «нет».";
    const ARABIC: &str = "وصل الأمين العام إلى جنيف وناقش النشرة الحمراء مع المحامي ثم غادر المدينة";

    fn bytes(page: Dos, text: &str) -> Vec<u8> {
        let all: Vec<u8> = (0..=255).collect();
        let letters: Vec<char> = page.decode(&all).chars().collect();
        let byte = |letter: char| {
            letters.iter().position(|other| *other == letter).expect("it has the letter")
        };
        text.chars().map(|letter| u8::try_from(byte(letter)).expect("256 of them")).collect()
    }

    #[test]
    fn russian_and_arabic_of_dos_are_told() {
        assert_eq!(of_dos(&bytes(Dos::Cyrillic, RUSSIAN)), Some(Dos::Cyrillic));
        assert_eq!(of_dos(&bytes(Dos::Arabic, ARABIC)), Some(Dos::Arabic));
    }

    #[test]
    fn texts_in_other_encodings_are_not_taken_for_it() {
        let others = [
            (
                RUSSIAN,
                ["windows-1251", "koi8-r", "ibm866", "iso-8859-5", "x-mac-cyrillic"].as_slice(),
            ),
            (ARABIC, &["windows-1256", "iso-8859-6"]),
            (
                "La décision à Genève a été reçue par M. Müller à côté où était l'élève, déjà près du théâtre",
                &["windows-1252"],
            ),
            ("האינטרפול פרסם אתמול הודעה אדומה והנאשם נעצר בשדה התעופה", &["windows-1255"]),
            ("Η Ιντερπόλ εξέδωσε χθες κόκκινη αγγελία στη Γενεύη", &["windows-1253"]),
            ("国际刑警组织昨天在日内瓦发布了红色通报", &["gbk", "big5"]),
            ("国際刑事警察機構は赤色通報を発行した", &["shift_jis", "euc-jp"]),
            ("인터폴은 어제 제네바에서 적색수배를 발부하였다", &["euc-kr"]),
            (
                "Źródło podało, że prokuratura zażądała wydania świadka; łączność została przerwana późną nocą",
                &["windows-1250"],
            ),
        ];
        for (text, labels) in others {
            for label in labels {
                let encoding =
                    encoding_rs::Encoding::for_label(label.as_bytes()).expect("it is known");
                let bytes = encoding.encode(text).0;
                assert_eq!(of_dos(&bytes), None, "{label}");
            }
        }
    }
}
