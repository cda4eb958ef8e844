//! What can be proven of a trove, and to whom?
//!
//! - [`manifest()`] lists what a dossier saw, with both Merkle roots.
//! - [`survey()`] reads and digests what lies under the trove folders now; [`audit()`] compares that with a manifest and
//!   gives the answer of `verify`.
//! - [`read_bag`] reads what a bag lists of itself, for an audit of it.
//! - [`original()`] hands out the bytes of an item, checked against the digest that was recorded.
//! - [`join`] lays the volumes of a split file together.
//! - [`seal()`] notes which bytes the dossier's own files have, and [`check_seal`] finds those that have others.
//! - [`prove`] makes a proof that one item stands under a root, and [`check`] reads it against a file, without dossier.
//!
//! The trove is opened for reading alone. Nothing is printed and no file is made but the seal of a dossier, and
//! an unlinked one for large members and for what was split.

mod answer;
mod audit;
mod bag;
mod change;
mod error;
mod joined;
mod log;
mod manifest;
mod member;
mod original;
mod ots;
mod proof;
mod seal;
mod signature;
mod stamp;
mod statement;
mod survey;

pub use answer::{AuditAnswer, Move};
pub use audit::{Reference, audit};
pub use bag::read_bag;
pub use change::{Bytes, Change};
pub use error::Error;
pub use joined::{Joined, join};
pub use log::{Deed, LogAnswer, append_lines, check_log, note};
pub use manifest::manifest;
pub use member::Tools;
pub use original::{Original, original};
pub use ots::{Block, NoBlock, OtsClaim, OtsError, OtsProof, ots_proof, read_ots};
pub use proof::{Checked, check, prove};
pub use seal::{SealAnswer, amend, check_ledger, check_seal, check_small, seal};
pub use signature::{SignatureError, SigningKey, check_signature};
pub use stamp::{Stamp, StampError, read_stamp, stamp_request};
pub use statement::{NoStatement, Statement};
pub use survey::{GoOn, Taken, survey};
