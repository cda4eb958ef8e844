//! Why there is no evidence.

use std::io;

use item::{Digest, Locator, Outcome};

/// Why something cannot be listed, audited, handed out or proven. Locators stand in their printed form.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// A trove cannot be walked.
    #[error(transparent)]
    Trove(#[from] walk::Error),
    /// A worker cannot be started.
    #[error(transparent)]
    Sandbox(#[from] sandbox::Error),
    /// Threads cannot be started.
    #[error("could not start threads")]
    Threads(#[source] rayon::ThreadPoolBuildError),
    /// Whoever asked wanted it to end.
    #[error("stopped before the end")]
    Stopped,
    /// Nothing is at the place of a trove any more.
    #[error(
        "the trove is not at `{0}` any more; name its place of now: `dossier verify NEWPLACE` for an audit, `dossier index NEWPLACE --moved-from '{0}'` to go on"
    )]
    TroveGone(String),
    /// Other places were named than there are troves.
    #[error(
        "the dossier holds {0} troves; name them all, in the order in which they were added, or none"
    )]
    TroveCount(usize),
    /// No trove of the dossier has the label of the item.
    #[error("the trove of `{0}` is not in the dossier")]
    NoTrove(String),
    /// The item was left out or is no file.
    #[error("`{0}` was not read and has no bytes to show: {1}")]
    Skipped(String, Outcome),
    /// The bytes of the item were never had.
    #[error("the bytes of `{0}` were never read: {1}")]
    NeverRead(String, Outcome),
    /// A file of the trove cannot be opened.
    #[error("could not open `{0}`")]
    Open(String, #[source] walk::Unopened),
    /// A file of the trove, or a member that was spilled, cannot be read to its end.
    #[error("could not read `{0}`")]
    Read(String, #[source] io::Error),
    /// This machine has no memory, file descriptor or disk space left.
    #[error("could not read `{0}`: out of memory, file descriptors or disk space")]
    OutOfResources(String, #[source] io::Error),
    /// A large member cannot be kept while it is read.
    #[error("could not keep `{0}` in a temporary file")]
    Spill(String, #[source] io::Error),
    /// A list of a bag cannot be understood.
    #[error("could not understand `{0}` of the bag")]
    Bag(String, #[source] fixity::Error),
    /// The file is another one now.
    #[error("`{at}` is not what was indexed: recorded blake3 {recorded}, now {now}")]
    Changed {
        /// The file.
        at: String,
        /// What was recorded.
        recorded: Digest,
        /// What is there now.
        now: Digest,
    },
    /// The file became another one between two reads.
    #[error("`{0}` changed while it was written out")]
    ChangedMeanwhile(String),
    /// A container does not yield the member any more.
    #[error("`{container}` does not yield `{member}` now: {why}")]
    NotYielded {
        /// The container.
        container: String,
        /// The item that was asked for.
        member: String,
        /// How the container ended, with what to do.
        why: String,
    },
    /// A container on the way cannot be opened.
    #[error("`{0}` cannot be opened now: {1}")]
    Closed(String, String),
    /// The bytes of a member break off.
    #[error("`{0}` cannot be read to its end now: {1}")]
    BrokenOff(String, String),
    /// A member comes out with other bytes than were recorded, out of a file that is the same.
    #[error(
        "`{at}` comes out otherwise than when it was indexed: recorded blake3 {recorded}, now {now}"
    )]
    Otherwise {
        /// The member.
        at: String,
        /// What was recorded.
        recorded: Digest,
        /// What comes out now.
        now: Digest,
    },
    /// The bytes cannot be written where they were asked for.
    #[error("could not write the bytes of `{0}`")]
    Write(String, #[source] io::Error),
    /// A file of the dossier is not what was sealed.
    #[error(
        "`{0}` of the dossier is not as it was written; `dossier verify --self` lists what is damaged, `dossier repair` makes anew what can be"
    )]
    Damaged(String),
    /// The item is not in the dossier, or gone.
    #[error("`{0}` is not under the root of the dossier: it is gone")]
    NotUnderRoot(String),
}

impl Error {
    /// Returns the error for a file that was not read to its end.
    pub(crate) fn read(at: &Locator, error: walk::ReadError) -> Self {
        match error {
            walk::ReadError::Damaged => Self::Read(at.to_string(), io::Error::other("read error")),
            walk::ReadError::OutOfResources(source) => Self::OutOfResources(at.to_string(), source),
        }
    }
}

impl Error {
    /// Returns the message for what is handed to others: without the places of this machine, which may name a source.
    pub fn without_places(&self) -> String {
        match self {
            Self::TroveGone(_) | Self::TroveCount(_) | Self::Trove(_) => {
                "the trove was not at hand".to_owned()
            }
            Self::Ledger(_) | Self::Sandbox(_) | Self::Threads(_) => {
                "the program could not go on".to_owned()
            }
            other => other.to_string(),
        }
    }
}
