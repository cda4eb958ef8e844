//! Files that a user names to be read: regular ones, or `-` for standard input; nothing that may wait for ever.

use std::fs::File;
use std::io::Read;
use std::os::fd::{AsFd, BorrowedFd};
use std::path::Path;

use anyhow::{Context, bail};
use sandbox::memory::Sealed;

use crate::place;

/// What a user named, open for reading.
pub(crate) enum Given {
    /// A regular file.
    File(File),
    /// Everything that came on standard input.
    Input(Sealed),
}

impl Given {
    /// Opens a file, or takes standard input to its end where `path` is `-`.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        if path.as_os_str() == "-" {
            let sealed = Sealed::from_reader(&mut std::io::stdin().lock());
            return Ok(Self::Input(sealed.context("could not read standard input")?));
        }
        let reading = || format!("could not read `{}`", place::printed(path));
        // Looked at before it is opened: opening a pipe waits for its other end.
        let metadata = std::fs::metadata(path).with_context(reading)?;
        if metadata.is_dir() {
            bail!("`{}` is a folder; `dossier index` reads folders", place::printed(path));
        }
        if !metadata.is_file() {
            bail!("`{}` is no file; use `-` for standard input", place::printed(path));
        }
        Ok(Self::File(File::open(path).with_context(reading)?))
    }

    /// Returns the descriptor that a worker can map, and how many bytes are behind it.
    pub(crate) fn descriptor(&self) -> std::io::Result<(BorrowedFd<'_>, u64)> {
        match self {
            Self::File(file) => Ok((file.as_fd(), file.metadata()?.len())),
            Self::Input(sealed) => Ok((sealed.as_fd(), sealed.len())),
        }
    }

    /// Returns all of it as text, what is no UTF-8 replaced.
    pub(crate) fn text(self) -> std::io::Result<String> {
        let mut bytes = Vec::new();
        match self {
            Self::File(mut file) => drop(file.read_to_end(&mut bytes)?),
            Self::Input(sealed) => bytes.extend_from_slice(&sealed.map()?),
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}
