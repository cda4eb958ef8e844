//! What stands around the words of a name and is none of them: titles, the generation, the legal form of a body.

use crate::{MAX_WORDS, given, legal_form, particle};

/// Words that are never met, as they stand in any name, folded: the Arabic article as romanised, and short titles.
const NEVER: &[&str] = &["al", "el", "ال", "mr", "mrs", "ms", "dr", "г", "гн", "гр"];

/// Titles before a name of two words and more, folded.
const TITLES: &[&str] = &[
    "sir",
    "dame",
    "lord",
    "lady",
    "baron",
    "count",
    "prince",
    "princess",
    "prof",
    "professor",
    "judge",
    "general",
    "gen",
    "colonel",
    "col",
    "major",
    "maj",
    "captain",
    "capt",
    "lieutenant",
    "lt",
    "sergeant",
    "sgt",
    "president",
    "minister",
    "senator",
    "sheikh",
    "sheik",
    "shaikh",
    "shaykh",
    "cheikh",
    "sheikha",
    "emir",
    "imam",
    "mullah",
    "ayatollah",
    "hajj",
    "haj",
    "haji",
    "hajji",
    "ustaz",
    "monsieur",
    "madame",
    "mademoiselle",
    "mme",
    "mlle",
    "maitre",
    "me",
    "docteur",
    "general",
    "senor",
    "senora",
    "señor",
    "señora",
    "senorita",
    "don",
    "doña",
    "dona",
    "sr",
    "sra",
    "licenciado",
    "lic",
    "ing",
    "herr",
    "frau",
    "signor",
    "signora",
    "господин",
    "госпожа",
    "гжа",
    "гра",
    "товарищ",
    "доктор",
    "профессор",
    "проф",
    "генерал",
    "полковник",
    "майор",
    "капитан",
    "судья",
    "адвокат",
    "ип",
    "шейх",
    "мулла",
    "имам",
    "السيد",
    "السيدة",
    "الشيخ",
    "شيخ",
    "الدكتور",
    "دكتور",
    "الأستاذ",
    "الحاج",
    "الأمير",
    "اللواء",
];

/// Words behind a name that tell a son, a father or a later bearer of it, folded, with their class.
const GENERATIONS: &[(&str, u8)] = &[
    ("jr", 2),
    ("jnr", 2),
    ("junior", 2),
    ("fils", 2),
    ("hijo", 2),
    ("filho", 2),
    ("мл", 2),
    ("младший", 2),
    ("ii", 2),
    ("sr", 1),
    ("snr", 1),
    ("senior", 1),
    ("pere", 1),
    ("père", 1),
    ("padre", 1),
    ("ст", 1),
    ("старший", 1),
    ("iii", 3),
    ("iv", 4),
    ("vi", 6),
    ("vii", 7),
    ("viii", 8),
    ("ix", 9),
];

/// Up to so many letters legal forms are also words of names, and count in capitals alone beside words that are not.
const SHORT: usize = 3;
/// Short ones that are words of no name.
const NO_NAME: &[&str] = &["ltd", "llc", "llp", "plc", "inc"];

/// What stands around a name.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    generation: Option<u8>,
    /// Whether a legal form or the like shows it to be a body's.
    pub(crate) is_body: bool,
    /// Whether it states whose son or daughter somebody is: `bin`, `ben`, `ibn`.
    pub(crate) has_filiation: bool,
}

/// Words between the name of a son or a daughter and that of the father, folded.
pub(crate) const FILIATIONS: &[&str] =
    &["bin", "ben", "ibn", "bint", "bent", "бин", "бен", "ибн", "бинт", "بن", "ابن", "بنت"];

impl Frame {
    pub(crate) fn of(name: &str) -> Self {
        let tokens: Vec<text::Token> = text::tokens(name).take(2 * MAX_WORDS).collect();
        let generation = tokens.get(2..).and_then(|rest| rest.last()).and_then(generation);
        let is_body = tokens.len() > 1
            && (tokens.iter().any(|token| is_of_body(name, token)) || has_spelled_form(&tokens));
        Self { generation, is_body, has_filiation: filiation(name).is_some() }
    }

    /// Tells whether both state a generation, and not the same.
    pub(crate) fn is_of_other_generation(&self, other: &Self) -> bool {
        self.generation.zip(other.generation).is_some_and(|(one, other)| one != other)
    }
}

/// Returns the words of a name without what stands around them, and without small words between them.
pub(crate) fn inner(name: &str) -> Vec<text::Token> {
    let tokens: Vec<text::Token> = text::tokens(name).collect();
    let mut words: Vec<text::Token> =
        tokens.into_iter().filter(|token| !NEVER.contains(&token.folded.as_str())).collect();
    while words.len() > 2 && TITLES.contains(&words[0].folded.as_str()) {
        words.remove(0);
    }
    if words.len() > 2 && words.last().and_then(generation).is_some() {
        words.pop();
    }
    let count = words.len();
    let is_small = |at: usize, token: &text::Token| {
        let is_letter = name[token.start..token.end].chars().all(char::is_uppercase);
        at > 0 && at + 1 < count && particle::is_link(&token.folded) && !is_letter
    };
    let inner = words.into_iter().enumerate().filter(|(at, token)| !is_small(*at, token));
    let inner: Vec<text::Token> = inner.map(|(_, token)| token).collect();
    let (forms, others): (Vec<_>, Vec<_>) =
        inner.into_iter().partition(|token| is_legal_form(name, token));
    let kept = if others.is_empty() { forms } else { others };
    kept.into_iter().take(MAX_WORDS).collect()
}

/// Returns the words that make a name behind which one stands that of another generation, where the name states its own.
pub(crate) fn other_generations(name: &str) -> Vec<String> {
    let tokens: Vec<text::Token> = text::tokens(name).collect();
    let own = tokens.get(2..).and_then(|rest| rest.last()).and_then(generation);
    let others = GENERATIONS.iter().filter(|(_, class)| own.is_some_and(|own| own != *class));
    others.map(|(word, _)| (*word).to_owned()).collect()
}

/// Returns the words of child and father around the first of [`FILIATIONS`] in a name.
pub(crate) fn filiation(name: &str) -> Option<(&str, &str)> {
    let tokens: Vec<text::Token> = text::tokens(name).take(2 * MAX_WORDS).collect();
    let link = (1..tokens.len()).find(|at| FILIATIONS.contains(&tokens[*at].folded.as_str()))?;
    let surface = |token: &text::Token| &name[token.start..token.end];
    let is_word = |token: &&text::Token| !NEVER.contains(&token.folded.as_str());
    let father = tokens[link + 1..].iter().find(is_word)?;
    Some((surface(&tokens[link - 1]), surface(father)))
}

/// Tells whether a word behind a name tells the generation of its bearer.
pub(crate) fn is_generation(token: &text::Token) -> bool {
    generation(token).is_some()
}

/// Tells whether a folded word tells the generation of the bearer of the name before it: `jr`, `père`, `младший`.
pub fn is_generation_word(folded: &str) -> bool {
    GENERATIONS.iter().any(|(word, _)| *word == folded)
}

fn generation(token: &text::Token) -> Option<u8> {
    GENERATIONS.iter().find(|(word, _)| *word == token.folded).map(|(_, class)| *class)
}

fn is_of_body(name: &str, token: &text::Token) -> bool {
    let surface = &name[token.start..token.end];
    let is_long = surface.chars().count() > SHORT;
    // in a name all in capitals nothing tells AG from a word
    let is_told =
        || surface.chars().all(char::is_uppercase) && name.chars().any(char::is_lowercase);
    let folded = token.folded.as_str();
    legal_form::is_of_body(folded) && (is_long || NO_NAME.contains(&folded) || is_told())
}

/// Tells whether a legal form stands letter by letter behind a name. Two letters may be initials (`Salinas S.A.`), unless a given
/// name stands before them in full.
fn has_spelled_form(tokens: &[text::Token]) -> bool {
    let words: Vec<String> = tokens.iter().map(|token| token.folded.clone()).collect();
    let is_long = |word: &&String| word.chars().count() > 1;
    let has_given = || {
        words.iter().filter(is_long).count() > 1
            && words.iter().any(|word| !given::exactly(word).is_empty())
    };
    legal_form::spelled_behind(&words).is_some_and(|letters| letters > 2 || has_given())
}

/// Tells whether a word is only the legal form: names of bodies differ in other words.
fn is_legal_form(name: &str, token: &text::Token) -> bool {
    is_of_body(name, token) && !legal_form::is_noun(&token.folded)
}
