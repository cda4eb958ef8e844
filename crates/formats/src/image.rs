//! Pictures: their text waits to be read off.

use item::PartialReason;

use crate::{Error, Input, Sink};

/// Notes that the picture waits for its text to be read off.
#[expect(clippy::unnecessary_wraps, reason = "the signature of every extractor")]
pub(crate) fn extract(_: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    sink.partial(PartialReason::AwaitingOcr);
    Ok(())
}
