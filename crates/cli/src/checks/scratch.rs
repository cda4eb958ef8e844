//! A folder of our own for what is tried on disk; gone when it is dropped.

use std::io;
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// Makes a folder in `place`.
    pub(crate) fn make(place: &Path) -> io::Result<Self> {
        let folder = place.join(format!(".dossier-doctor-{}", std::process::id()));
        std::fs::create_dir(&folder)?;
        Ok(Self(folder))
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // There is nobody to tell; a folder that stays is empty or says by its name what it is.
        drop(std::fs::remove_dir_all(&self.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_behind() {
        let place = tempfile::tempdir().expect("a temporary folder can be made");
        let scratch = Scratch::make(place.path()).expect("the folder is writable");
        std::fs::write(scratch.folder().join("file"), "x").expect("the folder is writable");
        drop(scratch);
        assert_eq!(std::fs::read_dir(place.path()).expect("the folder is there").count(), 0);
    }
}
