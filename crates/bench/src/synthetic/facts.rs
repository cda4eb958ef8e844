//! Sentences that name something, and what they name.

use std::collections::BTreeMap;

use super::random::Random;
use super::tables::rows;
use super::words::{LANGUAGES, Words};

/// The closed kinds of mention: those of which it is known where they are, and that they are nowhere else.
pub const CLOSED: [&str; 9] =
    ["ccf", "control", "country", "date", "email", "ncb", "notice", "notice-id", "status"];

/// How many mentions there are of each closed kind.
pub type Named = BTreeMap<&'static str, u64>;

const MONTHS: [[&str; 12]; 5] = [
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
    [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ],
];

const BUREAUS: [&str; 5] = ["NCB", "BCN", "OCN", "НЦБ", "المكتب المركزي الوطني في"];

/// A piece of a sentence.
enum Piece {
    Plain(&'static str),
    /// What is named stands there.
    Fixed(&'static str, &'static str),
    /// What is named is made up.
    Slot(&'static str),
}

/// The sentences of one language.
pub(crate) struct Facts {
    /// The place of the language in [`LANGUAGES`].
    language: usize,
    sentences: Vec<Vec<Piece>>,
    places: Vec<Vec<&'static str>>,
}

impl Facts {
    /// Makes the sentences of a language of [`LANGUAGES`].
    pub(crate) fn of(language: &str) -> Self {
        let lines = rows(include_str!("../../data/facts.tsv"));
        let own = lines.into_iter().filter(|row| row[0] == language);
        Self {
            language: LANGUAGES.iter().position(|other| *other == language).unwrap_or(0),
            sentences: own.map(|row| pieces(row[1])).collect(),
            places: rows(include_str!("../../data/places.tsv")),
        }
    }

    /// Appends a sentence, and counts what it names.
    pub(crate) fn push(
        &self,
        random: &mut Random,
        words: &Words,
        text: &mut String,
        named: &mut Named,
    ) {
        for piece in random.pick(&self.sentences) {
            let kind = match piece {
                Piece::Plain(plain) => {
                    text.push_str(plain);
                    continue;
                }
                Piece::Fixed(kind, surface) => {
                    text.push_str(surface);
                    kind
                }
                Piece::Slot(kind) => {
                    text.push_str(&self.fill(kind, random, words));
                    kind
                }
            };
            if let Some(kind) = CLOSED.iter().find(|closed| closed == &kind) {
                *named.entry(kind).or_default() += 1;
            }
        }
    }

    fn fill(&self, kind: &str, random: &mut Random, words: &Words) -> String {
        let number = random.between(100, 99_999);
        let (year, month, day) =
            (random.between(1990, 2025), random.below(12), random.between(1, 28));
        let place = random.pick(&self.places);
        match kind {
            "name" => words.name(random),
            "control" => format!("A-{number}/{}-{}", month + 1, year.max(2010)),
            "notice-id" => format!("{}/{}", year.max(2010), number.max(1000)),
            "ccf" => format!("CCF/{}/R{}.{}", 90 + month, number % 1000 + 1, 10 + day % 15),
            "country" => place[self.language].to_owned(),
            "ncb" => {
                format!("{} {}", BUREAUS[self.language], place[LANGUAGES.len() + self.language])
            }
            "email" => format!("office{number}@police{month}.example"),
            _ => self.date(year, month, day),
        }
    }

    /// Writes a day as the language does.
    fn date(&self, year: usize, month: usize, day: usize) -> String {
        let name = MONTHS[self.language][month];
        match (LANGUAGES[self.language], day) {
            ("es", _) => format!("{day} de {name} de {year}"),
            ("ru", _) => format!("{day} {name} {year} года"),
            ("fr", 1) => format!("1er {name} {year}"),
            _ => format!("{day} {name} {year}"),
        }
    }
}

/// Cuts a sentence of the table at `[kind|words]` and `{kind}`.
fn pieces(sentence: &'static str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = sentence;
    while let Some((plain, marked)) = rest.split_once(['[', '{']) {
        pieces.push(Piece::Plain(plain));
        let Some((mark, after)) = marked.split_once([']', '}']) else { break };
        pieces.push(match mark.split_once('|') {
            Some((kind, surface)) => Piece::Fixed(kind, surface),
            None => Piece::Slot(mark),
        });
        rest = after;
    }
    pieces.push(Piece::Plain(rest));
    pieces
}
