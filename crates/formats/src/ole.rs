//! Compound files that are no document of their own: objects out of other documents, and macros.

use crate::shared::ole::{Compound, push_content, push_macros, report_properties};
use crate::{Error, Flow, Input, Sink};

/// Pushes the file that is packed in an object, or the modules of macros.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let file = Compound::open(&input.bytes)
        .ok_or_else(|| Error::Malformed("it does not begin as a Compound File".into()))?;
    report_properties(&file, sink);
    let object = push_content(&file, sink);
    let macros = push_macros(&file, &file.root(), sink);
    match (object, macros) {
        (None, None) => Err(Error::Unsupported("an object without a file in it".into())),
        (Some(Flow::Stop), _) | (_, Some(_) | None) => Ok(()),
    }
}
