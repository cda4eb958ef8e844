//! What is asked of a worker, and what comes back.

use std::io;
use std::os::fd::BorrowedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use formats::{Child, Limits, Picture, Portion};
use item::{
    Declared, DocumentDate, EncryptedReason, Identified, LimitReason, Mention, Metadata, Outcome,
    Place, Segment, SkippedReason, UnreadableReason, UnsupportedReason, Warning,
};
use serde::{Deserialize, Serialize};

use crate::lock::Lock;
use crate::spent::Spent;

/// What holds for every job of a pool.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The ceiling of what any one item may yield; a job may lower it.
    pub limits: Limits,
    /// Passwords to try on what is encrypted.
    pub passwords: Vec<String>,
    /// Processor time of one attempt at one item, besides [`Settings::cpu_time_per_mib`].
    pub cpu_time: Duration,
    /// How much more processor time an item gets for each MiB that it is long.
    pub cpu_time_per_mib: Duration,
    /// Time on the wall without a sign of life from the worker. Time that the receiver takes does not count, and each
    /// second that the worker computed grants four more, so that a busy machine does not make it look hung.
    pub wall_time: Duration,
    /// Resident bytes of a worker that no file stands behind.
    pub memory: u64,
    /// Resident bytes above which a worker is not used for another item.
    pub recycle_above: u64,
    /// How many items a worker is used for.
    pub recycle_after: u32,
    /// Whether workers call the library of a format alone ([`formats::baseline`]), for benchmarks: no text comes out, and
    /// [`Usage::spent`] holds the time of the call under `extract`.
    pub bare: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            passwords: Vec::new(),
            cpu_time: Duration::from_mins(1),
            cpu_time_per_mib: Duration::from_secs(1),
            wall_time: Duration::from_mins(2),
            memory: 1 << 30,
            recycle_above: 300 << 20,
            recycle_after: 10_000,
            bare: false,
        }
    }
}

impl Settings {
    /// Returns the same with half the time and half the memory of an attempt.
    pub(crate) fn halved(&self) -> Self {
        Self {
            cpu_time: self.cpu_time / 2,
            cpu_time_per_mib: self.cpu_time_per_mib / 2,
            wall_time: self.wall_time / 2,
            memory: self.memory / 2,
            ..self.clone()
        }
    }

    /// Returns the processor time of one attempt at an item of `length` bytes.
    pub(crate) fn cpu_time_of(&self, length: u64) -> Duration {
        let mib = u32::try_from(length >> 20).unwrap_or(u32::MAX);
        self.cpu_time.saturating_add(self.cpu_time_per_mib.saturating_mul(mib))
    }
}

/// One item to extract and recognise.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// Its bytes.
    pub source: Source<'a>,
    /// Its name, without folders.
    pub name: &'a [u8],
    /// What its container declares.
    pub declared: &'a Declared,
    /// How long its volumes are, where the source is several laid together; nothing where it is one file.
    pub volumes: &'a [u64],
    /// What it may yield, at most as much as [`Settings::limits`].
    pub limits: Limits,
    /// Which pictures are drawn for OCR in the place of all else ([`formats::pictures`]); nothing for an extraction.
    pub pictures: Option<Portion>,
}

/// Where the bytes of an item are.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// In memory; sent over the socket when small, as a sealed memory file when large.
    Inline(&'a [u8]),
    /// Behind a descriptor of a sealed memory file or a regular file, and how many they are. The worker maps them
    /// read-only. The caller finds out whether a file changed meanwhile; one that is cut short kills the worker.
    Descriptor(BorrowedFd<'a>, u64),
}

impl Source<'_> {
    /// Returns how many bytes there are.
    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::Inline(bytes) => u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            Self::Descriptor(_, length) => *length,
        }
    }
}

/// Takes the children of an item as they come in.
pub trait Receiver {
    /// A child begins.
    fn begin(&mut self, child: Child);
    /// More bytes of the child that began last.
    fn bytes(&mut self, chunk: &[u8]);
    /// The child that began last ends. May take long, and may run other jobs on the same pool: the worker waits, and
    /// the time does not count.
    fn end(&mut self, ending: Ending);
    /// A picture in which text may stand that only OCR can read.
    fn picture(&mut self, _place: Place, _picture: Picture) {}
    /// A second attempt begins: all children and pictures so far are void.
    fn restart(&mut self);
    /// Tells whether to go on; asked some twenty times a second.
    fn proceed(&self) -> bool {
        true
    }
}

/// How the bytes of a child ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// All bytes came.
    Whole,
    /// The bytes could not be had, or not all; those that came count.
    Unreadable(UnreadableReason),
    /// A limit was reached; those that came count.
    Limited(LimitReason),
    /// Locked by a password that was not given.
    Encrypted,
    /// Packed by a method that is not built in.
    Unsupported(UnsupportedReason),
    /// A link, a device, a socket inside an archive.
    Skipped(SkippedReason),
}

impl Ending {
    /// Returns the outcome of a child that ended so before it was opened; nothing for one that is whole.
    pub fn outcome(self) -> Option<Outcome> {
        match self {
            Self::Whole => None,
            Self::Unreadable(reason) => Some(Outcome::Unreadable(reason)),
            Self::Limited(reason) => Some(Outcome::LimitReached(reason)),
            Self::Encrypted => Some(Outcome::Encrypted(EncryptedReason::NeedsPassword)),
            Self::Unsupported(reason) => Some(Outcome::Unsupported(reason)),
            Self::Skipped(reason) => Some(Outcome::Skipped(reason)),
        }
    }
}

/// What one item yielded.
#[derive(Clone, Debug, PartialEq)]
pub struct Ran {
    /// Which format it has; `unknown` where the worker died before it recognised it.
    pub identified: Identified,
    /// How it ended.
    pub outcome: Outcome,
    /// What is doubtful, besides what identification found.
    pub warnings: Vec<Warning>,
    /// Properties.
    pub metadata: Metadata,
    /// Texts in reading order, none longer than 4 MiB; then the properties, in the layer `metadata`.
    pub segments: Vec<Segment>,
    /// What is named in the texts, those included that a failed attempt left.
    pub mentions: Vec<Mention>,
    /// The date that the document bears.
    pub date: Option<DocumentDate>,
    /// What it took.
    pub usage: Usage,
}

/// What one item took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Processor time over all attempts, and over recognising what the last one left.
    pub cpu: Duration,
    /// Time on the wall over all attempts, without the time that the receiver took.
    pub wall: Duration,
    /// The highest resident size of the worker that was seen, in bytes; sampled.
    pub peak_resident: u64,
    /// How many workers were tried: 1 or 2.
    pub attempts: u32,
    /// What the last worker reports that it spent on which stage; nothing where it died.
    pub spent: Spent,
}

/// What the workers of a pool took so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WorkersUsage {
    /// Workers started.
    pub started: u64,
    /// Workers that died or were killed over an item.
    pub lost: u64,
    /// Workers replaced because of their size or age.
    pub recycled: u64,
    /// Second attempts.
    pub retries: u64,
    /// The highest resident size of any worker that was seen, in bytes; sampled.
    pub peak_resident: u64,
    /// Processor time over all jobs.
    pub cpu: Duration,
    /// What locked every worker away; nothing where none was started.
    pub lock: Option<Lock>,
}

/// Why a job gave no result; none of these is the fault of the item.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The worker's program cannot be started or is another version of it.
    #[error("could not start the worker `{}`", item::escape(path.as_os_str().as_bytes()))]
    Start {
        /// The program.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// A content in memory could not be put where a worker can see it.
    #[error("could not make a memory file")]
    Memory(#[source] io::Error),
    /// [`Receiver::proceed`] returned false.
    #[error("stopped")]
    Stopped,
}

impl Error {
    pub(crate) fn start(path: &Path, source: io::Error) -> Self {
        Self::Start { path: path.to_path_buf(), source }
    }
}
