//! What lies under a trove folder?
//!
//! [`Root::open`] holds a trove folder by a descriptor. [`Root::found`] walks it and opens nothing but folders: links,
//! pipes, sockets and devices are recorded and left alone, names are kept as bytes, and what cannot be read is found as
//! unreadable. [`Root::open_file`] opens one file that the walk found, and follows no link on the way to it;
//! [`Root::role`] tells which files beside it are volumes of one that was split.
//!
//! Somebody who swaps a folder for a link at the very moment of the walk can have names listed that lie elsewhere; none
//! of them opens. Mount points beneath the folder belong to the trove and are walked. The kernel may note the walk in the access times
//! of folders; those of files stay as they are wherever the system lets us say so.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # std::fs::File::create(folder.path().join("a.txt"))?;
//! let root = walk::Root::open(folder.path())?;
//! for found in root.found(&walk::Ignore::none()) {
//!     if found.kind == walk::Kind::File {
//!         let opened = root.open_file(&found.path)?;
//!         assert_eq!(opened.stat.size, 0);
//!     }
//! }
//! # Ok(())
//! # }
//! ```

mod beneath;
mod read;
mod root;
mod rules;
mod stat;
mod tree;
mod volumes;

use std::io;
use std::path::PathBuf;

pub use read::{ReadAt, ReadError, copy, read_range_while, read_through, read_while};
pub use root::{Opened, Root, Unopened};
pub use rules::Ignore;
pub use stat::Stat;
pub use tree::{Found, Kind, Walk};
pub use volumes::{Joined, Role, Volume, Volumes};

/// Why a walk cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is nothing at the path.
    #[error("`{}` does not exist", item::escape_path(path))]
    Missing {
        /// The path as given.
        path: PathBuf,
    },
    /// The system does not let us read it.
    #[error("`{}` cannot be read", item::escape_path(path))]
    Unreadable {
        /// The path as given.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is a pipe, a socket or a device.
    #[error("`{}` is neither a folder nor a file", item::escape_path(path))]
    NeitherFileNorFolder {
        /// The path as given.
        path: PathBuf,
    },
    /// A line of an ignore file is no rule.
    #[error("line {line} is no rule for what to ignore")]
    Rule {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        source: ignore::Error,
    },
}
