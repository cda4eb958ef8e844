//! What the crate shows to those who call it, on made and on real material.

mod archives;
mod corpora;
mod hostile;
mod kept;
mod office;
mod pdf;
mod real;
mod sink;
