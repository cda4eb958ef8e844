//! The made-up trove is the same every time, and what a benchmark says of it is so.

mod trove;
