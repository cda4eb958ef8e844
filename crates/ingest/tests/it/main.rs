//! A trove becomes a dossier, in process: real workers, an index that can be told to fail.
#![allow(clippy::disallowed_methods, reason = "tests write troves and start threads")]

mod budgets;
mod index;
mod interrupted;
mod killed;
mod limits;
mod many;
mod named;
mod stamps;
mod support;
mod updated;
mod volumes;
