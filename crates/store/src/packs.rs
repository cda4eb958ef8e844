//! How records are read.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use item::{Extraction, Location};

use crate::error::Error;
use crate::record::{self, MAX_RECORD, PREFIX, Record};
use crate::{HEADER, NAME, VERSION, header, path};

/// How many packs are held open; systems allow a program about a thousand files.
const MAX_OPEN: usize = 128;

/// The packs of a dossier, for reading by any number of threads, also while a writer adds to them.
#[derive(Debug)]
pub struct Packs {
    dir: PathBuf,
    open: RwLock<BTreeMap<u32, Arc<File>>>,
}

impl Packs {
    /// Opens the packs in `dir`; a folder that does not exist yet holds none.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        match std::fs::metadata(dir) {
            Ok(found) if !found.is_dir() => {
                Err(Error::open(dir, io::ErrorKind::NotADirectory.into()))
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::open(dir, error)),
            _ => Ok(Self { dir: dir.to_owned(), open: RwLock::default() }),
        }
    }

    /// Reads the extraction at `location`.
    ///
    /// Allocates no more than the location says, and nothing where that is beyond [`MAX_RECORD`].
    pub fn read(&self, location: &Location) -> Result<Extraction, Error> {
        Ok(self.read_record(location)?.1)
    }

    /// Reads the extraction at `location` as [`Self::read`] does, with its record as it stands there, to be appended elsewhere.
    pub fn read_record(&self, location: &Location) -> Result<(Record, Extraction), Error> {
        let Location { pack, offset, len, raw_len } = *location;
        let damaged = |what| Error::Damaged { pack, offset, what };
        let (Ok(len), Ok(raw_len)) = (usize::try_from(len), usize::try_from(raw_len)) else {
            return Err(damaged("the length is impossible"));
        };
        if len < PREFIX
            || raw_len > MAX_RECORD
            || len > 2 * PREFIX + zstd::zstd_safe::compress_bound(raw_len)
        {
            return Err(damaged("the length is impossible"));
        }
        let mut bytes = vec![0; len];
        self.pack(pack)?.read_exact_at(&mut bytes, offset).map_err(|source| {
            match source.kind() {
                io::ErrorKind::UnexpectedEof => damaged("the pack ends before the record"),
                _ => Error::Read { pack, offset, source },
            }
        })?;
        let extraction = record::decode(&bytes, location).map_err(damaged)?;
        Ok((Record { bytes, raw_len: location.raw_len }, extraction))
    }

    fn pack(&self, pack: u32) -> Result<Arc<File>, Error> {
        if let Some(file) = self.open.read().unwrap_or_else(PoisonError::into_inner).get(&pack) {
            return Ok(Arc::clone(file));
        }
        let file = Arc::new(self.open_pack(pack)?);
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= MAX_OPEN {
            open.pop_first();
        }
        Ok(Arc::clone(open.entry(pack).or_insert(file)))
    }

    fn open_pack(&self, pack: u32) -> Result<File, Error> {
        let path = path(&self.dir, pack);
        let file = File::open(&path).map_err(|source| Error::open(&path, source))?;
        let mut found = [0; HEADER];
        file.read_exact_at(&mut found, 0).map_err(|source| match source.kind() {
            io::ErrorKind::UnexpectedEof => damaged_head(pack),
            _ => Error::Read { pack, offset: 0, source },
        })?;
        check_header(pack, found)?;
        Ok(file)
    }
}

fn check_header(pack: u32, found: [u8; HEADER]) -> Result<(), Error> {
    let expected = header(pack);
    let version = u32::from_le_bytes([found[8], found[9], found[10], found[11]]);
    if found[..8] != NAME || found[12..] != expected[12..] {
        return Err(damaged_head(pack));
    }
    if version != VERSION {
        return Err(Error::Version { pack, found: version });
    }
    Ok(())
}

fn damaged_head(pack: u32) -> Error {
    Error::Damaged { pack, offset: 0, what: "this is no pack" }
}
