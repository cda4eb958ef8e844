//! Where the bytes of a child wait while they stream in: in memory, and when they are many in a file that no folder
//! lists.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;

use rustix::fs::{Mode, OFlags};

use crate::Source;

/// Above so many bytes a child goes to a file.
const SPILL_ABOVE: usize = 4 << 20;

/// Takes the bytes of a child as they stream in.
#[derive(Debug)]
pub enum Spill {
    /// Few bytes.
    Memory(Vec<u8>),
    /// Many, in an unlinked file, and how many.
    File(File, u64),
}

/// What was taken, whole.
#[derive(Debug)]
pub enum Spilled {
    /// In memory.
    Memory(Vec<u8>),
    /// In an unlinked file, and how many bytes.
    File(OwnedFd, u64),
}

impl Default for Spill {
    fn default() -> Self {
        Self::Memory(Vec::new())
    }
}

impl Spill {
    /// Appends `chunk`; the unlinked file is made in `folder`.
    pub fn push(&mut self, chunk: &[u8], folder: &Path) -> io::Result<()> {
        if let Self::Memory(bytes) = self {
            if bytes.len() + chunk.len() <= SPILL_ABOVE {
                bytes.extend_from_slice(chunk);
                return Ok(());
            }
            let mut file = unlinked(folder)?;
            file.write_all(bytes)?;
            *self = Self::File(file, bytes.len() as u64);
        }
        if let Self::File(file, length) = self {
            file.write_all(chunk)?;
            *length += chunk.len() as u64;
        }
        Ok(())
    }

    /// Returns what was pushed.
    pub fn finish(self) -> Spilled {
        match self {
            Self::Memory(bytes) => Spilled::Memory(bytes),
            Self::File(file, length) => Spilled::File(file.into(), length),
        }
    }
}

impl Spilled {
    /// Returns the form that a worker takes.
    pub fn source(&self) -> Source<'_> {
        match self {
            Self::Memory(bytes) => Source::Inline(bytes),
            Self::File(file, length) => Source::Descriptor(file.as_fd(), *length),
        }
    }

    /// Returns how many bytes there are.
    pub fn len(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::File(_, length) => *length,
        }
    }

    /// Tells whether there is no byte.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Makes a file in `folder` that no folder lists and writes to it, as is done with large children.
pub fn try_unlinked(folder: &Path) -> io::Result<()> {
    unlinked(folder)?.write_all(b"x")
}

/// Opens a file that no folder lists and that the system frees when it is closed or the program is killed.
fn unlinked(folder: &Path) -> io::Result<File> {
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    Ok(rustix::fs::open(folder, flags, Mode::RUSR | Mode::WUSR)?.into())
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Seek};

    use super::*;

    #[test]
    fn a_large_child_is_spilled_and_comes_back_whole() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let mut spill = Spill::default();
        let chunk = vec![7; 1 << 20];
        for _ in 0..6 {
            spill.push(&chunk, folder.path()).expect("the folder is writable");
        }
        let Spilled::File(file, length) = spill.finish() else { panic!("6 MiB stay in memory") };
        let mut file = File::from(file);
        let mut bytes = Vec::new();
        file.rewind().and_then(|()| file.read_to_end(&mut bytes)).expect("the file is readable");
        assert_eq!((length, bytes), (6 << 20, vec![7; 6 << 20]));
        let mut listing = std::fs::read_dir(folder.path()).expect("the folder is readable");
        assert!(listing.next().is_none());
    }

    #[test]
    fn a_small_child_needs_no_folder() {
        let mut spill = Spill::default();
        spill.push(b"few", Path::new("/nonexistent")).expect("it stays in memory");
        assert!(matches!(spill.finish(), Spilled::Memory(bytes) if bytes == b"few"));
        let mut spill = Spill::default();
        assert!(spill.push(&vec![0; SPILL_ABOVE + 1], Path::new("/nonexistent")).is_err());
    }
}
