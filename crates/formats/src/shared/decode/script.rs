//! Texts of DOS in scripts other than Latin, in code pages that statistics do not know (855, 720, 737, 862): told by what each
//! of their bytes would be, since texts in any other encoding come out as frames, as signs within words and as capitals behind
//! small letters.

use super::letters::{GREEK, HEBREW, LEAST};
use super::{Charset, Dos, Table};

/// From so many letters on a text is told.
const ENOUGH: usize = 16;
/// One in so many letters may stand where none belongs.
const TOLERATED: usize = 20;
/// Letters of Hebrew that end a word.
const FINAL: &str = "ךםןףץ";

/// Returns the code page in which nearly every byte beyond ASCII is a letter where it belongs.
pub(super) fn of_dos(sample: &[u8]) -> Option<Charset> {
    if sample.iter().filter(|byte| **byte >= 0x80).count() < ENOUGH {
        return None;
    }
    let table = |label| Table::by_label(label).map(Charset::Table);
    let pages = [
        (Some(Charset::Dos(Dos::Cyrillic)), is_russian as fn(&Reading) -> bool),
        (Some(Charset::Dos(Dos::Arabic)), is_arabic),
        (table("cp737"), is_greek),
        (table("cp862"), is_hebrew),
    ];
    let mut known = pages.into_iter().filter_map(|(page, is_meant)| Some((page?, is_meant)));
    known
        .find(|(page, is_meant)| is_meant(&Reading::of(&page.decode(sample).0)))
        .map(|(page, _)| page)
}

/// What becomes of the bytes beyond ASCII.
#[derive(Default)]
struct Reading {
    small: usize,
    capital: usize,
    /// Letters of scripts without capitals.
    caseless: usize,
    alef: usize,
    lam: usize,
    /// The commonest letters of Greek and Hebrew.
    common: usize,
    /// Frames, signs within words, capitals behind small letters, letters of two scripts in a word, ends of words within one.
    misplaced: usize,
}

impl Reading {
    fn of(text: &str) -> Self {
        let mut reading = Self::default();
        let mut before = ' ';
        for letter in text.chars() {
            if !(letter.is_ascii() && before.is_ascii()) {
                reading.take(letter, before);
            }
            before = letter;
        }
        reading
    }

    fn take(&mut self, letter: char, before: char) {
        let (is_here, is_before) = (kind(letter), kind(before));
        let is_mixed = before.is_alphabetic() && letter.is_alphabetic() && is_here != is_before;
        let is_turned = letter.is_uppercase() && before.is_lowercase();
        let is_cut = FINAL.contains(before) && is_here == Kind::Hebrew;
        self.common += usize::from(match is_here {
            Kind::Greek => GREEK.contains(letter),
            Kind::Hebrew => HEBREW.contains(letter),
            _ => false,
        });
        match (letter, is_here) {
            _ if is_mixed || is_cut || is_turned && !letter.is_ascii() => self.misplaced += 1,
            (_, Kind::Cyrillic | Kind::Greek) if letter.is_lowercase() => self.small += 1,
            (_, Kind::Cyrillic | Kind::Greek) => self.capital += 1,
            (_, Kind::Hebrew) => self.caseless += 1,
            (_, Kind::Arabic) => {
                self.caseless += 1;
                self.alef += usize::from(letter == 'ا');
                self.lam += usize::from(letter == 'ل');
            }
            ('№' | '«' | '»' | '\u{a0}' | '§', _) => {}
            (letter, Kind::Other) if !letter.is_ascii() => self.misplaced += 1,
            _ => {}
        }
    }

    fn letters(&self) -> usize {
        self.small + self.capital + self.caseless
    }

    fn is_sound(&self) -> bool {
        self.letters() >= ENOUGH && self.misplaced * TOLERATED <= self.letters()
    }

    /// Tells whether most letters are small ones.
    fn is_small(&self) -> bool {
        self.small > 2 * self.capital
    }

    /// Tells whether most letters are the commonest ones.
    #[allow(clippy::cast_precision_loss)] // a share needs no more than the leading digits
    fn is_common(&self) -> bool {
        self.common as f32 >= LEAST * self.letters() as f32
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Cyrillic,
    Arabic,
    Greek,
    Hebrew,
    Other,
}

fn kind(letter: char) -> Kind {
    match letter {
        'Ѐ'..='ӿ' => Kind::Cyrillic,
        '\u{621}'..='\u{652}' => Kind::Arabic,
        'Ά'..='ώ' => Kind::Greek,
        'א'..='ת' => Kind::Hebrew,
        _ => Kind::Other,
    }
}

fn is_russian(reading: &Reading) -> bool {
    reading.is_sound() && reading.is_small()
}

/// In Arabic one letter in seven is an alef and one in nine a lam.
fn is_arabic(reading: &Reading) -> bool {
    let letters = reading.letters();
    reading.is_sound() && reading.alef * 14 >= letters && reading.lam * 18 >= letters
}

fn is_greek(reading: &Reading) -> bool {
    reading.is_sound() && reading.is_small() && reading.is_common()
}

fn is_hebrew(reading: &Reading) -> bool {
    reading.is_sound() && reading.is_common()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUSSIAN: &str =
        "Пестриков Иван получил перевод из Женевы, и об этом знала Островная. ИВАН СКАЗАЛ «нет».";
    const ARABIC: &str = "وصل الأمين العام إلى جنيف وناقش النشرة الحمراء مع المحامي ثم غادر المدينة";

    const GREEK: &str =
        "Η Ιντερπόλ εξέδωσε χθες κόκκινη αγγελία στη Γενεύη για τον Πέτρο Παπαδόπουλο";
    const HEBREW: &str = "האינטרפול פרסם אתמול הודעה אדומה והנאשם נעצר בשדה התעופה";

    fn page(label: &str) -> Charset {
        Charset::by_label(label).expect("the label is known")
    }

    fn bytes(page: Charset, text: &str) -> Vec<u8> {
        let upper: Vec<u8> = (0x80..=0xff).collect();
        let upper: Vec<char> = page.decode(&upper).0.chars().collect();
        let byte = |letter: char| match upper.iter().position(|other| *other == letter) {
            Some(at) => u8::try_from(at + 0x80).expect("the page has 128 characters"),
            None => u8::try_from(letter).expect("the letter is in the page"),
        };
        text.chars().map(byte).collect()
    }

    #[test]
    fn texts_of_dos_are_told_by_their_letters() {
        for (label, text) in
            [("cp855", RUSSIAN), ("cp720", ARABIC), ("cp737", GREEK), ("cp862", HEBREW)]
        {
            let page = page(label);
            let found = of_dos(&bytes(page, text)).map(Charset::name);
            assert_eq!(found, Some(page.name()), "{label}");
        }
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
            (HEBREW, &["windows-1255"]),
            (GREEK, &["windows-1253"]),
            (
                "ПРИКАЗ О РОЗЫСКЕ ГРАЖДАНИНА ПЕСТРИКОВА ИВАНА ПЕТРОВИЧА, РОДИВШЕГОСЯ В НАРВЕ",
                &["ibm866"],
            ),
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
                assert!(of_dos(&bytes).is_none(), "{label}");
            }
        }
    }
}
