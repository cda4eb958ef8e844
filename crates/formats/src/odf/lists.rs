//! Which number stands at the head of a list item or heading (ODF 1.3, 16.30 and 19.880): no text of the document has it,
//! but people cite it.

use std::collections::BTreeMap;

use crate::shared::list_number::Figures;
use crate::shared::xml::Element;

/// A list has so many levels.
const LEVELS: usize = 10;

/// The name under which the style of headings is kept; no list style is named so.
const OUTLINE: &str = "";

/// A level of a list style.
#[derive(Clone, Debug)]
struct Level {
    figures: Figures,
    prefix: String,
    suffix: String,
    /// The numbers of how many levels are shown.
    shown: usize,
    start: u32,
}

/// What is known of the item that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    /// It has no number, or was given it.
    Given,
    /// Its first paragraph is awaited; it may say where it begins to count.
    Awaited(Option<u32>),
}

/// A list that is open.
#[derive(Debug)]
struct Open {
    style: String,
    /// Whether it goes on with the numbers of the list before.
    continues: bool,
    item: Item,
}

/// List styles, and the numbers given so far.
#[derive(Debug, Default)]
pub(super) struct Lists {
    styles: BTreeMap<String, BTreeMap<usize, Level>>,
    /// The style that is being read.
    current: String,
    open: Vec<Open>,
    counts: BTreeMap<String, [Option<u32>; LEVELS]>,
}

impl Lists {
    /// Takes the begin of a list style, or of the style of headings.
    pub(super) fn begin_style(&mut self, element: &Element<'_>) {
        self.current = element
            .attribute("name")
            .filter(|_| element.name() == "list-style")
            .unwrap_or_default();
        self.styles.entry(self.current.clone()).or_default();
    }

    /// Takes a level with numbers of the style begun last.
    pub(super) fn level(&mut self, element: &Element<'_>) {
        let number = |name| element.attribute(name).and_then(|value| value.parse::<usize>().ok());
        let Some(at) = number("level").and_then(|level| level.checked_sub(1)) else { return };
        let format = element.attribute("num-format").unwrap_or_default();
        let Some(figures) = figures(&format).filter(|_| at < LEVELS) else { return };
        let level = Level {
            figures,
            prefix: element.attribute("num-prefix").unwrap_or_default(),
            suffix: element.attribute("num-suffix").unwrap_or_default(),
            shown: number("display-levels").unwrap_or(1),
            start: start(element, "start-value").unwrap_or(1),
        };
        self.styles.entry(self.current.clone()).or_default().insert(at, level);
    }

    /// Begins a list; one within another has its style unless it names its own.
    pub(super) fn begin_list(&mut self, element: &Element<'_>) {
        let around = self.open.last();
        let style =
            element.attribute("style-name").or_else(|| around.map(|list| list.style.clone()));
        let style = style.unwrap_or_default();
        let goes_on = around.is_some_and(|list| list.continues && list.item != Item::Given);
        let continues = goes_on
            || element.says("continue-numbering")
            || element.attribute("continue-list").is_some();
        if !continues {
            let counts = self.counts.entry(style.clone()).or_default();
            counts.iter_mut().skip(self.open.len()).for_each(|count| *count = None);
        }
        self.open.push(Open { style, continues, item: Item::Given });
    }

    /// Ends a list.
    pub(super) fn end_list(&mut self) {
        self.open.pop();
    }

    /// Begins an item of a list; a header of a list has no number.
    pub(super) fn begin_item(&mut self, element: &Element<'_>) {
        if let Some(list) = self.open.last_mut() {
            list.item = match element.name() {
                "list-item" => Item::Awaited(start(element, "start-value")),
                _ => Item::Given,
            };
        }
    }

    /// Counts a paragraph or heading and returns the number that it is shown with.
    pub(super) fn count(&mut self, element: &Element<'_>) -> Option<String> {
        let level = self.open.len().checked_sub(1);
        match (level, self.open.last_mut()) {
            (Some(level), Some(list)) => {
                let Item::Awaited(start) = std::mem::replace(&mut list.item, Item::Given) else {
                    return None;
                };
                let style = list.style.clone();
                self.number(&style, level, start)
            }
            _ if element.name() == "h" && !element.says("is-list-header") => {
                let level = element.attribute("outline-level")?.parse::<usize>().ok()?;
                self.number(OUTLINE, level.checked_sub(1)?, None)
            }
            _ => None,
        }
    }

    fn number(&mut self, style: &str, at: usize, start: Option<u32>) -> Option<String> {
        let levels = self.styles.get(style)?;
        let counts = self.counts.entry(style.to_owned()).or_default();
        let first = |at: usize| levels.get(&at).map_or(1, |level| level.start);
        let count = counts.get_mut(at)?;
        *count = start.or_else(|| count.map(|last| last.saturating_add(1))).or(Some(first(at)));
        counts.iter_mut().skip(at + 1).for_each(|below| *below = None);
        let level = levels.get(&at)?;
        let shown = (at + 1).saturating_sub(level.shown)..=at;
        let numbers: Vec<String> = shown
            .filter_map(|at| Some(levels.get(&at)?.figures.write(counts[at].unwrap_or(first(at)))))
            .collect();
        Some(format!("{}{}{}", level.prefix, numbers.join("."), level.suffix))
    }
}

fn start(element: &Element<'_>, name: &str) -> Option<u32> {
    element.attribute(name)?.parse().ok()
}

/// Returns the figures of a format by how it begins; those of scripts that are not listed are decimal, none are none.
fn figures(format: &str) -> Option<Figures> {
    Some(match format.chars().next()? {
        'a' => Figures::Letters('a'),
        'A' => Figures::Letters('A'),
        'i' => Figures::Roman { is_upper: false },
        'I' => Figures::Roman { is_upper: true },
        'а' => Figures::Russian('а'),
        'А' => Figures::Russian('А'),
        '0' => Figures::Padded,
        _ if format.starts_with("1st") => Figures::Ordinal,
        _ => Figures::Decimal,
    })
}
