//! Matters, from texts to what is joined.

mod bundle;
mod forms;
mod papers;
mod people;
mod references;
mod subjects;
mod told;
