//! Where the bytes of an item wait until they are extracted.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;

use fixity::Digester;
use item::Digests;
use rustix::fs::{MemfdFlags, Mode, OFlags, SealFlags, fcntl_add_seals, memfd_create};
use rustix::io::Errno;
use sandbox::Source;
use walk::Stat;

/// Up to here bytes wait in memory and go to the worker over its socket; a descriptor would cost more.
const SMALL: usize = 256 << 10;
/// How much is read at once.
const CHUNK: usize = 256 << 10;

/// Why a file of the trove was not read to its end.
#[derive(Debug)]
pub(crate) enum Broken {
    /// Its bytes could not be had: that is how the item ends.
    Read,
    /// This machine has no memory, descriptor or room left: nothing is said of the item.
    Own(io::Error),
}

impl Broken {
    /// Tells from what the system says of a file of the trove whose want it is.
    pub(crate) fn of(error: io::Error) -> Self {
        let is_own = error.kind() == io::ErrorKind::OutOfMemory
            || matches!(
                Errno::from_io_error(&error),
                Some(Errno::MFILE | Errno::NFILE | Errno::NOMEM | Errno::NOBUFS)
            );
        if is_own { Self::Own(error) } else { Self::Read }
    }
}

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
    ) -> Option<Result<Digests, Broken>> {
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
) -> Result<Held, Broken> {
    if expected <= SMALL as u64 {
        return read_small(file, expected, &mut look);
    }
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    let sealed = memfd_create("item", flags).map_err(|error| Broken::Own(error.into()))?;
    let mut sealed = File::from(sealed);
    let length = copy(file, &mut sealed, &mut look)?;
    let seals = SealFlags::WRITE | SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL;
    fcntl_add_seals(&sealed, seals).map_err(|error| Broken::Own(error.into()))?;
    Ok(Held::Descriptor(sealed.into(), length))
}

fn read_small(
    mut file: &File,
    expected: u64,
    look: &mut impl FnMut(&[u8]),
) -> Result<Held, Broken> {
    // The file may have grown since it was measured; what is read is what is digested.
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(SMALL) + 1);
    file.read_to_end(&mut bytes).map_err(Broken::of)?;
    look(&bytes);
    Ok(Held::Small(bytes))
}

/// Reads `file` to its end, showing every chunk to `look`, and keeps nothing.
pub(crate) fn read_through(mut file: &File, mut look: impl FnMut(&[u8])) -> Result<u64, Broken> {
    file.seek(SeekFrom::Start(0)).map_err(Broken::of)?;
    copy(file, &mut io::sink(), &mut look)
}

fn copy(
    mut from: impl Read,
    to: &mut dyn Write,
    look: &mut impl FnMut(&[u8]),
) -> Result<u64, Broken> {
    let mut chunk = vec![0; CHUNK];
    let mut length = 0;
    loop {
        let read = match from.read(&mut chunk) {
            Ok(0) => return Ok(length),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Broken::of(error)),
        };
        look(&chunk[..read]);
        to.write_all(&chunk[..read]).map_err(Broken::Own)?;
        length += read as u64;
    }
}

/// Takes the bytes of a child as they stream in; spills what is large to an unlinked file inside the dossier.
#[derive(Debug)]
pub(crate) enum Spill {
    Memory(Vec<u8>),
    File(File, u64),
}

/// Above this a child goes to a file.
const SPILL_ABOVE: usize = 4 << 20;

impl Spill {
    pub(crate) fn new() -> Self {
        Self::Memory(Vec::new())
    }

    /// Appends `chunk`; `dossier` is the folder for an unlinked file.
    pub(crate) fn push(&mut self, chunk: &[u8], dossier: &Path) -> io::Result<()> {
        if let Self::Memory(bytes) = self {
            if bytes.len() + chunk.len() <= SPILL_ABOVE {
                bytes.extend_from_slice(chunk);
                return Ok(());
            }
            let mut file = unlinked(dossier)?;
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
    pub(crate) fn finish(self) -> Held {
        match self {
            Self::Memory(bytes) => Held::Small(bytes),
            Self::File(file, length) => Held::Descriptor(file.into(), length),
        }
    }
}

/// Makes a file in `folder` that no folder lists and writes to it, as a run does with large members.
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
        assert!(matches!(held(&file), Some(Err(Broken::Read))));
        let again = File::open(&path).expect("the file is there");
        assert!(held(&again).is_some_and(|digests| digests.is_ok_and(|one| one.size == 4)));
    }

    /// Reads and writes as it is told.
    struct Disk(Errno);

    impl Read for Disk {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
    }

    impl Write for Disk {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_want_of_this_machine_is_not_taken_for_a_fault_of_the_file() {
        let broken = |from: &mut dyn Read, to: &mut dyn Write| {
            copy(from, to, &mut |_| {}).expect_err("neither side works")
        };
        let damaged = broken(&mut Disk(Errno::IO), &mut io::sink());
        assert!(matches!(damaged, Broken::Read), "{damaged:?}");
        let full = broken(&mut &b"evidence"[..], &mut Disk(Errno::NOSPC));
        assert!(matches!(full, Broken::Own(_)), "{full:?}");
        for want in [Errno::NOMEM, Errno::MFILE, Errno::NFILE] {
            let ours = broken(&mut Disk(want), &mut io::sink());
            assert!(matches!(ours, Broken::Own(_)), "{ours:?}");
        }
    }

    #[test]
    fn a_large_child_is_spilled_and_comes_back_whole() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let mut spill = Spill::new();
        let chunk = vec![7; 1 << 20];
        for _ in 0..6 {
            spill.push(&chunk, folder.path()).expect("the folder is writable");
        }
        let held = spill.finish();
        assert!(matches!(held, Held::Descriptor(..)));
        assert_eq!(bytes_of(held), vec![7; 6 << 20]);
        let mut listing = std::fs::read_dir(folder.path()).expect("the folder is readable");
        assert!(listing.next().is_none());
    }
}
