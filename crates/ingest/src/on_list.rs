//! Lists whose items people put in order.

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

/// Puts an item on a list, or moves it there; a remark takes the place of the one before, none leaves it. Returns the change;
/// nothing where the list is so already.
pub(crate) fn put(
    tx: &Transaction<'_>,
    fresh: ListedRow,
    remark: Option<&str>,
    at: &At,
) -> Result<Option<Change>, Error> {
    let list = fresh.list.clone();
    let before = tx.list(&list)?;
    let mut after = before.clone();
    let stood = position(&before, &fresh.blake3, &fresh.locator);
    let mut row = stood.map_or(fresh, |at| after.remove(at));
    if let Some(remark) = remark {
        remark.clone_into(&mut row.remark);
    }
    let of = |at: &Locator| {
        let found = after.iter().position(|row| row.locator == *at);
        found.ok_or_else(|| Error::NotListed { list: list.clone(), locator: at.to_string() })
    };
    let place = match at {
        At::AsItIs => stood.unwrap_or(after.len()),
        At::First => 0,
        At::Before(other) => of(other)?,
        At::After(other) => of(other)? + 1,
    };
    after.insert(place, row);
    replace(tx, list, before, after)
}

/// Takes an item off a list. Returns the change; nothing where it is not on it.
pub(crate) fn take_off(
    tx: &Transaction<'_>,
    list: &str,
    blake3: &Digest,
    locator: &Locator,
) -> Result<Option<Change>, Error> {
    let before = tx.list(list)?;
    let mut after = before.clone();
    if let Some(at) = position(&before, blake3, locator) {
        after.remove(at);
    }
    replace(tx, list.to_owned(), before, after)
}

fn replace(
    tx: &Transaction<'_>,
    list: String,
    before: Vec<ListedRow>,
    after: Vec<ListedRow>,
) -> Result<Option<Change>, Error> {
    if before == after {
        return Ok(None);
    }
    tx.put_list(&list, &after)?;
    Ok(Some(Change::Listed { list, before, after }))
}

/// Returns where an item stands on a list: by its place, or else by its content, so that copies are on it once.
fn position(rows: &[ListedRow], blake3: &Digest, locator: &Locator) -> Option<usize> {
    let at_place = rows.iter().position(|row| row.locator == *locator);
    let is_known = *blake3 != Digest::default();
    let of_content = || rows.iter().position(|row| is_known && row.blake3 == *blake3);
    at_place.or_else(of_content)
}
