//! The seal of a dossier, as far as a writer must know of it: it is broken before anything changes.

use std::io;
use std::path::Path;

use crate::error::Error;

/// The name of the seal in a dossier: the list of what its files hold, made when nothing writes any more.
pub const SEAL: &str = "seal";
/// The name of the last seal while something is being changed, or was when its process ended.
pub const BROKEN_SEAL: &str = "seal.broken";

/// Breaks the seal of the dossier `dir`, if it has one. A [`Writer`](crate::Writer) does so before its first change; to be
/// called by whoever changes other files of the dossier before that.
pub fn break_seal(dir: &Path) -> Result<(), Error> {
    let path = dir.join(SEAL);
    match std::fs::rename(&path, dir.join(BROKEN_SEAL)) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(Error::open(&path, source)),
        _ => Ok(()),
    }
}
