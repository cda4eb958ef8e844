//! `watch`: a list, held against what is new since a run.

use std::io::Write;
use std::path::PathBuf;

use answers::{Dossier, Watch, WatchHit};
use export::{Cell, Csv, Rows};

use crate::args::{TableForm, Watch as Args};
use crate::basis::Basis;
use crate::commands::export::workbook;
use crate::{Ended, list, place, print};

pub(crate) fn run(dossier: Option<PathBuf>, args: &Args, is_paged: bool) -> anyhow::Result<Ended> {
    let list = list::read(&args.list, args.column.as_deref(), args.queries)?;
    let dossier = place::open(dossier)?;
    place::warn_if_incomplete(&dossier)?;
    let since = if args.new { before_last(&dossier)? } else { args.since.unwrap_or(0) };
    let watch = dossier.watch(&list.rows, since)?;
    let mut out = args.out.open(&dossier, is_paged)?;
    match args.out.form() {
        TableForm::Json => print::json_line(&mut out, &watch)?,
        TableForm::Csv => rows(&mut Csv::begin(&mut out)?, &watch)?,
        TableForm::Xlsx => {
            let about = Basis::of(&dossier)?.about(&dossier, None)?;
            workbook(&mut out, "watch", &about, |book| Ok(rows(book, &watch)?))?;
        }
        TableForm::Table => table(&mut out, &watch)?,
    }
    out.flush()?;
    drop(out);
    print::say(&format!(
        "{} hits in {} items that are new since run {}; the next time: --since {}",
        watch.hits.len(),
        watch.new_items,
        watch.since,
        watch.last_run
    ));
    Ok(Ended::found(!watch.hits.is_empty()))
}

/// Returns the run before the last one.
fn before_last(dossier: &Dossier) -> anyhow::Result<u64> {
    Ok(dossier.ledger().last_run()?.map_or(0, |run| run.number.saturating_sub(1)))
}

fn table(out: &mut impl Write, watch: &Watch) -> anyhow::Result<()> {
    for hit in &watch.hits {
        let sure = hit.sure.map(|sure| format!(" ({})", sure.name())).unwrap_or_default();
        let place = hit.place.as_ref().map(|place| format!(", {}", print::line(place)));
        writeln!(
            out,
            "{:>6}  {}: {} {}{sure}\n        {}{}",
            hit.line,
            print::line(&hit.asked),
            hit.found_as,
            print::line(&hit.form),
            hit.locator,
            place.unwrap_or_default()
        )?;
    }
    Ok(())
}

fn rows(out: &mut impl Rows, watch: &Watch) -> std::io::Result<()> {
    out.row(&Cell::texts(["line", "asked", "found_as", "form", "sure", "place", "locator", "id"]))?;
    let row = |hit: &WatchHit| {
        vec![
            Cell::count(hit.line),
            Cell::from(hit.asked.as_str()),
            Cell::from(hit.found_as),
            Cell::from(hit.form.as_str()),
            Cell::from(hit.sure.map_or("", answers::Sureness::name)),
            Cell::some(hit.place.as_ref()),
            Cell::from(hit.locator.as_str()),
            Cell::from(hit.id.as_str()),
        ]
    };
    watch.hits.iter().try_for_each(|hit| out.row(&row(hit)))
}
