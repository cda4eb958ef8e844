//! What fixes a content, an item and a whole trove, and what does a later look at the trove differ in?
//!
//! - [`Digester`] takes every digest of a content in one read; [`item_id`] and [`key`] name items and other things.
//! - [`merkle`] binds many lines into one root, of which each line can be proven to be a part.
//! - [`manifest`] lists what was seen, in our own form and in those that other tools know.
//! - [`audit()`] compares what a manifest records with what is there now.
//! - [`Parts`] tell which bytes of a content are no longer what they were.
//! - [`Proof`] shows, without dossier or manifest, that one line stands under a root.
//!
//! ```
//! let digests = fixity::of(b"abc", &[]);
//! assert!(digests.sha256.to_string().starts_with("ba7816bf8f01cfea"));
//! assert!(digests.blake3.to_string().starts_with("6437b3ac38465133"));
//! ```

pub mod audit;
mod digester;
mod id;
pub mod manifest;
pub mod merkle;
mod parts;
mod proof;

pub use audit::audit;
pub use digester::{Digester, blake3_while, of, of_reader};
pub use id::{item_id, key};
pub use parts::{Difference, Part, Parts, compare_whole, joined};
pub use proof::{Proof, Tree};

/// Why a manifest or a proof could not be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A line says nothing that its form allows.
    #[error("line {line}: {what}")]
    Line {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// An entry of a form without lines says nothing that its form allows.
    #[error("entry {number}: {what}")]
    Entry {
        /// Counted from 1.
        number: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// It was written by a version of the program that knows more.
    #[error("it has version `{version}`, and only version 1 is known here")]
    Version {
        /// The version that it states, in printed form.
        version: String,
    },
    /// Its last line is not the digest of the lines above.
    #[error("it was altered or cut short: the last line is not the SHA-256 of those above")]
    Altered,
    /// Its header states other figures than its lines give.
    #[error("its header states another {of} than its lines give")]
    Header {
        /// What differs.
        of: &'static str,
    },
}
