//! Which language a text is in.

use whatlang::{Detector, Lang};

/// The longest part of a text that is looked at, in bytes.
const SAMPLE: usize = 4096;

/// From how many letters on a verdict is given though its margin is thin.
const LONG: usize = 120;

/// How sure a verdict on a long text must be.
const CONFIDENCE: f64 = 0.35;

/// The languages that can be told, with their ISO 639-1 codes.
const TOLD: [(Lang, &str); 30] = [
    (Lang::Eng, "en"),
    (Lang::Fra, "fr"),
    (Lang::Spa, "es"),
    (Lang::Ara, "ar"),
    (Lang::Rus, "ru"),
    (Lang::Ukr, "uk"),
    (Lang::Deu, "de"),
    (Lang::Ita, "it"),
    (Lang::Por, "pt"),
    (Lang::Tur, "tr"),
    (Lang::Pol, "pl"),
    (Lang::Nld, "nl"),
    (Lang::Ron, "ro"),
    (Lang::Bel, "be"),
    (Lang::Bul, "bg"),
    (Lang::Srp, "sr"),
    (Lang::Ces, "cs"),
    (Lang::Hun, "hu"),
    (Lang::Swe, "sv"),
    (Lang::Fin, "fi"),
    (Lang::Ell, "el"),
    (Lang::Pes, "fa"),
    (Lang::Urd, "ur"),
    (Lang::Heb, "he"),
    (Lang::Hye, "hy"),
    (Lang::Kat, "ka"),
    (Lang::Aze, "az"),
    (Lang::Cmn, "zh"),
    (Lang::Jpn, "ja"),
    (Lang::Kor, "ko"),
];

/// The ISO 639-1 codes of the languages that can be told.
pub const LANGUAGES: [&str; TOLD.len()] = {
    let mut codes = [""; TOLD.len()];
    let mut at = 0;
    while at < TOLD.len() {
        codes[at] = TOLD[at].1;
        at += 1;
    }
    codes
};

/// Tells the language of `text` by its ISO 639-1 code; nothing where the text is too short or the verdict unsure.
///
/// Only the first few thousand bytes are looked at.
pub fn language(text: &str) -> Option<&'static str> {
    let sample = &text[..text.floor_char_boundary(SAMPLE)];
    let allowed = TOLD.iter().map(|(language, _)| *language).collect();
    let verdict = Detector::with_allowlist(allowed).detect(sample)?;
    let is_long = sample.chars().filter(|c| c.is_alphabetic()).nth(LONG).is_some();
    let is_sure = verdict.is_reliable() || (is_long && verdict.confidence() >= CONFIDENCE);
    TOLD.iter().find(|(language, _)| is_sure && *language == verdict.lang()).map(|(_, code)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_prose_is_told() {
        for (text, code) in [
            (
                "The National Central Bureau has asked the General Secretariat to publish a red notice for the person named below.",
                "en",
            ),
            (
                "Le Bureau central national a demandé au Secrétariat général de publier une notice rouge concernant cette personne.",
                "fr",
            ),
            (
                "La Oficina Central Nacional ha solicitado a la Secretaría General la publicación de una notificación roja.",
                "es",
            ),
            (
                "Национальное центральное бюро просит Генеральный секретариат опубликовать красное уведомление в отношении лица.",
                "ru",
            ),
            (
                "طلب المكتب المركزي الوطني من الأمانة العامة إصدار نشرة حمراء بحق الشخص المذكور أدناه",
                "ar",
            ),
        ] {
            assert_eq!(language(text), Some(code), "{text}");
        }
    }

    #[test]
    fn numbers_and_nothing_have_no_language() {
        assert_eq!(language(""), None);
        assert_eq!(language("1234 5678 --- 90"), None);
    }
}
