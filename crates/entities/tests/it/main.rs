//! What the recogniser finds, told by cases and properties.

mod cases;
mod golden;
mod polarity;
mod properties;
mod segments;
