//! Changes that reach into a package: what is packed and digested hides its parts from changes of single bytes.

use std::io::{Cursor, Read, Write};

use libfuzzer_sys::fuzzer_mutate;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Larger parts are kept as they are. In bytes.
const LARGEST: u64 = 1 << 20;

/// Changes a part of a package half the time, else the bytes themselves; returns how many there are now.
pub fn mutate(data: &mut [u8], size: usize, room: usize, seed: u32) -> usize {
    if seed % 2 == 1
        && let Some(changed) = changed(&data[..size], room, seed as usize / 2)
    {
        data[..changed.len()].copy_from_slice(&changed);
        return changed.len();
    }
    fuzzer_mutate(data, size, room)
}

/// The package with one part changed and nothing packed; nothing where it is none, or would not fit.
fn changed(package: &[u8], room: usize, seed: usize) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(package)).ok()?;
    let chosen = seed.checked_rem(archive.len())?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for number in 0..archive.len() {
        let part = archive.by_index(number).ok()?;
        let name = part.name().ok()?.into_owned();
        let mut bytes = Vec::new();
        part.take(LARGEST).read_to_end(&mut bytes).ok()?;
        if number == chosen {
            let length = bytes.len();
            bytes.resize(length + 256, 0);
            let room = bytes.len();
            let changed = fuzzer_mutate(&mut bytes, length, room);
            bytes.truncate(changed);
        }
        writer.start_file(name, stored).ok()?;
        writer.write_all(&bytes).ok()?;
    }
    let bytes = writer.finish().ok()?.into_inner();
    (bytes.len() <= room).then_some(bytes)
}
