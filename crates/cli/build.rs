//! Names the readers that the program was built from, as provenance of what it makes.
#![allow(clippy::disallowed_methods, reason = "a build script reads its environment and sources")]
#![allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]

use std::io;
use std::path::{Path, PathBuf};

/// The rooms on which it depends what comes out of an item.
const ROOMS: [&str; 6] = ["item", "text", "names", "entities", "formats", "sandbox"];

fn main() -> io::Result<()> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut paths = vec![crates.join("../Cargo.lock")];
    for room in ROOMS {
        for folder in ["src", "data"] {
            collect(&crates.join(room).join(folder), &mut paths)?;
        }
    }
    paths.sort();
    let mut digest = Digest::default();
    for path in &paths {
        println!("cargo::rerun-if-changed={}", path.display());
        let name = path.strip_prefix(&crates).unwrap_or(path);
        digest.add(name.as_os_str().as_encoded_bytes());
        digest.add(&std::fs::read(path)?);
    }
    println!("cargo::rustc-env=DOSSIER_READERS={:016x}", digest.0);
    Ok(())
}

/// Adds the files beneath a folder, if it is there, and has cargo look for new ones.
fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else {
            paths.push(path);
        }
    }
    Ok(())
}

/// FNV-1a with 64 bits, over each part behind its length: the same on every machine and with every compiler.
struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    fn add(&mut self, part: &[u8]) {
        for byte in (part.len() as u64).to_be_bytes().iter().chain(part) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}
