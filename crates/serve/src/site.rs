//! What a server serves: the dossier, and what the pages need to know besides.

use std::error::Error;
use std::sync::{Mutex, PoisonError};

use answers::{Dossier, Figures};
use item::kind::KINDS;

use crate::failure::Failure;
use crate::fields::FIELDS;

/// Opens the dossier for one reader.
pub type Open = Box<dyn Fn() -> Result<Dossier, Box<dyn Error + Send + Sync>> + Send + Sync>;

/// What a server is told at its start.
pub struct Options {
    /// The port; 0 for any that is free.
    pub port: u16,
    /// Opens the dossier for one reader.
    pub open: Open,
    /// How many questions are answered at once.
    pub readers: usize,
    /// What the dossier is called on its pages.
    pub title: String,
    /// Tells what people call a value of a kind or field, where that is more than the value says by itself.
    pub label: LabelFn,
}

/// What people call a value, by its kind or field and the value.
pub type LabelFn = fn(&str, &str) -> Option<&'static str>;

/// What every question may look at.
pub(crate) struct Site {
    pub(crate) title: String,
    label: LabelFn,
    /// The figures of the start page, with the revision of the dossier that they were counted in.
    pub(crate) figures: Mutex<Option<(u64, Figures)>>,
}

/// How many values of each kind the start page shows.
const TOP: usize = 7;

impl Site {
    pub(crate) fn new(title: String, label: LabelFn) -> Self {
        Self { title, label, figures: Mutex::default() }
    }

    /// Returns a value of a kind or field with what people call it: `Russia (ru)`.
    pub(crate) fn named(&self, field: &str, value: &str) -> String {
        match (self.label)(field, value) {
            Some(name) => format!("{name} ({value})"),
            None => value.to_owned(),
        }
    }

    /// Returns the figures of the dossier; they are counted once for each of its revisions.
    pub(crate) fn figures(&self, dossier: &Dossier) -> Result<Figures, Failure> {
        let revision = dossier.revision()?;
        let mut known = self.figures.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, figures)) = &*known
            && *of == revision
        {
            // A run that is killed or goes on changes no revision.
            let warnings = dossier.incomplete()?.into_iter().collect();
            return Ok(Figures { warnings, ..figures.clone() });
        }
        let fields = FIELDS.iter().map(|(field, _)| *field);
        let kinds: Vec<&str> = KINDS.iter().map(|kind| kind.id).chain(fields).collect();
        let figures = dossier.figures(&kinds, TOP)?;
        *known = Some((revision, figures.clone()));
        Ok(figures)
    }
}
