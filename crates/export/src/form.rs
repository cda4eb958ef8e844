//! The forms in which what a query finds is handed over as one file.

use std::io::{Cursor, Write};

use answers::Dossier;

use crate::about::About;
use crate::csv::Csv;
use crate::graph::Graph;
use crate::xlsx::{Shortened, Workbook};
use crate::{Error, docx, ftm, lines, report, tables};

/// A form of an export that is one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A row for each item, as CSV.
    Csv,
    /// The same as a workbook.
    Xlsx,
    /// A line of JSON for each item.
    Jsonl,
    /// A row for each mention, as CSV.
    Mentions,
    /// Entities of `FollowTheMoney`.
    Ftm,
    /// A graph.
    Graphml,
    /// A page.
    Html,
    /// A report for a word processor.
    Docx,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// How many of what [`Form::counted`] names.
    pub count: u64,
    /// What the form could not hold.
    pub shortened: Shortened,
}

impl Form {
    /// All forms, the one first that is taken where none is asked for.
    pub const ALL: [Self; 8] = [
        Self::Csv,
        Self::Xlsx,
        Self::Mentions,
        Self::Jsonl,
        Self::Ftm,
        Self::Graphml,
        Self::Html,
        Self::Docx,
    ];

    /// Returns the name by which it is asked for.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Jsonl => "jsonl",
            Self::Mentions => "mentions",
            Self::Ftm => "ftm",
            Self::Graphml => "graphml",
            Self::Html => "html",
            Self::Docx => "docx",
        }
    }

    /// Returns what the name of such a file ends in.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Mentions => "mentions.csv",
            Self::Ftm => "ftm.json",
            other => other.name(),
        }
    }

    /// Returns the media type of such a file.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv | Self::Mentions => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Jsonl | Self::Ftm => "application/jsonl",
            Self::Graphml => "application/xml",
            Self::Html => "text/html; charset=utf-8",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }

    /// Returns what of it is counted.
    pub fn counted(self) -> &'static str {
        match self {
            Self::Mentions => "mentions",
            Self::Ftm => "entities",
            Self::Graphml => "nodes",
            Self::Csv | Self::Xlsx | Self::Jsonl | Self::Html | Self::Docx => "items",
        }
    }
}

/// Writes what the query of `about` finds, all items without one.
pub fn write(
    dossier: &Dossier,
    form: Form,
    about: &About,
    out: &mut impl Write,
) -> Result<Written, Error> {
    let papers = dossier.papers(about.query.as_deref())?;
    let count = match form {
        Form::Xlsx => {
            let mut bytes = Cursor::new(Vec::new());
            let mut book = Workbook::begin(&mut bytes, "items")?;
            let count = tables::items(papers, None, &mut book)?;
            let shortened = book.end(about)?;
            out.write_all(bytes.get_ref())?;
            return Ok(Written { count, shortened });
        }
        Form::Csv => tables::items(papers, Some(about), &mut Csv::begin(out)?)?,
        Form::Mentions => tables::mentions(papers, Some(about), &mut Csv::begin(out)?)?,
        Form::Jsonl => lines::json_lines(papers, about, out)?,
        Form::Ftm => ftm::entities(papers, about, out)?,
        Form::Html => report::report(dossier, about, out)?,
        Form::Docx => docx::report(dossier, about, out)?,
        Form::Graphml => {
            let mut graph = Graph::default();
            for paper in papers {
                graph.add(&paper?);
            }
            graph.write(about, out)?;
            graph.nodes()
        }
    };
    Ok(Written { count, shortened: Shortened::default() })
}
