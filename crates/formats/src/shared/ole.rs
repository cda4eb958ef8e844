//! What the formats in Compound Files share: storages and streams, property sets, embedded objects, pictures.

mod blip;
mod compound;
mod filetime;
mod macros;
mod object;
mod properties;
mod shapes;

pub(crate) use blip::push_pictures;
pub(crate) use compound::Compound;
pub(crate) use filetime::iso_8601;
pub(crate) use macros::push_macros;
pub(crate) use object::{push_content, push_packed, push_storage, push_whole, rewritten};
pub(crate) use properties::report as report_properties;
pub(crate) use shapes::shape_texts;
