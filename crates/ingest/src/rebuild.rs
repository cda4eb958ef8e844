//! How the index is filled from ledger and store, without parsing anything again.

use ledger::{Filter, Ledger};
use search::{ContentRecord, IndexWriter};
use store::Packs;

use crate::Error;
use crate::commit::expected_batch;
use crate::record::{record, small};

/// How many contents are read from the ledger at once.
const PAGE: u32 = 256;

/// Empties the index and fills it with everything that the ledger holds. Returns the contents whose extraction cannot
/// be read back from the store.
pub(crate) fn refill(
    ledger: &Ledger,
    packs: &Packs,
    index: &mut dyn IndexWriter,
) -> Result<Vec<u64>, Error> {
    index.delete_all()?;
    let mut damaged = Vec::new();
    let mut after = 0;
    loop {
        let page = ledger.contents(after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.ord;
        for content in page {
            let Some(at) = content.location else { continue };
            match packs.read(&at) {
                Ok(extraction) => {
                    let mut record = ContentRecord::new(small(content.ord), &extraction);
                    let first = ledger.first_content_of(&content.digests.blake3)?;
                    record.same_bytes_as = small(first.unwrap_or(content.ord));
                    index.add_content(&record)?;
                }
                Err(_) => damaged.push(content.ord),
            }
        }
    }
    for item in ledger.items(Filter::default()) {
        index.add_item(&record(&item?, ledger)?)?;
    }
    index.commit(&expected_batch(ledger)?.unwrap_or_default())?;
    Ok(damaged)
}
