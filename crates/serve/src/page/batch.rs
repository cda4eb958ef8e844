//! A list of names or queries, asked line by line: a form, and the list with its answers.

use answers::{BatchCounts, BatchList, BatchRow, Dossier, Sureness};
use askama::Template;

use super::export;
use super::frame::Frame;
use super::links::{self, Trail};
use super::pieces::{self, Piece};
use super::safe_text::{Exact, SafeText};
use crate::failure::Failure;
use crate::form::Form;
use crate::params::Params;
use crate::reply::Answer;
use crate::site::Site;

/// How many lines a page asks for; a page has a minute.
const MOST: usize = 1_000;

#[derive(Template)]
#[template(path = "batch.html")]
pub(super) struct Batch {
    frame: Frame,
    token: String,
    names: Exact,
    column: Exact,
    is_queries: bool,
    /// Why the list cannot be asked.
    refusal: Option<SafeText>,
    asked: Option<Answered>,
}

/// The list with its answers.
struct Answered {
    columns: Vec<SafeText>,
    rows: Vec<Row>,
    foot: SafeText,
}

struct Row {
    line: u64,
    status: &'static str,
    cells: Vec<SafeText>,
    sure: &'static str,
    papers: SafeText,
    items: SafeText,
    hidden: SafeText,
    /// The search for all of it; nothing for a blank line.
    link: Option<String>,
    forms: Vec<(SafeText, SafeText)>,
    first: Option<FirstHit>,
    remarks: Vec<SafeText>,
}

/// Where it stands first.
struct FirstHit {
    trail: Trail,
    link: String,
    date: Option<SafeText>,
    place: Option<SafeText>,
    snippet: Vec<Piece>,
}

pub(super) fn show(_: &Dossier, site: &Site, _: &Params) -> Result<String, Failure> {
    Ok(page(site, &Form::default(), None, None).render()?)
}

/// Asks for the list that a form holds.
pub(super) fn answer(dossier: &Dossier, site: &Site, form: &Form) -> Result<Answer, Failure> {
    let list = match list(site, form) {
        Ok(list) => list,
        Err(refusal) => return Ok(Answer::Page(page(site, form, Some(&refusal), None).render()?)),
    };
    let rows = dossier.batch_rows(&list.rows)?;
    let form_of_answer = form.text("as");
    if form_of_answer == "csv" || form_of_answer == "xlsx" {
        let table =
            export::table(site, dossier, form_of_answer == "xlsx", "list", |about, out| {
                ::export::batch(&list.columns, &rows, about, out)
            })?;
        return Ok(Answer::File(table));
    }
    let foot = format!("{} {}", BatchCounts::of(&rows).line(), site.basis(dossier)?);
    let asked = answered(&list.columns, &rows, &foot);
    Ok(Answer::Page(page(site, form, None, Some(asked)).render()?))
}

/// Reads the list: the file that was chosen, else what was typed.
fn list(site: &Site, form: &Form) -> Result<BatchList, String> {
    let typed = form.text("names");
    let (name, bytes) = form.file("list").unwrap_or(("list.txt", typed.as_bytes()));
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err("paste names, a name a line, or choose a file".to_owned());
    }
    let column = form.text("column");
    let column = Some(column.trim()).filter(|column| !column.is_empty());
    let list = (site.list)(bytes, name, column, is_queries(form))?;
    if list.rows.len() > MOST {
        return Err(format!(
            "the list has {} lines, and a page asks for {MOST} at most; `dossier batch` takes any number",
            list.rows.len()
        ));
    }
    Ok(list)
}

fn is_queries(form: &Form) -> bool {
    form.text("what") == "queries"
}

fn page(site: &Site, form: &Form, refusal: Option<&str>, asked: Option<Answered>) -> Batch {
    Batch {
        frame: Frame::new(&site.title, "A list of names").at("start"),
        token: site.form_token.as_str().to_owned(),
        names: Exact::text(&form.text("names")),
        column: Exact::text(&form.text("column")),
        is_queries: is_queries(form),
        refusal: refusal.map(SafeText::sentence),
        asked,
    }
}

#[cfg(test)]
pub(super) fn answered_page(
    site: &Site,
    columns: &[String],
    rows: &[BatchRow],
    foot: &str,
) -> Batch {
    page(site, &Form::default(), Some(foot), Some(answered(columns, rows, foot)))
}

fn answered(columns: &[String], rows: &[BatchRow], foot: &str) -> Answered {
    Answered {
        columns: columns.iter().map(|column| SafeText::text(column)).collect(),
        rows: rows.iter().map(|row| Row::of(row, columns.len())).collect(),
        foot: SafeText::sentence(foot),
    }
}

impl Row {
    fn of(row: &BatchRow, columns: usize) -> Self {
        let answer = &row.answer;
        let near = answer.near.iter().map(|near| format!("near: {near}"));
        let born = answer.born.map(|born| format!("{born} of the items mention the date of birth"));
        let remarks = near.chain(born).chain(answer.warnings.iter().cloned());
        let form = |form: &answers::BatchForm| {
            (SafeText::text(&form.form), SafeText::text(&form.why.join(", ")))
        };
        let query = &answer.query;
        Self {
            line: row.line,
            status: answer.status.name(),
            cells: row.own_cells(columns).map(SafeText::text).collect(),
            sure: answer.sure.map_or("", Sureness::name),
            papers: SafeText::number(answer.papers),
            items: SafeText::number(answer.items),
            hidden: SafeText::number(answer.hidden),
            link: (!query.is_empty()).then(|| links::search(query, &[])),
            forms: answer.forms.iter().map(form).collect(),
            first: answer.first.as_ref().map(|first| FirstHit {
                trail: Trail::of(&first.locator),
                link: crate::params::address(&links::item(&first.id), [("q", query.as_str())]),
                date: first.date.as_deref().map(SafeText::text),
                place: first
                    .snippet
                    .as_ref()
                    .and_then(|snippet| Some(SafeText::text(snippet.place.as_deref()?))),
                snippet: first.snippet.as_ref().map(pieces::of_snippet).unwrap_or_default(),
            }),
            remarks: remarks.map(|remark| SafeText::sentence(&remark)).collect(),
        }
    }
}
