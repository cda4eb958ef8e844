//! One line that says which item is meant, for anybody who holds the trove.

use ledger::ItemRow;

use crate::Dossier;

impl Dossier {
    /// Returns one line with the locator of an item, its size and its digests; a member also names the file on disk
    /// that holds it, with the digest of that.
    pub fn cite(&self, item: &ItemRow) -> Result<String, crate::Error> {
        let mut line = cited(item);
        if item.parent.is_some() {
            let top = item::Locator::new(item.locator.trove.clone(), item.locator.path.clone());
            if let Some(top) = self.ledger.item_by_locator(&top)? {
                line = format!("{line}; in {}", cited(&top));
            }
        }
        Ok(line)
    }
}

fn cited(item: &ItemRow) -> String {
    match &item.digests {
        Some(digests) => format!(
            "{}, {} bytes, sha256:{}, blake3:{}",
            item.locator, digests.size, digests.sha256, digests.blake3
        ),
        None => format!("{} ({})", item.locator, item.outcome),
    }
}
