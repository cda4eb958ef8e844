//! How what was found is handed over: tables, JSON lines, graphs, entities, bundles.
//!
//! Everything is made from [`answers::Paper`], one after the other, and each file states what it rests on
//! ([`About`]): the query, the root of the files, the program and the time. No text of a trove becomes a formula, markup or
//! a command in it.

mod about;
mod bag;
mod cell;
mod csv;
mod docx;
mod form;
mod ftm;
mod graph;
mod lines;
mod markup;
mod report;
mod tables;
mod xlsx;

pub use about::About;
pub use bag::Bag;
pub use cell::{Cell, Rows};
pub use csv::{Csv, csv_line};
pub use form::{Form, Written, write};
pub use markup::escape;
pub use tables::batch;
pub use xlsx::{Shortened, Workbook};

/// Why nothing was handed over.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The dossier cannot be read.
    #[error(transparent)]
    Answers(#[from] answers::Error),
    /// What is handed over cannot be written.
    #[error("could not write the export")]
    Write(#[from] std::io::Error),
}
