//! The tools of a run, and everything that its threads share.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use item::ItemId;

use crate::Options;
use crate::at_work::AtWork;
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
    /// Which files are at work.
    pub(crate) at_work: AtWork,
    /// Files that were at work when the run before was ended from outside: perhaps it died of one of them.
    pub(crate) suspects: HashSet<ItemId>,
}

impl<'r> Tools<'r> {
    pub(crate) fn new(
        dossier: &Path,
        options: &'r Options,
        stages: &'r Stages,
        at_work: AtWork,
        suspects: HashSet<ItemId>,
    ) -> Self {
        let pool = sandbox::Pool::new(options.program.clone(), without_ceiling(&options.settings));
        Self { dossier: dossier.to_owned(), options, pool, stages, at_work, suspects }
    }

    pub(crate) fn digester(&self) -> fixity::Digester {
        fixity::Digester::new(&self.options.digests)
    }

    /// Returns the limits for one content of `size` bytes: they grow with it, so that an honest mailbox of any size
    /// fits, and depend on nothing else, so that a content has one extraction; but for a suspect, which has half of them.
    pub(crate) fn limits(&self, size: u64, is_suspect: bool) -> sandbox::Limits {
        let limits = &self.options.settings.limits;
        let members = limits.members.saturating_add(size / 256);
        let inflated_bytes = limits.inflated_bytes.saturating_add(size.saturating_mul(4));
        let share = if is_suspect { 2 } else { 1 };
        sandbox::Limits {
            text_bytes: limits.text_bytes / share,
            members: members / share,
            inflated_bytes: inflated_bytes / share,
            ..*limits
        }
    }
}

/// Limits grow with the size of each content, so the pool has no ceiling of its own for them.
fn without_ceiling(settings: &sandbox::Settings) -> sandbox::Settings {
    let limits = sandbox::Limits { members: u64::MAX, inflated_bytes: u64::MAX, ..settings.limits };
    sandbox::Settings { limits, ..settings.clone() }
}
