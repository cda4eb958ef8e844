//! Which code page the names in an archive are in, where they are no UTF-8: one verdict for the whole archive.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_KR, Encoding, GBK, IBM866, KOI8_R, KOI8_U, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252,
    WINDOWS_1256,
};
use item::{Key, Warning, WarningCode};

use crate::Sink;
use crate::shared::decode::Dos;

/// How many bytes of names a verdict rests on.
const SAMPLE: usize = 64 << 10;

/// Letters of Russian by how often they are written, the most frequent first.
const RUSSIAN: &str = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё";

/// Letters that make up two thirds of an Arabic text.
const ARABIC: &str = "اليمنرتوبةع";

/// How a name that is no UTF-8 is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CodePage {
    Dos(Dos),
    Known(&'static Encoding),
}

/// What archives use where nothing says otherwise.
const IBM437: CodePage = CodePage::Dos(Dos::UnitedStates);

/// The names of an archive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Names(Option<CodePage>);

impl Names {
    /// Looks at the names of all members; those that are UTF-8 say nothing of the others.
    pub(crate) fn of<N: AsRef<[u8]>>(names: impl Iterator<Item = N>) -> Self {
        let mut odd = Vec::new();
        for name in names.filter(|name| std::str::from_utf8(name.as_ref()).is_err()) {
            odd.extend_from_slice(name.as_ref());
            odd.push(b'\n');
            if odd.len() > SAMPLE {
                break;
            }
        }
        Self((!odd.is_empty()).then(|| guess(&odd)))
    }

    /// Names the code page that was needed, where one was.
    pub(crate) fn report_charset(self, sink: &mut dyn Sink) {
        if let Some(page) = self.0 {
            sink.metadata(Key::CHARSET, page.name());
        }
    }

    /// Decodes a name or comment: as UTF-8, else by the code page of the archive, or by that which fits the text itself.
    pub(crate) fn readable(self, name: &[u8]) -> String {
        match std::str::from_utf8(name) {
            Ok(name) => name.to_owned(),
            Err(_) => self.0.unwrap_or_else(|| guess(name)).decode(name).0,
        }
    }

    /// Returns the name of the child that a member becomes: readable, so that it can be cited, typed and found.
    pub(crate) fn child_name(self, name: &[u8]) -> Vec<u8> {
        if name.is_empty() { b"unnamed".to_vec() } else { self.readable(name).into_bytes() }
    }
}

impl CodePage {
    fn name(self) -> &'static str {
        match self {
            Self::Dos(page) => page.name(),
            Self::Known(encoding) => encoding.name(),
        }
    }

    /// Decodes bytes, and tells whether some have no character there.
    fn decode(self, bytes: &[u8]) -> (String, bool) {
        match self {
            Self::Dos(page) => (page.decode(bytes), false),
            Self::Known(encoding) => {
                let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
                (text.into_owned(), had_errors)
            }
        }
    }
}

/// Chooses among the code pages that archives are known to have been written in, and the one that the statistics of
/// browsers choose.
fn guess(odd: &[u8]) -> CodePage {
    let known =
        [IBM866, WINDOWS_1251, KOI8_R, WINDOWS_1256, SHIFT_JIS, GBK, BIG5, EUC_KR, WINDOWS_1252];
    let detected = detected(odd);
    let pages = [IBM437, CodePage::Dos(Dos::Arabic)]
        .into_iter()
        .chain([detected])
        .chain(known.map(CodePage::Known));
    let bonus = |page: CodePage| if page == detected { i64::from(page != IBM437) } else { 0 };
    // Of equal ones the first counts, so that code page 437 needs no argument.
    let scored = pages.map(|page| (score(page, odd) * 8 + bonus(page) * length(odd), page));
    let best = scored.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map_or(IBM437, |(_, page)| page)
}

fn length(odd: &[u8]) -> i64 {
    i64::try_from(odd.iter().filter(|byte| **byte > 0x7f).count()).unwrap_or(i64::MAX)
}

fn detected(odd: &[u8]) -> CodePage {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(odd, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    // The detector knows one KOI8 only.
    let is_koi8_r = guess == KOI8_U && KOI8_U.decode(odd).0 == KOI8_R.decode(odd).0;
    CodePage::Known(if is_koi8_r { KOI8_R } else { guess })
}

/// Weighs what the names would be in a code page: usual letters speak for it; signs, boxes, letters of two scripts in one
/// word and capitals inside words against it.
fn score(page: CodePage, odd: &[u8]) -> i64 {
    let (text, had_errors) = page.decode(odd);
    if had_errors {
        return i64::MIN / 16;
    }
    let letters: i64 =
        text.chars().filter(|letter| !letter.is_ascii()).map(|letter| weigh(letter, page)).sum();
    let pairs = text.chars().zip(text.chars().skip(1));
    letters - pairs.map(|(first, second)| oddity(first, second)).sum::<i64>()
}

fn weigh(letter: char, page: CodePage) -> i64 {
    match letter {
        'а'..='я' | 'ё' => by_rank(letter),
        'А'..='Я' | 'Ё' => by_rank(letter.to_lowercase().next().unwrap_or(letter)) - 1,
        'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' => 12,
        '一'..='鿿' | '가'..='힣' => by_row(letter, page),
        '\u{621}'..='\u{64a}' => {
            if ARABIC.contains(letter) {
                7
            } else {
                3
            }
        }
        'α'..='ω' | 'ά'..='ώ' | 'א'..='ת' if page != IBM437 => 5,
        'à'..='ö' | 'ø'..='ÿ' | 'ß' => 4,
        'À'..='Ö' | 'Ø'..='Ý' => 2,
        '｡'..='ﾟ' => -4,
        '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' => -20,
        '«' | '»' | '№' | '–' | '—' | '’' | '“' | '”' => 1,
        _ if letter.is_alphabetic() => 1,
        _ => -6,
    }
}

/// Gives letters of Russian 8 to 0, by how often they are written.
fn by_rank(letter: char) -> i64 {
    let rank = RUSSIAN.chars().position(|known| known == letter).unwrap_or(32);
    8 - i64::try_from(rank / 4).unwrap_or(8)
}

/// The national sets of two bytes have their usual characters in their first rows (GB 2312 §4, Big5 level 1, JIS X 0208
/// level 1, KS X 1001 Hangul).
fn by_row(letter: char, page: CodePage) -> i64 {
    let CodePage::Known(encoding) = page else { return 0 };
    let mut buffer = [0; 4];
    let (bytes, _, _) = encoding.encode(letter.encode_utf8(&mut buffer));
    let usual = match bytes[..] {
        [lead, trail] if encoding == GBK => (0xb0..=0xd7).contains(&lead) && trail >= 0xa1,
        [lead, _] if encoding == BIG5 => (0xa4..=0xc6).contains(&lead),
        [lead, _] if encoding == SHIFT_JIS => (0x88..=0x97).contains(&lead),
        [lead, trail] if encoding == EUC_KR => (0xb0..=0xc8).contains(&lead) && trail >= 0xa1,
        [lead, _] => (0xb0..=0xcf).contains(&lead),
        _ => false,
    };
    if usual { 11 } else { 2 }
}

/// What speaks against two letters side by side.
fn oddity(first: char, second: char) -> i64 {
    if first.is_ascii() && second.is_ascii() {
        return 0;
    }
    let (one, other) = (Script::of(first), Script::of(second));
    match (one, other) {
        (None, _) | (_, None) => 0,
        (Some(one), Some(other)) if one != other => one.distance(other),
        _ if first.is_lowercase() && second.is_uppercase() => 8,
        (Some(Script::Latin), _) if !first.is_ascii() && !second.is_ascii() => 4,
        _ => 0,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
    Hebrew,
    Arabic,
    Hangul,
    Wide,
}

impl Script {
    fn of(letter: char) -> Option<Self> {
        Some(match letter {
            'a'..='z' | 'A'..='Z' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ɏ' => Self::Latin,
            'Ͱ'..='Ͽ' => Self::Greek,
            'Ѐ'..='ԯ' => Self::Cyrillic,
            '\u{590}'..='\u{5ff}' => Self::Hebrew,
            '\u{600}'..='\u{6ff}' => Self::Arabic,
            '가'..='힣' => Self::Hangul,
            '぀'..='ヿ' | '一'..='鿿' => Self::Wide,
            _ => return None,
        })
    }

    /// Names mix Latin letters with those written without spaces; other scripts do not meet in a word.
    fn distance(self, other: Self) -> i64 {
        let is_free = |script| matches!(script, Self::Wide | Self::Hangul);
        match (self, other) {
            (Self::Latin, wide) | (wide, Self::Latin) if is_free(wide) => 0,
            (Self::Wide, Self::Hangul) | (Self::Hangul, Self::Wide) => 12,
            _ => 8,
        }
    }
}

/// Keeps the bytes of a name that is no UTF-8 as a property of the archive, and warns of one that leads outside.
pub(crate) fn report(name: &[u8], sink: &mut dyn Sink) {
    if std::str::from_utf8(name).is_err() {
        sink.metadata(Key::MEMBER_NAME, &item::escape(name).clone());
    }
    if leads_outside(name) {
        sink.warn(Warning::new(WarningCode::NameLeadsOutside, item::escape(name)));
    }
}

/// Tells whether a name points outside the folder that the archive would be unpacked into.
fn leads_outside(name: &[u8]) -> bool {
    let drive = name.len() > 1 && name[1] == b':' && name[0].is_ascii_alphabetic();
    let absolute = matches!(name.first(), Some(b'/' | b'\\'));
    absolute || drive || name.split(|byte| matches!(byte, b'/' | b'\\')).any(|part| part == b"..")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(encoding: &'static Encoding, name: &str) -> String {
        let (bytes, _, unmappable) = encoding.encode(name);
        assert!(!unmappable, "{name} in {}", encoding.name());
        read_bytes(&bytes)
    }

    fn read_bytes(bytes: &[u8]) -> String {
        Names::of(std::iter::once(bytes)).readable(bytes)
    }

    #[test]
    fn cyrillic_names_are_read_by_the_code_page_that_fits() {
        let names = [
            "Запрос в НЦБ.doc",
            "Пестриков жалоба.txt",
            "ПЕСТРИКОВ.PDF",
            "Документы/Список лиц 2019.xlsx",
            "справка.doc",
            "Решение суда по делу Островной.rtf",
            "Москва.txt",
        ];
        for name in names {
            for encoding in [IBM866, WINDOWS_1251, KOI8_R] {
                assert_eq!(read_bytes(&encoded(encoding, name)), name, "{}", encoding.name());
            }
        }
    }

    /// IBM866 has an encoder in the library, as all others of its table have.
    fn encoded(encoding: &'static Encoding, name: &str) -> Vec<u8> {
        encoding.encode(name).0.into_owned()
    }

    #[test]
    fn names_of_other_scripts_are_read_by_the_code_page_that_fits() {
        for (encoding, name) in [
            (GBK, "红色通报文件.txt"),
            (GBK, "护照复印件.jpg"),
            (SHIFT_JIS, "日本語テスト.txt"),
            (SHIFT_JIS, "契約書.doc"),
            (BIG5, "紅色通報檔案.txt"),
            (EUC_KR, "적색수배 문서.hwp"),
            (WINDOWS_1256, "قائمة المطلوبين.doc"),
            (WINDOWS_1256, "جواز سفر.pdf"),
            (encoding_rs::WINDOWS_1253, "Κατάλογος προσώπων.doc"),
            (WINDOWS_1252, "résumé de l'enquête.doc"),
        ] {
            assert_eq!(read(encoding, name), name, "{}", encoding.name());
        }
        assert_eq!(read_bytes(b"r\x82sum\x82.txt"), "résumé.txt");
        assert_eq!(read_bytes(b"M\x81ller.txt"), "Müller.txt");
        assert_eq!(read_bytes(&[0xea, 0xa5, 0xea, 0xa7, b'.', b'd']), "محمد.d");
    }

    #[test]
    fn one_verdict_holds_for_the_whole_archive() {
        let long = encoded(KOI8_R, "Протокол допроса свидетеля.doc");
        let short = encoded(KOI8_R, "Щ.doc");
        let names = Names::of([&short[..], &long, b"plain.txt"].into_iter());
        assert_eq!(names.readable(&short), "Щ.doc");
        assert_eq!(names, Names(Some(CodePage::Known(KOI8_R))));
        assert_eq!(Names::of(std::iter::once(&b"plain.txt"[..])), Names(None));
    }

    proptest::proptest! {
        #[test]
        fn every_name_is_read(name in proptest::collection::vec(proptest::num::u8::ANY, 0..60)) {
            let read = Names::of(std::iter::once(&name[..])).child_name(&name);
            assert!(std::str::from_utf8(&read).is_ok_and(|read| !read.is_empty()));
        }
    }

    #[test]
    fn names_that_lead_outside_are_told_apart() {
        assert!(leads_outside(b"../../etc/passwd"));
        assert!(leads_outside(b"/etc/passwd"));
        assert!(leads_outside(b"C:\\x"));
        assert!(leads_outside(b"a\\..\\b"));
        assert!(!leads_outside(b"a/..b/c"));
    }
}
