//! Which version this is.

/// The version of the program, part of the provenance of every dossier.
pub(crate) const LONG: &str = env!("CARGO_PKG_VERSION");
