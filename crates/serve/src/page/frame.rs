//! What stands around every page: its title, the search box and the ways to the other pages.

use super::safe_text::{Exact, SafeText};

/// What stands around a page.
pub(super) struct Frame {
    /// What the dossier is called; nothing for somebody who was not let in.
    pub(super) dossier: Option<SafeText>,
    pub(super) title: SafeText,
    /// What stands in the search box.
    pub(super) query: Exact,
    /// The part of the site that is marked as the one at hand.
    pub(super) here: &'static str,
    /// Fields that a new search keeps.
    pub(super) kept: Vec<(&'static str, Exact)>,
    pub(super) warnings: Vec<SafeText>,
    /// Whether the page is asked for again by itself, as figures grow while a run is at work.
    pub(super) refreshes: bool,
}

impl Frame {
    pub(super) fn new(dossier: &str, title: &str) -> Self {
        Self { dossier: Some(SafeText::text(dossier)), ..Self::titled(title) }
    }

    pub(super) fn outside() -> Self {
        Self::titled("No entry")
    }

    fn titled(title: &str) -> Self {
        Self {
            dossier: None,
            title: SafeText::text(title),
            query: Exact::default(),
            here: "",
            kept: Vec::new(),
            warnings: Vec::new(),
            refreshes: false,
        }
    }

    pub(super) fn at(self, here: &'static str) -> Self {
        Self { here, ..self }
    }

    pub(super) fn warned(self, warnings: &[String]) -> Self {
        let warnings = warnings.iter().map(|warning| SafeText::sentence(warning)).collect();
        Self { warnings, ..self }
    }

    pub(super) fn refreshing(self, refreshes: bool) -> Self {
        Self { refreshes, ..self }
    }

    pub(super) fn asking(self, query: &str) -> Self {
        Self { query: Exact::text(query), ..self }
    }
}
