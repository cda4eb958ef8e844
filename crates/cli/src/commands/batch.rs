//! `batch`: a list of names or queries, asked line by line.

use std::io::Write;
use std::path::PathBuf;

use answers::{AskedRow, BatchCounts, BatchLine, BatchList, BatchRow, Dossier, SearchRequest};
use export::Csv;
use serde::Serialize;

use crate::args::{Batch as Args, BatchForm};
use crate::basis::Basis;
use crate::commands::export::workbook;
use crate::screen::Screen;
use crate::{Ended, batch_page, list, place, print, workers};

/// What a list found, line by line, and what it rests on.
#[derive(Serialize)]
pub(crate) struct Batch {
    /// The columns of the list.
    pub(crate) columns: Vec<String>,
    pub(crate) lines: Vec<BatchRow>,
    pub(crate) foot: Foot,
}

/// How many lines ended in which way, and what that rests on.
#[derive(Serialize)]
pub(crate) struct Foot {
    #[serde(flatten)]
    pub(crate) counts: BatchCounts,
    #[serde(flatten)]
    pub(crate) basis: Basis,
}

pub(crate) fn run(dossier: Option<PathBuf>, args: &Args, is_paged: bool) -> anyhow::Result<Ended> {
    let list = list::read(&args.list, args.column.as_deref(), args.queries)?;
    let dossier = place::open(dossier)?;
    place::warn_if_incomplete(&dossier)?;
    let mut out: Box<dyn Write> = match &args.output {
        Some(path) => Box::new(std::io::BufWriter::new(place::output_file(path, &dossier)?)),
        None => Box::new(Screen::open(is_paged && args.form() == BatchForm::Table)),
    };
    if args.form() == BatchForm::Datashare {
        datashare(&mut out, &dossier, &list)?;
    }
    let batch = ask(&dossier, list)?;
    match args.form() {
        BatchForm::Table => table(&mut out, &batch)?,
        BatchForm::Csv => {
            let about = batch.foot.basis.clone().about(&dossier, None)?;
            let mut csv = Csv::begin(&mut out)?;
            export::batch(&batch.columns, &batch.lines, Some(&about), &mut csv)?;
        }
        BatchForm::Xlsx => {
            let about = batch.foot.basis.clone().about(&dossier, None)?;
            workbook(&mut out, "list", &about, |book| {
                Ok(export::batch(&batch.columns, &batch.lines, None, book)?)
            })?;
        }
        BatchForm::Json => print::json_line(&mut out, &batch)?,
        BatchForm::Html => out.write_all(batch_page::of(&batch).as_bytes())?,
        BatchForm::Datashare => {}
    }
    out.flush()?;
    drop(out);
    if args.form() != BatchForm::Table {
        print::say(&batch.foot.line());
        let warned = batch.lines.iter().filter(|row| !row.answer.warnings.is_empty());
        for row in warned {
            print::say(&format!("warning: line {}: {}", row.line, row.answer.warnings.join("; ")));
        }
    }
    Ok(Ended::found(batch.foot.counts.found > 0))
}

/// Asks the lines on all processors; the answers stand in the order of the list.
fn ask(dossier: &Dossier, list: BatchList) -> anyhow::Result<Batch> {
    let share = list.rows.len().div_ceil(workers::processors()).max(1);
    let shares = std::thread::scope(|threads| {
        let start = |rows| {
            let own = dossier.reopen()?;
            Ok::<_, answers::Error>(threads.spawn(move || own.batch_rows(rows)))
        };
        let started: Vec<_> = list.rows.chunks(share).map(start).collect::<Result<_, _>>()?;
        let joined = started.into_iter().map(std::thread::ScopedJoinHandle::join);
        joined
            .map(|share| share.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect::<Result<Vec<_>, _>>()
    })?;
    let lines = shares.concat();
    let foot = Foot { counts: BatchCounts::of(&lines), basis: Basis::of(dossier)? };
    Ok(Batch { columns: list.columns, lines, foot })
}

impl Foot {
    /// Returns it as a sentence.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.counts.line(), self.basis.line())
    }
}

fn table(out: &mut impl Write, batch: &Batch) -> anyhow::Result<()> {
    writeln!(
        out,
        "{:>6}  {:<8} {:<8} {:>6} {:>6}  name",
        "line", "status", "sure", "papers", "items"
    )?;
    for BatchRow { line, asked, answer, .. } in &batch.lines {
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
        remarks.push(format!("as {}", answer.forms_line(", ")));
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

/// Writes the columns of a batch search of Datashare: a row for each document of each query.
fn datashare(out: &mut impl Write, dossier: &Dossier, list: &BatchList) -> anyhow::Result<()> {
    out.write_all(b"query,documentUrl,documentId,rootId,contentType,contentLength,documentPath,documentDirname,creationDate,documentNumber\r\n")?;
    for AskedRow { asked, .. } in &list.rows {
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
                asked.shown().to_owned(),
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
            out.write_all(export::csv_line(row.iter().map(String::as_str)).as_bytes())?;
        }
    }
    Ok(())
}
