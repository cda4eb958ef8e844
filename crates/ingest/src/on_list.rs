//! Lists whose items people put in order.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use item::{Digest, Locator};
use ledger::{ListedRow, Transaction};

use crate::Error;
use crate::undo::Change;

/// Where on a list an item goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// Where it stands; at the end, where it is not on the list.
    AsItIs,
    /// Before all others.
    First,
    /// Before another item of the list.
    Before(Locator),
    /// Behind another item of the list.
    After(Locator),
}

/// The lists that one act changes, each read and written once, however many items it puts there.
#[derive(Debug, Default)]
pub(crate) struct Lists(BTreeMap<String, Open>);

/// A list that is being changed.
#[derive(Debug)]
struct Open {
    before: Vec<ListedRow>,
    now: Vec<ListedRow>,
}

impl Lists {
    /// Puts an item on a list, or moves it there; a remark takes the place of the one before, none leaves it. Returns false
    /// where the list is so already.
    pub(crate) fn put(
        &mut self,
        tx: &Transaction<'_>,
        fresh: ListedRow,
        remark: Option<&str>,
        at: &At,
    ) -> Result<bool, Error> {
        let list = fresh.list.clone();
        let rows = &mut self.open(tx, &list)?.now;
        let stood = position(rows, &fresh.blake3, &fresh.locator);
        let known = stood.map(|at| rows.remove(at));
        let mut row = known.clone().unwrap_or(fresh);
        if let Some(remark) = remark {
            remark.clone_into(&mut row.remark);
        }
        let of = |at: &Locator| {
            let found = rows.iter().position(|row| row.locator == *at);
            found.ok_or_else(|| Error::NotListed { list, locator: at.to_string() })
        };
        let place = match at {
            At::AsItIs => stood.unwrap_or(rows.len()),
            At::First => 0,
            At::Before(other) => of(other)?,
            At::After(other) => of(other)? + 1,
        };
        let is_changed = stood != Some(place) || known.as_ref() != Some(&row);
        rows.insert(place, row);
        Ok(is_changed)
    }

    /// Takes an item off a list; returns false where it is not on it.
    pub(crate) fn take_off(
        &mut self,
        tx: &Transaction<'_>,
        list: &str,
        blake3: &Digest,
        locator: &Locator,
    ) -> Result<bool, Error> {
        let rows = &mut self.open(tx, list)?.now;
        let Some(at) = position(rows, blake3, locator) else { return Ok(false) };
        rows.remove(at);
        Ok(true)
    }

    fn open(&mut self, tx: &Transaction<'_>, list: &str) -> Result<&mut Open, Error> {
        Ok(match self.0.entry(list.to_owned()) {
            Entry::Occupied(open) => open.into_mut(),
            Entry::Vacant(free) => {
                let before = tx.list(list)?;
                free.insert(Open { now: before.clone(), before })
            }
        })
    }

    /// Writes the lists that are otherwise now; returns what changed.
    pub(crate) fn close(self, tx: &Transaction<'_>) -> Result<Vec<Change>, Error> {
        let mut changes = Vec::new();
        for (list, Open { before, now }) in self.0 {
            if before != now {
                tx.put_list(&list, &now)?;
                changes.push(Change::Listed { list, before, after: now });
            }
        }
        Ok(changes)
    }
}

/// Returns where an item stands on a list: by its place, or else by its content, so that copies are on it once.
fn position(rows: &[ListedRow], blake3: &Digest, locator: &Locator) -> Option<usize> {
    let at_place = rows.iter().position(|row| row.locator == *locator);
    let is_known = *blake3 != Digest::default();
    let of_content = || rows.iter().position(|row| is_known && row.blake3 == *blake3);
    at_place.or_else(of_content)
}
