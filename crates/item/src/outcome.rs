//! How an item ended.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::names::names;

names! {
    /// How an item ended; every item has exactly one.
    Status {
        /// Text or children came out, as far as the format holds any.
        Extracted = "extracted",
        /// Something came out, and something is known to be missing.
        Partial = "partial",
        /// The item was read to its end and holds no text and no children.
        Empty = "empty",
        /// The content is locked by a password or key that was not given.
        Encrypted = "encrypted",
        /// No reader for this format or for a feature of it.
        Unsupported = "unsupported",
        /// A limit on time, memory, output, depth, members or inflation was reached.
        LimitReached = "limit-reached",
        /// The content is damaged beyond reading, or its reader broke.
        Failed = "failed",
        /// The bytes could not be had.
        Unreadable = "unreadable",
        /// A link, a device, a socket, or left out by rule.
        Skipped = "skipped",
    }
}

names! {
    /// Why an item ended as it did.
    Reason {
        /// Partial: a page or picture waits for its text to be read off.
        AwaitingOcr = "awaiting-ocr",
        /// Partial: the content is damaged; what could be read was.
        Damaged = "damaged",
        /// Partial or failed: the content ends too early.
        Truncated = "truncated",
        /// Partial: some glyphs have no known character.
        UnmappedGlyphs = "unmapped-glyphs",
        /// Partial: a part of the content is encrypted.
        PartEncrypted = "part-encrypted",
        /// Partial: a part of the content needs a reader that there is not.
        PartUnsupported = "part-unsupported",
        /// Empty: there is not one byte.
        NoBytes = "no-bytes",
        /// Empty: there are bytes and no text in them.
        NoText = "no-text",
        /// Encrypted: a password is needed.
        NeedsPassword = "needs-password",
        /// Encrypted: opened by a key or rights service, not by a password.
        NeedsKey = "needs-key",
        /// Unsupported: the format could not be told.
        UnknownFormat = "unknown-format",
        /// Unsupported: the format is known and no reader is built in.
        NoReader = "no-reader",
        /// Unsupported: a compression or encryption method is unknown.
        UnknownMethod = "unknown-method",
        /// Limit reached: processor time.
        CpuTime = "cpu-time",
        /// Limit reached: time on the wall while the worker showed no progress.
        WallTime = "wall-time",
        /// Limit reached: memory.
        Memory = "memory",
        /// Limit reached: text or other output.
        Output = "output",
        /// Limit reached: containers within containers.
        Depth = "depth",
        /// Limit reached: members of one container.
        Members = "members",
        /// Limit reached: inflated bytes beneath one item.
        Inflation = "inflation",
        /// Failed: the content breaks the rules of its format.
        Malformed = "malformed",
        /// Failed: the reader panicked.
        Panicked = "panicked",
        /// Failed: the reader overflowed its stack.
        StackOverflow = "stack-overflow",
        /// Failed: the worker aborted.
        Aborted = "aborted",
        /// Failed: the worker was killed by another signal.
        Killed = "killed",
        /// Failed: the worker exited before its time.
        Exited = "exited",
        /// Failed: the worker broke the protocol.
        Garbage = "garbage",
        /// Unreadable: the system denies access.
        PermissionDenied = "permission-denied",
        /// Unreadable: it vanished between the walk and the read.
        Vanished = "vanished",
        /// Unreadable: the device or the container gave an error while reading.
        ReadError = "read-error",
        /// Unreadable: what the walk saw as a file is one no more.
        Replaced = "replaced",
        /// Skipped: a symbolic or hard link inside a container, or a symbolic link on disk.
        Link = "link",
        /// Skipped: a named pipe.
        Fifo = "fifo",
        /// Skipped: a socket.
        Socket = "socket",
        /// Skipped: a block or character device.
        Device = "device",
        /// Skipped: the user's rules leave it out.
        Ignored = "ignored",
    }
}

/// How an item ended, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Outcome {
    /// How.
    pub status: Status,
    /// Why, wherever it is not plain from the status.
    pub reason: Option<Reason>,
}

impl Outcome {
    /// Everything came out.
    pub const EXTRACTED: Self = Self { status: Status::Extracted, reason: None };

    /// Makes an outcome with its reason.
    pub const fn new(status: Status, reason: Reason) -> Self {
        Self { status, reason: Some(reason) }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason {
            Some(reason) => write!(f, "{} ({reason})", self.status),
            None => write!(f, "{}", self.status),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Basis;

    #[test]
    fn names_are_distinct_and_read_back() {
        for reason in Reason::ALL {
            assert_eq!(reason.name().parse(), Ok(*reason));
        }
        for status in Status::ALL {
            assert_eq!(status.name().parse(), Ok(*status));
        }
        for basis in Basis::ALL {
            assert_eq!(basis.name().parse(), Ok(*basis));
        }
    }
}
