//! Manifests as they are written to disk and read back.
//!
//! - `manifests`: every form, read back; hostile manifests
//! - `coreutils`: what `sha256sum` and `b3sum` say of ours, and what we read of theirs

mod coreutils;
mod manifests;

use item::{Algorithm, Locator, Outcome, SkippedReason};

use fixity::manifest::{FileLine, Form, Manifest, Written, write};

/// Makes the line of a file at `path` with its path as content.
fn file(path: &[u8]) -> FileLine {
    FileLine {
        locator: Locator::new("", path),
        digests: Some(fixity::of(path, &[Algorithm::Md5, Algorithm::Sha1])),
        modified_ns: Some(1_700_000_000_123_456_789),
        closed: None,
    }
}

/// Makes the line of a named pipe.
fn pipe(path: &[u8]) -> FileLine {
    let closed = Some(Outcome::Skipped(SkippedReason::Fifo));
    FileLine { digests: None, modified_ns: None, closed, ..file(path) }
}

/// Writes a manifest of `files`.
fn written(files: Vec<FileLine>, form: Form) -> (Vec<u8>, Written) {
    let mut bytes = Vec::new();
    let written = write(&Manifest::new(files), form, &mut bytes).expect("memory takes all");
    (bytes, written)
}
