//! Items as JSON lines: all that is known of each, for programs.

use std::io::Write;

use answers::{ItemAnswer, Paper, printed_place};
use item::{Mark, Mention};
use serde::Serialize;

use crate::Error;
use crate::about::About;

/// The first line: what the others rest on.
#[derive(Serialize)]
struct First<'a> {
    about: &'a About,
}

/// An item with its texts and mentions.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    answer: &'a ItemAnswer,
    texts: Vec<Part<'a>>,
    mentions: &'a [Mention],
}

#[derive(Serialize)]
struct Part<'a> {
    place: Option<String>,
    layer: &'static str,
    text: &'a str,
    marks: &'a [Mark],
}

/// Writes what the lines rest on, and a line for each item.
pub(crate) fn json_lines(
    papers: impl Iterator<Item = Result<Paper, answers::Error>>,
    about: &About,
    out: &mut impl Write,
) -> Result<u64, Error> {
    line(out, &First { about })?;
    let mut count = 0;
    for paper in papers {
        let paper = paper?;
        let text = |segment| Part::of(segment);
        let texts = paper.segments.iter().map(text).collect();
        line(out, &Line { answer: &paper.answer, texts, mentions: &paper.mentions })?;
        count += 1;
    }
    Ok(count)
}

impl<'a> Part<'a> {
    fn of(segment: &'a item::Segment) -> Self {
        Self {
            place: printed_place(&segment.place),
            layer: segment.layer.name(),
            text: &segment.text,
            marks: &segment.marks,
        }
    }
}

/// Writes one JSON value and a line end.
pub(crate) fn line(out: &mut impl Write, value: &impl Serialize) -> Result<(), Error> {
    serde_json::to_writer(&mut *out, value).map_err(std::io::Error::from)?;
    Ok(out.write_all(b"\n")?)
}
