//! A record of a pack: what can be decoded is encoded again, and comes out the same.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use item::{Extraction, Location};
use libfuzzer_sys::fuzz_target;
use store::{Packs, Record, VERSION};
use tempfile::TempDir;

static FOLDER: LazyLock<TempDir> =
    LazyLock::new(|| tempfile::tempdir_in("/dev/shm").expect("there is room in memory"));

const HEADER: u64 = 16;

fuzz_target!(|bytes: &[u8]| {
    let packed = zstd::bulk::compress(bytes, 1).expect("memory takes it");
    let (len, raw_len) = (packed.len() as u32 + 12, bytes.len() as u32);
    let record = [b"\xd0rec", &len.to_le_bytes()[..], &raw_len.to_le_bytes(), &packed].concat();
    if let Some(extraction) =
        read(FOLDER.path(), &record, Location { pack: 1, offset: HEADER, len, raw_len })
    {
        Record::of(&extraction).expect("what was decoded is encoded");
    }
    // The same bytes as a record that is not even packed.
    let location = Location {
        pack: 1,
        offset: HEADER,
        len: raw_len,
        raw_len: u32::from(bytes.first().copied().unwrap_or(0)),
    };
    read(FOLDER.path(), bytes, location);
});

fn read(folder: &Path, record: &[u8], location: Location) -> Option<Extraction> {
    let pack = [b"DOSSPACK", &VERSION.to_le_bytes()[..], &1_u32.to_le_bytes(), record].concat();
    std::fs::write(folder.join("000001.pack"), pack).expect("there is room in memory");
    Packs::open(folder).expect("the folder is there").read(&location).ok()
}
