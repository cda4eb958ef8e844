//! A printed form as labelled fields: what stands behind `Control No.:`, `Фамилия:`, `تاريخ الولادة:`.

mod cells;
mod fields;
mod line;
mod names;

pub(crate) use cells::enter;
pub use fields::{Field, fields, is_of_paper};
pub(crate) use line::is_rule;
pub use line::labels_of;
pub(crate) use names::{Part, join_fields, part_named, words};
