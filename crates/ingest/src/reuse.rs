//! What of an earlier run, or of this one, need not be extracted again.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use item::{
    Declared, Digest, Digests, ItemId, Locator, Outcome, PartialReason, Stamps, WarningCode,
};
use walk::Stat;

use crate::known::{Known, KnownContents};
use crate::stages::{Stage, Stages};
use crate::{Error, Options};

/// What need not be extracted again.
pub(crate) struct Reuse<'r> {
    pub(crate) known: KnownContents,
    options: &'r Options,
    stages: &'r Stages,
    redo: Redo,
    outdated: Outdated,
    /// Contents that this run extracted; kept where anything is done again.
    fresh: Mutex<HashSet<Digest>>,
}

impl<'r> Reuse<'r> {
    pub(crate) fn new(
        known: KnownContents,
        options: &'r Options,
        stages: &'r Stages,
        redo: Redo,
    ) -> Result<Self, Error> {
        let outdated = known.ask(|ledger| Outdated::find(ledger, options))?;
        Ok(Self { known, options, stages, redo, outdated, fresh: Mutex::default() })
    }

    /// Tells whether some content in the store has mentions of another version of recognition.
    pub(crate) fn has_old_mentions(&self) -> bool {
        self.outdated.mentions
    }

    /// Returns the key under which the extraction of a content is kept: its digest, and what hints at its format.
    pub(crate) fn key(digests: &Digests, name: &[u8], declared: &Declared) -> Digest {
        let or_nothing = |text: &Option<String>| text.clone().unwrap_or_default();
        fixity::key(&[
            &digests.blake3.0,
            extension(name).to_ascii_lowercase().as_slice(),
            or_nothing(&declared.media_type).as_bytes(),
            or_nothing(&declared.charset).as_bytes(),
            declared.format.as_deref().unwrap_or_default().as_bytes(),
        ])
    }

    /// Returns what is declared of an item by its container and by the user.
    pub(crate) fn declared(&self, locator: &Locator, by_container: &Declared) -> Declared {
        self.options.charsets.declared(locator, by_container)
    }

    /// Tells whether a file is as the ledger has it, bytes, times and all, and so is everything in it.
    pub(crate) fn is_unchanged(&self, locator: &Locator, digests: &Digests, modified: i64) -> bool {
        if self.redo.all
            || self.redo.locators.contains(locator)
            || self.outdated.files.contains(&fixity::item_id(locator))
            || !self.has_digests(digests)
        {
            return false;
        }
        let key = Self::key(digests, locator.name(), &self.declared(locator, &Declared::default()));
        let keys = [key, named_key(key, locator.name())];
        let is_known = |ledger: &ledger::Ledger| {
            let Ok(Some(row)) = ledger.item_by_locator(locator) else { return false };
            let is_same = row.gone_run.is_none()
                && row.modified == Some(modified)
                && row.digests.as_ref().is_some_and(|before| {
                    is_same_content(before, digests) && self.has_digests(before)
                })
                && !row
                    .warnings
                    .iter()
                    .any(|warning| warning.code == WarningCode::ChangedWhileRead);
            let is_of = |key| matches!(ledger.content_by_key(key), Ok(Some(content)) if row.content == Some(content.ord));
            is_same && keys.iter().any(is_of)
        };
        self.stages.time(Stage::Ledger, || self.known.ask(is_known))
    }

    /// Tells whether a file has the size and time that the ledger has, and everything in it is up to date.
    pub(crate) fn is_unchanged_by_times(&self, locator: &Locator, walked: Option<Stat>) -> bool {
        let Some(stat) = walked else { return false };
        let digests = self.known.ask(|ledger| {
            let row = ledger.item_by_locator(locator).ok().flatten()?;
            let is_same = row.modified == Some(stat.modified_ns) && row.size == Some(stat.size);
            row.digests.filter(|_| is_same)
        });
        digests.is_some_and(|digests| self.is_unchanged(locator, &digests, stat.modified_ns))
    }

    /// Returns what is known of a content, and the key under which it is; nothing where it was read by other versions,
    /// the content or the item is to be done again, or digests are wanted that were not taken.
    pub(crate) fn usable(
        &self,
        key: Digest,
        digests: &Digests,
        locator: &Locator,
    ) -> Option<(Digest, Arc<Known>)> {
        let named = named_key(key, locator.name());
        let (key, known) = self.stages.time(Stage::Ledger, || {
            [key, named].into_iter().find_map(|key| Some((key, self.known.get(key)?)))
        })?;
        let is_up_to_date = known.stamps.is_read_like(&self.stamps_of(&known.format));
        let is_redone = self.redo.locators.contains(locator) || self.redo.wants(&known);
        let is_usable = is_up_to_date && (!is_redone || self.is_fresh(key));
        (is_usable && self.has_digests(digests)).then_some((key, known))
    }

    /// Returns the versions that would make a content of a format now.
    pub(crate) fn stamps_of(&self, format: &str) -> Stamps {
        self.options.versions.stamps_of(format)
    }

    fn has_digests(&self, digests: &Digests) -> bool {
        self.options.digests.iter().all(|algorithm| digests.more.contains_key(algorithm))
    }

    /// Notes that a content was extracted in this run: other items that carry it need not be done again.
    pub(crate) fn note_fresh(&self, key: Digest) {
        if self.redo.is_anything() {
            self.fresh.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
        }
    }

    fn is_fresh(&self, key: Digest) -> bool {
        self.redo.is_anything()
            && self.fresh.lock().unwrap_or_else(PoisonError::into_inner).contains(&key)
    }
}

/// Returns the key of an extraction that depends on the whole name of its item.
pub(crate) fn named_key(key: Digest, name: &[u8]) -> Digest {
    fixity::key(&[&key.0, name])
}

/// What other versions of the program's parts made.
#[derive(Debug, Default)]
struct Outdated {
    /// Files on disk in which something was read by another version.
    files: HashSet<ItemId>,
    /// Whether something was recognised by another version.
    mentions: bool,
}

impl Outdated {
    fn find(ledger: &ledger::Ledger, options: &Options) -> Result<Self, Error> {
        let mut outdated = Self::default();
        for (format, stamps) in ledger.stamps()? {
            let now = options.versions.stamps_of(&format);
            if stamps.is_read_like(&now) {
                outdated.mentions |= stamps.recognition != now.recognition;
            } else {
                let files = ledger.files_made_by(&format, &stamps)?;
                outdated.files.extend(files.iter().map(fixity::item_id));
            }
        }
        Ok(outdated)
    }
}

/// What is done again though the store has it.
#[derive(Debug, Default)]
pub(crate) struct Redo {
    /// Everything.
    pub(crate) all: bool,
    /// Contents that ended so.
    pub(crate) outcomes: Vec<Outcome>,
    /// Contents of which a part is locked.
    pub(crate) locked_parts: bool,
    /// Items and their containers.
    pub(crate) locators: HashSet<Locator>,
}

impl Redo {
    fn is_anything(&self) -> bool {
        self.all || !self.outcomes.is_empty() || !self.locators.is_empty()
    }

    /// Adds an item with the containers that hold it.
    pub(crate) fn add(&mut self, item: Locator) {
        let mut at = Some(item);
        while let Some(locator) = at {
            at = locator.parent();
            self.locators.insert(locator);
        }
    }

    /// Tells whether an outcome is among those to do again.
    pub(crate) fn wants_outcome(&self, outcome: Outcome) -> bool {
        self.outcomes.contains(&outcome)
            || (self.locked_parts && outcome == Outcome::Partial(PartialReason::PartEncrypted))
    }

    fn wants(&self, known: &Known) -> bool {
        let closed = known.children.iter().filter_map(|child| child.closed);
        self.all
            || self.wants_outcome(known.outcome)
            || closed.into_iter().any(|outcome| self.wants_outcome(outcome))
    }
}

fn is_same_content(one: &Digests, other: &Digests) -> bool {
    (one.size, one.blake3, one.sha256) == (other.size, other.blake3, other.sha256)
}

fn extension(name: &[u8]) -> &[u8] {
    name.rsplit(|byte| *byte == b'.')
        .next()
        .filter(|extension| extension.len() < name.len())
        .unwrap_or_default()
}
