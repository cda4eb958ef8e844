//! What the formats in Compound Files share: storages and streams, property sets, embedded objects, pictures.

mod blip;
mod compound;
mod filetime;
mod object;
mod properties;

pub(crate) use blip::push_pictures;
pub(crate) use compound::Compound;
pub(crate) use filetime::iso_8601;
pub(crate) use object::{push_packed, push_storage, push_whole, rewritten};
pub(crate) use properties::report as report_properties;
