//! Memory that two processes can look at: sealed memory files, and read-only maps.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use bytes::Bytes;
use memmap2::MmapOptions;
use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};

/// A file in memory that nobody can write to, cut or grow any more, not even its maker.
///
/// What was digested while it was filled is therefore what a worker reads from it.
#[derive(Debug)]
pub struct Sealed {
    file: OwnedFd,
    length: u64,
}

impl Sealed {
    /// Fills a memory file from `source`, to its end, and seals it.
    pub fn from_reader(source: &mut dyn Read) -> io::Result<Self> {
        let mut file = unsealed()?;
        let length = io::copy(source, &mut file)?;
        Self::seal(file, length)
    }

    /// Fills a memory file with `bytes` and seals it.
    pub fn from_bytes(bytes: &[u8]) -> io::Result<Self> {
        let mut file = unsealed()?;
        file.write_all(bytes)?;
        Self::seal(file, bytes.len() as u64)
    }

    /// Seals an anonymous file that [`unsealed`] made and that `length` bytes were written to.
    pub fn seal(mut file: File, length: u64) -> io::Result<Self> {
        file.seek(SeekFrom::Start(0))?;
        fcntl_add_seals(
            &file,
            SealFlags::WRITE | SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL,
        )?;
        Ok(Self { file: file.into(), length })
    }

    /// Returns how many bytes it holds.
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Tells whether it holds no byte.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Returns the descriptor, at the beginning of the bytes.
    pub(crate) fn into_descriptor(self) -> OwnedFd {
        self.file
    }

    /// Maps the bytes.
    pub fn map(&self) -> io::Result<Bytes> {
        map_readonly(self.as_fd(), self.length)
    }
}

impl AsFd for Sealed {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

/// Makes a memory file to be filled and then sealed by [`Sealed::seal`].
pub fn unsealed() -> io::Result<File> {
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    Ok(File::from(memfd_create("dossier", flags)?))
}

/// Maps the first `length` bytes of a sealed memory file or a regular file, read-only.
///
/// A regular file should not change meanwhile. If it is cut short, a read beyond its end kills the process: map what
/// others may cut in a worker only, and compare size and times before and after.
#[expect(unsafe_code, reason = "the system's call to map a file")]
pub fn map_readonly(file: BorrowedFd<'_>, length: u64) -> io::Result<Bytes> {
    if length == 0 {
        return Ok(Bytes::new());
    }
    let length = usize::try_from(length).map_err(|_| io::ErrorKind::FileTooLarge)?;
    // SAFETY: a sealed memory file cannot change. For a regular file, the map is shared with whoever writes to it:
    // the bytes may change under us, which extractors must bear as they bear any bytes, since none of them holds text
    // from the map as checked `str`; the caller compares the file before and after and discards what came of a changed
    // one. The map is private to this process, never written to, and lives as long as the last clone of the `Bytes`.
    let map = unsafe { MmapOptions::new().len(length).map(&file)? };
    Ok(Bytes::from_owner(map))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_file_is_read_back_and_cannot_be_written() {
        let sealed = Sealed::from_bytes(b"evidence").expect("memory files are there");
        assert_eq!(&sealed.map().expect("it can be mapped")[..], b"evidence");
        let duplicate = sealed.as_fd().try_clone_to_owned().expect("descriptors are left");
        let mut file = File::from(duplicate);
        assert!(file.write_all(b"x").is_err());
        assert!(file.set_len(0).is_err());
    }

    #[test]
    fn an_empty_file_maps_to_no_bytes() {
        let sealed = Sealed::from_reader(&mut io::empty()).expect("memory files are there");
        assert!(sealed.is_empty());
        assert!(sealed.map().expect("it can be mapped").is_empty());
    }
}
