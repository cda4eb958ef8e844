//! How the index is filled from ledger and store, without parsing anything again.

use ledger::{Filter, Ledger};
use search::{ContentRecord, IndexWriter};
use store::Packs;

use crate::Error;
use crate::commit::{location, payload, record, small};

/// How many contents are read from the ledger at once.
const PAGE: u32 = 256;

/// Fills an empty index with everything that the ledger holds.
pub(crate) fn fill(
    ledger: &Ledger,
    packs: &Packs,
    index: &mut dyn IndexWriter,
) -> Result<(), Error> {
    let mut after = 0;
    loop {
        let page = ledger.contents(after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.ord;
        for content in page {
            let Some(at) = content.location else { continue };
            let extraction = packs.read(&location(at))?;
            index.add_content(&ContentRecord::new(small(content.ord), &extraction))?;
        }
    }
    for item in ledger.items(Filter::default()) {
        index.add_item(&record(item?))?;
    }
    index.commit(&payload(ledger)?)?;
    Ok(())
}
