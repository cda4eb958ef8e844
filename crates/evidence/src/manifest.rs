//! The list of what a dossier saw.

use fixity::manifest::{FileLine, ItemLine, Manifest};
use fixity::merkle;
use item::Status;
use ledger::{Filter, ItemRow, Ledger};

/// Makes the manifest of everything that the ledger holds now; it names the program and settings of the last run, which
/// made the items.
pub fn manifest(ledger: &Ledger) -> Result<Manifest, ledger::Error> {
    let mut files = Vec::new();
    let mut items = merkle::Builder::default();
    for row in ledger.items(Filter::default()) {
        let row = row?;
        if row.locator.members.is_empty() {
            files.push(file_line(&row));
        }
        items.push(item_line(row).leaf_hash());
    }
    let mut manifest = Manifest::new(files);
    if let Some(run) = ledger.runs()?.pop() {
        manifest.program = format!("dossier {}", run.program);
        manifest.settings = run.settings;
    }
    manifest.items = items.count();
    manifest.items_root = items.root();
    Ok(manifest)
}

fn file_line(row: &ItemRow) -> FileLine {
    let is_closed = matches!(row.outcome.status(), Status::Skipped | Status::Unreadable);
    FileLine {
        locator: row.locator.clone(),
        digests: row.digests.clone(),
        modified_ns: row.modified,
        closed: is_closed.then_some(row.outcome),
    }
}

/// Returns the line by which an item stands under the items root.
pub(crate) fn item_line(row: ItemRow) -> ItemLine {
    ItemLine {
        id: row.id,
        locator: row.locator,
        digests: row.digests,
        format: row.format,
        outcome: row.outcome,
    }
}
