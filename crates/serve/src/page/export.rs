//! What a query finds as a file, to hand over. Originals are none of it.

use answers::Dossier;
use export::{Csv, Graph, Rows, Workbook};
use std::io::Cursor;

use crate::failure::Failure;
use crate::params::{Parameter, Params, Shape};
use crate::reply::File;
use crate::requests::present;
use crate::site::Site;

/// How many items a file from the page holds; a page has a minute.
const MOST: u64 = 20_000;

/// The forms, with the ending and the media type of each.
const FORMS: [(&str, &str, &str); 7] = [
    ("csv", "csv", "text/csv; charset=utf-8"),
    ("xlsx", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("mentions", "mentions.csv", "text/csv; charset=utf-8"),
    ("jsonl", "jsonl", "application/jsonl"),
    ("ftm", "ftm.json", "application/jsonl"),
    ("graphml", "graphml", "application/xml"),
    ("html", "html", "text/html; charset=utf-8"),
];
const NAMES: &[&str] = &["csv", "xlsx", "mentions", "jsonl", "ftm", "graphml", "html"];

pub(super) const PARAMETERS: &[Parameter] = &[
    Parameter { name: "q", about: "what is exported; everything without", shape: Shape::Text },
    Parameter { name: "format", about: "in which form", shape: Shape::Word(NAMES) },
];

pub(super) fn give(dossier: &Dossier, site: &Site, params: &Params) -> Result<File, Failure> {
    let query = present(params.text("q"));
    let count = dossier.count(query)?;
    if count > MOST {
        return Err(Failure::bad(format!(
            "these are {count} items, and a page gives {MOST} at most; `dossier export` gives any number"
        )));
    }
    let asked = present(params.text("format")).unwrap_or("csv");
    let (form, ending, media_type) =
        *FORMS.iter().find(|(name, ..)| *name == asked).unwrap_or(&FORMS[0]);
    let bytes = written(dossier, site, query, form)?;
    Ok(File { name: format!("dossier.{ending}"), media_type, bytes })
}

fn written(
    dossier: &Dossier,
    site: &Site,
    query: Option<&str>,
    form: &str,
) -> Result<Vec<u8>, Failure> {
    let about = site.about(dossier, query)?;
    let papers = dossier.papers(query)?;
    let mut out = Vec::new();
    match form {
        "xlsx" => {
            return workbook(site, dossier, query, "items", |book| {
                Ok(export::items(papers, None, book).map(drop)?)
            });
        }
        "mentions" => drop(export::mentions(papers, Some(&about), &mut Csv::begin(&mut out)?)?),
        "jsonl" => drop(export::json_lines(papers, &about, &mut out)?),
        "ftm" => drop(export::entities(papers, &about, &mut out)?),
        "html" => drop(export::report(dossier, &about, &mut out)?),
        "graphml" => {
            let mut graph = Graph::default();
            for paper in papers {
                graph.add(&paper?);
            }
            graph.write(&about, &mut out)?;
        }
        _ => drop(export::items(papers, Some(&about), &mut Csv::begin(&mut out)?)?),
    }
    Ok(out)
}

/// Makes a workbook whose rows `fill` writes.
pub(super) fn workbook(
    site: &Site,
    dossier: &Dossier,
    query: Option<&str>,
    sheet: &str,
    fill: impl FnOnce(&mut Workbook<&mut Cursor<Vec<u8>>>) -> Result<(), Failure>,
) -> Result<Vec<u8>, Failure> {
    let mut bytes = Cursor::new(Vec::new());
    let mut book = Workbook::begin(&mut bytes, sheet)?;
    fill(&mut book)?;
    book.end(&site.about(dossier, query)?)?;
    Ok(bytes.into_inner())
}

/// Makes a table as CSV or as a workbook.
pub(super) fn table(
    site: &Site,
    dossier: &Dossier,
    as_workbook: bool,
    name: &str,
    fill: impl FnOnce(&mut dyn Rows) -> std::io::Result<()>,
) -> Result<File, Failure> {
    let (_, ending, media_type) = FORMS[usize::from(as_workbook)];
    let bytes = if as_workbook {
        workbook(site, dossier, None, name, |book| Ok(fill(book)?))?
    } else {
        let mut out = Vec::new();
        fill(&mut Csv::begin(&mut out)?)?;
        out
    };
    Ok(File { name: format!("dossier-{name}.{ending}"), media_type, bytes })
}
