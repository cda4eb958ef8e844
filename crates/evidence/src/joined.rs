//! The volumes of a file that was split, laid together as one content.

use std::io;
use std::path::Path;

use item::Digest;
use sandbox::{Spill, Spilled};
use walk::{ReadError, Root, Volumes};

/// The content of a file that was split.
#[derive(Debug)]
pub struct Joined {
    /// Its bytes, in the order of the volumes; zeros stand for those that could not be had.
    pub bytes: Spilled,
    /// Their BLAKE3 digest.
    pub digest: Digest,
    /// Which volumes it was made of, and what of them was lost.
    pub volumes: walk::Joined,
}

/// Lays volumes together, in memory or in an unlinked file in `scratch`; nothing where `goes_on` ended it.
pub fn join(
    root: &Root,
    volumes: &Volumes,
    scratch: &Path,
    goes_on: impl Fn() -> bool,
) -> Result<Option<Joined>, ReadError> {
    let (mut spill, mut digester) = (Spill::default(), fixity::Digester::new(&[]));
    let mut written: io::Result<()> = Ok(());
    let read = root.read_volumes(volumes, goes_on, |chunk| {
        digester.update(chunk);
        if written.is_ok() {
            written = spill.push(chunk, scratch);
        }
    })?;
    written.map_err(ReadError::OutOfResources)?;
    let digest = digester.finish().blake3;
    Ok(read.map(|volumes| Joined { bytes: spill.finish(), digest, volumes }))
}
