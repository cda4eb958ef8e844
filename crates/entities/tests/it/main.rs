//! What the recogniser finds, told by cases and properties.

mod cases;
mod dates;
mod findings;
mod golden;
mod polarity;
mod properties;
mod segments;
mod states;
