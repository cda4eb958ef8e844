//! Which values a field can have that has few, or values of one shape.

use item::kind::{COLOURS, INSTRUMENTS, Matching, SPECIAL_NOTICE};
use item::{Kind, Layer, Status};

use crate::fields::{FieldEntry, FieldKind};
use crate::terms::keyword;

/// What `has:` finds besides layers.
const HAS: [&str; 4] = ["attachments", "hidden", "comments", "duplicates"];

/// The forms in which a date is asked for.
const DATES: &str = "`2019`, `2019-03`, `2019-03-17`, `2019..2021-06`, `>2019-03`, `<2020`";

/// What a value is to its field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A value, which nothing else is meant by.
    Value,
    /// Words that may stand in a value.
    Words,
    /// No value of the field, which has those that are told here.
    Nothing(String),
}

/// Returns what `text` is to a field.
pub(super) fn verdict(field: &FieldEntry, text: &str) -> Verdict {
    let value = keyword(text);
    match (field.kind, field.name) {
        (FieldKind::Mention(kind), _) => of_kind(kind, &value),
        (_, "lang") => {
            shaped(&value, 2..=3, "codes of two letters: `ru` for Russian, `ar` for Arabic")
        }
        (_, "outcome") => {
            listed(&value, &Status::ALL.iter().map(|status| status.name()).collect::<Vec<_>>())
        }
        (_, "has") if ["attachment", "comment", "duplicate"].contains(&value.as_str()) => {
            Verdict::Words
        }
        (_, "has") => {
            let layers = Layer::ALL.iter().map(|layer| layer.name());
            listed(&value, &HAS.into_iter().chain(layers).collect::<Vec<_>>())
        }
        _ => Verdict::Words,
    }
}

/// Returns what a value of the field looks like, for a reader whose value could not be read.
pub(super) fn examples(field: &FieldEntry) -> String {
    match field.kind {
        FieldKind::Mention(kind) if kind.line().matching != Matching::Days => "words".to_owned(),
        FieldKind::Mention(_)
        | FieldKind::Dated
        | FieldKind::DatedProperty
        | FieldKind::Modified => DATES.to_owned(),
        FieldKind::Size => "`1000`, `>5MB`, `10k..2GiB`".to_owned(),
        FieldKind::Percent(_) => "`60`, `<60`, `60..80`".to_owned(),
        FieldKind::Digest => "hexadecimal digits".to_owned(),
        FieldKind::Layer => Layer::ALL.map(Layer::name).join(", "),
        _ => "words".to_owned(),
    }
}

fn of_kind(kind: Kind, value: &str) -> Verdict {
    match kind.line().matching {
        Matching::OneOf(values) => listed(&value.replace(' ', "-"), values),
        Matching::Notice => notice(&value.replace(' ', "-")),
        Matching::CountryCode => {
            shaped(value, 2..=2, "codes of two letters: `ru` for Russia, `ae` for the Emirates")
        }
        Matching::Words
        | Matching::LatinCode
        | Matching::Days
        | Matching::Phone
        | Matching::Person
        | Matching::Body
        | Matching::Place => Verdict::Words,
    }
}

fn listed(value: &str, values: &[&str]) -> Verdict {
    if values.contains(&value) {
        return Verdict::Value;
    }
    Verdict::Nothing(values.join(", "))
}

fn shaped(value: &str, letters: std::ops::RangeInclusive<usize>, values: &str) -> Verdict {
    if letters.contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Verdict::Value;
    }
    Verdict::Nothing(values.to_owned())
}

/// A colour alone, or an instrument, stands for all that have it.
fn notice(value: &str) -> Verdict {
    let is_whole = value == SPECIAL_NOTICE
        || value.split_once('-').is_some_and(|(colour, instrument)| {
            COLOURS.contains(&colour) && INSTRUMENTS.contains(&instrument)
        });
    let mut parts = COLOURS.iter().chain(&INSTRUMENTS).chain(&["unsc", "special"]);
    match value {
        _ if is_whole => Verdict::Value,
        _ if parts.any(|part| *part == value) => Verdict::Words,
        _ => Verdict::Nothing(format!(
            "{} with -{}; {SPECIAL_NOTICE}",
            COLOURS.join(", "),
            INSTRUMENTS.join(", -")
        )),
    }
}

/// Returns the code of a country for one that is in use beside it: ISO 3166-1 reserves UK for the United Kingdom.
pub(super) fn code(kind: Kind, written: &str) -> &str {
    let is_country = kind.line().matching == Matching::CountryCode;
    if is_country && written.eq_ignore_ascii_case("uk") { "gb" } else { written }
}
