//! What lies under the trove folders now.

use std::path::PathBuf;

use fixity::manifest::FileLine;
use item::{Algorithm, Locator, Outcome, UnreadableReason};
use rayon::prelude::*;
use walk::{Found, Ignore, Kind, ReadError};

use crate::Error;

/// How many entries are read before `go_on` is asked again.
const BATCH: usize = 256;

/// Walks trove folders, each with its label, and digests every file, in the order of locators.
///
/// `more` are digests to take besides BLAKE3 and SHA-256; `jobs` files are read at once; ends with [`Error::Stopped`]
/// once `go_on` gives false.
pub fn survey(
    troves: &[(Vec<u8>, PathBuf)],
    more: &[Algorithm],
    jobs: usize,
    go_on: &dyn Fn() -> bool,
) -> Result<Vec<FileLine>, Error> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build().map_err(Error::Threads)?;
    let ignore = Ignore::none();
    let mut lines = Vec::new();
    for (label, path) in troves {
        let root = walk::Root::open(path)?;
        let mut walk = root.found(&ignore);
        loop {
            let batch: Vec<Found> = walk.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                break;
            }
            if !go_on() {
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
            return Ok(FileLine { digests, ..closed(found.kind.outcome()) });
        }
        other => return Ok(closed(other.outcome())),
    }
    let out_of_resources = |source| Error::OutOfResources(locator.to_string(), source);
    let opened = match root.open_file(&locator.path) {
        Ok(opened) => opened,
        Err(unopened) => return unopened.outcome().map(closed).map_err(out_of_resources),
    };
    let mut digester = fixity::Digester::new(more);
    match walk::read_through(&opened.file, |chunk| digester.update(chunk)) {
        Ok(_) => Ok(FileLine {
            digests: Some(digester.finish()),
            modified_ns: Some(opened.stat.modified_ns),
            closed: None,
            locator,
        }),
        Err(ReadError::Damaged) => Ok(closed(Outcome::Unreadable(UnreadableReason::ReadError))),
        Err(ReadError::OutOfResources(source)) => Err(out_of_resources(source)),
    }
}
