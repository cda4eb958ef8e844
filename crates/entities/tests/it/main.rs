//! What the recogniser finds, told by cases and properties.

mod cases;
mod golden;
mod properties;
mod segments;
