//! Rights-managed mails ([MS-OXORMMS] §2.1.1), which a rights service alone opens.

use item::{EncryptedReason, Key};

use crate::{Error, Input, Sink};

/// Reports that a rights service opens the content.
pub(crate) fn extract(_: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    sink.metadata(Key::ENCRYPTION, "rights-managed mail");
    Err(Error::Encrypted(EncryptedReason::NeedsKey))
}
