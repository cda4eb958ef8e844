//! What lies under the trove folders now, for audits.

use std::path::PathBuf;

use fixity::manifest::FileLine;
use item::{Algorithm, Locator, Outcome, Reason, Status};
use rayon::prelude::*;
use walk::{Found, Ignore, Kind};

use crate::file::{closed_outcome, open};
use crate::held::{Broken, read_through};
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
            let seen = pool.install(|| batch.par_iter().map(look).collect::<Result<Vec<_>, _>>());
            lines.extend(seen?);
        }
    }
    lines.sort_by(|one, other| one.locator.cmp(&other.locator));
    Ok(lines)
}

fn line(
    root: &walk::Root,
    locator: Locator,
    found: &Found,
    more: &[Algorithm],
) -> Result<FileLine, Error> {
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
            return Ok(FileLine { digests, ..closed(closed_outcome(&found.kind)) });
        }
        other => return Ok(closed(closed_outcome(other))),
    }
    let opened = match open(root, &locator)? {
        Ok(opened) => opened,
        Err(outcome) => return Ok(closed(outcome)),
    };
    let mut digester = fixity::Digester::new(more);
    match read_through(&opened.file, |chunk| digester.update(chunk)) {
        Ok(_) => Ok(FileLine {
            locator,
            digests: Some(digester.finish()),
            modified_ns: Some(opened.stat.modified_ns),
            closed: None,
        }),
        Err(Broken::Read) => Ok(closed(Outcome::new(Status::Unreadable, Reason::ReadError))),
        Err(Broken::Own(source)) => Err(Error::short(&locator, source)),
    }
}
