//! Matters, from texts to what is joined.

mod bundle;
mod forms;
mod references;
mod told;
