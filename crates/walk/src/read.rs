//! Reading a file of the trove, and whose fault it is where that fails.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::os::unix::fs::FileExt;

use item::{Outcome, SkippedReason, UnreadableReason};
use rustix::io::Errno;

use crate::{Kind, Unopened};

/// How much is read at once, in bytes.
const CHUNK: usize = 256 << 10;

/// Why a file of the trove was not read to its end.
#[derive(Debug)]
pub enum ReadError {
    /// Its bytes could not be had: that is how the item ends.
    Damaged,
    /// This machine has no memory, file descriptor or disk space left: nothing is known of the item.
    OutOfResources(io::Error),
}

impl ReadError {
    /// Tells by what the system reports of a file of the trove whether the fault is the file's or this machine's.
    pub fn of(error: io::Error) -> Self {
        if is_out_of_resources(&error) { Self::OutOfResources(error) } else { Self::Damaged }
    }
}

fn is_out_of_resources(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::OutOfMemory
        || matches!(
            Errno::from_io_error(error),
            Some(Errno::MFILE | Errno::NFILE | Errno::NOMEM | Errno::NOBUFS)
        )
}

impl Unopened {
    /// Returns how an item ends whose file cannot be opened; fails where it is this machine that has no descriptor or
    /// memory left.
    pub fn outcome(self) -> Result<Outcome, io::Error> {
        match self.source {
            Some(source) if is_out_of_resources(&source) => Err(source),
            _ => Ok(Outcome::Unreadable(self.reason)),
        }
    }
}

impl Kind {
    /// Returns how an entry ends that is no file to be read; a file that is not read is unreadable.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Link { .. } => Outcome::Skipped(SkippedReason::Link),
            Self::Fifo => Outcome::Skipped(SkippedReason::Fifo),
            Self::Socket => Outcome::Skipped(SkippedReason::Socket),
            Self::Device => Outcome::Skipped(SkippedReason::Device),
            Self::Ignored => Outcome::Skipped(SkippedReason::Ignored),
            Self::Unreadable(reason) => Outcome::Unreadable(*reason),
            Self::File => Outcome::Unreadable(UnreadableReason::ReadError),
        }
    }
}

/// Reads `file` from its beginning to its end, showing every chunk to `look`, and keeps nothing; returns how many bytes
/// there were.
pub fn read_through(file: &File, look: impl FnMut(&[u8])) -> Result<u64, ReadError> {
    read_while(file, || true, look).map(Option::unwrap_or_default)
}

/// Does the same as [`read_through`], asking before every chunk whether to go on; nothing if it did not to the end.
pub fn read_while(
    mut file: &File,
    goes_on: impl Fn() -> bool,
    mut look: impl FnMut(&[u8]),
) -> Result<Option<u64>, ReadError> {
    file.seek(SeekFrom::Start(0)).map_err(ReadError::of)?;
    pump(file, &mut io::sink(), &goes_on, &mut look)
}

/// Reads the bytes of `file` in `range`, showing every chunk to `look` and asking before each whether to go on; returns how
/// many there were, fewer where the file ends amid them, and nothing if it did not go on to the end. Several threads can read
/// one file.
pub fn read_range_while(
    file: &File,
    range: Range<u64>,
    goes_on: impl Fn() -> bool,
    mut look: impl FnMut(&[u8]),
) -> Result<Option<u64>, ReadError> {
    let from = ReadAt { file, at: range.start }.take(range.end.saturating_sub(range.start));
    pump(from, &mut io::sink(), &goes_on, &mut look)
}

/// Reads a file from a place on, wherever its descriptor stands and whatever others read of it.
#[derive(Debug)]
pub struct ReadAt<'f> {
    /// What is read.
    pub file: &'f File,
    /// Where the next byte stands, counted from 0.
    pub at: u64,
}

impl Read for ReadAt<'_> {
    fn read(&mut self, chunk: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(chunk, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

/// Copies the bytes of a file of the trove to a place of this machine, showing every chunk to `look`; returns how many
/// bytes there were.
pub fn copy(
    from: impl Read,
    to: &mut dyn Write,
    look: &mut impl FnMut(&[u8]),
) -> Result<u64, ReadError> {
    pump(from, to, &|| true, look).map(Option::unwrap_or_default)
}

fn pump(
    mut from: impl Read,
    to: &mut dyn Write,
    goes_on: &impl Fn() -> bool,
    look: &mut impl FnMut(&[u8]),
) -> Result<Option<u64>, ReadError> {
    let mut chunk = vec![0; CHUNK];
    let mut length = 0;
    while goes_on() {
        let read = match from.read(&mut chunk) {
            Ok(0) => return Ok(Some(length)),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(ReadError::of(error)),
        };
        look(&chunk[..read]);
        to.write_all(&chunk[..read]).map_err(ReadError::OutOfResources)?;
        length += read as u64;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails to read and to write with one error.
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
    fn a_lack_of_this_machine_is_not_taken_for_a_fault_of_the_file() {
        let failed = |from: &mut dyn Read, to: &mut dyn Write| {
            copy(from, to, &mut |_| {}).expect_err("neither side works")
        };
        let damaged = failed(&mut Disk(Errno::IO), &mut io::sink());
        assert!(matches!(damaged, ReadError::Damaged), "{damaged:?}");
        let full = failed(&mut &b"evidence"[..], &mut Disk(Errno::NOSPC));
        assert!(matches!(full, ReadError::OutOfResources(_)), "{full:?}");
        for lack in [Errno::NOMEM, Errno::MFILE, Errno::NFILE] {
            let ours = failed(&mut Disk(lack), &mut io::sink());
            assert!(matches!(ours, ReadError::OutOfResources(_)), "{ours:?}");
        }
    }

    #[test]
    fn a_reading_that_nobody_wants_stops_within_a_chunk() {
        let mut file = tempfile::tempfile().expect("a temporary file can be made");
        file.write_all(&vec![7; 5 * CHUNK]).expect("the file is writable");
        let seen = std::cell::Cell::new(0);
        let stopped = read_while(
            &file,
            || seen.get() < 2 * CHUNK,
            |chunk| seen.set(seen.get() + chunk.len()),
        );
        assert!(matches!(stopped, Ok(None)), "{stopped:?}");
        assert_eq!(seen.get(), 2 * CHUNK);
    }

    #[test]
    fn a_range_is_read_up_to_its_end_or_that_of_the_file() {
        let mut file = tempfile::tempfile().expect("a temporary file can be made");
        file.write_all(b"0123456789").expect("the file is writable");
        let read = |range| {
            let mut seen = Vec::new();
            let length = read_range_while(&file, range, || true, |chunk| seen.extend(chunk));
            (length.expect("it can be read"), seen)
        };
        assert_eq!(read(3..6), (Some(3), b"345".to_vec()));
        assert_eq!(read(8..20), (Some(2), b"89".to_vec()));
        assert_eq!(read(10..20), (Some(0), Vec::new()));
    }

    #[test]
    fn an_unopened_file_is_unreadable_unless_this_machine_lacks_descriptors() {
        let unopened = |errno: Errno| Unopened {
            path: b"a".to_vec(),
            reason: UnreadableReason::PermissionDenied,
            source: Some(errno.into()),
        };
        let outcome = unopened(Errno::ACCESS).outcome().expect("the file is at fault");
        assert_eq!(outcome, Outcome::Unreadable(UnreadableReason::PermissionDenied));
        assert!(unopened(Errno::MFILE).outcome().is_err());
    }
}
