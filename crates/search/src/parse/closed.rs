//! Which values a field can have that has few, or values of one shape.

use item::{Layer, Status};

use crate::terms::keyword;

/// The states of a notice or record.
const STATES: [&str; 9] = [
    "requested",
    "published",
    "cancelled",
    "deleted",
    "suspended",
    "blocked",
    "refused",
    "compliant",
    "not-compliant",
];
const COLOURS: [&str; 8] =
    ["red", "blue", "green", "yellow", "black", "orange", "purple", "silver"];
const INSTRUMENTS: [&str; 3] = ["notice", "diffusion", "notice-or-diffusion"];
const SPECIAL: &str = "unsc-special-notice";
/// What `has:` finds besides layers.
const HAS: [&str; 4] = ["attachments", "hidden", "comments", "duplicates"];

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

/// Tells what `text` is to the field `name`.
pub(super) fn verdict(name: &str, text: &str) -> Verdict {
    let value = keyword(text);
    match name {
        "status" => listed(&value.replace(' ', "-"), &STATES),
        "notice" => notice(&value.replace(' ', "-")),
        "country" | "ncb" => {
            shaped(&value, 2..=2, "codes of two letters: `ru` for Russia, `ae` for the Emirates")
        }
        "lang" => shaped(&value, 2..=3, "codes of two letters: `ru` for Russian, `ar` for Arabic"),
        "outcome" => {
            listed(&value, &Status::ALL.iter().map(|status| status.name()).collect::<Vec<_>>())
        }
        "has" if ["attachment", "comment", "duplicate"].contains(&value.as_str()) => Verdict::Words,
        "has" => {
            let layers = Layer::ALL.iter().map(|layer| layer.name());
            listed(&value, &HAS.into_iter().chain(layers).collect::<Vec<_>>())
        }
        "org" | "location" => Verdict::Nothing("nothing yet: none is recognised".to_owned()),
        _ => Verdict::Words,
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
    let is_whole = value == SPECIAL
        || value.split_once('-').is_some_and(|(colour, instrument)| {
            COLOURS.contains(&colour) && INSTRUMENTS.contains(&instrument)
        });
    let mut parts = COLOURS.iter().chain(&INSTRUMENTS).chain(&["unsc", "special"]);
    match value {
        _ if is_whole => Verdict::Value,
        _ if parts.any(|part| *part == value) => Verdict::Words,
        _ => Verdict::Nothing(format!(
            "{} with -{}; {SPECIAL}",
            COLOURS.join(", "),
            INSTRUMENTS.join(", -")
        )),
    }
}
