//! Workers, seen from outside.

mod bad_items;
mod children;
mod figures;
mod guests;
mod parity;
mod pictures;
mod processes;
mod sources;
mod support;
