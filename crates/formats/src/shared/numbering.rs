//! How paragraphs of lists are counted, whichever format defines the lists: no text of a document has their numbers, but
//! people cite them.

use std::collections::{BTreeMap, BTreeSet};

use crate::shared::list_number::Figures;

/// A list has so many levels.
pub(crate) const LEVELS: usize = 9;

/// The list and the level of a paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct InList {
    /// The list, by number; nothing where that of the style counts, `0` where the paragraph is in none.
    pub(crate) list: Option<String>,
    /// The level, from 0.
    pub(crate) level: Option<usize>,
}

impl InList {
    /// Returns what counts where a style says this too.
    pub(crate) fn or(self, style: &Self) -> Self {
        Self { list: self.list.or_else(|| style.list.clone()), level: self.level.or(style.level) }
    }
}

/// A level of a list.
#[derive(Clone, Debug)]
pub(crate) struct Level {
    pub(crate) start: u32,
    pub(crate) figures: Figures,
    /// The number with what stands around it: `%1.%2)`.
    pub(crate) text: String,
    /// The style whose paragraphs stand on this level.
    pub(crate) style: Option<String>,
    /// Whether it begins anew after a level above it.
    pub(crate) restarts: bool,
    /// Whether the numbers of all levels are decimal in it.
    pub(crate) is_legal: bool,
    /// Whether a sign stands in place of a number.
    pub(crate) is_bullet: bool,
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
pub(crate) struct List {
    pub(crate) kind: String,
    pub(crate) starts: BTreeMap<usize, u32>,
    pub(crate) levels: BTreeMap<usize, Level>,
}

/// The lists that a document defines.
#[derive(Debug, Default)]
pub(crate) struct Numbering {
    kinds: BTreeMap<String, Kind>,
    lists: BTreeMap<String, List>,
}

/// Numbers given so far in a part of running text.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    by_kind: BTreeMap<String, [Option<u32>; LEVELS]>,
    /// Lists that were begun.
    begun: BTreeSet<String>,
}

impl Numbering {
    /// Returns a level of a kind of lists, to be defined.
    pub(crate) fn level_of_kind(&mut self, kind: &str, level: usize) -> &mut Level {
        self.kinds.entry(kind.to_owned()).or_default().levels.entry(level).or_default()
    }

    /// Returns a list, to be defined.
    pub(crate) fn list(&mut self, id: &str) -> &mut List {
        self.lists.entry(id.to_owned()).or_default()
    }

    /// Counts a paragraph and returns its number as it is shown; nothing where it has a bullet or none.
    pub(crate) fn count(
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
