//! The tools of a run, and everything that its threads share.

use std::path::{Path, PathBuf};

use crate::Options;
use crate::flow::Flow;
use crate::reuse::Reuse;
use crate::stages::Stages;

/// What every thread of a run shares.
pub(crate) struct Shared<'r> {
    pub(crate) tools: Tools<'r>,
    pub(crate) reuse: Reuse<'r>,
    pub(crate) flow: Flow<'r>,
}

/// A trove folder that is open.
pub(crate) struct TroveRoot {
    pub(crate) label: Vec<u8>,
    pub(crate) root: walk::Root,
}

/// What the threads of a run work with.
pub(crate) struct Tools<'r> {
    /// The folder in which large members are spilled.
    pub(crate) dossier: PathBuf,
    pub(crate) options: &'r Options,
    pub(crate) pool: sandbox::Pool,
    pub(crate) stages: &'r Stages,
}

impl<'r> Tools<'r> {
    pub(crate) fn new(dossier: &Path, options: &'r Options, stages: &'r Stages) -> Self {
        let pool = sandbox::Pool::new(options.program.clone(), without_ceiling(&options.settings));
        Self { dossier: dossier.to_owned(), options, pool, stages }
    }

    pub(crate) fn digester(&self) -> fixity::Digester {
        fixity::Digester::new(&self.options.digests)
    }

    /// Returns the limits for one content of `size` bytes: they grow with it, so that an honest mailbox of any size
    /// fits, and depend on nothing else, so that a content has one extraction.
    pub(crate) fn limits(&self, size: u64) -> sandbox::Limits {
        let limits = &self.options.settings.limits;
        sandbox::Limits {
            members: limits.members.saturating_add(size / 256),
            inflated_bytes: limits.inflated_bytes.saturating_add(size.saturating_mul(4)),
            ..*limits
        }
    }
}

/// Limits grow with the size of each content, so the pool has no ceiling of its own for them.
fn without_ceiling(settings: &sandbox::Settings) -> sandbox::Settings {
    let limits = sandbox::Limits { members: u64::MAX, inflated_bytes: u64::MAX, ..settings.limits };
    sandbox::Settings { limits, ..settings.clone() }
}
