//! Which language a text is in.

use whatlang::{Detector, Lang};

/// The longest part of a text that is looked at, in bytes.
const SAMPLE: usize = 4096;

/// From how many letters on a verdict is given though its margin is thin.
const LONG: usize = 120;

/// How sure a verdict on a long text must be.
const CONFIDENCE: f64 = 0.35;

/// The languages that can be told, with their ISO 639-1 codes and English names.
const TOLD: [(Lang, &str, &str); 30] = [
    (Lang::Eng, "en", "English"),
    (Lang::Fra, "fr", "French"),
    (Lang::Spa, "es", "Spanish"),
    (Lang::Ara, "ar", "Arabic"),
    (Lang::Rus, "ru", "Russian"),
    (Lang::Ukr, "uk", "Ukrainian"),
    (Lang::Deu, "de", "German"),
    (Lang::Ita, "it", "Italian"),
    (Lang::Por, "pt", "Portuguese"),
    (Lang::Tur, "tr", "Turkish"),
    (Lang::Pol, "pl", "Polish"),
    (Lang::Nld, "nl", "Dutch"),
    (Lang::Ron, "ro", "Romanian"),
    (Lang::Bel, "be", "Belarusian"),
    (Lang::Bul, "bg", "Bulgarian"),
    (Lang::Srp, "sr", "Serbian"),
    (Lang::Ces, "cs", "Czech"),
    (Lang::Hun, "hu", "Hungarian"),
    (Lang::Swe, "sv", "Swedish"),
    (Lang::Fin, "fi", "Finnish"),
    (Lang::Ell, "el", "Greek"),
    (Lang::Pes, "fa", "Persian"),
    (Lang::Urd, "ur", "Urdu"),
    (Lang::Heb, "he", "Hebrew"),
    (Lang::Hye, "hy", "Armenian"),
    (Lang::Kat, "ka", "Georgian"),
    (Lang::Aze, "az", "Azerbaijani"),
    (Lang::Cmn, "zh", "Chinese"),
    (Lang::Jpn, "ja", "Japanese"),
    (Lang::Kor, "ko", "Korean"),
];

/// Tells the language of `text` by its ISO 639-1 code; nothing where the text is too short or the verdict unsure.
///
/// Only the first few thousand bytes are looked at.
pub fn language(text: &str) -> Option<&'static str> {
    let sample = &text[..text.floor_char_boundary(SAMPLE)];
    let allowed = TOLD.iter().map(|(language, ..)| *language).collect();
    let verdict = Detector::with_allowlist(allowed).detect(sample)?;
    let is_long = sample.chars().filter(|c| c.is_alphabetic()).nth(LONG).is_some();
    let is_sure = verdict.is_reliable() || (is_long && verdict.confidence() >= CONFIDENCE);
    TOLD.iter()
        .find(|(language, ..)| is_sure && *language == verdict.lang())
        .map(|(_, code, _)| *code)
}

/// Returns what a language that can be told is called in English, by its ISO 639-1 code.
pub fn language_name(code: &str) -> Option<&'static str> {
    TOLD.iter().find(|(_, known, _)| *known == code).map(|(.., name)| *name)
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
