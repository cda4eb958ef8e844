//! Stub.
use crate::{Error, Input, Sink};
pub(crate) fn extract(_: &Input, _: &mut dyn Sink) -> Result<(), Error> {
    Err(Error::Unsupported("stub".into()))
}
