//! Items counted by two things at once; each count leads to its items.

use answers::{Dossier, Measure, Pivot};
use askama::Template;

use super::frame::Frame;
use super::links::{self, Narrowing};
use super::safe_text::{Exact, SafeText};
use crate::failure::Failure;
use crate::params::{Parameter, Params, Shape};
use crate::requests::present;
use crate::site::Site;

/// How many values of each are shown, unless asked otherwise, and at most.
const FIRST: usize = 20;
const MOST: usize = 200;

pub(super) const PARAMETERS: &[Parameter] = &[
    Parameter { name: "rows", about: "a kind, a field or a period", shape: Shape::Text },
    Parameter { name: "columns", about: "a kind, a field or a period", shape: Shape::Text },
    Parameter { name: "q", about: "only in what this query finds", shape: Shape::Text },
    Parameter {
        name: "measure",
        about: "what is counted",
        shape: Shape::Word(&["items", "contents"]),
    },
    Parameter { name: "limit", about: "how many values of each", shape: Shape::Number(MOST) },
];

#[derive(Template)]
#[template(path = "pivot.html")]
struct PivotPage {
    frame: Frame,
    rows: Vec<(&'static str, bool)>,
    columns: Vec<(&'static str, bool)>,
    query: Exact,
    is_of_contents: bool,
    limit: usize,
    heading: &'static str,
    names: Vec<SafeText>,
    table: Vec<(SafeText, Vec<Cell>)>,
    left_out: Vec<SafeText>,
    foot: SafeText,
}

/// A count, and the search for what is counted where it is not nothing.
struct Cell {
    count: SafeText,
    link: Option<String>,
}

pub(super) fn show(dossier: &Dossier, site: &Site, params: &Params) -> Result<String, Failure> {
    let rows = dimension(params.text("rows"), "notice")?;
    let columns = dimension(params.text("columns"), "year")?;
    let query = present(params.text("q"));
    let measure = match params.text("measure") {
        Some("contents") => Measure::Contents,
        _ => Measure::Items,
    };
    let limit = params.number("limit").unwrap_or(FIRST);
    let pivot = dossier.pivot(rows, columns, query, measure, limit)?;
    let typed = query.unwrap_or_default();
    let choices = |chosen: &str| answers::dimensions().map(|name| (name, name == chosen)).collect();
    Ok(PivotPage {
        frame: Frame::new(&site.title, "A table of counts").at("start").warned(&pivot.warnings),
        rows: choices(rows),
        columns: choices(columns),
        query: Exact::text(typed),
        is_of_contents: measure == Measure::Contents,
        limit,
        heading: rows,
        names: pivot
            .column_values
            .iter()
            .map(|value| SafeText::text(&site.named(columns, value)))
            .collect(),
        table: table(&pivot, site, (rows, columns), typed),
        left_out: left_out(&pivot),
        foot: SafeText::sentence(&site.basis(dossier)?),
    }
    .render()?)
}

fn dimension(asked: Option<&str>, usual: &'static str) -> Result<&'static str, Failure> {
    let Some(asked) = present(asked) else { return Ok(usual) };
    answers::dimensions().find(|known| *known == asked).ok_or_else(|| {
        let asked = item::escape(asked.as_bytes());
        Failure::bad(format!("`{asked}` is no kind, field or period"))
    })
}

fn table(
    pivot: &Pivot,
    site: &Site,
    (rows, columns): (&str, &str),
    typed: &str,
) -> Vec<(SafeText, Vec<Cell>)> {
    let row = |(row, counts): (&String, &Vec<Option<f64>>)| {
        let cell = |(column, count): (&String, &Option<f64>)| {
            let is_some = count.is_some_and(|count| count > 0.0);
            let narrowings = || [narrowing(rows, row), narrowing(columns, column)];
            Cell {
                count: count.map_or_else(SafeText::default, counted),
                link: is_some.then(|| links::search(typed, &narrowings())),
            }
        };
        let cells = pivot.column_values.iter().zip(counts).map(cell).collect();
        (SafeText::text(&site.named(rows, row)), cells)
    };
    pivot.row_values.iter().zip(&pivot.cells).map(row).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of items")]
fn counted(count: f64) -> SafeText {
    SafeText::number(count as u64)
}

/// Returns what asks for a value: a period is asked for as a date.
pub(super) fn narrowing(dimension: &str, value: &str) -> Narrowing {
    let is_period = matches!(dimension, "year" | "month" | "day");
    let field = if is_period { "date" } else { dimension };
    Narrowing { field: field.to_owned(), value: value.to_owned() }
}

fn left_out(pivot: &Pivot) -> Vec<SafeText> {
    [(pivot.rows_left_out, &pivot.rows), (pivot.columns_left_out, &pivot.columns)]
        .into_iter()
        .filter(|(left_out, _)| *left_out > 0)
        .map(|(left_out, of)| {
            SafeText::text(&format!("{left_out} values of {of} are left out, the rarest ones"))
        })
        .collect()
}
