//! Texts that some program decoded in a wrong encoding and wrote down so: `ÐŸÐµÑ` and `РџРµС` are UTF-8 that was taken for
//! another encoding, `Ïåñò` is Windows-1251 that was taken for Western.

use std::sync::LazyLock;

use super::decode::letters::{self, Telling};
use super::decode::{Charset, Dos};

/// Lines that were garbled, as they were written before.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mended {
    /// The lines, read again; those that are sound are left out.
    pub(crate) text: String,
    /// The encoding that they are read in.
    pub(crate) charset: &'static str,
}

/// Encodings that UTF-8 is taken for.
static TAKEN_FOR: LazyLock<Vec<Upper>> = LazyLock::new(|| {
    [
        Charset::Other(encoding_rs::WINDOWS_1252),
        Charset::Other(encoding_rs::WINDOWS_1251),
        Charset::Other(encoding_rs::IBM866),
        Charset::Other(encoding_rs::MACINTOSH),
        Charset::Other(encoding_rs::WINDOWS_1250),
        Charset::Dos(Dos::UnitedStates),
    ]
    .into_iter()
    .map(Upper::of)
    .collect()
});

/// The characters of the bytes from 0x80 on.
struct Upper {
    characters: Vec<char>,
    is_western: bool,
}

impl Upper {
    fn of(charset: Charset) -> Self {
        let character = |byte: u8| charset.decode(&[byte]).0.chars().next().unwrap_or_default();
        let characters = (0x80..=0xff).map(character).collect();
        Self { characters, is_western: charset == Charset::Other(encoding_rs::WINDOWS_1252) }
    }

    /// Returns the byte that a character was; programs that know no Windows-1252 take bytes for Latin-1.
    fn byte(&self, character: char) -> Option<u8> {
        match u32::from(character) {
            code @ 0x80..=0xff if self.is_western => u8::try_from(code).ok(),
            // What the encoding leaves out is a control in it.
            0x98 => Some(0x98),
            _ => {
                let at = self.characters.iter().position(|other| *other == character)?;
                u8::try_from(at + 0x80).ok()
            }
        }
    }
}

/// Reads garbled lines again; nothing where no line is.
pub(crate) fn mended(text: &str) -> Option<Mended> {
    if text.is_ascii() {
        return None;
    }
    twice_encoded(text).or_else(|| legacy(text)).or_else(|| narrow(text)).or_else(|| swapped(text))
}

/// Undoes KOI8-R that was taken for Windows-1251, and the other way round: what was small is a capital in it.
fn swapped(text: &str) -> Option<Mended> {
    if !is_turned(text) {
        return None;
    }
    let taken_for = [encoding_rs::WINDOWS_1251, encoding_rs::KOI8_R];
    let readings = taken_for.into_iter().filter_map(|taken| {
        let upper = Upper::of(Charset::Other(taken));
        let lines: Vec<Vec<u8>> = text.lines().filter_map(|line| bytes_of(line, &upper)).collect();
        let sample: Vec<u8> = lines.iter().flatten().copied().take(SAMPLE).collect();
        Some((taken, lines, letters::best(&sample)?))
    });
    // Letters that stand where the common ones of the other encoding stand come out as words of neither.
    let best = readings.max_by(|(_, _, one), (_, _, other)| one.share.total_cmp(&other.share));
    let (taken, lines, Telling { encoding, .. }) = best?;
    let is_swapped = taken_for.contains(&encoding) && encoding != taken;
    let read = |bytes: &Vec<u8>| Charset::of(encoding).decode(bytes).0 + "\n";
    let garbled = lines.iter().filter(|bytes| !bytes.is_ascii());
    is_swapped.then(|| Mended { text: garbled.map(read).collect(), charset: encoding.name() })
}

/// Tells whether nearly all Cyrillic letters are capitals, and the few small ones begin words.
fn is_turned(text: &str) -> bool {
    let (mut capitals, mut small, mut begins, mut before) = (0, 0, 0, ' ');
    for letter in text.chars().take(SAMPLE) {
        match letter {
            'А'..='Я' | 'Ё' => {
                capitals += 1;
                begins += usize::from(matches!(before, 'а'..='я' | 'ё'));
            }
            'а'..='я' | 'ё' => small += 1,
            _ => {}
        }
        before = letter;
    }
    begins > 0 && capitals >= 2 * ENOUGH && small * 4 <= capitals && begins * 2 >= small
}

/// So many characters of Chinese whose bytes are all letters of ASCII do not follow each other by chance.
const NARROW: usize = 12;

/// Undoes ASCII that was taken for UTF-16, as where a program appended to a file in another encoding.
fn narrow(text: &str) -> Option<Mended> {
    let mut out = String::new();
    let mut run: Vec<u8> = Vec::new();
    for character in text.chars().chain([' ']) {
        let [high, low] = u16::try_from(u32::from(character)).unwrap_or_default().to_be_bytes();
        if is_written(high) && is_written(low) {
            run.extend([low, high]);
            continue;
        }
        let usual = run.iter().filter(|byte| byte.is_ascii_lowercase() || **byte == b' ').count();
        if run.len() >= 2 * NARROW && usual * 10 > run.len() * 6 {
            out.extend(run.iter().map(|byte| char::from(*byte)));
            out.push('\n');
        }
        run.clear();
    }
    (!out.is_empty()).then_some(Mended { text: out, charset: "US-ASCII" })
}

fn is_written(byte: u8) -> bool {
    byte.is_ascii_graphic() || matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Undoes UTF-8 that was taken for another encoding, line by line.
fn twice_encoded(text: &str) -> Option<Mended> {
    TAKEN_FOR.iter().find_map(|upper| {
        let lines = text.lines().filter_map(|line| line_of_utf_8(line, upper));
        let (mut out, mut evidence) = (String::new(), 0);
        for (line, found) in lines {
            out.push_str(&line);
            out.push('\n');
            evidence += found;
        }
        (evidence > 1).then_some(Mended { text: out, charset: "UTF-8" })
    })
}

/// Reads each run beyond ASCII of a line as UTF-8, and counts what speaks for it; nothing where one is none.
fn line_of_utf_8(line: &str, upper: &Upper) -> Option<(String, usize)> {
    let mut out = String::with_capacity(line.len());
    let mut evidence = 0;
    let mut rest = line;
    while let Some(start) = rest.find(|character: char| !character.is_ascii()) {
        let (before, run) = rest.split_at(start);
        let end = run.find(|character: char| character.is_ascii()).unwrap_or(run.len());
        let read = run_of_utf_8(&run[..end], upper)?;
        let letters = read.chars().filter(|character| character.is_alphabetic()).count();
        // A small letter behind one of ASCII stands where its two signs, a capital and a mark, never do.
        let is_within = before.ends_with(|letter: char| letter.is_ascii_alphabetic())
            && read.starts_with(char::is_lowercase);
        evidence += if is_within { letters.max(1) * 2 } else { letters.max(1) };
        out.push_str(before);
        out.push_str(&read);
        rest = &run[end..];
    }
    out.push_str(rest);
    (evidence > 0).then_some((out, evidence))
}

fn run_of_utf_8(run: &str, upper: &Upper) -> Option<String> {
    let mut bytes = Vec::with_capacity(run.len());
    for character in run.chars() {
        bytes.push(upper.byte(character)?);
        // Sound texts fail at their first pair.
        if bytes.len() == 2 && (bytes[0] < 0xc2 || bytes[1] & 0xc0 != 0x80) {
            return None;
        }
    }
    let read = String::from_utf8(bytes).ok()?;
    let is_sound = !read
        .chars()
        .any(|character| character.is_control() || character == char::REPLACEMENT_CHARACTER);
    is_sound.then_some(read)
}

/// Words in letters of Western encodings beyond ASCII alone, so many letters in all, are words of another script.
const ENOUGH: usize = 8;

/// Undoes Windows-1251 and the like that was taken for Windows-1252.
fn legacy(text: &str) -> Option<Mended> {
    let upper = TAKEN_FOR.first()?;
    let garbled = text.lines().filter(|line| has_foreign_word(line));
    let lines: Vec<(&str, Vec<u8>)> =
        garbled.filter_map(|line| Some((line, bytes_of(line, upper)?))).collect();
    let words = lines.iter().flat_map(|(line, _)| foreign_words(line));
    let sample: Vec<u8> = words
        .flat_map(|word| word.chars().chain([' ']))
        .filter_map(
            |character| if character.is_ascii() { Some(b' ') } else { upper.byte(character) },
        )
        .take(SAMPLE)
        .collect();
    if sample.iter().filter(|byte| **byte != b' ').count() < ENOUGH {
        return None;
    }
    let Telling { encoding, .. } = letters::best(&sample)?;
    let read = |(_, bytes): &(&str, Vec<u8>)| Charset::of(encoding).decode(bytes).0 + "\n";
    Some(Mended { text: lines.iter().map(read).collect(), charset: encoding.name() })
}

/// How many bytes a verdict rests on.
const SAMPLE: usize = 64 << 10;

fn is_high_letter(character: char) -> bool {
    matches!(character, 'À'..='ÿ' | '¸' | '¨' | '¹')
}

/// Returns the words of a line that have no letter of ASCII.
fn foreign_words(line: &str) -> impl Iterator<Item = &str> {
    let words = line.split(|letter: char| !letter.is_alphabetic() && !is_high_letter(letter));
    words.filter(|word| word.chars().count() > 2 && word.chars().all(is_high_letter))
}

/// Tells whether a line has such words, and none in which letters of ASCII stand beside those beyond.
fn has_foreign_word(line: &str) -> bool {
    let mut words = line.split(|letter: char| !letter.is_alphabetic() && !is_high_letter(letter));
    let is_mixed = |word: &str| {
        word.chars().any(is_high_letter)
            && word.contains(|letter: char| letter.is_ascii_alphabetic())
    };
    foreign_words(line).next().is_some() && !words.any(is_mixed)
}

/// Returns the bytes of a line that was taken for Western; nothing where a character is of another script.
fn bytes_of(line: &str, upper: &Upper) -> Option<Vec<u8>> {
    let byte = |character: char| match character {
        character if character.is_ascii() => u8::try_from(u32::from(character)).ok(),
        character => upper.byte(character),
    };
    line.chars().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::Encoding;

    const RUSSIAN: &str = "Пестриков Иван получил перевод, об этом знала Островная";

    fn taken_for(text: &str, stated: &'static Encoding, taken: &'static Encoding) -> String {
        taken.decode_without_bom_handling(&stated.encode(text).0).0.into_owned()
    }

    fn read(text: &str) -> Option<(String, &'static str)> {
        mended(text).map(|mended| (mended.text.trim_end().to_owned(), mended.charset))
    }

    #[test]
    fn utf_8_that_was_taken_for_another_encoding_is_undone() {
        use encoding_rs::{IBM866, MACINTOSH, UTF_8, WINDOWS_1251, WINDOWS_1252};
        for taken in [WINDOWS_1252, WINDOWS_1251, IBM866, MACINTOSH] {
            let garbled = taken_for(RUSSIAN, UTF_8, taken);
            assert_eq!(read(&garbled), Some((RUSSIAN.into(), "UTF-8")), "{}", taken.name());
        }
        let latin: String = "René: café".bytes().map(char::from).collect();
        assert_eq!(read(&latin), Some(("René: café".into(), "UTF-8")));
        assert_eq!(read("name: RenÃ©"), Some(("name: René".into(), "UTF-8")));
        assert_eq!(read("sound: Иван\nname: Ð˜Ð²Ð°Ð½").map(|it| it.0), Some("name: Иван".into()));
    }

    #[test]
    fn koi8_and_windows_1251_that_were_taken_for_each_other_are_undone() {
        use encoding_rs::{KOI8_R, WINDOWS_1251};
        for (stated, taken) in [(KOI8_R, WINDOWS_1251), (WINDOWS_1251, KOI8_R)] {
            let garbled = taken_for(RUSSIAN, stated, taken);
            assert_eq!(read(&garbled), Some((RUSSIAN.into(), stated.name())));
        }
        assert_eq!(read("ПРИКАЗ О НАЗНАЧЕНИИ КАПИТАНА ПЕСТРИКОВА"), None);
        assert_eq!(read("оАО «ЛАДОГА» И зАО «КРЕЧЕТ» ОБЪЯВЛЯЮТ О СОБРАНИИ АКЦИОНЕРОВ"), None);
    }

    #[test]
    fn legacy_encodings_that_were_taken_for_western_are_undone() {
        let greek = "η απόφαση της επιτροπής για τον Παπαδόπουλο";
        let arabic = "قررت اللجنة حذف النشرة الحمراء بحق محمد";
        let hebrew = "החלטת הוועדה בעניין קוזנצובה";
        let texts = [
            ("windows-1251", RUSSIAN),
            ("koi8-r", RUSSIAN),
            ("windows-1251", "ПРИКАЗ О РОЗЫСКЕ"),
            ("windows-1253", greek),
            ("windows-1256", arabic),
            ("windows-1255", hebrew),
        ];
        for (label, text) in texts {
            let stated = Encoding::for_label(label.as_bytes()).expect("label is a constant");
            let garbled = taken_for(text, stated, encoding_rs::WINDOWS_1252);
            assert_eq!(read(&garbled).map(|it| it.0).as_deref(), Some(text), "{label}");
        }
    }

    #[test]
    fn ascii_that_was_taken_for_utf_16_is_undone() {
        let line = "2019 ascii appended of Belozerov\r\n".repeat(2);
        let bytes: Vec<u8> = line.bytes().collect();
        let garbled = Charset::Utf16Le.decode(&bytes).0;
        let found = mended(&garbled).map(|mended| mended.text).unwrap_or_default();
        assert!(found.contains("appended of Belozerov"), "{found}");
    }

    #[test]
    fn sound_texts_are_left_alone() {
        let sound = [
            RUSSIAN,
            "La décision à Genève a été reçue par M. Müller à côté, «déjà» — où ? ÇA N’A PAS ÉTÉ",
            "A DECISÃO DA COMISSÃO É NÃO; «IRMû",
            "Það er ekki víst að hún komi í dag, þótt veðrið sé gott",
            "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞß",
            "Глава «В» и «С», № 5 — 100 €",
            "قررت اللجنة حذف النشرة الحمراء",
            "国际刑警组织",
            "±×÷ ½¼ ©®™ …",
            "Übermittlung für Größe ÄÖÜ äöüß ÄÖÜÄÖÜ ääääää öööööö",
        ];
        for text in sound {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
