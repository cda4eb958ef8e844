//! Which styles hide what is set in them.

use std::collections::BTreeMap;

use crate::shared::xml::Element;

/// How far up styles are followed to those that they inherit from.
const GENERATIONS: usize = 16;

/// Styles by family and name.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<(String, String), Style>,
    current: Option<(String, String)>,
}

#[derive(Debug, Default)]
struct Style {
    parent: Option<String>,
    hides: Option<bool>,
}

impl Styles {
    /// Takes the begin of a style.
    pub(super) fn begin(&mut self, element: &Element<'_>) {
        let name = element.attribute("name").unwrap_or_default();
        let id = (element.attribute("family").unwrap_or_default(), name);
        let parent = element.attribute("parent-style-name");
        self.styles.insert(id.clone(), Style { parent, hides: None });
        self.current = Some(id);
    }

    /// Takes properties of the style begun last.
    pub(super) fn property(&mut self, element: &Element<'_>) {
        let Some(style) = self.current.as_ref().and_then(|id| self.styles.get_mut(id)) else {
            return;
        };
        let display = element.attribute("display");
        let display = display.map(|display| matches!(display.as_str(), "none" | "false"));
        let visibility = element.attribute("visibility").map(|visibility| visibility == "hidden");
        style.hides = display.or(visibility).or(style.hides);
    }

    /// Tells whether a style hides its text, sheet or page.
    pub(super) fn hides(&self, family: &str, name: &str) -> bool {
        let mut id = (family.to_owned(), name.to_owned());
        for _ in 0..GENERATIONS {
            let Some(style) = self.styles.get(&id) else { return false };
            match (style.hides, &style.parent) {
                (Some(hides), _) => return hides,
                (None, Some(parent)) => id.1.clone_from(parent),
                (None, None) => return false,
            }
        }
        false
    }
}
