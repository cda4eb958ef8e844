//! What the threads of a run send to the one that writes.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use fixity::Parts;
use item::{
    Basis, ChildRecord, Digest, Digests, Extraction, ItemId, LimitReason, Locator, Outcome,
    PartialReason, Stamps, Warning, WarningCode,
};
use walk::Found;

use crate::cap::Waiting;
use crate::known::Known;

/// A result on its way to the committer.
pub(crate) enum Message {
    /// What came out of a content.
    Content(Box<Content>),
    /// An item in a container.
    Member(Box<Row>),
    /// An entry on disk, after all its members.
    Top(Box<Top>),
    /// An entry on disk that is as it was, with all its members.
    Unchanged(Locator),
    /// What came out of a content that was read again: the rows of its items follow it.
    Reread(Box<Content>),
    /// The parts of a file with this BLAKE3 digest.
    Parts(Digest, Parts),
    /// What was read off a picture, and the key under which it is kept.
    Reading(Digest, Vec<u8>),
    /// All that was sent before is to be committed, and the sender told so.
    Settle(SyncSender<()>),
    /// Nothing more comes.
    End,
}

/// A content and what came out of it.
pub(crate) struct Content {
    pub(crate) key: Digest,
    pub(crate) digests: Digests,
    pub(crate) extraction: Arc<Extraction>,
    pub(crate) stamps: Stamps,
    pub(crate) _waiting: Waiting,
}

/// An entry on disk.
pub(crate) struct Top {
    pub(crate) row: Row,
    /// The members that it has, where rows of others may have been written in this run.
    pub(crate) members: Option<HashSet<ItemId>>,
}

/// An entry on disk, as the walk found it.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) trove: Vec<u8>,
    pub(crate) found: Found,
}

/// An item, before the ledger gave it a number.
pub(crate) struct Row {
    pub(crate) locator: Locator,
    pub(crate) parent: Option<ItemId>,
    pub(crate) kind: &'static str,
    pub(crate) size: Option<u64>,
    pub(crate) modified: Option<i64>,
    pub(crate) digests: Option<Digests>,
    pub(crate) key: Option<Digest>,
    pub(crate) format: String,
    pub(crate) basis: Basis,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) outcome: Outcome,
    pub(crate) text_bytes: u64,
}

impl Row {
    /// Makes the row of an item of which nothing is known but where it stands and how it ended.
    pub(crate) fn bare(context: &ItemContext, outcome: Outcome) -> Self {
        Self {
            locator: context.locator.clone(),
            parent: context.parent,
            kind: if context.parent.is_some() { "member" } else { "file" },
            size: None,
            modified: context.modified,
            digests: None,
            key: None,
            format: "unknown".to_owned(),
            basis: Basis::None,
            warnings: context.warnings.clone(),
            outcome,
            text_bytes: 0,
        }
    }
}

impl Row {
    /// Makes the row of an item whose content is known.
    pub(crate) fn known(
        context: &ItemContext,
        digests: &Digests,
        key: Digest,
        known: &Known,
        cut: Option<Outcome>,
    ) -> Self {
        let mut row = Self::bare(context, outcome_of(known, cut));
        row.digests = Some(digests.clone());
        row.key = Some(key);
        row.format.clone_from(&known.format);
        row.basis = known.basis;
        row.warnings.extend(known.warnings.iter().cloned());
        row.text_bytes = known.text_bytes;
        row
    }

    /// Makes the row of a member that is not opened.
    pub(crate) fn closed(context: &ItemContext, record: &ChildRecord, outcome: Outcome) -> Self {
        let mut row = Self::bare(context, outcome);
        row.digests.clone_from(&record.digests);
        row
    }

    /// Notes that a container holds more than its family has room for.
    pub(crate) fn note_unlisted(&mut self, members: u64) {
        if members > 0 {
            self.outcome = Outcome::LimitReached(LimitReason::Members);
            self.warnings.push(Warning::new(WarningCode::MembersNotListed, members));
        }
    }
}

/// A child that was cut is partial if something came out of the part that was there.
fn outcome_of(known: &Known, cut: Option<Outcome>) -> Outcome {
    match cut {
        None => known.outcome,
        Some(_) if known.text_bytes > 0 || known.is_container => {
            Outcome::Partial(PartialReason::Truncated)
        }
        Some(cut) => cut,
    }
}

/// Where an item stands, and what is known of it from there.
#[derive(Clone)]
pub(crate) struct ItemContext {
    pub(crate) locator: Locator,
    pub(crate) parent: Option<ItemId>,
    /// When it was changed last, in nanoseconds since 1970.
    pub(crate) modified: Option<i64>,
    pub(crate) warnings: Vec<Warning>,
}

impl ItemContext {
    /// Returns that of a child of this container.
    pub(crate) fn child(&self, record: &ChildRecord) -> Self {
        Self {
            locator: self.locator.member(record.name.clone(), record.ordinal),
            parent: Some(fixity::item_id(&self.locator)),
            modified: record.modified.as_deref().and_then(nanoseconds),
            warnings: Vec::new(),
        }
    }
}

/// Reads a time as a container states it, ISO 8601; one without a zone is taken for UTC.
fn nanoseconds(stated: &str) -> Option<i64> {
    let moment = stated.parse::<jiff::Timestamp>().ok().or_else(|| {
        let local: jiff::civil::DateTime = stated.parse().ok()?;
        local.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    })?;
    i64::try_from(moment.as_nanosecond()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_a_zone_is_taken_for_utc() {
        assert_eq!(nanoseconds("1970-01-01T00:00:01"), Some(1_000_000_000));
        assert_eq!(nanoseconds("1970-01-01T02:00:01+02:00"), Some(1_000_000_000));
        assert_eq!(nanoseconds("yesterday"), None);
    }
}
