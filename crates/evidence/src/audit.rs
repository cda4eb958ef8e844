//! Whether the trove is what it was.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use fixity::manifest::{Manifest, Parsed};
use item::Algorithm;
use ledger::{Ledger, TroveRow};

use crate::change::changes;
use crate::{AuditAnswer, Error, manifest, survey};

/// What an audit compares with, and where it looks.
#[derive(Debug)]
pub struct Reference<'l> {
    /// The dossier, which knows the parts of files that have changed.
    ledger: Option<&'l Ledger>,
    /// What was recorded.
    recorded: Parsed,
    /// The trove folders with their labels.
    troves: Vec<(Vec<u8>, PathBuf)>,
    /// Whether the last run of the dossier came to its end.
    complete: Option<bool>,
}

impl<'l> Reference<'l> {
    /// Refers to a manifest alone: the one trove in `folder` is compared with it, without any dossier.
    pub fn of_manifest(parsed: Parsed, folder: &Path) -> Self {
        Self {
            ledger: None,
            recorded: parsed.placed(b"", folder.as_os_str().as_bytes()),
            troves: vec![(Vec::new(), folder.to_owned())],
            complete: None,
        }
    }

    /// Refers to the troves of a dossier, where it knows them or, if they were moved, at `places` in the order in which
    /// they were added; compared with `parsed`, or else with what the dossier recorded.
    pub fn of_dossier(
        ledger: &'l Ledger,
        parsed: Option<Parsed>,
        places: &[PathBuf],
    ) -> Result<Self, Error> {
        let troves = ledger.troves()?;
        if !places.is_empty() && places.len() != troves.len() {
            return Err(Error::TroveCount(troves.len()));
        }
        let mut known = Vec::new();
        for (at, trove) in troves.into_iter().enumerate() {
            let path = match places.get(at) {
                Some(place) => place.clone(),
                None => place_of(&trove)?,
            };
            known.push((trove.label, path));
        }
        let recorded = match parsed {
            Some(parsed) => parsed,
            None => Parsed::from(&manifest(ledger)?),
        };
        let complete = ledger.runs()?.last().is_none_or(|run| run.is_finished);
        Ok(Self { ledger: Some(ledger), recorded, troves: known, complete: Some(complete) })
    }
}

/// Returns the folder or file of a trove, after checking that something is there.
pub(crate) fn place_of(trove: &TroveRow) -> Result<PathBuf, Error> {
    let path = PathBuf::from(OsStr::from_bytes(&trove.path));
    match std::fs::metadata(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(Error::TroveGone(item::escape(&trove.path)))
        }
        _ => Ok(path),
    }
}

/// Reads and digests what is there now and compares it with what was recorded.
///
/// `jobs` files are read at once; ends with [`Error::Stopped`] once `go_on` gives false.
pub fn audit(
    reference: &Reference<'_>,
    jobs: usize,
    go_on: &dyn Fn() -> bool,
) -> Result<AuditAnswer, Error> {
    let Reference { ledger, recorded, troves, complete } = reference;
    let more: Vec<Algorithm> = recorded.needs().into_iter().collect();
    let seen = survey(troves, &more, jobs, go_on)?;
    let (recorded, readings) = recorded.clone().fitted(&seen);
    let mut audit = fixity::audit(&recorded.recorded, &seen, recorded.scope());
    audit.set_aside(recorded.has_no_place_for(&seen));
    let compared_by = recorded.compared_by(&seen).into_iter().collect();
    let changes = changes(&audit.changed, &recorded.recorded, troves, *ledger, go_on)?;
    let mut answer = AuditAnswer::new(audit, &Manifest::new(seen), compared_by, *complete);
    answer.changes = changes;
    answer.read_as = readings.iter().map(ToString::to_string).collect();
    Ok(answer)
}
