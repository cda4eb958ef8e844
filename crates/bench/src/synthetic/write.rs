//! How a paper is written in each format. All writers give the same bytes for the same paper.

use super::paper::Paper;
use super::random::Random;

mod mail;
mod office;
mod pdf;
mod plain;

pub(crate) use mail::{Attached, envelope, mail};
pub(crate) use office::zipped;

/// A format of a paper, and how it is written.
pub(crate) struct Writer {
    /// The id of the format.
    pub(crate) format: &'static str,
    /// The extension, with its dot.
    pub(crate) extension: &'static str,
    /// How many bytes of text a paper of this kind has, half of the time at least.
    pub(crate) median: usize,
    pub(crate) write: fn(&Paper, &mut Random) -> Vec<u8>,
}

/// The formats of single papers.
pub(crate) const WRITERS: &[Writer] = &[
    Writer { format: "text", extension: ".txt", median: 3000, write: plain::text },
    Writer { format: "html", extension: ".html", median: 5000, write: plain::html },
    Writer { format: "pdf", extension: ".pdf", median: 6000, write: pdf::pdf },
    Writer { format: "docx", extension: ".docx", median: 5000, write: office::docx },
    Writer { format: "xlsx", extension: ".xlsx", median: 4000, write: office::xlsx },
    Writer { format: "csv", extension: ".csv", median: 5000, write: plain::csv },
    Writer { format: "rtf", extension: ".rtf", median: 4000, write: plain::rtf },
    Writer { format: "odt", extension: ".odt", median: 5000, write: office::odt },
    Writer { format: "pptx", extension: ".pptx", median: 1500, write: office::pptx },
];

/// Returns the writer of a format of [`WRITERS`].
pub(crate) fn writer(format: &str) -> &'static Writer {
    WRITERS.iter().find(|writer| writer.format == format).unwrap_or(&WRITERS[0])
}

/// Returns text with what markup takes for its own written otherwise.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
