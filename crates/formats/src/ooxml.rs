//! What the Office Open XML formats share: parts, relationships, properties, drawings (ECMA-376, ISO/IEC 29500).

mod comment;
mod drawing;
mod links;
mod package;
mod properties;
mod prose;
mod remains;
mod xml;

pub(crate) use comment::Comment;
pub(crate) use drawing::Drawing;
pub(crate) use links::Links;
pub(crate) use package::{Package, Relation};
pub(crate) use properties::{custom_key, report as report_properties};
pub(crate) use prose::Prose;
pub(crate) use remains::{has_extension, numbered, push as push_remains};
pub(crate) use xml::{Element, Event, Xml, entity};

use crate::{Error, Flow, Input, Sink};

/// Pushes what a package of any kind holds: properties, the text of its parts, its objects.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let package = Package::open(input)?;
    report_properties(&package, sink);
    match push_remains(&package, sink) {
        Flow::Continue => package.close(sink),
        Flow::Stop => Ok(()),
    }
}
