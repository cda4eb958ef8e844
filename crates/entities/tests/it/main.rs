//! What the recogniser finds, told by cases and properties.

mod cases;
mod properties;
mod segments;
