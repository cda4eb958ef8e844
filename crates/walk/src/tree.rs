//! Which entries lie beneath the trove folder, and what each of them is.

use std::ffi::OsStr;
use std::fs::{FileType, Metadata};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

use item::UnreadableReason;
use walkdir::{DirEntry, WalkDir};

use crate::root::{path_of, reason_of};
use crate::{Ignore, Root, Stat};

/// Bytes of a folder's path from which on the walk goes on from a descriptor of that folder: with a name of 255 bytes
/// behind it, a path stays below the kernel's `PATH_MAX` of 4,096.
const LONGEST: usize = 3_500;

/// Something that lies beneath the trove folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The path beneath the trove folder, components joined by `/`, as bytes.
    pub path: Vec<u8>,
    /// What it is.
    pub kind: Kind,
    /// What the system says of it; nothing where it would not say.
    pub stat: Option<Stat>,
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A symbolic link, not followed.
    Link {
        /// Where it says it leads, as bytes.
        target: Vec<u8>,
    },
    /// A named pipe.
    Fifo,
    /// A socket.
    Socket,
    /// A block or character device.
    Device,
    /// Whatever it is, it or a folder above it is left out by rule.
    Ignored,
    /// A folder whose entries, or an entry whose kind, the system would not tell.
    Unreadable(UnreadableReason),
}

/// A walk in progress; see [`Root::found`].
///
/// Folders are no items: only one that cannot be read is found. A folder that breaks off while it is listed is found as
/// unreadable besides the entries that it gave.
#[derive(Debug)]
pub struct Walk<'a> {
    root: &'a Root,
    ignore: &'a Ignore,
    only: Option<Found>,
    /// The folders from which we walk by path: the trove folder, and those whose path grew too long.
    levels: Vec<Level>,
    /// The folder entered last; an error without a path speaks of it.
    folder: Vec<u8>,
    /// The ignored folder that we are in.
    ignored: Option<Vec<u8>>,
}

#[derive(Debug)]
struct Level {
    entries: walkdir::IntoIter,
    reached_by: PathBuf,
    /// Where it lies beneath the trove folder.
    path: Vec<u8>,
    /// Keeps `reached_by` valid; nothing for the trove folder, which its root holds.
    held: Option<OwnedFd>,
}

impl Root {
    /// Walks everything beneath the folder, ordered by path components bytewise as [`item::Locator`] is.
    pub fn found<'a>(&'a self, ignore: &'a Ignore) -> Walk<'a> {
        Walk::new(self, ignore)
    }
}

impl<'a> Walk<'a> {
    fn new(root: &'a Root, ignore: &'a Ignore) -> Self {
        let only = root.only().map(|(name, stat)| only_file(name, stat, ignore));
        let levels = match only {
            Some(_) => Vec::new(),
            None => vec![Level::new(root.reached_by().to_owned(), Vec::new(), None)],
        };
        Self { root, ignore, only, levels, folder: Vec::new(), ignored: None }
    }

    fn enter(&mut self, entry: &DirEntry) -> Option<Found> {
        let level = self.levels.last_mut()?;
        let path = level.beneath_root(entry.path());
        let is_ignored = lies_in(&path, self.ignored.as_deref());
        if !is_ignored {
            self.ignored = self.ignore.names(&path, true).then(|| path.clone());
        }
        self.folder.clone_from(&path);
        if entry.path().as_os_str().len() <= LONGEST {
            return None;
        }
        level.entries.skip_current_dir();
        match level.descend(self.root, entry.path(), path.clone()) {
            Ok(deeper) => self.levels.push(deeper),
            Err(error) => return Some(self.unreadable(path, &error)),
        }
        None
    }

    fn found(&self, entry: &DirEntry) -> Option<Found> {
        let path = self.levels.last()?.beneath_root(entry.path());
        let metadata = entry.metadata().map_err(by_system);
        let stat = metadata.as_ref().ok().map(Stat::from);
        if lies_in(&path, self.ignored.as_deref()) || self.ignore.names(&path, false) {
            return Some(Found { path, kind: Kind::Ignored, stat });
        }
        let kind = metadata.and_then(|metadata| kind_of(&metadata, entry.path()));
        Some(Found { path, kind: kind.unwrap_or_else(|error| unreadable(&error)), stat })
    }

    fn refused(&self, error: walkdir::Error) -> Option<Found> {
        let level = self.levels.last()?;
        let path = match error.path() {
            Some(path) => level.beneath_root(path),
            None => self.folder.clone(),
        };
        Some(self.unreadable(path, &by_system(error)))
    }

    fn unreadable(&self, path: Vec<u8>, error: &io::Error) -> Found {
        let is_ignored = lies_in(&path, self.ignored.as_deref());
        let kind = if is_ignored { Kind::Ignored } else { unreadable(error) };
        Found { path, kind, stat: None }
    }
}

impl Iterator for Walk<'_> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        if let Some(only) = self.only.take() {
            return Some(only);
        }
        loop {
            let found = match self.levels.last_mut()?.entries.next() {
                None => {
                    self.levels.pop();
                    None
                }
                Some(Err(error)) => self.refused(error),
                Some(Ok(entry)) if entry.file_type().is_dir() => self.enter(&entry),
                Some(Ok(entry)) => self.found(&entry),
            };
            if found.is_some() {
                return found;
            }
        }
    }
}

impl Level {
    fn new(reached_by: PathBuf, path: Vec<u8>, held: Option<OwnedFd>) -> Self {
        let entries = WalkDir::new(&reached_by).min_depth(1).sort_by_file_name().into_iter();
        Self { entries, reached_by, path, held }
    }

    /// Goes on from a descriptor of the folder at `reached`, whose path has grown too long for system calls.
    fn descend(&self, root: &Root, reached: &Path, path: Vec<u8>) -> io::Result<Self> {
        let beneath = reached.strip_prefix(&self.reached_by).unwrap_or(reached).as_os_str();
        let held = root.open_folder(self.held.as_ref(), beneath.as_bytes())?;
        Ok(Self::new(path_of(&held), path, Some(held)))
    }

    fn beneath_root(&self, reached: &Path) -> Vec<u8> {
        let beneath = reached.strip_prefix(&self.reached_by).unwrap_or(reached).as_os_str();
        match (self.path.is_empty(), beneath.is_empty()) {
            (true, _) => beneath.as_bytes().to_vec(),
            (false, true) => self.path.clone(),
            (false, false) => [&self.path, &b"/"[..], beneath.as_bytes()].concat(),
        }
    }
}

fn only_file(name: &[u8], metadata: io::Result<Metadata>, ignore: &Ignore) -> Found {
    let stat = metadata.as_ref().ok().map(Stat::from);
    let kind = match metadata {
        _ if ignore.names(name, false) => Kind::Ignored,
        Ok(metadata) if metadata.is_file() => Kind::File,
        Ok(_) => Kind::Unreadable(UnreadableReason::Replaced),
        Err(error) => unreadable(&error),
    };
    Found { path: name.to_vec(), kind, stat }
}

fn kind_of(metadata: &Metadata, path: &Path) -> io::Result<Kind> {
    let file_type = metadata.file_type();
    if file_type.is_symlink() {
        let target = std::fs::read_link(path)?.into_os_string();
        return Ok(Kind::Link { target: OsStr::as_bytes(&target).to_vec() });
    }
    Ok(kind_without_target(file_type))
}

/// What the listing called no folder and the system now calls one was replaced between the two.
fn kind_without_target(file_type: FileType) -> Kind {
    match file_type {
        _ if file_type.is_file() => Kind::File,
        _ if file_type.is_fifo() => Kind::Fifo,
        _ if file_type.is_socket() => Kind::Socket,
        _ if file_type.is_dir() => Kind::Unreadable(UnreadableReason::Replaced),
        _ => Kind::Device,
    }
}

/// Returns the system's own error, which `From` would hide in another one.
fn by_system(error: walkdir::Error) -> io::Error {
    error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into())
}

fn unreadable(error: &io::Error) -> Kind {
    Kind::Unreadable(reason_of(error))
}

fn lies_in(path: &[u8], folder: Option<&[u8]>) -> bool {
    let rest = folder.and_then(|folder| path.strip_prefix(folder));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
}
