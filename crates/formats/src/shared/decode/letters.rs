//! Short texts in letters of one byte, told by how often the commonest letters of a language stand in them.

use encoding_rs::Encoding;

/// An encoding with how well it explains some bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Telling {
    /// The encoding.
    pub(crate) encoding: &'static Encoding,
    /// Which share of the letters are common ones.
    pub(crate) share: f32,
}

/// Encodings of scripts other than Latin, with the commonest letters of the language, which make most of its texts.
const LANGUAGES: &[(&[&Encoding], &str)] = &[
    (
        &[
            encoding_rs::WINDOWS_1251,
            encoding_rs::KOI8_R,
            encoding_rs::IBM866,
            encoding_rs::X_MAC_CYRILLIC,
            encoding_rs::ISO_8859_5,
        ],
        "оеаинтсрвлкмдпу",
    ),
    (&[encoding_rs::WINDOWS_1253], GREEK),
    (&[encoding_rs::WINDOWS_1256], "اليمنرتوبهةعدسق"),
    (&[encoding_rs::WINDOWS_1255], HEBREW),
];

/// The commonest letters of Greek and of Hebrew.
pub(super) const GREEK: &str = "αοιεςστηνρκυπμτάόίή";
pub(super) const HEBREW: &str = "יוהלאמרתבשנעקדם";

/// The least share at which a text is told.
pub(super) const LEAST: f32 = 0.68;

/// Returns the encoding in which nearly all bytes beyond ASCII are letters where they belong, most of them common ones.
pub(crate) fn best(sample: &[u8]) -> Option<Telling> {
    let of = |(encodings, common): &(&[&'static Encoding], &str)| {
        let telling = |encoding: &&'static Encoding| {
            share(sample, encoding, common).map(|share| Telling { encoding, share })
        };
        encodings.iter().filter_map(telling).max_by(|one, other| one.share.total_cmp(&other.share))
    };
    let tellings = LANGUAGES.iter().filter_map(of);
    tellings.max_by(|one, other| one.share.total_cmp(&other.share)).filter(|it| it.share >= LEAST)
}

/// Returns the share of common letters; nothing where signs or capitals stand within words.
fn share(sample: &[u8], encoding: &'static Encoding, common: &str) -> Option<f32> {
    let (text, had_errors) = encoding.decode_without_bom_handling(sample);
    let (mut letters, mut found, mut misplaced) = (0_u16, 0_u16, 0_u16);
    let mut before = ' ';
    for letter in text.chars().take(usize::from(u16::MAX)) {
        if !letter.is_ascii() {
            let is_turned = letter.is_uppercase() && before.is_lowercase();
            misplaced += u16::from(!letter.is_alphabetic() || is_turned);
            letters += 1;
            found += u16::from(letter.to_lowercase().any(|letter| common.contains(letter)));
        }
        before = letter;
    }
    let is_sound = letters > 0 && misplaced.saturating_mul(20) <= letters && !had_errors;
    is_sound.then(|| f32::from(found) / f32::from(letters))
}
