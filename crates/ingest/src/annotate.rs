//! Tags and notes that people put on items, and what they decide on names: into the ledger, and tags and notes into the
//! index so that they are found.

use std::collections::BTreeSet;

use evidence::Deed;
use item::{Digest, ItemId, Locator};
use ledger::{ItemRow, NoteRow, RulingRow, TagRow, Transaction};
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
    /// Two names are decided to be those of one person, or of two; in place of what was decided on them before.
    Rule {
        /// The names.
        names: [String; 2],
        /// Whether they are those of one person.
        is_same: bool,
    },
    /// What was decided on two names is taken back.
    Unrule([String; 2]),
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

/// Annotates items of a dossier, all or none; `index` writes its search index, and `committed` is what its
/// last commit carried. Returns how many annotations changed anything: a tag that is there already, or a note that is
/// there word by word, is none. `now` is the time of the line in the log, in nanoseconds since 1970: annotations that a
/// colleague made bring times of their own.
pub fn annotate(
    ledger: &mut ledger::Writer,
    index: &mut dyn IndexWriter,
    committed: Option<&str>,
    annotations: &[Made],
    now: i64,
) -> Result<usize, Error> {
    if expected_batch(ledger)?.as_deref() != committed.filter(|batch| !batch.is_empty()) {
        return Err(Error::IndexBehind);
    }
    ledger.transaction(|tx| {
        let mut changed = 0;
        let mut touched: BTreeSet<ItemId> = BTreeSet::new();
        for made in annotations {
            let (is_new, items) = put(tx, made)?;
            changed += usize::from(is_new);
            touched.extend(items.iter().map(|item| item.id));
        }
        for id in &touched {
            if let Some(item) = tx.item_by_id(id)? {
                index.add_item(&record(&item, tx)?)?;
            }
        }
        if changed > 0 {
            let words = format!("{changed} tags, notes and decisions on names made or taken back");
            evidence::note(tx, now, Deed::Annotated, &words)?;
        }
        if !touched.is_empty() {
            seal_index(tx, index)?;
        }
        Ok(changed)
    })
}

/// Keeps what is decided on two names, in whatever case and order they are written, or takes it back; returns whether that
/// changes anything.
fn rule(
    tx: &Transaction<'_>,
    names: &[String; 2],
    is_same: Option<bool>,
    made: &Made,
) -> Result<bool, Error> {
    let folded = |one: &str, other: &str| {
        let mut pair = [text::fold(one), text::fold(other)];
        pair.sort_unstable();
        pair
    };
    let wanted = folded(&names[0], &names[1]);
    let known = tx.rulings()?.into_iter().find(|row| folded(&row.one, &row.other) == wanted);
    if known.as_ref().map(|row| row.is_same) == is_same {
        return Ok(false);
    }
    if let Some(row) = &known {
        tx.unrule(&row.one, &row.other)?;
    }
    if let Some(is_same) = is_same {
        let [one, other] = names.clone();
        let (author, time) = (made.author.clone(), made.time);
        tx.rule(&RulingRow { one, other, is_same, author, time })?;
    }
    Ok(true)
}

/// Makes one annotation; returns whether it changes anything, and the items that the index is to be told of.
fn put(tx: &Transaction<'_>, made: &Made) -> Result<(bool, Vec<ItemRow>), Error> {
    let Made { annotation, author, time } = made;
    let (blake3, locator, is_new) = match annotation {
        Annotation::Tag(locator, tag) => {
            let blake3 = digest_at(tx, locator)?;
            let (tag, author) = (tag.clone(), author.clone());
            // A copy that is tagged by itself keeps the tag at its own place, too.
            let row = TagRow { blake3, locator: locator.clone(), tag, author, time: *time };
            (blake3, locator.clone(), tx.tag(&row)?)
        }
        Annotation::Untag(locator, tag) => {
            let blake3 = digest_at(tx, locator)?;
            (blake3, locator.clone(), tx.untag(&blake3, locator, tag)?)
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
            (row.blake3, locator.clone(), !has)
        }
        Annotation::RemoveNote(seq) => {
            let Some(row) = tx.notes()?.into_iter().find(|row| row.seq == *seq) else {
                return Err(Error::NoNote(*seq));
            };
            (row.blake3, row.locator, tx.remove_note(*seq)?)
        }
        Annotation::Rule { names, is_same } => {
            return Ok((rule(tx, names, Some(*is_same), made)?, Vec::new()));
        }
        Annotation::Unrule(names) => return Ok((rule(tx, names, None, made)?, Vec::new())),
    };
    Ok((is_new, if is_new { items_of(tx, &blake3, &locator)? } else { Vec::new() }))
}

/// Returns the digest of what stands at a place; zeros where nothing could be read.
fn digest_at(tx: &Transaction<'_>, locator: &Locator) -> Result<Digest, Error> {
    let item = tx.item_by_locator(locator)?.ok_or_else(|| Error::NoItem(locator.to_string()))?;
    Ok(digest_of(&item))
}

/// Returns the item at a place and all with a content, without those that are gone.
fn items_of(
    tx: &Transaction<'_>,
    blake3: &Digest,
    locator: &Locator,
) -> Result<Vec<ItemRow>, Error> {
    let mut items: Vec<ItemRow> = tx.item_by_locator(locator)?.into_iter().collect();
    if *blake3 != Digest::default() {
        items.extend(tx.items_by_blake3(blake3)?);
    }
    items.retain(|item| item.gone_run.is_none());
    Ok(items)
}
