//! The folder in which a dossier is made, under another name until it is whole.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use item::escape_path;

use crate::Error;
use crate::dossier::{INDEX, PACKS, lies_in, whole_path};
use crate::merge::Source;

/// What the name of the folder ends in: not in `.dossier`, so that no command takes it for one.
const ENDING: &str = ".merging";

/// A dossier in the making. What a killed merge left of it is removed by the next one; no command finds it meanwhile.
#[derive(Debug)]
pub struct Draft {
    folder: PathBuf,
    place: PathBuf,
    lock: Option<ledger::Lock>,
    is_published: bool,
}

impl Draft {
    /// Makes the folder beside `place`, where nothing may be yet; it may lie in no trove and in no dossier that is merged, nor in
    /// the folder that is to be the one `trove`.
    pub fn make(place: &Path, sources: &[Source], trove: Option<&Path>) -> Result<Self, Error> {
        let whole = whole_path(place).map_err(|source| Error::dossier(place, source))?;
        if whole.symlink_metadata().is_ok() {
            return Err(Error::NotNew(escape_path(place)));
        }
        for source in sources {
            source.check_outside(&whole)?;
        }
        if trove.is_some_and(|trove| lies_in(&whole, trove)) {
            return Err(Error::InsideTrove(escape_path(place)));
        }
        let mut name = whole.as_os_str().to_owned();
        name.push(ENDING);
        let folder = PathBuf::from(name);
        remove_leftover(&folder)?;
        let lock = ledger::lock(&folder)?;
        Ok(Self { folder, place: whole, lock: Some(lock), is_published: false })
    }

    /// Returns the folder that is written to.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns where the dossier will lie.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// Returns the folder of its search index.
    pub fn index(&self) -> PathBuf {
        self.folder.join(INDEX)
    }

    pub(crate) fn packs(&self) -> PathBuf {
        self.folder.join(PACKS)
    }

    pub(crate) fn take_lock(&mut self) -> Result<ledger::Lock, Error> {
        match self.lock.take() {
            Some(lock) => Ok(lock),
            None => Ok(ledger::lock(&self.folder)?),
        }
    }

    /// Gives the dossier its name, in one step, once it is whole and sealed.
    pub fn publish(mut self) -> Result<(), Error> {
        let failed = |source| Error::dossier(&self.place, source);
        if self.place.symlink_metadata().is_ok() {
            return Err(Error::NotNew(escape_path(&self.place)));
        }
        std::fs::rename(&self.folder, &self.place).map_err(failed)?;
        let above = self.place.parent().unwrap_or(Path::new("/"));
        File::open(above).and_then(|above| above.sync_all()).map_err(failed)?;
        self.is_published = true;
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.is_published {
            // What stays is removed by the next merge.
            let _removed = remove(&self.folder);
        }
    }
}

/// Removes what a killed merge left; fails where one is at work there, or the folder is none of a merge.
fn remove_leftover(folder: &Path) -> Result<(), Error> {
    let failed = |source| Error::dossier(folder, source);
    match folder.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        stat => {
            if !stat.map_err(failed)?.is_dir() {
                return Err(Error::NotNew(escape_path(folder)));
            }
            if !folder.join(ledger::LOCK).is_file() {
                // A merge that was killed before it had a lock left an empty folder, which alone is removed so.
                return std::fs::remove_dir(folder).map_err(|_| Error::NotNew(escape_path(folder)));
            }
        }
    }
    let _nobody_writes = ledger::lock(folder)?;
    remove(folder).map_err(failed)
}

fn remove(folder: &Path) -> io::Result<()> {
    for entry in in_order_of_removal(folder)? {
        if entry.symlink_metadata()?.is_dir() {
            std::fs::remove_dir_all(&entry)?;
        } else {
            std::fs::remove_file(&entry)?;
        }
    }
    std::fs::remove_dir(folder)
}

/// Lists what lies in `folder`, its lock last: by the lock alone a merge knows the folder as one of its own, so a removal that is
/// killed half-way must leave it.
fn in_order_of_removal(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries =
        folder.read_dir()?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(|entry| entry.ends_with(ledger::LOCK));
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removal_that_was_killed_half_way_is_finished_by_the_next() {
        let bench = tempfile::tempdir().expect("a temporary folder can be made");
        let folder = bench.path().join("both.merging");
        let names = ["a", "ledger.sqlite", "lock-not", "rows", "zz"];
        for gone in 0..=names.len() + 1 {
            drop(ledger::lock(&folder).expect("nobody writes"));
            for name in names {
                std::fs::write(folder.join(name), "half").expect("it is writable");
            }
            let order = in_order_of_removal(&folder).expect("it is there");
            assert_eq!(order.len(), names.len() + 1);
            for entry in &order[..gone] {
                std::fs::remove_file(entry).expect("it is ours");
            }
            assert!(remove_leftover(&folder).is_ok() && !folder.exists(), "{gone} were gone");
        }
    }

    #[test]
    fn what_a_killed_merge_left_is_removed_and_nothing_else() {
        let bench = tempfile::tempdir().expect("a temporary folder can be made");
        let folder = bench.path().join("both.merging");
        assert!(remove_leftover(&folder).is_ok());
        std::fs::create_dir(&folder).expect("it is writable");
        assert!(remove_leftover(&folder).is_ok() && !folder.exists());
        drop(ledger::lock(&folder).expect("nobody writes"));
        std::fs::write(folder.join("rows"), "half").expect("it is writable");
        assert!(remove_leftover(&folder).is_ok() && !folder.exists());
        std::fs::create_dir(&folder).expect("it is writable");
        std::fs::write(folder.join("letter.txt"), "mine").expect("it is writable");
        assert!(matches!(remove_leftover(&folder), Err(Error::NotNew(_))));
        assert!(folder.join("letter.txt").exists());
    }
}
