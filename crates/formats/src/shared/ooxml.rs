//! What the Office Open XML formats share: parts, relationships, properties, drawings (ECMA-376, ISO/IEC 29500).

mod alternates;
mod comment;
mod drawing;
mod escapes;
mod other_parts;
mod package;
mod properties;
mod shape_data;

pub(crate) use alternates::Alternates;
pub(crate) use comment::Comment;
pub(crate) use drawing::Drawing;
pub(crate) use escapes::unescape;
pub(crate) use other_parts::{has_extension, numbered, push as push_other_parts, push_parts};
pub(crate) use package::{Package, Relation, link_relations};
pub(crate) use properties::{core_key, extended_key, report as report_properties};
