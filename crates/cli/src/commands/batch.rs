//! `batch`: a list of names or queries, asked line by line.

use std::io::Write;
use std::path::PathBuf;

use answers::{Asked, BatchLine, BatchStatus, Dossier, SearchRequest};
use serde::Serialize;

use crate::args::{Batch as Args, BatchForm};
use crate::basis::Basis;
use crate::list::List;
use crate::screen::Screen;
use crate::{Ended, batch_page, place, print, workers};

/// What a list found, line by line, and what it rests on.
#[derive(Serialize)]
pub(crate) struct Batch {
    /// The columns of the list.
    pub(crate) columns: Vec<String>,
    pub(crate) lines: Vec<Row>,
    pub(crate) foot: Foot,
}

/// A line of the list with its answer.
#[derive(Clone, Serialize)]
pub(crate) struct Row {
    /// The number of the line in the list, from 1.
    pub(crate) line: u64,
    /// What was asked for, as the list has it.
    pub(crate) asked: String,
    /// The cells of the list.
    pub(crate) cells: Vec<String>,
    #[serde(flatten)]
    pub(crate) answer: BatchLine,
}

/// How many lines ended in which way, and what that rests on.
#[derive(Serialize)]
pub(crate) struct Foot {
    pub(crate) found: usize,
    pub(crate) absent: usize,
    pub(crate) blank: usize,
    #[serde(flatten)]
    pub(crate) basis: Basis,
}

pub(crate) fn run(dossier: Option<PathBuf>, args: &Args, is_paged: bool) -> anyhow::Result<Ended> {
    let list = List::read(&args.list, args.column.as_deref(), args.queries)?;
    let dossier = place::open(dossier)?;
    place::warn_if_incomplete(&dossier)?;
    let mut out: Box<dyn Write> = match &args.output {
        Some(path) => Box::new(std::io::BufWriter::new(place::output_file(path, &dossier)?)),
        None => Box::new(Screen::open(is_paged && args.format == BatchForm::Table)),
    };
    if args.format == BatchForm::Datashare {
        datashare(&mut out, &dossier, &list)?;
    }
    let batch = ask(&dossier, list)?;
    match args.format {
        BatchForm::Table => table(&mut out, &batch)?,
        BatchForm::Csv => csv(&mut out, &batch)?,
        BatchForm::Json => print::json_line(&mut out, &batch)?,
        BatchForm::Html => out.write_all(batch_page::of(&batch).as_bytes())?,
        BatchForm::Datashare => {}
    }
    out.flush()?;
    drop(out);
    if args.format != BatchForm::Table {
        print::say(&batch.foot.line());
        let warned = batch.lines.iter().filter(|row| !row.answer.warnings.is_empty());
        for row in warned {
            print::say(&format!("warning: line {}: {}", row.line, row.answer.warnings.join("; ")));
        }
    }
    Ok(Ended::found(batch.foot.found > 0))
}

/// Asks the lines on all processors; the answers stand in the order of the list.
fn ask(dossier: &Dossier, list: List) -> anyhow::Result<Batch> {
    let share = list.rows.len().div_ceil(workers::processors()).max(1);
    let shares = std::thread::scope(|threads| {
        let list = &list;
        let ask = |rows| Ok::<_, answers::Error>((dossier.reopen()?, rows));
        let started: Vec<_> = list
            .rows
            .chunks(share)
            .map(|rows| {
                ask(rows).map(|(own, rows)| threads.spawn(move || ask_rows(&own, list, rows)))
            })
            .collect::<Result<_, _>>()?;
        let joined = started.into_iter().map(std::thread::ScopedJoinHandle::join);
        joined
            .map(|share| share.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect::<Result<Vec<_>, _>>()
    })?;
    let lines = shares.concat();
    let foot = Foot::of(dossier, &lines)?;
    Ok(Batch { columns: list.columns, lines, foot })
}

fn ask_rows(
    dossier: &Dossier,
    list: &List,
    rows: &[(u64, Vec<String>)],
) -> Result<Vec<Row>, answers::Error> {
    let line = |(line, cells): &(u64, Vec<String>)| {
        let asked = list.asked(cells);
        let answer = dossier.batch_line(&asked)?;
        Ok(Row { line: *line, asked: shown(&asked), cells: cells.clone(), answer })
    };
    rows.iter().map(line).collect()
}

fn shown(asked: &Asked) -> String {
    match asked {
        Asked::Query(query) => query.clone(),
        Asked::Name { names, .. } => names.first().cloned().unwrap_or_default(),
    }
}

impl Foot {
    fn of(dossier: &Dossier, lines: &[Row]) -> anyhow::Result<Self> {
        let of = |status| lines.iter().filter(|line| line.answer.status == status).count();
        Ok(Self {
            found: of(BatchStatus::Found),
            absent: of(BatchStatus::Absent),
            blank: of(BatchStatus::Blank),
            basis: Basis::of(dossier)?,
        })
    }

    /// Returns it as a sentence.
    pub(crate) fn line(&self) -> String {
        let Self { found, absent, blank, basis } = self;
        let blank = if *blank > 0 { format!(", {blank} blank") } else { String::new() };
        format!(
            "{found} found, {absent} absent{blank}. Absent means absent in what was searched. {}",
            basis.line()
        )
    }
}

fn table(out: &mut impl Write, batch: &Batch) -> anyhow::Result<()> {
    writeln!(
        out,
        "{:>6}  {:<8} {:<8} {:>6} {:>6}  name",
        "line", "status", "sure", "papers", "items"
    )?;
    for Row { line, asked, answer, .. } in &batch.lines {
        let sure = answer.sure.map_or("", answers::Sureness::name);
        let counts = format!("{:>6} {:>6}", answer.papers, answer.items);
        writeln!(
            out,
            "{line:>6}  {:<8} {sure:<8} {counts}  {}",
            answer.status.name(),
            print::line(asked)
        )?;
        for more in remarks(answer) {
            writeln!(out, "{:34}  {}", "", print::line(&more))?;
        }
    }
    writeln!(out, "\n{}", batch.foot.line())?;
    Ok(())
}

/// Returns what stands beneath a line for readers: how the name is written and where it stands first.
fn remarks(answer: &BatchLine) -> Vec<String> {
    let mut remarks = Vec::new();
    if !answer.forms.is_empty() {
        remarks.push(format!("as {}", forms(answer, ", ")));
    }
    if let Some(first) = &answer.first {
        remarks.push(format!("first in {}", first.locator));
    }
    if answer.hidden > 0 {
        remarks.push(format!("in hidden text of {} items", answer.hidden));
    }
    if let Some(born) = answer.born {
        remarks.push(format!("{born} of the items mention the date of birth"));
    }
    if !answer.near.is_empty() {
        remarks.push(format!("near words: {}", answer.near.join(", ")));
    }
    remarks.extend(answer.warnings.iter().map(|warning| format!("warning: {warning}")));
    remarks
}

/// Returns the ways in which the name is written, each with its reasons.
fn forms(answer: &BatchLine, between: &str) -> String {
    let forms = answer.forms.iter().map(|form| format!("{} ({})", form.form, form.why.join(", ")));
    forms.collect::<Vec<_>>().join(between)
}

/// The columns that a line gets besides its own.
pub(crate) const COLUMNS: [&str; 16] = [
    "status", "sure", "papers", "items", "hidden", "born", "forms", "first", "id", "blake3",
    "date", "place", "layer", "snippet", "near", "query",
];

/// Returns the cells that a line gets besides its own, in the order of [`COLUMNS`].
pub(crate) fn cells(answer: &BatchLine) -> [String; 16] {
    let first = answer.first.as_ref();
    let snippet = first.and_then(|first| first.snippet.as_ref());
    let text = |value: Option<&String>| value.cloned().unwrap_or_default();
    [
        answer.status.name().to_owned(),
        answer.sure.map(answers::Sureness::name).unwrap_or_default().to_owned(),
        answer.papers.to_string(),
        answer.items.to_string(),
        answer.hidden.to_string(),
        answer.born.map(|born| born.to_string()).unwrap_or_default(),
        forms(answer, "; "),
        text(first.map(|first| &first.locator)),
        text(first.map(|first| &first.id)),
        text(first.and_then(|first| first.blake3.as_ref())),
        text(first.and_then(|first| first.date.as_ref())),
        text(snippet.and_then(|snippet| snippet.place.as_ref())),
        text(snippet.map(|snippet| &snippet.layer)),
        text(snippet.map(|snippet| &snippet.text)),
        answer.near.join("; "),
        answer.query.clone(),
    ]
}

fn csv(out: &mut impl Write, batch: &Batch) -> anyhow::Result<()> {
    let heading =
        ["line"].into_iter().chain(batch.columns.iter().map(String::as_str)).chain(COLUMNS);
    let heading: Vec<String> = heading.map(print::csv_cell).collect();
    // Spreadsheets take a list without the mark for one in the code page of the machine, and break every script but one.
    writeln!(out, "\u{feff}{}", heading.join(","))?;
    for line in &batch.lines {
        let mut row = vec![line.line.to_string()];
        row.extend(
            (0..batch.columns.len()).map(|at| line.cells.get(at).cloned().unwrap_or_default()),
        );
        row.extend(cells(&line.answer));
        let row: Vec<String> = row.iter().map(|cell| print::csv_cell(cell)).collect();
        writeln!(out, "{}", row.join(","))?;
    }
    Ok(())
}

/// Writes the columns of a batch search of Datashare: a row for each document of each query.
fn datashare(out: &mut impl Write, dossier: &Dossier, list: &List) -> anyhow::Result<()> {
    writeln!(
        out,
        "query,documentUrl,documentId,rootId,contentType,contentLength,documentPath,documentDirname,creationDate,documentNumber"
    )?;
    for (_, cells) in &list.rows {
        let asked = list.asked(cells);
        let Some(query) = asked.query() else { continue };
        let request = SearchRequest {
            limit: usize::MAX,
            facets: vec!["outcome".to_owned()],
            fold: false,
            ..SearchRequest::new(query)
        };
        let (_, hits) = dossier.search_by_hit(&request)?;
        for (number, hit) in hits.enumerate() {
            let hit = hit?;
            let folder = hit.locator.rsplit_once('/').map_or("", |(folder, _)| folder);
            let root = dossier.family(&dossier.item(&hit.id)?)?;
            let root = root.first().map(|root| root.id.to_string()).unwrap_or_default();
            let row = [
                shown(&asked),
                String::new(),
                hit.id.clone(),
                root,
                hit.media_type.clone(),
                hit.size.map(|size| size.to_string()).unwrap_or_default(),
                hit.locator.clone(),
                folder.to_owned(),
                hit.date.clone().unwrap_or_default(),
                number.to_string(),
            ];
            writeln!(out, "{}", row.map(|cell| print::csv_cell(&cell)).join(","))?;
        }
    }
    Ok(())
}
