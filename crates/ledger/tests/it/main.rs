//! What the ledger promises.

mod annotations;
mod items;
mod listing;
mod migrating;
mod opening;
mod progress;
mod safety;

use item::{
    Basis, Digest, Digests, ItemId, Layer, Location, Locator, Outcome, PartialReason, Stamps,
    Warning, WarningCode,
};
use ledger::{ContentRow, ItemRow};

fn at(printed: &str) -> Locator {
    printed.parse().expect("printed form is valid")
}

/// An id that differs for each locator.
fn id(printed: &str) -> ItemId {
    let mut id = [0_u8; 16];
    for (at, byte) in printed.bytes().enumerate() {
        id[at % 16] = id[at % 16].wrapping_mul(31).wrapping_add(byte).wrapping_add(1);
    }
    ItemId(id)
}

fn item(printed: &str, run: u64) -> ItemRow {
    let locator = at(printed);
    ItemRow {
        ord: 0,
        id: id(printed),
        parent: locator.parent().map(|parent| id(&parent.to_string())),
        locator,
        kind: "file".into(),
        size: Some(3),
        modified: Some(-1),
        digests: None,
        content: None,
        format: "text".into(),
        basis: Basis::Signature,
        warnings: vec![Warning::new(WarningCode::LinkTarget, "odd \"quotes\"")],
        outcome: Outcome::Extracted,
        text_bytes: 3,
        first_run: run,
        last_run: run,
        gone_run: None,
    }
}

fn content(byte: u8) -> ContentRow {
    ContentRow {
        ord: 0,
        key: Digest([byte; 32]),
        digests: Digests {
            size: 3,
            blake3: Digest([byte; 32]),
            sha256: Digest([byte.wrapping_add(100); 32]),
            more: [(item::Algorithm::Sha1, vec![byte; 20])].into(),
        },
        format: "pdf".into(),
        basis: Basis::Structure,
        media_type: Some("application/pdf".into()),
        location: Some(Location { pack: 1, offset: 1 << 40, len: 7, raw_len: u32::MAX }),
        outcome: Outcome::Partial(PartialReason::AwaitingOcr),
        text_bytes: 12,
        title: Some("Title".into()),
        date: Some("2024-03-01".into()),
        languages: vec!["ru".into(), "en".into()],
        layers: [Layer::Body, Layer::Deleted].into_iter().collect(),
        stamps: Stamps { identification: 1, reader: 2, recognition: 3 },
    }
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("temporary folders can be made")
}

fn writer(dir: &tempfile::TempDir) -> ledger::Writer {
    ledger::open_write(dir.path()).expect("the ledger can be made")
}

fn put(writer: &mut ledger::Writer, items: &[ItemRow]) -> Vec<u64> {
    let ords = writer.transaction(|tx| items.iter().map(|item| tx.put_item(item)).collect());
    ords.map_err(|error: ledger::Error| error).expect("items can be put")
}
