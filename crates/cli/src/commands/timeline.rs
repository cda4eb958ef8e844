//! `timeline`: items by the dates that they mention.

use std::io::Write;
use std::path::PathBuf;

use export::{Cell, Csv, Rows};
use serde::Serialize;

use crate::args::{By, PlotForm, Timeline as Args};
use crate::basis::Basis;
use crate::commands::export::workbook;
use crate::plot::Plot;
use crate::{Ended, place, print};

/// The longest bar, in characters.
const BAR: usize = 40;

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    timeline: &'a answers::Timeline,
    basis: &'a Basis,
}

pub(crate) fn run(dossier: Option<PathBuf>, args: &Args, is_paged: bool) -> anyhow::Result<Ended> {
    let dossier = place::open(dossier)?;
    let by = match args.by {
        By::Year => "year",
        By::Month => "month",
        By::Day => "day",
    };
    let timeline = dossier.timeline(by, args.query.as_deref())?;
    let basis = Basis::of(&dossier)?;
    let mut out = args.out.open(&dossier, is_paged)?;
    match args.out.form() {
        PlotForm::Table => table(&mut out, &timeline, &basis)?,
        PlotForm::Csv => rows(&mut Csv::begin(&mut out)?, &timeline)?,
        PlotForm::Xlsx => {
            let about = basis.clone().about(&dossier, timeline.query.as_deref())?;
            workbook(&mut out, "timeline", &about, |book| Ok(rows(book, &timeline)?))?;
        }
        PlotForm::Json => {
            print::json_line(&mut out, &Answer { timeline: &timeline, basis: &basis })?;
        }
        PlotForm::Svg => out.write_all(plot(&timeline, &basis).as_bytes())?,
    }
    out.flush()?;
    drop(out);
    print::warnings(&timeline.warnings);
    Ok(Ended::found(!timeline.periods.is_empty()))
}

fn title(timeline: &answers::Timeline) -> String {
    let over = timeline.query.as_ref().map(|query| format!(" of {query}")).unwrap_or_default();
    format!("items{over} by {} mentioned", timeline.by)
}

fn table(out: &mut impl Write, timeline: &answers::Timeline, basis: &Basis) -> anyhow::Result<()> {
    let most = timeline.periods.iter().map(|period| period.items).max().unwrap_or(1);
    for period in &timeline.periods {
        let length =
            usize::try_from(period.items.saturating_mul(BAR as u64).div_ceil(most)).unwrap_or(BAR);
        writeln!(
            out,
            "{:<10}  {:>8} items  {:>8} contents  {}",
            period.period,
            period.items,
            period.contents,
            "#".repeat(length)
        )?;
    }
    writeln!(out, "\n{}. {}", print::line(&title(timeline)), basis.line())?;
    Ok(())
}

fn rows(out: &mut impl Rows, timeline: &answers::Timeline) -> std::io::Result<()> {
    out.row(&Cell::texts([timeline.by.as_str(), "items", "contents"]))?;
    timeline.periods.iter().try_for_each(|period| {
        out.row(&[
            Cell::from(period.period.as_str()),
            Cell::count(period.items),
            Cell::count(period.contents),
        ])
    })
}

#[expect(clippy::cast_precision_loss, reason = "no dossier has 2^53 items")]
fn plot(timeline: &answers::Timeline, basis: &Basis) -> String {
    let labels: Vec<String> = timeline.periods.iter().map(|period| period.period.clone()).collect();
    let values = timeline.periods.iter().map(|period| period.items as f64).collect();
    Plot {
        title: &title(timeline),
        labels: &labels,
        series: vec![("items", values)],
        foot: &basis.line(),
    }
    .svg()
}
