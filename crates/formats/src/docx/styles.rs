//! Which styles hide the text that they are put on, or make it a list.

use std::collections::BTreeMap;

use super::numbering;
use crate::shared::numbering::InList;
use crate::shared::xml::{Event, Xml};

/// A style may rest on this many others.
const LONGEST_CHAIN: usize = 32;

/// Styles by id.
#[derive(Default)]
pub(super) struct Styles(BTreeMap<String, Style>);

#[derive(Default)]
struct Style {
    based_on: Option<String>,
    hides: Option<bool>,
    in_list: InList,
}

impl Styles {
    /// Reads the styles part.
    pub(super) fn read(xml: &mut Xml<'_>) -> Self {
        let mut styles = Self::default();
        let mut current = None;
        while let Some(event) = xml.next_event() {
            match event {
                Event::Open(element) if element.name() == "style" => {
                    current = element.attribute("styleId").map(|id| (id, Style::default()));
                }
                Event::Open(element) => {
                    let Some((_, style)) = &mut current else { continue };
                    match element.name() {
                        "basedOn" => style.based_on = element.attribute("val"),
                        "vanish" => style.hides = Some(element.is_on()),
                        _ => numbering::take(&mut style.in_list, &element),
                    }
                }
                Event::Close(name) if name == "style" => styles.0.extend(current.take()),
                _ => {}
            }
        }
        styles
    }

    /// Tells whether a style hides text, by itself or by what it rests on.
    pub(super) fn hides(&self, id: &str) -> bool {
        self.chain(id).find_map(|(_, style)| style.hides).unwrap_or(false)
    }

    /// Returns the list and the level that a style puts its paragraphs in, with the style that says so.
    pub(super) fn in_list(&self, id: &str) -> Option<(&str, &InList)> {
        let found = self.chain(id).find(|(_, style)| style.in_list != InList::default());
        found.map(|(id, style)| (id, &style.in_list))
    }

    /// Yields a style and those that it rests on.
    fn chain<'s>(&'s self, id: &str) -> impl Iterator<Item = (&'s str, &'s Style)> {
        let first = self.0.get_key_value(id);
        let next =
            |(_, style): &(&'s String, &'s Style)| self.0.get_key_value(style.based_on.as_deref()?);
        let chain = std::iter::successors(first, next).take(LONGEST_CHAIN);
        chain.map(|(id, style)| (id.as_str(), style))
    }
}
