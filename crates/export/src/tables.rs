//! Items and mentions as tables.

use std::io;

use answers::{AnnotationLine, BATCH_COLUMNS, BatchRow, ItemAnswer, Paper, printed_place};
use item::Mention;

use crate::Error;
use crate::about::About;
use crate::cell::{Cell, Rows};

/// The columns of a table of items.
const ITEMS: [&str; 19] = [
    "id",
    "locator",
    "title",
    "date",
    "date_source",
    "format",
    "media_type",
    "size",
    "outcome",
    "reason",
    "languages",
    "layers",
    "tags",
    "notes",
    "lists",
    "copies",
    "blake3",
    "sha256",
    "cite",
];
/// The columns of a table of mentions.
const MENTIONS: [&str; 14] = [
    "kind",
    "value",
    "written",
    "sentence",
    "place",
    "layer",
    "start",
    "end",
    "confidence",
    "role",
    "id",
    "locator",
    "blake3",
    "sha256",
];
/// What each row states besides where a table has no other place for it.
const ABOUT: [&str; 7] = [
    "query",
    "files_root",
    "program",
    "exported_at",
    "items_in_dossier",
    "not_searched",
    "warnings",
];
/// Which of them a list states, whose rows have queries and warnings of their own.
const OF_LIST: std::ops::Range<usize> = 1..6;
/// How much of a line around a mention is shown on each side, in bytes.
const AROUND: usize = 160;

/// Writes a row for each item; each row states what it rests on where `about` is given.
pub(crate) fn items(
    papers: impl Iterator<Item = Result<Paper, answers::Error>>,
    about: Option<&About>,
    out: &mut impl Rows,
) -> Result<u64, Error> {
    head(&ITEMS, about, out)?;
    let mut count = 0;
    for paper in papers {
        out.row(&[item(&paper?.answer), basis(about)].concat())?;
        count += 1;
    }
    Ok(count)
}

/// Writes a row for each mention.
pub(crate) fn mentions(
    papers: impl Iterator<Item = Result<Paper, answers::Error>>,
    about: Option<&About>,
    out: &mut impl Rows,
) -> Result<u64, Error> {
    head(&MENTIONS, about, out)?;
    let mut count = 0;
    for paper in papers {
        let paper = paper?;
        for found in &paper.mentions {
            out.row(&[mention(&paper, found), basis(about)].concat())?;
            count += 1;
        }
    }
    Ok(count)
}

/// Writes the rows of a list with their answers, the columns of the list first; each row states what it rests on where
/// `about` is given.
pub fn batch(
    columns: &[String],
    lines: &[BatchRow],
    about: Option<&About>,
    out: &mut (impl Rows + ?Sized),
) -> io::Result<()> {
    let own = columns.iter().map(String::as_str);
    let columns_of_all = ["line"].into_iter().chain(own).chain(BATCH_COLUMNS);
    let about_columns = about.map_or(&[][..], |_| &ABOUT[OF_LIST]);
    out.row(&Cell::texts(columns_of_all.chain(about_columns.iter().copied())))?;
    for row in lines {
        let mut cells = vec![Cell::count(row.line)];
        cells.extend(row.own_cells(columns.len()).map(Cell::from));
        let answer = row.answer.cells();
        cells
            .extend(BATCH_COLUMNS.iter().zip(&answer).map(|(column, text)| answered(column, text)));
        cells.extend(basis(about).get(OF_LIST).into_iter().flatten().cloned());
        out.row(&cells)?;
    }
    Ok(())
}

/// Returns a cell of an answer: counts are numbers.
fn answered(column: &str, text: &str) -> Cell {
    let is_count = ["papers", "items", "hidden", "born"].contains(&column);
    let count = text.parse().ok().filter(|_| is_count);
    count.map_or_else(|| Cell::from(text), Cell::count)
}

fn head(columns: &[&str], about: Option<&About>, out: &mut impl Rows) -> io::Result<()> {
    let more: &[&str] = if about.is_some() { &ABOUT } else { &[] };
    out.row(&Cell::texts(columns.iter().chain(more).copied()))
}

fn basis(about: Option<&About>) -> Vec<Cell> {
    let Some(about) = about else { return Vec::new() };
    let query = about.query.as_deref().unwrap_or_default();
    let mut cells = Cell::texts([query, &about.files_root, &about.program, &about.exported_at]);
    cells.extend([about.items, about.not_searched].map(Cell::count));
    cells.push(Cell::Text(about.warnings.join("; ")));
    cells
}

fn item(answer: &ItemAnswer) -> Vec<Cell> {
    let line = &answer.item;
    let joined = |texts: Vec<&str>| Cell::Text(texts.join("; "));
    let tags = answer.annotations.iter().filter_map(|line| line.tag.as_deref()).collect();
    let notes = answer.annotations.iter().filter_map(|line| line.note.as_deref()).collect();
    let on_list = |line: &AnnotationLine| {
        let remark = line.remark.as_ref().map(|remark| format!(": {remark}"));
        Some(format!("{}{}", line.list.as_ref()?, remark.unwrap_or_default()))
    };
    let lists: Vec<String> = answer.annotations.iter().filter_map(on_list).collect();
    vec![
        Cell::from(line.id.as_str()),
        Cell::from(line.locator.as_str()),
        Cell::some(answer.title.as_ref()),
        Cell::some(answer.date.as_ref()),
        Cell::some(answer.date_source.as_ref()),
        Cell::from(line.format.as_str()),
        Cell::some(answer.media_type.as_ref()),
        line.size.map_or_else(|| Cell::from(""), Cell::count),
        Cell::from(line.outcome.as_str()),
        Cell::some(line.reason.as_ref()),
        Cell::Text(answer.languages.join("; ")),
        Cell::Text(answer.layers.join("; ")),
        joined(tags),
        joined(notes),
        joined(lists.iter().map(String::as_str).collect()),
        Cell::count(answer.duplicates.len() as u64),
        Cell::some(line.blake3.as_ref()),
        Cell::some(line.sha256.as_ref()),
        Cell::from(answer.cite.as_str()),
    ]
}

fn mention(paper: &Paper, mention: &Mention) -> Vec<Cell> {
    let line = &paper.answer.item;
    vec![
        Cell::from(mention.kind.name()),
        Cell::from(mention.normal.as_str()),
        Cell::from(mention.surface.as_str()),
        Cell::from(line_around(paper, mention).unwrap_or_default().trim()),
        Cell::Text(printed_place(&mention.place).unwrap_or_default()),
        Cell::from(mention.layer.name()),
        Cell::count(mention.start as u64),
        Cell::count(mention.end as u64),
        Cell::Number(rounded(mention.confidence)),
        Cell::Text(mention.role.map(|role| role.name().to_owned()).unwrap_or_default()),
        Cell::from(line.id.as_str()),
        Cell::from(line.locator.as_str()),
        Cell::some(line.blake3.as_ref()),
        Cell::some(line.sha256.as_ref()),
    ]
}

/// Returns a confidence to two decimals: it is no more exact than that.
fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 100.0).round() / 100.0
}

/// Returns the line that a mention stands in, or of a long one what is near.
fn line_around<'p>(paper: &'p Paper, mention: &Mention) -> Option<&'p str> {
    let text = &paper.segments.get(mention.segment as usize)?.text;
    let before = text.get(..mention.start)?;
    let behind = text.get(mention.end..)?;
    let nearest = before.ceil_char_boundary(before.len().saturating_sub(AROUND));
    let start = before[nearest..].rfind('\n').map_or(nearest, |at| nearest + at + 1);
    let furthest = behind.floor_char_boundary(AROUND);
    let end = behind[..furthest].find('\n').unwrap_or(furthest);
    text.get(start..mention.end + end)
}
