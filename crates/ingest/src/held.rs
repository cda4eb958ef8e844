//! Where the bytes of an item wait until they are extracted.

use std::fs::File;
use std::io::Read;
use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

use fixity::Digester;
use item::Digests;
use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
use rustix::io::Errno;
use sandbox::{Source, Spilled};
use walk::{ReadError, Stat, copy, read_through};

/// Up to here bytes wait in memory and go to the worker over its socket; a descriptor would cost more.
const SMALL: usize = 256 << 10;

/// How often a memory file is tried to be sealed, and how long it is waited between.
const SEAL_ATTEMPTS: u32 = 100;
const SEAL_PAUSE: Duration = Duration::from_millis(20);

/// The bytes of one content.
#[derive(Debug)]
pub(crate) enum Held {
    /// In memory.
    Small(Vec<u8>),
    /// In a sealed memory file, or an unlinked file inside the dossier.
    Descriptor(OwnedFd, u64),
    /// In the file of the trove itself, which was so when it was digested.
    Trove(File, Stat, u64),
}

impl Held {
    /// Returns the form that a worker takes.
    pub(crate) fn source(&self) -> Source<'_> {
        match self {
            Self::Small(bytes) => Source::Inline(bytes),
            Self::Descriptor(descriptor, length) => Source::Descriptor(descriptor.as_fd(), *length),
            Self::Trove(file, _, length) => Source::Descriptor(file.as_fd(), *length),
        }
    }

    /// Returns how many bytes there are.
    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::Small(bytes) => bytes.len() as u64,
            Self::Descriptor(_, length) | Self::Trove(_, _, length) => *length,
        }
    }

    /// Digests a file of the trove again if its size or times are no longer those of when it was digested first;
    /// nothing if it is as it was.
    pub(crate) fn digest_if_changed(
        &self,
        mut digester: Digester,
    ) -> Option<Result<Digests, ReadError>> {
        let Self::Trove(file, before, _) = self else { return None };
        if !has_changed(file, before) {
            return None;
        }
        let read = read_through(file, |chunk| digester.update(chunk));
        Some(read.map(|_| digester.finish()))
    }
}

/// Tells whether size or times of a file are no longer those that `before` says.
pub(crate) fn has_changed(file: &File, before: &Stat) -> bool {
    Stat::of(file).map_or(true, |after| {
        (after.size, after.modified_ns, after.changed_ns)
            != (before.size, before.modified_ns, before.changed_ns)
    })
}

/// Reads `file` of about `expected` bytes once to its end, showing every chunk to `look`, and keeps what was read.
pub(crate) fn read_once(
    file: &File,
    expected: u64,
    mut look: impl FnMut(&[u8]),
) -> Result<Held, ReadError> {
    if expected <= SMALL as u64 {
        return read_small(file, expected, &mut look);
    }
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    let sealed =
        memfd_create("item", flags).map_err(|error| ReadError::OutOfResources(error.into()))?;
    let mut sealed = File::from(sealed);
    let length = copy(file, &mut sealed, &mut look)?;
    seal(&sealed)?;
    Ok(Held::Descriptor(sealed.into(), length))
}

/// Seals a memory file, so that nobody can change what was digested.
///
/// While the system itself holds a page of it, as it may for moments on a busy machine, it reports the file as in use
/// (fcntl(2), `F_ADD_SEALS`).
fn seal(file: &File) -> Result<(), ReadError> {
    let seals = SealFlags::WRITE | SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL;
    let mut left = SEAL_ATTEMPTS;
    loop {
        left -= 1;
        match fcntl_add_seals(file, seals) {
            Err(Errno::BUSY) if left > 0 => std::thread::sleep(SEAL_PAUSE),
            sealed => return sealed.map_err(|error| ReadError::OutOfResources(error.into())),
        }
    }
}

fn read_small(
    mut file: &File,
    expected: u64,
    look: &mut impl FnMut(&[u8]),
) -> Result<Held, ReadError> {
    // The file may have grown since it was measured; what is read is what is digested.
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(SMALL) + 1);
    file.read_to_end(&mut bytes).map_err(ReadError::of)?;
    look(&bytes);
    Ok(Held::Small(bytes))
}

impl From<Spilled> for Held {
    fn from(spilled: Spilled) -> Self {
        match spilled {
            Spilled::Memory(bytes) => Self::Small(bytes),
            Spilled::File(file, length) => Self::Descriptor(file, length),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, SeekFrom, Write};

    use rustix::pipe::{SpliceFlags, pipe, splice};

    use super::*;

    fn bytes_of(held: Held) -> Vec<u8> {
        match held {
            Held::Small(bytes) => bytes,
            Held::Trove(..) => Vec::new(),
            Held::Descriptor(descriptor, length) => {
                let mut file = File::from(descriptor);
                file.seek(SeekFrom::Start(0)).expect("a regular file seeks");
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).expect("the file is readable");
                assert_eq!(bytes.len() as u64, length);
                bytes
            }
        }
    }

    #[test]
    fn small_and_large_files_are_read_once_and_whole() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        for size in [0, 1, SMALL, SMALL + 1, SMALL * 3 + 7] {
            let content: Vec<u8> =
                (0..size).map(|at| u8::try_from(at % 251).unwrap_or(0)).collect();
            let path = folder.path().join("file");
            File::create(&path)
                .and_then(|mut file| file.write_all(&content))
                .expect("the file can be written");
            let mut seen = Vec::new();
            let file = File::open(&path).expect("the file is there");
            let held = read_once(&file, size as u64, |chunk| seen.extend_from_slice(chunk));
            assert_eq!(bytes_of(held.expect("the file is readable")), content);
            assert_eq!(seen, content);
        }
    }

    #[test]
    fn a_memory_file_of_which_a_page_is_in_use_for_a_moment_is_sealed_after_it() {
        let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
        let file = File::from(memfd_create("item", flags).expect("memory is left"));
        (&file).write_all(&[1; 4_096]).expect("it is writable");
        let (from, into) = pipe().expect("descriptors are left");
        // What lies in a pipe are the pages of the file themselves.
        let moved = splice(&file, Some(&mut 0), &into, None, 4_096, SpliceFlags::empty());
        assert_eq!(moved, Ok(4_096));
        assert_eq!(fcntl_add_seals(&file, SealFlags::WRITE), Err(Errno::BUSY));
        std::thread::scope(|threads| {
            threads.spawn(|| {
                std::thread::sleep(SEAL_PAUSE * 3);
                drop((from, into));
            });
            seal(&file).expect("the page is given back");
        });
        assert!((&file).write_all(b"x").is_err());
    }

    #[test]
    fn a_file_that_changed_and_cannot_be_read_again_is_not_taken_for_unchanged() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("file");
        let file = File::create(&path).expect("the folder is writable");
        let before = Stat::of(&file).expect("the file is there");
        let held = |file: &File| {
            let file = file.try_clone().expect("descriptors are left");
            Held::Trove(file, before, 0).digest_if_changed(Digester::new(&[]))
        };
        assert!(held(&file).is_none());
        (&file).write_all(b"more").expect("the file is writable");
        // It was opened for writing alone.
        assert!(matches!(held(&file), Some(Err(ReadError::Damaged))));
        let again = File::open(&path).expect("the file is there");
        assert!(held(&again).is_some_and(|digests| digests.is_ok_and(|one| one.size == 4)));
    }
}
