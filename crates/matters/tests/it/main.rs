//! Matters, from texts to what is joined.

mod bundle;
mod references;
mod told;
