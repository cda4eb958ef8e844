//! What an Open XML package of a kind that has no reader of its own yields (ECMA-376 part 2, Open Packaging Conventions).

use crate::shared::ooxml::{Package, push_other_parts, report_properties};
use crate::{Error, Flow, Input, Sink};

/// Pushes what a package of any kind holds: properties, the text of its parts, its objects.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let package = Package::open(input)?;
    report_properties(&package, sink);
    match push_other_parts(&package, sink) {
        Flow::Continue => package.close(sink),
        Flow::Stop => Ok(()),
    }
}
