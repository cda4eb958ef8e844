//! Whether the trove is what it was.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use fixity::manifest::{Manifest, Parsed};
use item::{Digest, Digests};
use ledger::{Ledger, TroveRow};

use crate::change::changes;
use crate::survey::{GoOn, Taken};
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
    /// The contents that the dossier itself recorded, by their BLAKE3 digests; none where another manifest is compared, each
    /// digest of which must agree.
    known: HashMap<Digest, Digests>,
}

impl<'l> Reference<'l> {
    /// Refers to a manifest alone: the one trove in `folder` is compared with it, without any dossier.
    pub fn of_manifest(parsed: Parsed, folder: &Path) -> Self {
        Self {
            ledger: None,
            recorded: parsed.placed(b"", folder.as_os_str().as_bytes()),
            troves: vec![(Vec::new(), folder.to_owned())],
            complete: None,
            known: HashMap::new(),
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
        let mut contents = HashMap::new();
        let recorded = if let Some(parsed) = parsed {
            parsed
        } else {
            let manifest = manifest(ledger)?;
            let files = manifest.files().iter().filter_map(|file| file.digests.as_ref());
            contents.extend(files.map(|digests| (digests.blake3, digests.clone())));
            Parsed::from(&manifest)
        };
        let complete = ledger.runs()?.last().is_none_or(|run| run.is_finished);
        Ok(Self {
            ledger: Some(ledger),
            recorded,
            troves: known,
            complete: Some(complete),
            known: contents,
        })
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
/// `jobs` threads read; ends with [`Error::Stopped`] once `go_on` gives false.
pub fn audit(
    reference: &Reference<'_>,
    jobs: usize,
    go_on: GoOn<'_>,
) -> Result<AuditAnswer, Error> {
    let Reference { ledger, recorded, troves, complete, known } = reference;
    let more = recorded.needs().into_iter().collect();
    let seen = survey(troves, &Taken { more, known: known.clone() }, jobs, go_on)?;
    let (recorded, readings) = recorded.clone().fitted(&seen);
    let mut audit = fixity::audit(&recorded.recorded, &seen, recorded.scope());
    audit.set_aside(recorded.has_no_place_for(&seen));
    let not_taken = recorded.foreign_at(&audit.not_comparable).into_iter().map(str::to_owned);
    let not_taken = not_taken.collect();
    let compared_by = recorded.compared_by(&seen).into_iter().collect();
    let algorithm_in_doubt = recorded.is_algorithm_in_doubt(&seen);
    let changes = changes(&audit.changed, &recorded.recorded, troves, *ledger, go_on)?;
    let mut answer = AuditAnswer::new(audit, &Manifest::new(seen), compared_by, *complete);
    answer.changes = changes;
    answer.not_taken = not_taken;
    answer.algorithm_in_doubt = algorithm_in_doubt;
    answer.passed_over = recorded.passed_over;
    answer.read_as = readings.iter().map(ToString::to_string).collect();
    Ok(answer)
}
