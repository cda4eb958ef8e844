//! Files on disk that are volumes of one that was split: what the first is read as, and what becomes of the others.

use std::path::Path;

use item::{
    Digest, EmptyReason, Extraction, LimitReason, Outcome, PartialReason, Warning, WarningCode,
};
use walk::{ReadError, Role, Volumes};

use crate::held::Held;
use crate::tools::{Shared, TroveRoot};

/// The volumes that are read as one with the first.
pub(crate) struct Joined {
    /// The name of the whole.
    pub(crate) name: Vec<u8>,
    /// How long they are, one after the other.
    pub(crate) lengths: Vec<u64>,
    digest: Digest,
    others: Vec<Vec<u8>>,
    lost: Vec<Vec<u8>>,
    changed: Vec<Vec<u8>>,
}

/// Lays the volumes of a file together; nothing where the run is to stop.
pub(crate) fn join(
    shared: &Shared<'_>,
    trove: &TroveRoot,
    volumes: &Volumes,
    path: &[u8],
) -> Result<Option<(Held, Joined)>, ReadError> {
    let goes_on = || !shared.flow.must_stop_soon();
    let joined = evidence::join(&trove.root, volumes, &shared.tools.dossier, goes_on)?;
    Ok(joined.map(|joined| {
        let there = volumes.all.iter().filter(|volume| !volume.is_missing && volume.path != path);
        let volumes = Joined {
            name: volumes.whole.clone(),
            lengths: joined.volumes.lengths,
            digest: joined.digest,
            others: there.map(|volume| volume.path.clone()).collect(),
            lost: joined.volumes.lost,
            changed: joined.volumes.changed,
        };
        (Held::from(joined.bytes), volumes)
    }))
}

impl Joined {
    /// Returns the key of what comes out of all volumes: that of the first, and their digest.
    pub(crate) fn key(&self, first: Digest) -> Digest {
        fixity::key(&[&first.0, &self.digest.0])
    }

    /// Notes in what came out which volumes it comes from, and which are missing.
    pub(crate) fn note(&self, extraction: &mut Extraction) {
        let others: Vec<String> = self.others.iter().map(|path| file_name(path)).collect();
        let about = format!("{}; blake3 of all {}", others.join(", "), self.digest);
        extraction.warnings.push(Warning::new(WarningCode::VolumesJoined, about));
        let each = |code, paths: &[Vec<u8>]| -> Vec<Warning> {
            paths.iter().map(|path| Warning::new(code, file_name(path))).collect()
        };
        extraction.warnings.extend(each(WarningCode::VolumeMissing, &self.lost));
        extraction.warnings.extend(each(WarningCode::ChangedWhileRead, &self.changed));
        if !self.lost.is_empty() && extraction.outcome == Outcome::Extracted {
            extraction.outcome = Outcome::Partial(PartialReason::Damaged);
        }
    }
}

/// Returns how a file ends whose content is not read here, and what is to be known of it: a further volume, and a first one
/// where the disk of the dossier has no room for all. Nothing for any other file.
pub(crate) fn closed(role: &Role, dossier: &Path) -> Option<(Outcome, Option<Warning>)> {
    match role {
        Role::Further { first } => {
            let warning = Warning::new(WarningCode::VolumeOf, file_name(first));
            Some((EmptyReason::Volume.into(), Some(warning)))
        }
        Role::First(volumes) if !have_room(volumes, dossier) => {
            Some((LimitReason::DiskSpace.into(), None))
        }
        _ => None,
    }
}

/// Tells whether volumes can be laid together on the disk of the dossier, and as much room is left; true where the system
/// does not tell.
fn have_room(volumes: &Volumes, dossier: &Path) -> bool {
    let wanted = volumes.all.iter().fold(0_u64, |all, volume| all.saturating_add(volume.size));
    !sandbox::machine::room(dossier).is_ok_and(|room| wanted > room / 2)
}

/// Returns the warning on a volume whose first one is not there.
pub(crate) fn headless(role: &Role) -> Option<Warning> {
    let Role::Headless { first } = role else { return None };
    Some(Warning::new(WarningCode::VolumeMissing, file_name(first)))
}

fn file_name(path: &[u8]) -> String {
    item::escape(path.rsplit(|byte| *byte == b'/').next().unwrap_or_default())
}
