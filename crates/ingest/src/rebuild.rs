//! How the index is filled from ledger and store, without parsing anything again.

use std::collections::BTreeSet;
use std::path::Path;

use ledger::{Filter, Ledger};
use search::{ContentRecord, IndexWriter};
use store::Packs;

use crate::Error;
use crate::commit::expected_batch;
use crate::dossier::PACKS;
use crate::record::{record, small};

/// Empties the index of the dossier that is locked and fills it from the store, without any trove. Its seal is broken by it.
pub fn refill(lock: &ledger::Lock, index: &mut dyn IndexWriter) -> Result<(), Error> {
    ledger::break_seal(lock.dir())?;
    let ledger = ledger::open_read(lock.dir())?;
    refill_from(&ledger, &Packs::open(&lock.dir().join(PACKS))?, index)?;
    Ok(())
}

/// Returns the items whose extraction cannot be read back from the store, in the order of locators.
pub fn unreadable_items(dossier: &Path) -> Result<BTreeSet<String>, Error> {
    let ledger = ledger::open_read(dossier)?;
    let packs = Packs::open(&dossier.join(PACKS))?;
    let mut lost = BTreeSet::new();
    ledger.each_content(|content| -> Result<(), Error> {
        let is_lost = content.location.is_some_and(|at| packs.read(&at).is_err());
        if is_lost {
            let items = ledger.items_of_content(content.ord)?;
            lost.extend(items.into_iter().map(|item| item.locator.to_string()));
        }
        Ok(())
    })?;
    Ok(lost)
}

/// Empties the index and fills it with everything that the ledger holds. Returns the contents whose extraction cannot
/// be read back from the store.
pub(crate) fn refill_from(
    ledger: &Ledger,
    packs: &Packs,
    index: &mut dyn IndexWriter,
) -> Result<Vec<u64>, Error> {
    index.delete_all()?;
    let mut damaged = Vec::new();
    ledger.each_content(|content| -> Result<(), Error> {
        let Some(at) = content.location else { return Ok(()) };
        let Ok(extraction) = packs.read(&at) else {
            damaged.push(content.ord);
            return Ok(());
        };
        let mut record = ContentRecord::new(small(content.ord), &extraction);
        let first = ledger.first_content_of(&content.digests.blake3)?;
        record.same_bytes_as = small(first.unwrap_or(content.ord));
        Ok(index.add_content(&record)?)
    })?;
    for item in ledger.items(Filter::default()) {
        index.add_item(&record(&item?, ledger)?)?;
    }
    index.commit(&expected_batch(ledger)?.unwrap_or_default())?;
    Ok(damaged)
}
