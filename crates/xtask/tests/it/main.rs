//! The house keeps its own rules.
#![allow(clippy::disallowed_methods, reason = "the tests ask cargo")]

mod closed_sets;
mod edges;
mod outcomes;
mod sources;
