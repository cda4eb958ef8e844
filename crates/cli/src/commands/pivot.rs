//! `pivot`: items, or rows of a sheet, counted by two things at once.

use std::io::Write;
use std::path::PathBuf;

use answers::{Dossier, Measure, Pivot, SheetQuestion};
use anyhow::ensure;
use export::{Cell, Csv, Rows};
use serde::Serialize;

use crate::args::{Counted, Pivot as Args, PlotForm};
use crate::basis::Basis;
use crate::commands::export::workbook;
use crate::plot::{MOST_SERIES, Plot};
use crate::{Ended, known, place, print};

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    pivot: &'a Pivot,
    basis: &'a Basis,
}

pub(crate) fn run(dossier: Option<PathBuf>, args: &Args, is_paged: bool) -> anyhow::Result<Ended> {
    let dossier = place::open(dossier)?;
    let pivot = ask(&dossier, args)?;
    let basis = Basis::of(&dossier)?;
    let mut out = args.out.open(&dossier, is_paged)?;
    match args.out.form() {
        PlotForm::Table => table(&mut out, &pivot, &basis)?,
        PlotForm::Csv => rows(&mut Csv::begin(&mut out)?, &pivot)?,
        PlotForm::Xlsx => {
            let about = basis.clone().about(&dossier, pivot.query.as_deref())?;
            workbook(&mut out, "counts", &about, |book| Ok(rows(book, &pivot)?))?;
        }
        PlotForm::Json => print::json_line(&mut out, &Answer { pivot: &pivot, basis: &basis })?,
        PlotForm::Svg => out.write_all(plot(&pivot, &basis)?.as_bytes())?,
    }
    out.flush()?;
    drop(out);
    print::warnings(&pivot.warnings);
    for (left_out, what) in
        [(pivot.rows_left_out, &pivot.rows), (pivot.columns_left_out, &pivot.columns)]
    {
        if left_out > 0 {
            print::say(&format!(
                "{left_out} values of {what} are left out, the rarest ones; --limit sets how many are shown"
            ));
        }
    }
    Ok(Ended::found(!pivot.cells.is_empty()))
}

fn ask(dossier: &Dossier, args: &Args) -> anyhow::Result<Pivot> {
    if let Some(item) = &args.sheet_of {
        return Ok(dossier.sheet_pivot(&SheetQuestion {
            item: item.clone(),
            sheet: args.sheet.clone(),
            rows: args.rows.clone(),
            columns: args.columns.clone(),
            sum: args.sum.clone(),
        })?);
    }
    for dimension in [&args.rows, &args.columns] {
        known::is_among(
            dimension,
            "kind, field or period",
            answers::dimensions().collect::<Vec<_>>().into_iter(),
        )?;
    }
    let measure = match args.measure {
        Counted::Items => Measure::Items,
        Counted::Contents => Measure::Contents,
    };
    Ok(dossier.pivot(&args.rows, &args.columns, args.query.as_deref(), measure, args.limit)?)
}

fn shown(count: Option<f64>) -> String {
    count.map(|count| clean(count).to_string()).unwrap_or_default()
}

/// Returns a count, or a sum without what adding leaves behind its ninth decimal.
fn clean(sum: f64) -> f64 {
    // By way of decimals: scaled by a power of ten, sums of millions lose digits that they have.
    format!("{sum:.9}").parse().unwrap_or(sum)
}

/// Returns what is counted, over what.
fn title(pivot: &Pivot) -> String {
    let over = pivot.query.as_ref().map(|query| format!(" of {query}")).unwrap_or_default();
    format!("{}{over} by {} and {}", pivot.measure, pivot.rows, pivot.columns)
}

fn table(out: &mut impl Write, pivot: &Pivot, basis: &Basis) -> anyhow::Result<()> {
    let names: Vec<String> = pivot.row_values.iter().map(|value| print::line(value)).collect();
    let columns: Vec<String> = pivot.column_values.iter().map(|value| print::line(value)).collect();
    let longest = |texts: &[String]| texts.iter().map(|text| text.chars().count()).max();
    let first = longest(&names).unwrap_or(0).max(pivot.rows.len());
    let widths: Vec<usize> = columns.iter().map(|column| column.chars().count().max(6)).collect();
    let cells = |cells: Vec<String>| {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:>width$}"));
        padded.collect::<Vec<_>>().join("  ")
    };
    writeln!(out, "{:first$}  {}", print::line(&pivot.rows), cells(columns.clone()))?;
    for (name, row) in names.iter().zip(&pivot.cells) {
        writeln!(out, "{name:first$}  {}", cells(row.iter().map(|count| shown(*count)).collect()))?;
    }
    writeln!(out, "\n{}. {}", print::line(&title(pivot)), basis.line())?;
    Ok(())
}

fn rows(out: &mut impl Rows, pivot: &Pivot) -> std::io::Result<()> {
    let heading = std::iter::once(&pivot.rows).chain(&pivot.column_values);
    out.row(&Cell::texts(heading.map(String::as_str)))?;
    for (name, counts) in pivot.row_values.iter().zip(&pivot.cells) {
        let count =
            |count: &Option<f64>| count.map_or(Cell::from(""), |sum| Cell::Number(clean(sum)));
        let cells: Vec<Cell> =
            std::iter::once(Cell::from(name.as_str())).chain(counts.iter().map(count)).collect();
        out.row(&cells)?;
    }
    Ok(())
}

/// Draws the columns along the axis where they are periods, and else the rows; the other one makes the series.
fn plot(pivot: &Pivot, basis: &Basis) -> anyhow::Result<String> {
    let is_time = ["year", "month", "day", "dated", "date"].contains(&pivot.columns.as_str());
    let (labels, names) = if is_time {
        (&pivot.column_values, &pivot.row_values)
    } else {
        (&pivot.row_values, &pivot.column_values)
    };
    ensure!(
        names.len() <= MOST_SERIES,
        "a plot has at most {MOST_SERIES} series, and these are {}; use --limit, or another form",
        names.len()
    );
    ensure!(
        pivot.cells.iter().flatten().all(|count| count.is_none_or(|count| count >= 0.0)),
        "bars show no sums below zero; use another form"
    );
    let value = |series: usize, label: usize| {
        (if is_time { pivot.cells[series][label] } else { pivot.cells[label][series] })
            .unwrap_or(0.0)
    };
    let of_series = |(at, name): (usize, &'_ String)| {
        let values = (0..labels.len()).map(|label| value(at, label)).collect();
        (name.clone(), values)
    };
    let series: Vec<(String, Vec<f64>)> = names.iter().enumerate().map(of_series).collect();
    let series = series.iter().map(|(name, values)| (name.as_str(), values.clone())).collect();
    Ok(Plot { title: &title(pivot), labels, series, foot: &basis.line() }.svg())
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn sums_keep_the_digits_that_they_have() {
        for (sum, shown) in
            [(32_813_566_670.06, "32813566670.06"), (0.1 + 0.2, "0.3"), (-5.0, "-5"), (0.0, "0")]
        {
            assert_eq!(clean(sum).to_string(), shown);
        }
    }
}
