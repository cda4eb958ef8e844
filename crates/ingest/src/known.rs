//! Which contents are extracted already.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use item::{Basis, ChildRecord, Digest, Extraction, Location, Outcome, Stamps, Warning};

use crate::listed;

/// What the rows of an item take from its content.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) outcome: Outcome,
    pub(crate) format: String,
    pub(crate) basis: Basis,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) text_bytes: u64,
    pub(crate) is_container: bool,
    /// By which versions of the program's parts it was made.
    pub(crate) stamps: Stamps,
    /// What it holds; left out where nobody follows it.
    pub(crate) children: Vec<ChildRecord>,
}

impl Known {
    pub(crate) fn of(extraction: &Extraction, stamps: Stamps) -> Self {
        let warnings = extraction.identified.warnings.iter().chain(&extraction.warnings);
        Self {
            outcome: extraction.outcome,
            format: extraction.identified.format.to_string(),
            basis: extraction.identified.basis,
            warnings: warnings.cloned().collect(),
            text_bytes: extraction.text_bytes(),
            is_container: !extraction.children.is_empty(),
            stamps,
            children: Vec::new(),
        }
    }

    /// The same with the children, for those who follow them; nothing where not all of them are listed: such a container
    /// is opened again, and each of its members answered on its own.
    fn with_children(extraction: &Extraction, stamps: Stamps) -> Option<Self> {
        listed::is_whole(&extraction.children)
            .then(|| Self { children: extraction.children.clone(), ..Self::of(extraction, stamps) })
    }
}

/// The contents of the ledger, and those of the batch that is not committed yet.
pub(crate) struct KnownContents {
    ledger: Mutex<ledger::Ledger>,
    packs: store::Packs,
    pending: Mutex<HashMap<Digest, Arc<Known>>>,
    /// Those that were pending when the batch before was committed; readers may not see that commit yet.
    settling: Mutex<HashMap<Digest, Arc<Known>>>,
}

impl KnownContents {
    pub(crate) fn new(ledger: ledger::Ledger, packs: store::Packs) -> Self {
        Self {
            ledger: Mutex::new(ledger),
            packs,
            pending: Mutex::default(),
            settling: Mutex::default(),
        }
    }

    /// Returns what is known of the content with an extraction key; nothing where the store cannot be read or does not
    /// list all children, so that the content is extracted again.
    pub(crate) fn get(&self, key: Digest) -> Option<Arc<Known>> {
        let waiting = |of: &Mutex<HashMap<Digest, Arc<Known>>>| {
            of.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned()
        };
        waiting(&self.pending)
            .or_else(|| waiting(&self.settling))
            .or_else(|| self.committed(key).map(Arc::new))
    }

    /// Adds a content whose rows are on their way.
    pub(crate) fn add(&self, key: Digest, extraction: &Extraction, stamps: Stamps) {
        if let Some(known) = Known::with_children(extraction, stamps) {
            let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
            pending.insert(key, Arc::new(known));
        }
    }

    /// Forgets what two commits ago was pending: the ledger has it.
    pub(crate) fn forget_pending(&self) {
        let pending =
            std::mem::take(&mut *self.pending.lock().unwrap_or_else(PoisonError::into_inner));
        *self.settling.lock().unwrap_or_else(PoisonError::into_inner) = pending;
    }

    fn committed(&self, key: Digest) -> Option<Known> {
        let row = self
            .ledger
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .content_by_key(&key)
            .ok()??;
        Known::with_children(&self.read(&row.location?)?, row.stamps)
    }

    /// Reads an extraction; nothing where the store cannot be read.
    pub(crate) fn read(&self, at: &Location) -> Option<Extraction> {
        self.packs.read(at).ok()
    }

    /// Runs `ask` on the ledger as the last commit left it.
    pub(crate) fn ask<T>(&self, ask: impl FnOnce(&ledger::Ledger) -> T) -> T {
        ask(&self.ledger.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
