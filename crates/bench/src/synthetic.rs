//! A made-up trove: the same number of files gives the same bytes on every machine, and what is in them is known.
//!
//! Each file depends on its number alone, so that a larger trove begins with the files of a smaller one and is made of
//! the same mixture. Words are spread as Zipf says, sizes as those of real files, one file in seventeen is a copy of
//! another. Persons, numbers and addresses are invented.

mod facts;
mod paper;
mod random;
mod tables;
mod trove;
mod truth;
mod words;
mod write;

pub use facts::{CLOSED, Named};
pub use paper::sample;
pub use trove::write;
pub use truth::{Check, Counts, Difference, Truth, check};
