//! What the targets share: a sink that holds readers to their rules, and a mutator that reaches into packages.

mod package;
mod strict;

pub use package::mutate;
pub use strict::Strict;

use formats::{Bytes, Format, Input, Limits};
use item::Declared;

/// What a reader may yield here: enough to see it go on, and little enough to see it stop.
pub const LIMITS: Limits =
    Limits { text_bytes: 1 << 20, members: 1_000, inflated_bytes: 8 << 20, nesting: 256 };

/// Bytes as an item without a name.
pub fn input(bytes: &[u8]) -> Input {
    Input {
        bytes: Bytes::copy_from_slice(bytes),
        volumes: Vec::new(),
        name: Vec::new(),
        declared: Declared::default(),
        passwords: ["secret"].iter().map(ToString::to_string).collect(),
        limits: LIMITS,
    }
}

/// The format that `DOSSIER_FORMAT` names.
pub fn format() -> &'static Format {
    let id = std::env::var("DOSSIER_FORMAT").expect("DOSSIER_FORMAT names a format");
    Format::by_id(&id).expect("the format is in the table")
}

/// Has a panic that a reader catches pass, as it does in a worker.
pub fn let_readers_catch() {
    drop(std::panic::take_hook());
}
