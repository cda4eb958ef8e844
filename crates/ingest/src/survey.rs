//! What lies under the trove folders now, for audits.

use std::path::PathBuf;

use fixity::manifest::FileLine;
use item::{Algorithm, Locator, Outcome, Reason, Status};
use rayon::prelude::*;
use walk::{Found, Ignore, Kind};

use crate::file::closed_outcome;
use crate::held::read_through;
use crate::{Error, Stop, Watch};

/// How many entries are read before whoever watches is asked again.
const BATCH: usize = 256;

/// Walks trove folders, each with its label, and digests every file, in the order of locators.
pub fn survey(
    troves: &[(Vec<u8>, PathBuf)],
    more: &[Algorithm],
    ignore: &Ignore,
    jobs: usize,
    watch: &dyn Watch,
) -> Result<Vec<FileLine>, Error> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build().map_err(Error::Threads)?;
    let mut lines = Vec::new();
    for (label, path) in troves {
        let root = walk::Root::open(path)?;
        let mut walk = root.found(ignore);
        loop {
            let batch: Vec<Found> = walk.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                break;
            }
            if watch.stop() != Stop::No {
                return Err(Error::Stopped);
            }
            let look = |found: &Found| {
                line(&root, Locator::new(label.clone(), found.path.clone()), found, more)
            };
            lines.extend(pool.install(|| batch.par_iter().map(look).collect::<Vec<_>>()));
        }
    }
    lines.sort_by(|one, other| one.locator.cmp(&other.locator));
    Ok(lines)
}

fn line(root: &walk::Root, locator: Locator, found: &Found, more: &[Algorithm]) -> FileLine {
    let closed = |outcome| FileLine {
        locator: locator.clone(),
        digests: None,
        modified_ns: found.stat.map(|stat| stat.modified_ns),
        closed: Some(outcome),
    };
    match &found.kind {
        Kind::File => {}
        // A link is known by where it leads.
        Kind::Link { target } => {
            let digests = Some(fixity::of(target, more));
            return FileLine { digests, ..closed(closed_outcome(&found.kind)) };
        }
        other => return closed(closed_outcome(other)),
    }
    let mut opened = match root.open_file(&found.path) {
        Ok(opened) => opened,
        Err(unopened) => return closed(Outcome::new(Status::Unreadable, unopened.reason)),
    };
    let mut digester = fixity::Digester::new(more);
    match read_through(&mut opened.file, |chunk| digester.update(chunk)) {
        Ok(_) => FileLine {
            locator,
            digests: Some(digester.finish()),
            modified_ns: Some(opened.stat.modified_ns),
            closed: None,
        },
        Err(_) => closed(Outcome::new(Status::Unreadable, Reason::ReadError)),
    }
}
