//! What a server serves: the dossier, and what the pages need to know besides.

use std::error::Error;

use answers::{BatchList, Dossier, Figures};
use export::About;
use item::kind::KINDS;

use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::FIELDS;
use crate::lasting::Lasting;
use crate::secret::Secret;

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
    /// What the pages need to know besides.
    pub site: SiteOptions,
}

/// What the pages need to know besides the dossier.
pub struct SiteOptions {
    /// What the dossier is called on its pages.
    pub title: String,
    /// Tells what people call a value of a kind or field, where that is more than the value says by itself.
    pub label: LabelFn,
    /// Reads a list of names or queries.
    pub list: ListFn,
    /// Returns what an answer rests on, as a sentence: how much was not searched, and the root of the files.
    pub basis: BasisFn,
    /// Returns the same as a file states it, for what a query chose.
    pub about: AboutFn,
    /// Writes tags, notes and lists; without it, the dossier is only read.
    pub desk: Option<Box<dyn Desk>>,
}

/// What people call a value, by its kind or field and the value.
pub type LabelFn = fn(&str, &str) -> Option<&'static str>;

/// Reads a list that is held in memory: its bytes, the name of its file, the column that is asked for, and whether it holds
/// queries instead of names. An error is a sentence for the one who sent it.
pub type ListFn = fn(&[u8], &str, Option<&str>, bool) -> Result<BatchList, String>;

/// Returns what an answer rests on.
pub type BasisFn = fn(&Dossier) -> Result<String, Box<dyn Error + Send + Sync>>;

/// Returns what a file states that it rests on.
pub type AboutFn = fn(&Dossier, Option<&str>) -> Result<About, Box<dyn Error + Send + Sync>>;

/// What every question may look at.
pub(crate) struct Site {
    pub(crate) title: String,
    label: LabelFn,
    pub(crate) list: ListFn,
    basis: BasisFn,
    about: AboutFn,
    pub(crate) desk: Option<Box<dyn Desk>>,
    /// What a form sends back beside the cookie: a cookie is sent to every server of the same host.
    pub(crate) form_token: Secret,
    /// What answers rest on.
    rests_on: Lasting<String>,
    /// The figures of the start page.
    figures: Lasting<Figures>,
}

/// How many values of each kind the start page shows.
const TOP: usize = 7;

impl Site {
    pub(crate) fn new(options: SiteOptions) -> Result<Self, getrandom::Error> {
        let SiteOptions { title, label, list, basis, about, desk } = options;
        Ok(Self {
            title,
            label,
            list,
            basis,
            about,
            desk,
            form_token: Secret::new()?,
            rests_on: Lasting::default(),
            figures: Lasting::default(),
        })
    }

    /// Returns what a file states that it rests on.
    pub(crate) fn about(&self, dossier: &Dossier, query: Option<&str>) -> Result<About, Failure> {
        (self.about)(dossier, query).map_err(|error| Failure::broken(&*error))
    }

    /// Returns what answers rest on; it is made once for each revision of the dossier.
    pub(crate) fn basis(&self, dossier: &Dossier) -> Result<String, Failure> {
        let make = || (self.basis)(dossier).map_err(|error| Failure::broken(&*error));
        self.rests_on.of(dossier, make)
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
        let fields = FIELDS.iter().map(|(field, _)| *field);
        let kinds: Vec<&str> = KINDS.iter().map(|kind| kind.id).chain(fields).collect();
        let figures = self.figures.of(dossier, || Ok(dossier.figures(&kinds, TOP)?))?;
        // A run that is killed or goes on changes no revision.
        let warnings = dossier.incomplete()?.into_iter().collect();
        Ok(Figures { warnings, ..figures })
    }
}
