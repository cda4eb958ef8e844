//! Which styles hide the text that they are put on.

use std::collections::BTreeMap;

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
                        _ => {}
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
        let mut id = id;
        for _ in 0..LONGEST_CHAIN {
            let Some(style) = self.0.get(id) else { return false };
            if let Some(hides) = style.hides {
                return hides;
            }
            let Some(base) = &style.based_on else { return false };
            id = base;
        }
        false
    }
}
