//! How fast the stages are, and on which made-up trove.
//!
//! [`run()`] indexes troves into a throw-away dossier and says what each stage and format took, and how that compares
//! with the [`baseline`]: the least that the work could take with the libraries at hand. [`synthetic`] makes troves whose
//! content is known, so that a benchmark that finds nothing is seen to be none.
//!
//! Time is the processor's, unless it is called wall time: it hardly changes when the machine has other work, and it
//! adds up over threads and workers.

pub mod baseline;
mod contents;
mod memory;
mod report;
mod run;
mod spent;
pub mod synthetic;

use std::path::Path;

pub use report::{
    BaselineReport, BaselineStage, Cpu, DossierSize, FormatLine, MemoryReport, Report, StageLine,
};
pub use run::{Asked, run};

/// Why there are no figures.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The throw-away dossier would lie in the trove.
    #[error(
        "`{0}` lies inside the trove, which is never written to; name another folder with --scratch"
    )]
    InsideTrove(String),
    /// A file or folder cannot be read or written.
    #[error("could not use `{path}`")]
    File {
        /// Which.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The trove cannot be walked.
    #[error(transparent)]
    Walk(#[from] walk::Error),
    /// The trove cannot be indexed.
    #[error(transparent)]
    Ingest(#[from] ingest::Error),
    /// The throw-away index cannot be used.
    #[error(transparent)]
    Index(#[from] index::Error),
    /// The throw-away ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// The throw-away store cannot be read.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The throw-away dossier gives no answers.
    #[error(transparent)]
    Answers(#[from] answers::Error),
    /// Workers cannot be started.
    #[error(transparent)]
    Sandbox(#[from] sandbox::Error),
    /// Threads cannot be started.
    #[error("could not start threads")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// Whoever watches wanted it to end.
    #[error("stopped before the end; there are no figures")]
    Stopped,
}

impl Error {
    pub(crate) fn file(path: &Path, source: std::io::Error) -> Self {
        Self::File { path: item::escape_path(path), source }
    }
}
