//! The index against the naive engine, and what becomes of it on disk.

mod disk;
mod equal;
mod trove;
