//! Which number stands at the head of a paragraph of a list (ISO/IEC 29500-1, 17.9): no text of the document has it, but
//! people cite it.

use std::collections::{BTreeMap, BTreeSet};

use crate::shared::list_number::Figures;
use crate::shared::xml::{Element, Event, Xml};

/// A list has so many levels.
const LEVELS: usize = 9;

/// The list and the level of a paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct InList {
    /// The list, by number; nothing where that of the style counts, `0` where the paragraph is in none.
    pub(super) list: Option<String>,
    /// The level, from 0.
    pub(super) level: Option<usize>,
}

impl InList {
    /// Takes an element of the properties of a paragraph.
    pub(super) fn take(&mut self, element: &Element<'_>) {
        let value = element.attribute("val");
        match element.name() {
            "numId" => self.list = value,
            "ilvl" => self.level = value.and_then(|level| level.parse().ok()),
            _ => {}
        }
    }

    /// Returns what counts where a style says this too.
    pub(super) fn or(self, style: &Self) -> Self {
        Self { list: self.list.or_else(|| style.list.clone()), level: self.level.or(style.level) }
    }
}

/// A level of a list.
#[derive(Clone, Debug)]
struct Level {
    start: u32,
    figures: Figures,
    /// The number with what stands around it: `%1.%2)`.
    text: String,
    /// The style whose paragraphs stand on this level.
    style: Option<String>,
    /// Whether it begins anew after a level above it.
    restarts: bool,
    /// Whether the numbers of all levels are decimal in it.
    is_legal: bool,
    /// Whether a sign stands in place of a number.
    is_bullet: bool,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            figures: Figures::Decimal,
            text: String::new(),
            style: None,
            restarts: true,
            is_legal: false,
            is_bullet: false,
        }
    }
}

/// What lists of a kind look like.
#[derive(Clone, Debug, Default)]
struct Kind {
    levels: BTreeMap<usize, Level>,
}

/// A list: its kind, and where it differs.
#[derive(Clone, Debug, Default)]
struct List {
    kind: String,
    starts: BTreeMap<usize, u32>,
    levels: BTreeMap<usize, Level>,
}

/// The lists that a document defines.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    kinds: BTreeMap<String, Kind>,
    lists: BTreeMap<String, List>,
}

/// Numbers given so far in a part of running text.
#[derive(Debug, Default)]
pub(super) struct Counters {
    by_kind: BTreeMap<String, [Option<u32>; LEVELS]>,
    /// Lists that were begun.
    begun: BTreeSet<String>,
}

impl Numbering {
    /// Reads the part of numberings.
    pub(super) fn read(xml: &mut Xml<'_>) -> Self {
        let mut numbering = Self::default();
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
                        numbering.lists.entry(id.clone()).or_default().kind = value;
                    }
                }
                "lvl" | "lvlOverride" => {
                    let number = element.attribute("ilvl").and_then(|it| it.parse().ok());
                    level = number.filter(|level| *level < LEVELS).unwrap_or(0);
                }
                "startOverride" => {
                    if let (Some(id), Some(start)) = (&list, value.and_then(|it| it.parse().ok())) {
                        let list = numbering.lists.entry(id.clone()).or_default();
                        list.starts.insert(level, start);
                    }
                }
                name => {
                    let levels = match (&kind, &list) {
                        (Some(id), _) => &mut numbering.kinds.entry(id.clone()).or_default().levels,
                        (_, Some(id)) => &mut numbering.lists.entry(id.clone()).or_default().levels,
                        _ => continue,
                    };
                    take_of_level(levels, level, name, &value.unwrap_or_default());
                }
            }
        }
        numbering
    }

    /// Counts a paragraph and returns its number as it is shown; nothing where it has a bullet or none.
    pub(super) fn count(
        &self,
        place: &InList,
        style: Option<&str>,
        counters: &mut Counters,
    ) -> Option<String> {
        let id = place.list.as_deref()?;
        let list = self.lists.get(id)?;
        let kind = self.kinds.get(&list.kind)?;
        let level = place.level.or_else(|| kind.level_of_style(style?)).unwrap_or(0);
        let level = Some(level).filter(|level| *level < LEVELS)?;
        let look = |level: usize| {
            list.levels.get(&level).or_else(|| kind.levels.get(&level)).cloned().unwrap_or_default()
        };
        let counts = counters.by_kind.entry(list.kind.clone()).or_default();
        if counters.begun.insert(id.to_owned()) {
            list.starts.keys().for_each(|level| counts[*level] = None);
        }
        let start = |level: usize| list.starts.get(&level).copied().unwrap_or(look(level).start);
        counts[level] = Some(counts[level].map_or(start(level), |last| last.saturating_add(1)));
        for (below, count) in counts.iter_mut().enumerate().skip(level + 1) {
            *count = count.filter(|_| !look(below).restarts);
        }
        let shown = look(level);
        let write = |other: usize| {
            let figures = if shown.is_legal { Figures::Decimal } else { look(other).figures };
            figures.write(counts[other].unwrap_or(start(other)))
        };
        let number = filled(&shown.text, write);
        Some(number).filter(|number| !shown.is_bullet && number.chars().any(char::is_alphanumeric))
    }
}

impl Kind {
    fn level_of_style(&self, style: &str) -> Option<usize> {
        let is_of = |level: &Level| level.style.as_deref() == Some(style);
        self.levels.iter().find(|(_, level)| is_of(level)).map(|(number, _)| *number)
    }
}

fn take_of_level(levels: &mut BTreeMap<usize, Level>, number: usize, name: &str, value: &str) {
    const OF_LEVEL: [&str; 6] = ["start", "numFmt", "lvlText", "pStyle", "lvlRestart", "isLgl"];
    if !OF_LEVEL.contains(&name) {
        return;
    }
    let level = levels.entry(number).or_default();
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

/// Puts numbers in the place of `%1` to `%9`.
fn filled(text: &str, write: impl Fn(usize) -> String) -> String {
    let (mut filled, mut rest) = (String::new(), text.chars().peekable());
    while let Some(letter) = rest.next() {
        let level = rest.peek().and_then(|figure| figure.to_digit(10)).filter(|_| letter == '%');
        match level.and_then(|level| (level as usize).checked_sub(1)) {
            Some(level) => {
                rest.next();
                filled.push_str(&write(level));
            }
            None => filled.push(letter),
        }
    }
    filled
}
