//! Tags and notes that people put on items: into the ledger, and into the index so that they are found.

use std::collections::BTreeSet;
use std::path::Path;

use item::{Digest, ItemId, Locator};
use ledger::{ItemRow, NoteRow, TagRow, Transaction};
use search::IndexWriter;

use crate::Error;
use crate::commit::{expected_batch, seal_index};
use crate::record::{digest_of, record};

/// What is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Annotation {
    /// A tag is put on an item.
    Tag(Locator, String),
    /// A tag is taken off an item and its copies.
    Untag(Locator, String),
    /// A note is written on an item, or on words in it.
    Note {
        /// The item.
        locator: Locator,
        /// The note.
        text: String,
        /// The place in the item, as printed; empty for the item as a whole.
        place: String,
        /// The words; empty for the item as a whole.
        quote: String,
    },
    /// The note with this number is taken away.
    RemoveNote(u64),
}

/// An annotation with who made it and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// What is done.
    pub annotation: Annotation,
    /// By whom; empty where nobody is named.
    pub author: String,
    /// When, in nanoseconds since 1970.
    pub time: i64,
}

/// Annotates items of the dossier in a folder, all or none; `index` writes its search index, and `committed` is what its
/// last commit carried. Returns how many annotations changed anything: a tag that is there already, or a note that is
/// there word by word, is none.
pub fn annotate(
    dossier: &Path,
    index: &mut dyn IndexWriter,
    committed: Option<&str>,
    annotations: &[Made],
) -> Result<usize, Error> {
    let mut ledger = ledger::open_write(dossier)?;
    if expected_batch(&ledger)?.as_deref() != committed.filter(|batch| !batch.is_empty()) {
        return Err(Error::IndexBehind);
    }
    evidence::break_seal(dossier).map_err(|source| Error::dossier(dossier, source))?;
    ledger.transaction(|tx| {
        let mut changed = 0;
        let mut touched: BTreeSet<ItemId> = BTreeSet::new();
        for made in annotations {
            let items = put(tx, made)?;
            changed += usize::from(!items.is_empty());
            for item in items {
                if touched.insert(item.id) {
                    index.add_item(&record(&item, tx)?)?;
                }
            }
        }
        // What was added before a later annotation of the same item is added again with both.
        for id in &touched {
            if let Some(item) = tx.item_by_id(id)? {
                index.add_item(&record(&item, tx)?)?;
            }
        }
        if !touched.is_empty() {
            seal_index(tx, index)?;
        }
        Ok(changed)
    })
}

/// Makes one annotation; returns the items that it changes.
fn put(tx: &Transaction<'_>, made: &Made) -> Result<Vec<ItemRow>, Error> {
    let Made { annotation, author, time } = made;
    let (locator, is_new) = match annotation {
        Annotation::Tag(locator, tag) => {
            let (locator, tag, author) = (locator.clone(), tag.clone(), author.clone());
            let blake3 = digest_at(tx, &locator)?;
            let has = tx.tags_on(&blake3, &locator)?.iter().any(|row| row.tag == tag);
            let row = TagRow { blake3, locator: locator.clone(), tag, author, time: *time };
            (locator, !has && tx.tag(&row)?)
        }
        Annotation::Untag(locator, tag) => {
            (locator.clone(), tx.untag(&digest_at(tx, locator)?, locator, tag)?)
        }
        Annotation::Note { locator, text, place, quote } => {
            let row = NoteRow {
                seq: 0,
                blake3: digest_at(tx, locator)?,
                locator: locator.clone(),
                text: text.clone(),
                place: place.clone(),
                quote: quote.clone(),
                author: author.clone(),
                time: *time,
            };
            let is_same = |known: &NoteRow| NoteRow { seq: 0, ..known.clone() } == row;
            let has = tx.notes_on(&row.blake3, locator)?.iter().any(is_same);
            if !has {
                tx.note(&row)?;
            }
            (locator.clone(), !has)
        }
        Annotation::RemoveNote(seq) => {
            let Some(row) = tx.notes()?.into_iter().find(|row| row.seq == *seq) else {
                return Err(Error::NoNote(*seq));
            };
            (row.locator, tx.remove_note(*seq)?)
        }
    };
    if is_new { items_like(tx, &locator) } else { Ok(Vec::new()) }
}

/// Returns the digest of what stands at a place; zeros where nothing could be read.
fn digest_at(tx: &Transaction<'_>, locator: &Locator) -> Result<Digest, Error> {
    let item = tx.item_by_locator(locator)?.ok_or_else(|| Error::NoItem(locator.to_string()))?;
    Ok(digest_of(&item))
}

/// Returns the item at a place and all with the same bytes.
fn items_like(tx: &Transaction<'_>, locator: &Locator) -> Result<Vec<ItemRow>, Error> {
    let Some(item) = tx.item_by_locator(locator)? else { return Ok(Vec::new()) };
    let digest = digest_of(&item);
    let copies =
        if digest == Digest::default() { Vec::new() } else { tx.items_by_blake3(&digest)? };
    let others = copies.into_iter().filter(|copy| copy.id != item.id);
    Ok(std::iter::once(item.clone()).chain(others).filter(|item| item.gone_run.is_none()).collect())
}
