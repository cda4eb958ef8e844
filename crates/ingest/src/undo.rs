//! What an act of a person changed, and how it is taken back.
//!
//! A change is taken back only where what it made is still there: what somebody did since is left alone and reported. Nothing
//! is erased from the log; that an act was taken back is another line of it.

use std::collections::BTreeSet;

use evidence::Deed;
use item::{Digest, ItemId, Locator};
use ledger::{ListedRow, NoteRow, RulingRow, TagRow, Transaction};
use search::IndexWriter;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::annotate::{check_index, index_items, items_of};

/// One thing that an act changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Change {
    /// A tag was put on.
    Tagged(TagRow),
    /// These tags were taken off: one of a content may stand at several places.
    Untagged(Vec<TagRow>),
    /// A note was written.
    Noted(NoteRow),
    /// A note was taken away.
    Unnoted(NoteRow),
    /// A decision on two names took the place of what was decided before.
    Ruled { before: Option<RulingRow>, after: Option<RulingRow> },
    /// A list holds other items, in another order or with other remarks.
    Listed { list: String, before: Vec<ListedRow>, after: Vec<ListedRow> },
}

/// An act that was, or would be, taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Undone {
    /// When it was done, in nanoseconds since 1970.
    pub time: i64,
    /// What is taken back, a line each.
    pub taken_back: Vec<String>,
    /// What stays, since somebody has changed it meanwhile.
    pub left: Vec<String>,
}

/// Takes back the last act of an author that was not taken back yet; nothing where there is none. `index` writes the search
/// index of the dossier, `committed` is what its last commit carried, and `now` is the time in nanoseconds since 1970.
pub fn undo(
    ledger: &mut ledger::Writer,
    index: &mut dyn IndexWriter,
    committed: Option<&str>,
    author: &str,
    now: i64,
) -> Result<Option<Undone>, Error> {
    check_index(ledger, committed)?;
    ledger.transaction(|tx| {
        let Some(act) = tx.last_act(author)? else { return Ok(None) };
        let mut undone = Undone { time: act.time, ..Undone::default() };
        let mut touched = BTreeSet::new();
        for change in changes(&act.changes)?.iter().rev() {
            let is_taken_back = change.take_back(tx, &mut touched)?;
            let list = if is_taken_back { &mut undone.taken_back } else { &mut undone.left };
            list.extend(change.in_words());
        }
        tx.end_act(act.seq, now)?;
        let words = format!("{} changes of one act taken back", undone.taken_back.len());
        evidence::note(tx, now, Deed::Undone, &words)?;
        index_items(tx, index, &touched)?;
        Ok(Some(undone))
    })
}

/// Returns what the last act of an author changed, a line each, with the last change first; nothing where there is none.
pub fn last_act(ledger: &ledger::Ledger, author: &str) -> Result<Option<Undone>, Error> {
    let Some(act) = ledger.last_act(author)? else { return Ok(None) };
    let taken_back = changes(&act.changes)?.iter().rev().flat_map(Change::in_words).collect();
    Ok(Some(Undone { time: act.time, taken_back, left: Vec::new() }))
}

fn changes(kept: &str) -> Result<Vec<Change>, Error> {
    serde_json::from_str(kept).map_err(|_| Error::Act)
}

impl Change {
    /// Makes it undone; false where what it made is no longer there. `touched` takes the items to be indexed anew.
    fn take_back(
        &self,
        tx: &Transaction<'_>,
        touched: &mut BTreeSet<ItemId>,
    ) -> Result<bool, Error> {
        for (blake3, at) in self.places() {
            touched.extend(items_of(tx, blake3, at)?.iter().map(|item| item.id));
        }
        match self {
            Self::Tagged(row) => Ok(tx.take_tag(row)?),
            Self::Untagged(rows) => {
                let mut is_back = false;
                for row in rows {
                    is_back |= tx.tag(row)?;
                }
                Ok(is_back)
            }
            Self::Noted(row) => {
                let known = tx.notes_on(&row.blake3, &row.locator)?;
                match known.iter().find(|known| is_same_note(known, row)) {
                    Some(known) => Ok(tx.remove_note(known.seq)?),
                    None => Ok(false),
                }
            }
            Self::Unnoted(row) => Ok(tx.note(row)? > 0),
            Self::Ruled { before, after } => take_back_ruling(tx, before.as_ref(), after.as_ref()),
            Self::Listed { list, before, after } => take_back_list(tx, list, before, after),
        }
    }

    /// Returns contents and places of the items that it is on: of a list, those that it put there or took off.
    pub(crate) fn places(&self) -> Vec<(&Digest, &Locator)> {
        match self {
            Self::Tagged(row) => vec![(&row.blake3, &row.locator)],
            Self::Untagged(rows) => rows.iter().map(|row| (&row.blake3, &row.locator)).collect(),
            Self::Noted(row) | Self::Unnoted(row) => vec![(&row.blake3, &row.locator)],
            Self::Ruled { .. } => Vec::new(),
            Self::Listed { before, after, .. } => {
                let place = |row: &ListedRow| row.locator.clone();
                let changed = lacking(after, before, place).chain(lacking(before, after, place));
                changed.map(|row| (&row.blake3, &row.locator)).collect()
            }
        }
    }

    /// Describes what it did: in a line, or of a list in one for each item, the last first.
    fn in_words(&self) -> Vec<String> {
        vec![match self {
            Self::Tagged(row) => format!("tag {}  {}", row.tag, row.locator),
            Self::Untagged(rows) => {
                let row = rows.first();
                let words = row.map(|row| format!("{}  {}", row.tag, row.locator));
                format!("untag {}", words.unwrap_or_default())
            }
            Self::Noted(row) => format!("note {}: {}", row.locator, row.text),
            Self::Unnoted(row) => format!("note taken away {}: {}", row.locator, row.text),
            Self::Ruled { before, after } => match after.as_ref().or(before.as_ref()) {
                Some(row) => {
                    let what = if row.is_same { "same" } else { "not" };
                    let back = if after.is_none() { " taken back" } else { "" };
                    format!("{what} {} · {}{back}", row.one, row.other)
                }
                None => String::new(),
            },
            Self::Listed { list, before, after } => return of_list(list, before, after),
        }]
    }
}

/// Describes what became of a list, a line for each item that was put there, remarked on or taken off, the last first.
fn of_list(list: &str, before: &[ListedRow], after: &[ListedRow]) -> Vec<String> {
    let line = |what: &str, row: &ListedRow| {
        let remark = if row.remark.is_empty() { "" } else { ": " };
        format!("{what} {list}  {}{remark}{}", row.locator, row.remark)
    };
    let removed = lacking(before, after, |row| row.locator.clone());
    let added = lacking(after, before, |row| (row.locator.clone(), row.remark.clone()));
    let removed = removed.map(|row| line("taken off the list", row));
    let lines: Vec<String> = added.map(|row| line("list", row)).chain(removed).collect();
    if lines.is_empty() { vec![format!("list {list}  another order")] } else { lines }
}

/// Yields the rows that others do not have, told by a key, the last first.
fn lacking<'r, K: Ord>(
    rows: &'r [ListedRow],
    others: &[ListedRow],
    key: impl Fn(&ListedRow) -> K,
) -> impl Iterator<Item = &'r ListedRow> {
    let known: BTreeSet<K> = others.iter().map(&key).collect();
    rows.iter().rev().filter(move |row| !known.contains(&key(row)))
}

fn take_back_ruling(
    tx: &Transaction<'_>,
    before: Option<&RulingRow>,
    after: Option<&RulingRow>,
) -> Result<bool, Error> {
    let names = after.or(before).map(|row| [row.one.as_str(), row.other.as_str()]);
    let is_on = |row: &RulingRow| names.is_some_and(|names| is_same_pair(row, names));
    let known = tx.rulings()?.into_iter().find(is_on);
    if known.as_ref() != after {
        return Ok(false);
    }
    if let Some(row) = &known {
        tx.unrule(&row.one, &row.other)?;
    }
    if let Some(row) = before {
        tx.rule(row)?;
    }
    Ok(true)
}

/// Puts a list back as it was; where others have changed it since, only what the act put there or took away.
fn take_back_list(
    tx: &Transaction<'_>,
    list: &str,
    before: &[ListedRow],
    after: &[ListedRow],
) -> Result<bool, Error> {
    let known = tx.list(list)?;
    if known == after {
        tx.put_list(list, before)?;
        return Ok(true);
    }
    let mut rows = known.clone();
    rows.retain(|row| !after.contains(row) || has_place(before, row));
    rows.extend(
        before.iter().filter(|row| !has_place(after, row) && !has_place(&known, row)).cloned(),
    );
    if rows == known {
        return Ok(false);
    }
    tx.put_list(list, &rows)?;
    Ok(true)
}

fn has_place(rows: &[ListedRow], wanted: &ListedRow) -> bool {
    rows.iter().any(|row| row.locator == wanted.locator)
}

/// Tells whether two notes are the same word by word, whatever their numbers.
pub(crate) fn is_same_note(one: &NoteRow, other: &NoteRow) -> bool {
    NoteRow { seq: 0, ..one.clone() } == NoteRow { seq: 0, ..other.clone() }
}

/// Tells whether a decision is on these two names, in whatever case and order.
pub(crate) fn is_same_pair(row: &RulingRow, names: [&str; 2]) -> bool {
    folded([&row.one, &row.other]) == folded(names)
}

fn folded(names: [&str; 2]) -> [String; 2] {
    let mut pair = names.map(text::fold);
    pair.sort_unstable();
    pair
}
