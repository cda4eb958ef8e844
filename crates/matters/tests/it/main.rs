//! Matters, from texts to what is joined.

mod bundle;
mod forms;
mod people;
mod references;
mod told;
