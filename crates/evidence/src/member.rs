//! A member of containers, taken out of one after the other.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::path::Path;

use item::{Declared, Digest, Locator, Member, Outcome, PartialReason};
use sandbox::{Child, Ending, Job, Pool, Receiver, Source, Spill, Spilled};

use crate::{Error, Joined};

/// What members are taken out of their containers with.
#[derive(Clone, Copy)]
pub struct Tools<'a> {
    /// Workers, with the passwords to try.
    pub pool: &'a Pool,
    /// The folder in which a large member waits in an unlinked file.
    pub scratch: &'a Path,
}

/// The file that holds a member.
pub(crate) enum Top {
    /// A file on disk.
    File(File),
    /// The volumes of one that was split, and its name.
    Joined(Joined, Vec<u8>),
}

/// Returns the bytes of the member at `locator` out of the file that holds it, after checking that they are those
/// recorded.
pub(crate) fn member(
    top: &Top,
    locator: &Locator,
    recorded: Digest,
    tools: Tools<'_>,
) -> Result<Spilled, Error> {
    let mut at = Locator::new(locator.trove.clone(), locator.path.clone());
    let mut declared = Declared::default();
    let mut held: Option<(Spilled, Digest)> = None;
    let mut closed = None;
    for step in &locator.members {
        let container = match (&held, top) {
            (None, Top::File(file)) => Container {
                source: Source::Descriptor(file.as_fd(), length(file, &at)?),
                name: at.name(),
                declared: &declared,
                volumes: &[],
            },
            (None, Top::Joined(joined, name)) => Container {
                source: joined.bytes.source(),
                name,
                declared: &declared,
                volumes: &joined.volumes.lengths,
            },
            (Some((spilled, _)), _) => Container {
                source: spilled.source(),
                name: at.name(),
                declared: &declared,
                volumes: &[],
            },
        };
        let taken = match take(step, &container, &at, tools)? {
            Ok(taken) => taken,
            Err(outcome) => {
                let why = why(outcome.or(closed));
                let (container, member) = (at.to_string(), locator.to_string());
                return Err(Error::NotYielded { container, member, why });
            }
        };
        at = at.member(step.name.clone(), step.ordinal);
        closed = taken.ending.outcome();
        if let Some(outcome) = closed.filter(|_| taken.bytes.is_empty()) {
            return Err(Error::Closed(at.to_string(), why(Some(outcome))));
        }
        declared = taken.declared;
        held = Some((taken.bytes, taken.digest));
    }
    let (bytes, now) = held.unwrap_or((Spilled::Memory(Vec::new()), fixity::of(b"", &[]).blake3));
    match closed {
        _ if now == recorded => Ok(bytes),
        Some(outcome) => Err(Error::BrokenOff(at.to_string(), why(Some(outcome)))),
        None => Err(Error::Otherwise { at: at.to_string(), recorded, now }),
    }
}

fn length(file: &File, at: &Locator) -> Result<u64, Error> {
    let metadata = file.metadata().map_err(|error| Error::Read(at.to_string(), error))?;
    Ok(metadata.len())
}

/// A container that is to be opened.
struct Container<'a> {
    source: Source<'a>,
    name: &'a [u8],
    declared: &'a Declared,
    volumes: &'a [u64],
}

/// A child that came out of its container.
struct Taken {
    declared: Declared,
    bytes: Spilled,
    digest: Digest,
    ending: Ending,
}

/// Takes the child at `step` out of the container at `at`; where there is none, returns how the container ended.
fn take(
    step: &Member,
    container: &Container<'_>,
    at: &Locator,
    tools: Tools<'_>,
) -> Result<Result<Taken, Option<Outcome>>, Error> {
    let job = Job {
        source: container.source,
        name: container.name,
        declared: container.declared,
        limits: sandbox::Limits::default(),
        volumes: container.volumes,
        pictures: None,
    };
    let mut wanted = Wanted::new(step, tools.scratch);
    let ran = tools.pool.run(job, &mut wanted);
    if let Some(error) = wanted.broken {
        let at = at.member(step.name.clone(), step.ordinal).to_string();
        return Err(Error::Spill(at, error));
    }
    let outcome = match ran {
        Ok(ran) => Some(ran.outcome),
        Err(sandbox::Error::Stopped) if wanted.found.is_some() => None,
        Err(error) => return Err(error.into()),
    };
    Ok(wanted.found.ok_or(outcome))
}

/// Returns how something ended, with what to do about it.
fn why(outcome: Option<Outcome>) -> String {
    let Some(outcome) = outcome else { return "it has no such member".to_owned() };
    let is_locked =
        matches!(outcome, Outcome::Encrypted(_) | Outcome::Partial(PartialReason::PartEncrypted));
    let next = if is_locked { "; give its password with --passwords FILE" } else { "" };
    format!("{outcome}{next}")
}

/// Keeps one child alone, and wants no more once it has it.
struct Wanted<'a> {
    step: &'a Member,
    scratch: &'a Path,
    ordinals: HashMap<Vec<u8>, u32>,
    current: Option<(Child, Spill, fixity::Digester)>,
    found: Option<Taken>,
    broken: Option<io::Error>,
}

impl<'a> Wanted<'a> {
    fn new(step: &'a Member, scratch: &'a Path) -> Self {
        let ordinals = HashMap::new();
        Self { step, scratch, ordinals, current: None, found: None, broken: None }
    }
}

impl Receiver for Wanted<'_> {
    fn begin(&mut self, child: Child) {
        let ordinal = self.ordinals.entry(child.name.clone()).or_insert(0);
        let is_wanted = child.name == self.step.name && *ordinal == self.step.ordinal;
        *ordinal += 1;
        self.current = is_wanted.then(|| (child, Spill::default(), fixity::Digester::new(&[])));
    }

    fn bytes(&mut self, chunk: &[u8]) {
        let Some((_, spill, digester)) = &mut self.current else { return };
        digester.update(chunk);
        if let Err(error) = spill.push(chunk, self.scratch) {
            self.broken = Some(error);
            self.current = None;
        }
    }

    fn end(&mut self, ending: Ending) {
        if let Some((child, spill, digester)) = self.current.take() {
            let digest = digester.finish().blake3;
            let declared = child.declared;
            self.found = Some(Taken { declared, bytes: spill.finish(), digest, ending });
        }
    }

    fn restart(&mut self) {
        *self = Self::new(self.step, self.scratch);
    }

    fn proceed(&self) -> bool {
        self.found.is_none() && self.broken.is_none()
    }
}
