//! The bytes of an item as they lie in the trove, after checking that they are those recorded.

use std::fs::File;
use std::io::{self, Read, Seek};

use item::{Digest, Locator, Status};
use ledger::{ItemRow, Ledger};
use sandbox::Spilled;

use crate::Error;
use crate::audit::place_of;
use crate::member::{Tools, Top, member};

/// Bytes that are read at once.
const CHUNK: usize = 1 << 18;

/// The bytes of an item; they are those that were recorded.
#[derive(Debug)]
pub struct Original {
    at: Locator,
    recorded: Digest,
    bytes: Bytes,
}

#[derive(Debug)]
enum Bytes {
    File(File),
    Memory(Vec<u8>),
}

/// Opens the bytes of an item, a member out of its containers one after the other, and compares their digest with the
/// one recorded.
///
/// However large the item is, no more than a few MiB of it are held in memory.
pub fn original(ledger: &Ledger, item: &ItemRow, tools: Tools<'_>) -> Result<Original, Error> {
    let at = item.locator.clone();
    if item.outcome.status() == Status::Skipped {
        return Err(Error::Skipped(at.to_string(), item.outcome));
    }
    let Some(digests) = &item.digests else {
        return Err(Error::NeverRead(at.to_string(), item.outcome));
    };
    let recorded = digests.blake3;
    let top = Locator::new(at.trove.clone(), at.path.clone());
    let root = root(ledger, &top)?;
    let file = open(&root, &top)?;
    if at.members.is_empty() {
        is_as_recorded(&file, &at, recorded)?;
        return Ok(Original { at, recorded, bytes: Bytes::File(file) });
    }
    let source = source(&root, &top, tools)?;
    match member(&source, &at, recorded, tools) {
        Ok(Spilled::Memory(bytes)) => Ok(Original { at, recorded, bytes: Bytes::Memory(bytes) }),
        Ok(Spilled::File(file, _)) => {
            Ok(Original { at, recorded, bytes: Bytes::File(File::from(file)) })
        }
        Err(error) => {
            // Where the file is another one now, that is why.
            if let Some(before) = ledger.item_by_locator(&top)?.and_then(|row| row.digests) {
                is_as_recorded(&file, &top, before.blake3)?;
            }
            Err(error)
        }
    }
}

fn root(ledger: &Ledger, top: &Locator) -> Result<walk::Root, Error> {
    let troves = ledger.troves()?;
    let trove = troves.iter().find(|trove| trove.label == top.trove);
    let trove = trove.ok_or_else(|| Error::NoTrove(top.to_string()))?;
    Ok(walk::Root::open(&place_of(trove)?)?)
}

/// Opens the file that holds a member, with its further volumes where it was split.
fn source(root: &walk::Root, top: &Locator, tools: Tools<'_>) -> Result<Top, Error> {
    let walk::Role::First(volumes) = root.role(&top.path) else {
        return Ok(Top::File(open(root, top)?));
    };
    let joined = crate::join(root, &volumes, tools.scratch, || true);
    let joined = joined.map_err(|error| Error::read(top, error))?;
    Ok(Top::Joined(joined.ok_or(Error::Stopped)?, volumes.whole))
}

fn open(root: &walk::Root, top: &Locator) -> Result<File, Error> {
    let opened = root.open_file(&top.path).map_err(|error| Error::Open(top.to_string(), error))?;
    Ok(opened.file)
}

fn is_as_recorded(file: &File, at: &Locator, recorded: Digest) -> Result<(), Error> {
    let mut digester = fixity::Digester::new(&[]);
    walk::read_through(file, |chunk| digester.update(chunk))
        .map_err(|error| Error::read(at, error))?;
    let now = digester.finish().blake3;
    if now == recorded { Ok(()) } else { Err(Error::Changed { at: at.to_string(), recorded, now }) }
}

impl Original {
    /// Shows the bytes from the first to the last, chunk by chunk; fails at the end if they are not those recorded any
    /// more. May be called again.
    pub fn read(&mut self, mut look: impl FnMut(&[u8]) -> io::Result<()>) -> Result<(), Error> {
        let Self { at, recorded, bytes } = self;
        let writing = |error| Error::Write(at.to_string(), error);
        match bytes {
            Bytes::Memory(bytes) => look(bytes).map_err(writing),
            Bytes::File(file) => {
                let reading = |error| Error::Read(at.to_string(), error);
                file.rewind().map_err(reading)?;
                let mut digester = fixity::Digester::new(&[]);
                let mut chunk = vec![0; CHUNK];
                loop {
                    let length = match file.read(&mut chunk) {
                        Ok(0) => break,
                        Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                        read => read.map_err(reading)?,
                    };
                    digester.update(&chunk[..length]);
                    look(&chunk[..length]).map_err(writing)?;
                }
                let is_same = digester.finish().blake3 == *recorded;
                if is_same { Ok(()) } else { Err(Error::ChangedMeanwhile(at.to_string())) }
            }
        }
    }
}
