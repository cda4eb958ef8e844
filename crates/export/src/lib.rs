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
mod held;
mod lines;
mod markup;
mod most;
mod report;
mod tables;
mod xlsx;

pub use about::About;
pub use bag::Bag;
pub use cell::{Cell, Rows};
pub use csv::{Csv, csv_line};
pub use form::{Form, write};
pub use held::Held;
pub use markup::{escape, page_head};
pub use most::{Most, Written};
pub use tables::batch;
pub use xlsx::{Shortened, Workbook, workbook};

/// Why nothing was handed over.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The dossier cannot be read.
    #[error(transparent)]
    Answers(#[from] answers::Error),
    /// There are more items than are handed over at once.
    #[error(
        "these are {items} items, and a page gives {most} at most; `dossier export` gives any number"
    )]
    TooMany {
        /// How many there are.
        items: u64,
        /// How many are handed over.
        most: u64,
    },
    /// A workbook or a document would be too large.
    #[error(
        "the {form} would be larger than the {mib} MiB that are held in memory, at {count} of {of} items; narrow the query, or take `{instead}`, which has no bound"
    )]
    TooLarge {
        /// The form.
        form: &'static str,
        /// The bound, in MiB.
        mib: u64,
        /// How many items were written.
        count: u64,
        /// How many there are.
        of: u64,
        /// A form that is not held in memory.
        instead: &'static str,
    },
    /// What is handed over cannot be written.
    #[error("could not write the export")]
    Write(#[from] std::io::Error),
}
