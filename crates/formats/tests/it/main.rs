//! What the crate shows to those who call it, on made and on real material.

mod archives;
mod calendar;
mod corpora;
mod expected;
mod golden;
mod hostile;
mod kept;
mod lists;
mod mutated;
mod odf;
mod office;
mod ole;
mod packed;
mod pdf;
mod pst;
mod real;
mod redacted;
mod rtf;
mod sink;
mod small;
mod store;
mod volumes;
mod xls;
mod xlsb;
