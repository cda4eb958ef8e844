//! The house keeps its own rules.
#![allow(clippy::disallowed_methods, reason = "the tests ask cargo")]

mod circles;
mod closed_sets;
mod edges;
mod libraries;
mod outcomes;
mod sources;
