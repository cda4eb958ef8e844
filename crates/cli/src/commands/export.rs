//! `export`: what a query finds, to hand over.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use answers::{Dossier, Paper};
use anyhow::{Context, ensure};
use evidence::Deed;
use export::{About, Bag, Form, Held, Most, Shortened, Workbook, Written};

use crate::args::{Export as Args, ExportForm};
use crate::basis::Basis;
use crate::commands::log;
use crate::{Ended, clock, place, print, workers};

/// What whoever hands over an original ought to know.
const ORIGINALS: &str = "originals can harm: they hold authors, printers, edits and hidden text that may tell who leaked them, and may attack the program that opens them";

pub(crate) fn run(dossier: Option<PathBuf>, args: &Args) -> anyhow::Result<Ended> {
    ensure!(
        args.format == ExportForm::Bag || !args.originals,
        "--originals is for `--format bagit`"
    );
    let folder = place::to_read(dossier)?;
    let dossier = place::open_at(&folder)?;
    let about = Basis::of(&dossier)?.of_export(args.query.as_deref());
    let (written, counted) = match args.format {
        ExportForm::Bag => (bag(&folder, &dossier, args, &about)?, "items"),
        ExportForm::File(form) => (file(&dossier, form, args, &about)?, form.counted()),
    };
    let Written { count, warnings, .. } = written;
    print::warnings(&warnings);
    print::say(&format!("{count} {counted} exported. {}", About { warnings, ..about }.line()));
    drop(dossier);
    // The query stays out of the log: whom a newsroom asks for is nobody's business to whom the dossier is handed on.
    let words = format!("{count} {counted} as {}", args.format.name());
    log::note(&folder, Deed::Exported, &words);
    Ok(Ended::found(count > 0))
}

/// Writes an export that is one file.
fn file(dossier: &Dossier, form: Form, args: &Args, about: &About) -> anyhow::Result<Written> {
    let mut out: Box<dyn Write> = match &args.output {
        Some(path) => Box::new(BufWriter::new(place::output_file(path, dossier)?)),
        None => Box::new(print::out()),
    };
    let written = export::write(dossier, form, about, Most::default(), &mut out)?;
    out.flush()?;
    warn_of(written.shortened);
    Ok(written)
}

/// Reports what a workbook could not hold.
fn warn_of(shortened: Shortened) {
    for (count, what) in
        [(shortened.cut_cells, "cells are cut"), (shortened.left_out, "rows are left out")]
    {
        if count > 0 {
            print::say(&format!(
                "warning: {count} {what}: a spreadsheet takes no more; `csv` does"
            ));
        }
    }
}

/// Writes a workbook whose rows `fill` writes, and reports what it could not hold.
pub(crate) fn workbook<T>(
    out: &mut impl Write,
    sheet: &str,
    about: &About,
    fill: impl FnOnce(&mut Workbook<&mut Held>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let (filled, shortened) = export::workbook(out, sheet, about, Most::default().held, fill)?;
    warn_of(shortened);
    Ok(filled)
}

fn bag(folder: &Path, dossier: &Dossier, args: &Args, about: &About) -> anyhow::Result<Written> {
    let root = args.output.as_deref().context("a bundle is a folder; name one with -o")?;
    let root = place::output_folder(root, dossier)?;
    let papers = dossier.papers(about.query.as_deref())?;
    let warnings = papers.warnings().to_vec();
    let about = &About { warnings: warnings.clone(), ..about.clone() };
    let mut bag = Bag::begin(&root)?;
    if args.originals {
        print::say(&format!("warning: {ORIGINALS}"));
    }
    let originals = Originals::of(folder, args)?;
    for paper in papers {
        let paper = paper?;
        if args.originals {
            originals.add(&mut bag, dossier, &paper)?;
        }
        bag.add(paper)?;
    }
    let day = clock::stamp();
    let day = day.split('T').next().unwrap_or_default();
    let count = bag.end(about, &dossier.coverage()?, day)?;
    Ok(Written { count, warnings, ..Written::default() })
}

/// Why an original is left out, as the bag states it.
struct LeftOut(evidence::Error);

impl std::fmt::Display for LeftOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.without_places())
    }
}

/// What it takes to read originals out of the trove.
struct Originals {
    pool: sandbox::Pool,
    scratch: PathBuf,
}

impl Originals {
    fn of(folder: &Path, args: &Args) -> anyhow::Result<Self> {
        Ok(Self {
            pool: workers::pool(args.passwords.as_deref())?,
            scratch: place::scratch(folder),
        })
    }

    /// Puts the original of an item into a bag; one that cannot be read is reported and left out.
    fn add(&self, bag: &mut Bag, dossier: &Dossier, paper: &Paper) -> anyhow::Result<()> {
        let item = dossier.item_by_id(&paper.answer.item.id)?;
        let tools = evidence::Tools { pool: &self.pool, scratch: &self.scratch };
        let added = bag.add_original(&paper.answer, |out| {
            let read =
                |mut original: evidence::Original| original.read(|chunk| out.write_all(chunk));
            evidence::original(dossier.ledger(), &item, tools).and_then(read).map_err(LeftOut)
        })?;
        if let Err(LeftOut(error)) = added {
            print::say(&format!("warning: the original is left out: {error}"));
        }
        Ok(())
    }
}
