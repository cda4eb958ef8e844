//! What the index is told of an item.

use std::collections::BTreeSet;

use item::Digest;
use ledger::{ItemRow, Ledger};
use search::ItemRecord;

use crate::Error;

/// Returns what the index is told of an item, with what people put on it.
pub(crate) fn record(item: &ItemRow, ledger: &Ledger) -> Result<ItemRecord, Error> {
    let Annotations { tags, lists, note_words } = annotations(ledger, item)?;
    Ok(ItemRecord {
        ord: small(item.ord),
        id: item.id,
        content: item.content.map(small),
        locator: item.locator.to_string(),
        depth: u32::try_from(item.locator.members.len()).unwrap_or(u32::MAX),
        size: item.size,
        modified: item.modified.and_then(iso),
        outcome: item.outcome,
        blake3: item.digests.as_ref().map(|digests| digests.blake3),
        sha256: item.digests.as_ref().map(|digests| digests.sha256),
        tags,
        lists,
        note_words,
    })
}

/// What people put on an item.
struct Annotations {
    tags: BTreeSet<String>,
    lists: BTreeSet<String>,
    /// The words of notes, folded.
    note_words: BTreeSet<String>,
}

fn annotations(ledger: &Ledger, item: &ItemRow) -> Result<Annotations, Error> {
    let digest = digest_of(item);
    let tags = ledger.tags_on(&digest, &item.locator)?.into_iter().map(|row| row.tag);
    let notes = ledger.notes_on(&digest, &item.locator)?;
    let words = notes.iter().flat_map(|note| text::tokens(&note.text)).map(|token| token.folded);
    let lists = ledger.lists_with(&digest, &item.locator)?.into_iter().map(|row| row.list);
    let (tags, lists, note_words) = (tags.collect(), lists.collect(), words.collect());
    Ok(Annotations { tags, lists, note_words })
}

/// Returns the digest of the content; zeros where nothing could be read.
pub(crate) fn digest_of(item: &ItemRow) -> Digest {
    item.digests.as_ref().map(|digests| digests.blake3).unwrap_or_default()
}

/// Returns a moment as ISO 8601 in UTC.
fn iso(nanoseconds: i64) -> Option<String> {
    jiff::Timestamp::from_nanosecond(nanoseconds.into()).ok().map(|moment| moment.to_string())
}

/// The index counts with 32 bits: four thousand million items are beyond one dossier.
pub(crate) fn small(ord: u64) -> u32 {
    u32::try_from(ord).unwrap_or(u32::MAX)
}
