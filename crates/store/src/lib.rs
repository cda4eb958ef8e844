//! What was extracted from a content: compressed records in packs, written once and read by offset.
//!
//! A pack is a file `000001.pack` that begins with the format's name, version and the pack's own number; records
//! follow one another. A pack that a writer has left is never changed again. A reader checks every record against its
//! [`item::Location`] and against a checksum of its content: damage is an error that names pack and offset, never other
//! content.

mod error;
mod packs;
mod record;
mod writer;

use std::path::{Path, PathBuf};

pub use error::Error;
pub use packs::Packs;
pub use record::{MAX_RECORD, Record};
pub use writer::{PACK_SIZE, Writer};

/// The version of packs that is written and read; a change of `item::Extraction` needs another one.
pub const VERSION: u32 = 2;

const NAME: [u8; 8] = *b"DOSSPACK";

const HEADER: usize = 16;

/// Returns the first bytes of the pack with a number.
fn header(pack: u32) -> [u8; HEADER] {
    let mut header = [0; HEADER];
    header[..8].copy_from_slice(&NAME);
    header[8..12].copy_from_slice(&VERSION.to_le_bytes());
    header[12..].copy_from_slice(&pack.to_le_bytes());
    header
}

fn path(dir: &Path, pack: u32) -> PathBuf {
    dir.join(format!("{pack:06}.pack"))
}

/// Returns the highest number of a pack in `dir`, or 0 where there is none.
fn last_pack(dir: &Path) -> std::io::Result<u32> {
    let mut last = 0;
    for entry in std::fs::read_dir(dir)? {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| name.strip_suffix(".pack"));
        last = last.max(number.and_then(|number| number.parse().ok()).unwrap_or(0));
    }
    Ok(last)
}
