//! Pictures: their text waits to be read off.

use item::Reason;

use crate::{Error, Input, Sink};

/// Notes that the picture waits for its text to be read off.
pub(crate) fn extract(_: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    sink.partial(Reason::AwaitingOcr);
    Ok(())
}
