//! What the form of a manifest speaks of.

/// What a manifest speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every entry beneath the trove folders: what is not recorded is new.
    Everything,
    /// Files that were read: links, pipes, sockets and devices that are not recorded are not covered.
    FilesRead,
}
