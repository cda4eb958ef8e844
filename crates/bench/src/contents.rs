//! What a dossier keeps of each content.

use item::Extraction;
use ledger::Ledger;
use store::Packs;

use crate::Error;

/// Calls `look` with every content's number and what was extracted from it.
pub(crate) fn each(
    ledger: &Ledger,
    packs: &Packs,
    at_once: u32,
    mut look: impl FnMut(u64, &Extraction) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut last = 0;
    loop {
        let rows = ledger.contents(last, at_once)?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = end.ord;
        for row in &rows {
            let Some(at) = row.location else { continue };
            look(row.ord, &packs.read(&at)?)?;
        }
    }
}
