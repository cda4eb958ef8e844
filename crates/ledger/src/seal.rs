//! The seal of a dossier, as far as a writer must know of it: it is broken before anything changes.

use std::fs::File;
use std::io;
use std::path::Path;

use crate::error::Error;

/// The name of the seal in a dossier: the list of what its files hold, made when nothing writes any more.
pub const SEAL: &str = "seal";
/// The name of the last seal while something is being changed, or was when its process ended.
pub const BROKEN_SEAL: &str = "seal.broken";

/// Breaks the seal of the dossier `dir`, if it has one, so that it is broken after a loss of power, too: else what is changed
/// next would stand under a seal of before. A [`Writer`](crate::Writer) does so before its first change; to be
/// called by whoever changes other files of the dossier before that.
pub fn break_seal(dir: &Path) -> Result<(), Error> {
    let path = dir.join(SEAL);
    let broken =
        std::fs::rename(&path, dir.join(BROKEN_SEAL)).and_then(|()| File::open(dir)?.sync_all());
    match broken {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(Error::open(&path, source)),
        _ => Ok(()),
    }
}
