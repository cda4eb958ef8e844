//! The trove folder, held by a descriptor, and what is opened beneath it.

use std::fs::{File, Metadata};
use std::io;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use item::UnreadableReason;
use rustix::fs::{Mode, OFlags, open};
use rustix::io::Errno;

use crate::beneath::Way;
use crate::{Error, Stat};

/// How the files of a trove are opened: never waiting for a pipe's other end, never taking a terminal.
const READ: OFlags = OFlags::RDONLY
    .union(OFlags::NONBLOCK)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::NOCTTY)
    .union(OFlags::CLOEXEC);

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// A trove folder, or a trove of one file.
///
/// The folder is held open, so that everything found and opened lies in the folder that was there at the beginning,
/// whatever becomes of its name.
#[derive(Debug)]
pub struct Root {
    folder: OwnedFd,
    /// The path by which the walk reads the folder.
    reached_by: PathBuf,
    /// The one file of a trove of one.
    only: Option<Vec<u8>>,
    way: Way,
}

/// A file of the trove, open for reading.
#[derive(Debug)]
pub struct Opened {
    /// The file; a regular one, whatever was there before.
    pub file: File,
    /// What the system says of it now that it is open.
    pub stat: Stat,
}

/// Why a file of the trove could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("could not open `{}` ({reason})", item::escape(path))]
pub struct Unopened {
    /// The path beneath the trove folder.
    pub path: Vec<u8>,
    /// One of the reasons of unreadable items.
    pub reason: UnreadableReason,
    /// What the system says; nothing where it opened something that is no regular file.
    pub source: Option<io::Error>,
}

impl Root {
    /// Opens a trove folder, or a file as a trove of one whose path is the name of the file.
    ///
    /// Where `path` itself is a symbolic link, the trove is what it leads to.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let metadata = std::fs::metadata(path).map_err(|source| refused(path, source))?;
        if metadata.is_dir() {
            return Self::hold(path, None).map_err(|source| refused(path, source));
        }
        if !metadata.is_file() {
            return Err(Error::NeitherFileNorFolder { path: path.to_owned() });
        }
        Self::of_one_file(path).map_err(|source| refused(path, source))
    }

    /// Opens the regular file at `path` beneath the folder for reading; follows no link on any component.
    ///
    /// Leaves the access time alone where the system allows that (to the owner of the file and to root).
    pub fn open_file(&self, path: &[u8]) -> Result<Opened, Unopened> {
        if self.only.as_ref().is_some_and(|only| only != path) {
            return Err(unopened(path, Errno::NOENT.into()));
        }
        let file = self.open_quietly(path).map_err(|error| unopened(path, error))?;
        let metadata = file.metadata().map_err(|error| unopened(path, error))?;
        if !metadata.is_file() {
            return Err(Unopened {
                path: path.to_vec(),
                reason: UnreadableReason::Replaced,
                source: None,
            });
        }
        Ok(Opened { stat: Stat::from(&metadata), file })
    }

    /// Tells whether the kernel opens paths of many components in one call; else each component takes a call of its own,
    /// which follows no link either and is slower.
    pub fn opens_whole_paths(&self) -> bool {
        self.way == Way::Whole
    }

    /// Returns the one file of a trove of one, as its path and what the system says of it.
    pub(crate) fn only(&self) -> Option<(&[u8], io::Result<Metadata>)> {
        let name = self.only.as_deref()?;
        let path = self.reached_by.join(std::ffi::OsStr::from_bytes(name));
        Some((name, std::fs::symlink_metadata(path)))
    }

    pub(crate) fn reached_by(&self) -> &Path {
        &self.reached_by
    }

    /// Opens a folder beneath `above`, or else beneath this one, to go on walking from there.
    pub(crate) fn open_folder(&self, above: Option<&OwnedFd>, path: &[u8]) -> io::Result<OwnedFd> {
        self.way.open(above.unwrap_or(&self.folder).as_fd(), path, FOLDER)
    }

    fn hold(path: &Path, only: Option<Vec<u8>>) -> io::Result<Self> {
        let folder = open(path, FOLDER, Mode::empty())?;
        let by_descriptor = path_of(&folder);
        let reached_by = if by_descriptor.is_dir() { by_descriptor } else { path.to_owned() };
        Ok(Self { way: Way::of_kernel(folder.as_fd()), folder, reached_by, only })
    }

    fn of_one_file(path: &Path) -> io::Result<Self> {
        let path = path.canonicalize()?;
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(Errno::INVAL.into());
        };
        let root = Self::hold(folder, Some(name.as_bytes().to_vec()))?;
        root.open_quietly(name.as_bytes())?;
        Ok(root)
    }

    fn open_quietly(&self, path: &[u8]) -> io::Result<File> {
        let folder = self.folder.as_fd();
        match self.way.open(folder, path, READ | OFlags::NOATIME) {
            Err(error) if Errno::from_io_error(&error) == Some(Errno::PERM) => {
                self.way.open(folder, path, READ).map(File::from)
            }
            opened => opened.map(File::from),
        }
    }
}

/// Returns the path under which `/proc` shows an open descriptor of ours.
pub(crate) fn path_of(descriptor: &OwnedFd) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{}", descriptor.as_raw_fd()))
}

/// Tells why something that the walk saw cannot be read.
pub(crate) fn reason_of(error: &io::Error) -> UnreadableReason {
    match Errno::from_io_error(error) {
        Some(Errno::NOENT) => UnreadableReason::Vanished,
        Some(Errno::ACCESS | Errno::PERM) => UnreadableReason::PermissionDenied,
        Some(Errno::LOOP | Errno::NOTDIR | Errno::NXIO | Errno::NODEV) => {
            UnreadableReason::Replaced
        }
        _ => UnreadableReason::ReadError,
    }
}

fn refused(path: &Path, source: io::Error) -> Error {
    let path = path.to_owned();
    match source.kind() {
        io::ErrorKind::NotFound => Error::Missing { path },
        _ => Error::Unreadable { path, source },
    }
}

fn unopened(path: &[u8], source: io::Error) -> Unopened {
    Unopened { path: path.to_vec(), reason: reason_of(&source), source: Some(source) }
}
