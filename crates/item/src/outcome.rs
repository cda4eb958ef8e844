//! How an item ended.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::names::names;

names! {
    /// How an item ended; every item has exactly one.
    Status {
        /// Text or members came out, as far as the format holds any.
        Extracted = "extracted",
        /// Something came out, and something is known to be missing.
        Partial = "partial",
        /// The item was read to its end and holds no text and no members.
        Empty = "empty",
        /// The content is locked by a password or key that was not given.
        Encrypted = "encrypted",
        /// There is no reader for this format or for a feature of it.
        Unsupported = "unsupported",
        /// A limit on time, memory, output, depth, members or inflation was reached; text found before it is searchable.
        LimitReached = "limit-reached",
        /// The content is damaged beyond reading, or its reader broke over it twice.
        Failed = "failed",
        /// The bytes could not be had.
        Unreadable = "unreadable",
        /// A link, device or socket, which are never opened, or left out by a rule.
        Skipped = "skipped",
    }
}

names! {
    /// Why an item ended as it did, by name; which reasons belong to which [`Status`] is the type of [`Outcome`].
    Reason {
        /// A page or picture waits for its text to be read by OCR.
        AwaitingOcr = "awaiting-ocr",
        /// OCR was run and broke over a page or picture, or one could not be drawn.
        OcrFailed = "ocr-failed",
        /// The content is damaged; what could be read was.
        Damaged = "damaged",
        /// The content ends too early.
        Truncated = "truncated",
        /// Some glyphs of a font have no known character.
        UnmappedGlyphs = "unmapped-glyphs",
        /// A part of the content is encrypted.
        PartEncrypted = "part-encrypted",
        /// A part of the content needs a reader that is not built in.
        PartUnsupported = "part-unsupported",
        /// There is not one byte.
        NoBytes = "no-bytes",
        /// There are bytes and no text in them.
        NoText = "no-text",
        /// It is a further volume of a file that was split: what it holds comes out of the volume that a warning names.
        Volume = "volume",
        /// A password is needed.
        NeedsPassword = "needs-password",
        /// It is opened by a key or rights service, not by a password.
        NeedsKey = "needs-key",
        /// The format could not be recognised.
        UnknownFormat = "unknown-format",
        /// The format is known and no reader is built in.
        NoReader = "no-reader",
        /// A compression or encryption method is unknown.
        UnknownMethod = "unknown-method",
        /// Processor time.
        CpuTime = "cpu-time",
        /// Time on the clock while the worker showed no progress.
        WallTime = "wall-time",
        /// Memory.
        Memory = "memory",
        /// Text or other output.
        Output = "output",
        /// Containers within containers, or parts within parts.
        Depth = "depth",
        /// Members of one container.
        Members = "members",
        /// Inflated bytes beneath one item.
        Inflation = "inflation",
        /// Room on the disk of the dossier, where the volumes of a file that was split must be laid together; the next run tries
        /// again.
        DiskSpace = "disk-space",
        /// The content breaks the rules of its format.
        Malformed = "malformed",
        /// The reader panicked.
        Panicked = "panicked",
        /// The reader overflowed its stack.
        StackOverflow = "stack-overflow",
        /// The worker aborted.
        Aborted = "aborted",
        /// The worker made a system call that no reader has a use for, and was ended by the kernel; a file that takes over its
        /// reader ends so.
        ForbiddenCall = "forbidden-call",
        /// The worker was killed by another signal.
        Killed = "killed",
        /// The worker exited before its time.
        Exited = "exited",
        /// The worker broke the protocol between it and the program.
        WorkerProtocol = "worker-protocol",
        /// The program that the user named for its format failed.
        ReaderFailed = "reader-failed",
        /// The system denies access.
        PermissionDenied = "permission-denied",
        /// It vanished between the walk and the read.
        Vanished = "vanished",
        /// The device or the container gave an error while reading.
        ReadError = "read-error",
        /// What the walk saw as a file is one no more.
        Replaced = "replaced",
        /// A symbolic or hard link inside a container, or a symbolic link on disk.
        Link = "link",
        /// A named pipe.
        Fifo = "fifo",
        /// A socket.
        Socket = "socket",
        /// A block or character device.
        Device = "device",
        /// Your rules leave it out.
        Ignored = "ignored",
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $status:ident($type:ident) { $($reason:ident,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
            pub enum $type { $(#[doc = concat!("[`Reason::", stringify!($reason), "`].")] $reason,)* }

            impl $type {
                /// Every value, in the order of [`Reason`].
                pub const ALL: &'static [Self] = &[$(Self::$reason,)*];
            }

            impl From<$type> for Reason {
                fn from(reason: $type) -> Self {
                    match reason { $($type::$reason => Self::$reason,)* }
                }
            }

            impl From<$type> for Outcome {
                fn from(reason: $type) -> Self {
                    Self::$status(reason)
                }
            }

            impl fmt::Display for $type {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    Reason::from(*self).fmt(f)
                }
            }
        )*

        /// How an item ended, and why; a reason stands only where it belongs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "Names", try_from = "Names")]
        pub enum Outcome {
            /// Everything came out.
            Extracted,
            $($(#[$doc])* $status($type),)*
        }

        impl Outcome {
            /// Yields every outcome that there is, by status and reason.
            pub fn all() -> impl Iterator<Item = Self> {
                let all = [Self::Extracted].into_iter();
                $(let all = all.chain($type::ALL.iter().map(|reason| Self::$status(*reason)));)*
                all
            }

            /// Returns how the item ended.
            pub const fn status(self) -> Status {
                match self {
                    Self::Extracted => Status::Extracted,
                    $(Self::$status(_) => Status::$status,)*
                }
            }

            /// Returns why, wherever it is not plain from the status.
            pub fn reason(self) -> Option<Reason> {
                match self {
                    Self::Extracted => None,
                    $(Self::$status(reason) => Some(reason.into()),)*
                }
            }
        }
    };
}

reasons! {
    /// Why something is missing of what came out.
    Partial(PartialReason) {
        AwaitingOcr, OcrFailed, Damaged, Truncated, UnmappedGlyphs, PartEncrypted, PartUnsupported, Depth,
    }
    /// Why nothing came out of what was read to its end.
    Empty(EmptyReason) { NoBytes, NoText, Volume, }
    /// What a locked content needs.
    Encrypted(EncryptedReason) { NeedsPassword, NeedsKey, }
    /// What no reader is built in for.
    Unsupported(UnsupportedReason) { UnknownFormat, NoReader, UnknownMethod, }
    /// Which limit was reached.
    LimitReached(LimitReason) { CpuTime, WallTime, Memory, Output, Depth, Members, Inflation, DiskSpace, }
    /// How the content or its reader broke.
    Failed(FailedReason) {
        Truncated, Malformed, Panicked, StackOverflow, Aborted, ForbiddenCall, Killed, Exited,
        WorkerProtocol, ReaderFailed,
    }
    /// Why the bytes could not be had.
    Unreadable(UnreadableReason) {
        Damaged, Truncated, PermissionDenied, Vanished, ReadError, Replaced,
    }
    /// Why the item was never opened.
    Skipped(SkippedReason) { Link, Fifo, Socket, Device, Ignored, }
}

impl Outcome {
    /// Returns the outcome of these names; nothing where the reason does not belong to the status.
    pub fn named(status: &str, reason: Option<&str>) -> Option<Self> {
        Self::all().find(|outcome| {
            outcome.status().name() == status && outcome.reason().map(Reason::name) == reason
        })
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason() {
            Some(reason) => write!(f, "{} ({reason})", self.status()),
            None => write!(f, "{}", self.status()),
        }
    }
}

/// The form in which an outcome is stored: by names, so that a record stays readable when reasons are added.
#[derive(Serialize, Deserialize)]
struct Names {
    status: Cow<'static, str>,
    reason: Option<Cow<'static, str>>,
}

impl From<Outcome> for Names {
    fn from(outcome: Outcome) -> Self {
        let reason = outcome.reason().map(|reason| reason.name().into());
        Self { status: outcome.status().name().into(), reason }
    }
}

impl TryFrom<Names> for Outcome {
    type Error = String;

    fn try_from(names: Names) -> Result<Self, String> {
        let Names { status, reason } = &names;
        Self::named(status, reason.as_deref())
            .ok_or_else(|| format!("no outcome is named {status} ({reason:?})"))
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

    #[test]
    fn every_outcome_is_read_back_from_its_names() {
        for outcome in Outcome::all() {
            let names = Names::from(outcome);
            assert_eq!(Outcome::try_from(names), Ok(outcome));
        }
        assert_eq!(Outcome::named("empty", Some("link")), None);
        assert_eq!(Outcome::named("partial", None), None);
    }

    #[test]
    fn every_status_and_every_reason_is_part_of_an_outcome() {
        let reasons: Vec<_> = Outcome::all().filter_map(Outcome::reason).collect();
        assert!(Reason::ALL.iter().all(|reason| reasons.contains(reason)));
        let statuses: Vec<_> = Outcome::all().map(Outcome::status).collect();
        assert!(Status::ALL.iter().all(|status| statuses.contains(status)));
    }

    #[test]
    fn what_a_value_means_is_one_sentence() {
        let sentences = Reason::ALL.iter().map(|reason| reason.sentence());
        for sentence in sentences.chain(Status::ALL.iter().map(|status| status.sentence())) {
            assert!(sentence.ends_with('.') && !sentence.starts_with(' '), "{sentence}");
        }
    }
}
