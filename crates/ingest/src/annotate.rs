//! What people put on items and decide on names: into the ledger, and what is on items into the index, so that it is found.

use std::collections::BTreeSet;

use evidence::Deed;
use item::{Digest, ItemId, Locator};
use ledger::{ActRow, ItemRow, Ledger, ListedRow, NoteRow, RulingRow, TagRow, Transaction};
use search::IndexWriter;

use crate::Error;
use crate::commit::{expected_batch, seal_index};
use crate::on_list::{At, Lists};
use crate::record::{digest_of, record};
use crate::undo::{Change, is_same_note, is_same_pair};

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
    /// An item is put on a list, or moved on it.
    List {
        /// The item.
        locator: Locator,
        /// The list.
        list: String,
        /// What is remarked on the item, in place of what was; nothing leaves that.
        remark: Option<String>,
        /// Where on the list.
        at: At,
    },
    /// An item is taken off a list.
    Unlist(Locator, String),
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

impl Annotation {
    /// Returns the place of the item that it is on, where it names one.
    fn locator(&self) -> Option<&Locator> {
        match self {
            Self::Tag(locator, _)
            | Self::Untag(locator, _)
            | Self::Note { locator, .. }
            | Self::List { locator, .. }
            | Self::Unlist(locator, _) => Some(locator),
            Self::RemoveNote(_) | Self::Rule { .. } | Self::Unrule(_) => None,
        }
    }
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

/// What is made at once, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// The annotations; those that a colleague made bring authors and times of their own.
    pub made: &'a [Made],
    /// By whom they are made here; empty where nobody is named.
    pub author: &'a str,
    /// When, in nanoseconds since 1970.
    pub now: i64,
}

/// Annotates items of a dossier, all or none; `index` writes its search index, and `committed` is what its
/// last commit carried. Returns how many annotations changed anything: a tag that is there already, or a note that is
/// there word by word, is none. What was changed can be taken back ([`undo`](crate::undo())).
pub fn annotate(
    ledger: &mut ledger::Writer,
    index: &mut dyn IndexWriter,
    committed: Option<&str>,
    act: Act<'_>,
) -> Result<usize, Error> {
    check_index(ledger, committed)?;
    ledger.transaction(|tx| {
        let (mut changes, mut lists) = (Vec::new(), Lists::default());
        let mut count = 0;
        for made in act.made {
            count += usize::from(put(tx, made, &mut lists, &mut changes)?);
        }
        changes.extend(lists.close(tx)?);
        if changes.is_empty() {
            return Ok(0);
        }
        let mut touched: BTreeSet<ItemId> = BTreeSet::new();
        for (blake3, locator) in changes.iter().flat_map(Change::places) {
            touched.extend(items_of(tx, blake3, locator)?.iter().map(|item| item.id));
        }
        let (author, time) = (act.author.to_owned(), act.now);
        let kept = serde_json::to_string(&changes).map_err(|_| Error::Act)?;
        tx.put_act(&ActRow { seq: 0, author, time, changes: kept })?;
        let words = format!("{count} tags, notes, lists and decisions on names made or taken back");
        evidence::note(tx, act.now, Deed::Annotated, &words)?;
        index_items(tx, index, &touched)?;
        Ok(count)
    })
}

/// Fails where the index is not up to date with the ledger.
pub(crate) fn check_index(ledger: &Ledger, committed: Option<&str>) -> Result<(), Error> {
    if expected_batch(ledger)?.as_deref() == committed.filter(|batch| !batch.is_empty()) {
        return Ok(());
    }
    Err(Error::IndexBehind)
}

/// Tells the index anew of these items, and seals it with the ledger.
pub(crate) fn index_items(
    tx: &Transaction<'_>,
    index: &mut dyn IndexWriter,
    items: &BTreeSet<ItemId>,
) -> Result<(), Error> {
    for id in items {
        if let Some(item) = tx.item_by_id(id)? {
            index.add_item(&record(&item, tx)?)?;
        }
    }
    if items.is_empty() { Ok(()) } else { seal_index(tx, index) }
}

/// Makes one annotation, and tells whether it changed anything; what it changed joins `changes`, or `lists`, which are written
/// once the act is whole.
fn put(
    tx: &Transaction<'_>,
    made: &Made,
    lists: &mut Lists,
    changes: &mut Vec<Change>,
) -> Result<bool, Error> {
    let Made { annotation, author, time } = made;
    let (author, time) = (author.clone(), *time);
    let blake3 = match annotation.locator() {
        Some(locator) => digest_at(tx, locator)?,
        None => Digest::default(),
    };
    let change = match annotation {
        Annotation::Tag(locator, tag) => {
            // A copy that is tagged by itself keeps the tag at its own place, too.
            let (locator, tag) = (locator.clone(), tag.clone());
            let row = TagRow { blake3, locator, tag, author, time };
            tx.tag(&row)?.then_some(Change::Tagged(row))
        }
        Annotation::Untag(locator, tag) => {
            let mut rows = tx.tags_on(&blake3, locator)?;
            rows.retain(|row| row.tag == *tag);
            tx.untag(&blake3, locator, tag)?.then_some(Change::Untagged(rows))
        }
        Annotation::Note { locator, text, place, quote } => {
            let (locator, text) = (locator.clone(), text.clone());
            let (place, quote) = (place.clone(), quote.clone());
            note(tx, NoteRow { seq: 0, blake3, locator, text, place, quote, author, time })?
        }
        Annotation::RemoveNote(seq) => {
            let Some(row) = tx.notes()?.into_iter().find(|row| row.seq == *seq) else {
                return Err(Error::NoNote(*seq));
            };
            tx.remove_note(*seq)?.then_some(Change::Unnoted(row))
        }
        Annotation::List { locator, list, remark, at } => {
            let (locator, list) = (locator.clone(), list.clone());
            let row = ListedRow { list, blake3, locator, remark: String::new(), author, time };
            return lists.put(tx, row, remark.as_deref(), at);
        }
        Annotation::Unlist(locator, list) => {
            return lists.take_off(tx, list, &blake3, locator);
        }
        Annotation::Rule { names, is_same } => rule(tx, names, Some(*is_same), made)?,
        Annotation::Unrule(names) => rule(tx, names, None, made)?,
    };
    let is_changed = change.is_some();
    changes.extend(change);
    Ok(is_changed)
}

fn note(tx: &Transaction<'_>, row: NoteRow) -> Result<Option<Change>, Error> {
    if tx.notes_on(&row.blake3, &row.locator)?.iter().any(|known| is_same_note(known, &row)) {
        return Ok(None);
    }
    let seq = tx.note(&row)?;
    Ok(Some(Change::Noted(NoteRow { seq, ..row })))
}

/// Keeps what is decided on two names, in whatever case and order they are written, or takes it back; nothing where that
/// changes nothing.
fn rule(
    tx: &Transaction<'_>,
    names: &[String; 2],
    is_same: Option<bool>,
    made: &Made,
) -> Result<Option<Change>, Error> {
    let is_on = |row: &RulingRow| is_same_pair(row, names.each_ref().map(String::as_str));
    let before = tx.rulings()?.into_iter().find(is_on);
    if before.as_ref().map(|row| row.is_same) == is_same {
        return Ok(None);
    }
    if let Some(row) = &before {
        tx.unrule(&row.one, &row.other)?;
    }
    let [one, other] = names.clone();
    let (author, time) = (made.author.clone(), made.time);
    let after = is_same.map(|is_same| RulingRow { one, other, is_same, author, time });
    if let Some(row) = &after {
        tx.rule(row)?;
    }
    Ok(Some(Change::Ruled { before, after }))
}

/// Returns the digest of what stands at a place; zeros where nothing could be read.
fn digest_at(tx: &Transaction<'_>, locator: &Locator) -> Result<Digest, Error> {
    let item = tx.item_by_locator(locator)?.ok_or_else(|| Error::NoItem(locator.to_string()))?;
    Ok(digest_of(&item))
}

/// Returns the item at a place and all with a content, without those that are gone.
pub(crate) fn items_of(
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
