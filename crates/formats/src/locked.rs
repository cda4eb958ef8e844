//! Formats that say of themselves that they are locked.

use item::{EncryptedReason, Key};

use crate::{Error, Input, Sink};

/// Reports that a key opens the content.
pub(crate) fn by_key(_: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    sink.metadata(Key::ENCRYPTION, "OpenPGP");
    Err(Error::Encrypted(EncryptedReason::NeedsKey))
}
