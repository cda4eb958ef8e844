//! The forms in which what a query finds is handed over as one file.

use std::io::Write;

use answers::Dossier;

use crate::about::About;
use crate::csv::Csv;
use crate::graph::Graph;
use crate::held::Held;
use crate::most::{Most, Written, too_large};
use crate::xlsx::{Shortened, Workbook, workbook};
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

    /// Describes it to whoever chooses one.
    pub fn about(self) -> &'static str {
        match self {
            Self::Csv => "A row for each item, for a spreadsheet",
            Self::Xlsx => "The same as a workbook",
            Self::Jsonl => "A line of JSON for each item, with its texts and mentions",
            Self::Mentions => "A row for each mention, with the line that it stands in",
            Self::Ftm => "Entities of FollowTheMoney, for Aleph and its tools",
            Self::Graphml => "Papers, people, notices and bureaus as a graph, for Gephi",
            Self::Html => "One page that needs nothing else",
            Self::Docx => "A report for a word processor: each sentence with its source",
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

/// Writes what the query of `about` finds, all items without one, and states in it what of the query was not searched.
pub fn write(
    dossier: &Dossier,
    form: Form,
    about: &About,
    most: Most,
    out: &mut (impl Write + ?Sized),
) -> Result<Written, Error> {
    let mut out = out;
    let out = &mut out;
    if form == Form::Html {
        return report::report(dossier, about, most, out);
    }
    if form == Form::Docx {
        return docx::report(dossier, about, most, out);
    }
    let papers = dossier.papers(about.query.as_deref())?;
    let warnings = papers.warnings().to_vec();
    let of = papers.count_of_all();
    most.check(of)?;
    let about = &About { warnings: warnings.clone(), ..about.clone() };
    let mut shortened = Shortened::default();
    let mut done = 0;
    let count = match form {
        Form::Xlsx => {
            let counted = papers.inspect(|_| done += 1);
            let fill = |book: &mut Workbook<&mut Held>| tables::items(counted, None, book);
            let written = workbook(out, "items", about, most.held, fill);
            let written =
                written.map_err(|error| too_large(error, ("xlsx", "csv"), most.held, done, of));
            let (count, cut) = written?;
            shortened = cut;
            count
        }
        Form::Csv => tables::items(papers, Some(about), &mut Csv::begin(out)?)?,
        Form::Mentions => tables::mentions(papers, Some(about), &mut Csv::begin(out)?)?,
        Form::Jsonl => lines::json_lines(papers, about, out)?,
        Form::Ftm => ftm::entities(papers, about, out)?,
        Form::Graphml | Form::Html | Form::Docx => {
            let mut graph = Graph::begin(about, out)?;
            for paper in papers {
                graph.add(&paper?)?;
            }
            graph.end()?
        }
    };
    Ok(Written { count, shortened, warnings })
}
