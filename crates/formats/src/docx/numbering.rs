//! Which lists a document defines, and in which its paragraphs stand (ISO/IEC 29500-1, 17.9).

use crate::shared::list_number::Figures;
use crate::shared::numbering::{InList, LEVELS, Level, Numbering};
use crate::shared::xml::{Element, Event, Xml};

/// Takes an element of the properties of a paragraph.
pub(super) fn take(in_list: &mut InList, element: &Element<'_>) {
    let value = element.attribute("val");
    match element.name() {
        "numId" => in_list.list = value,
        "ilvl" => in_list.level = value.and_then(|level| level.parse().ok()),
        _ => {}
    }
}

/// Reads the part of numberings.
pub(super) fn read(xml: &mut Xml<'_>) -> Numbering {
    let mut numbering = Numbering::default();
    let (mut kind, mut list, mut level) = (None, None, 0);
    while let Some(event) = xml.next_event() {
        let Event::Open(element) = event else { continue };
        let value = element.attribute("val");
        match element.name() {
            "abstractNum" => {
                (kind, list) = (element.attribute("abstractNumId"), None);
            }
            "num" => (kind, list) = (None, element.attribute("numId")),
            "abstractNumId" => {
                if let (Some(id), Some(value)) = (&list, value) {
                    numbering.list(id).kind = value;
                }
            }
            "lvl" | "lvlOverride" => {
                let number = element.attribute("ilvl").and_then(|it| it.parse().ok());
                level = number.filter(|level| *level < LEVELS).unwrap_or(0);
            }
            "startOverride" => {
                if let (Some(id), Some(start)) = (&list, value.and_then(|it| it.parse().ok())) {
                    numbering.list(id).starts.insert(level, start);
                }
            }
            name => {
                if !OF_LEVEL.contains(&name) {
                    continue;
                }
                let level = match (&kind, &list) {
                    (Some(id), _) => numbering.level_of_kind(id, level),
                    (_, Some(id)) => numbering.list(id).levels.entry(level).or_default(),
                    _ => continue,
                };
                take_of_level(level, name, &value.unwrap_or_default());
            }
        }
    }
    numbering
}

/// What defines a level.
const OF_LEVEL: [&str; 6] = ["start", "numFmt", "lvlText", "pStyle", "lvlRestart", "isLgl"];

fn take_of_level(level: &mut Level, name: &str, value: &str) {
    match name {
        "start" => level.start = value.parse().unwrap_or(1),
        "numFmt" => {
            level.figures = figures(value);
            level.is_bullet = value == "bullet";
        }
        "lvlText" => value.clone_into(&mut level.text),
        "pStyle" => level.style = Some(value.to_owned()),
        "lvlRestart" => level.restarts = value != "0",
        _ => level.is_legal = value != "0" && value != "false",
    }
}

/// Returns the figures of a format (ISO/IEC 29500-1, 17.18.59); those of scripts that are not listed are decimal.
fn figures(format: &str) -> Figures {
    match format {
        "lowerLetter" => Figures::Letters('a'),
        "upperLetter" => Figures::Letters('A'),
        "russianLower" => Figures::Russian('а'),
        "russianUpper" => Figures::Russian('А'),
        "lowerRoman" => Figures::Roman { is_upper: false },
        "upperRoman" => Figures::Roman { is_upper: true },
        "decimalZero" => Figures::Padded,
        "ordinal" => Figures::Ordinal,
        "none" => Figures::Nothing,
        _ => Figures::Decimal,
    }
}
