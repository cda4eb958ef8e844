//! What an answer rests on, as it stands beneath lists and tables that are handed over.

use answers::Dossier;
use export::About;
use serde::Serialize;

use crate::{clock, version};

/// What an answer rests on.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Basis {
    /// How many items the dossier has.
    pub(crate) items: u64,
    /// How many of them were not searched to their end.
    pub(crate) not_searched: u64,
    pub(crate) files_root: String,
    pub(crate) program: &'static str,
    /// When it was asked, ISO 8601.
    pub(crate) asked_at: String,
}

impl Basis {
    pub(crate) fn of(dossier: &Dossier) -> anyhow::Result<Self> {
        let coverage = dossier.coverage()?;
        Ok(Self {
            items: coverage.items,
            not_searched: coverage.not_searched.iter().map(|line| line.items).sum(),
            files_root: evidence::manifest(dossier.ledger())?.files_root().to_string(),
            program: version::LONG,
            asked_at: clock::stamp(),
        })
    }

    /// Returns it as a table states it, with what of the query was not searched.
    pub(crate) fn about(self, dossier: &Dossier, query: Option<&str>) -> anyhow::Result<About> {
        let warnings = query.map(|query| dossier.query_warnings(query)).transpose()?;
        Ok(About { warnings: warnings.unwrap_or_default(), ..self.of_export(query) })
    }

    /// Returns it as an export states it, which finds out itself what of the query was not searched.
    pub(crate) fn of_export(self, query: Option<&str>) -> About {
        About {
            query: query.map(str::to_owned),
            items: self.items,
            not_searched: self.not_searched,
            files_root: self.files_root,
            program: format!("dossier {}", self.program),
            exported_at: self.asked_at,
            warnings: Vec::new(),
        }
    }

    /// Returns it as a sentence.
    pub(crate) fn line(&self) -> String {
        format!("{}; {}", self.lasting_line(), self.asked_at)
    }

    /// Returns it as a sentence without the time, which holds as long as the dossier is not changed.
    pub(crate) fn lasting_line(&self) -> String {
        let Self { items, not_searched, files_root, program, .. } = self;
        format!(
            "Of {items} items, {not_searched} were not searched to their end (`dossier report coverage`). Files root {files_root}; dossier {program}"
        )
    }
}
