//! What lies under the trove folders now.

use std::collections::HashMap;
use std::fs::File;
use std::path::PathBuf;

use fixity::manifest::FileLine;
use item::{Algorithm, Digest, Digests, Locator, Outcome, UnreadableReason};
use rayon::prelude::*;
use walk::{Found, Ignore, Kind, ReadError};

use crate::Error;

/// How many entries are read before the next are looked for.
const BATCH: usize = 256;
/// A file is read in segments of this length by several threads, in bytes: a power of two chunks of BLAKE3.
const SEGMENT: u64 = 8 << 20;

/// Which digests are taken of each file.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// Those to take besides BLAKE3 and SHA-256.
    pub more: Vec<Algorithm>,
    /// Contents whose digests are known by their BLAKE3 digest: of a file that has it and is as long, no other is taken, since
    /// no two contents have the same.
    pub known: HashMap<Digest, Digests>,
}

/// Whether to go on, asked by several threads.
pub type GoOn<'g> = &'g (dyn Fn() -> bool + Sync);

/// Walks trove folders, each with its label, and digests every file, in the order of locators.
///
/// `jobs` threads read; ends with [`Error::Stopped`] once `go_on`, asked at every chunk, gives false.
pub fn survey(
    troves: &[(Vec<u8>, PathBuf)],
    taken: &Taken,
    jobs: usize,
    go_on: GoOn<'_>,
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
            let look = |found: &Found| {
                let locator = Locator::new(label.clone(), found.path.clone());
                line(&root, locator, found, taken, go_on)
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
    taken: &Taken,
    go_on: GoOn<'_>,
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
            let digests = Some(fixity::of(target, &taken.more));
            return Ok(FileLine { digests, ..closed(found.kind.outcome()) });
        }
        other => return Ok(closed(other.outcome())),
    }
    let out_of_resources = |source| Error::OutOfResources(locator.to_string(), source);
    let opened = match root.open_file(&locator.path) {
        Ok(opened) => opened,
        Err(unopened) => return unopened.outcome().map(closed).map_err(out_of_resources),
    };
    match digests(&opened.file, opened.stat.size, taken, go_on) {
        Ok(Some(digests)) => Ok(FileLine {
            digests: Some(digests),
            modified_ns: Some(opened.stat.modified_ns),
            closed: None,
            locator,
        }),
        Ok(None) => Err(Error::Stopped),
        Err(ReadError::Damaged) => Ok(closed(Outcome::Unreadable(UnreadableReason::ReadError))),
        Err(ReadError::OutOfResources(source)) => Err(out_of_resources(source)),
    }
}

/// Returns the digests of a file that was `length` bytes long when it was opened; nothing once `go_on` gives false.
fn digests(
    file: &File,
    length: u64,
    taken: &Taken,
    go_on: GoOn<'_>,
) -> Result<Option<Digests>, ReadError> {
    if !taken.known.is_empty() {
        let known = blake3(file, length, go_on)?.and_then(|digest| taken.known.get(&digest));
        if let Some(known) = known.filter(|known| known.size == length) {
            return Ok(Some(known.clone()));
        }
    }
    let mut digester = fixity::Digester::new(&taken.more);
    let read = walk::read_while(file, go_on, |chunk| digester.update(chunk))?;
    Ok(read.map(|_| digester.finish()))
}

/// Returns the BLAKE3 digest of a file, read by several threads where it is long; nothing where it has another length than
/// `length` by now, and once `go_on` gives false.
fn blake3(file: &File, length: u64, go_on: GoOn<'_>) -> Result<Option<Digest>, ReadError> {
    let offsets: Vec<u64> =
        (0..length.div_ceil(SEGMENT).max(1)).map(|number| number * SEGMENT).collect();
    let segment = |from: &u64| {
        let mut part = fixity::Part::at(*from);
        let range = *from..length.min(from + SEGMENT);
        let wanted = Some(range.end - range.start);
        let read = walk::read_range_while(file, range, go_on, |chunk| part.update(chunk))?;
        Ok((read == wanted).then_some(part))
    };
    let parts: Result<Option<Vec<_>>, ReadError> = offsets.par_iter().map(segment).collect();
    let Some(parts) = parts? else { return Ok(None) };
    let is_as_long = file.metadata().map_err(ReadError::of)?.len() == length;
    Ok(if is_as_long { fixity::joined(length, SEGMENT, parts) } else { None })
}
