//! The answers to a list as one page that needs nothing else: to hand over, to print, to open years later.

use std::fmt::Write;

use answers::{BATCH_COLUMNS, BatchRow};
use export::escape as text;

use crate::commands::batch::Batch;

pub(crate) const STYLE: &str = "body{font:15px/1.4 sans-serif;margin:2em;color:#222}table{border-collapse:collapse}th,td{border-bottom:1px solid #ccc;padding:.3em .6em;text-align:start;vertical-align:top}th{position:sticky;top:0;background:#fff}tr.absent,tr.blank{color:#666}td.n{text-align:end}footer{margin-top:2em;max-width:60em}";

/// Makes the page. Whatever comes from list or trove is text in it and nothing else; it runs no script and loads nothing.
pub(crate) fn of(batch: &Batch) -> String {
    let mut page = format!(
        "<!doctype html>\n<html lang=en><meta charset=utf-8>\n<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>A list, asked of a dossier</title>\n<style>{STYLE}</style>\n<h1>A list, asked of a dossier</h1>\n<table>\n<tr><th>line"
    );
    for heading in batch.columns.iter().map(String::as_str).chain(BATCH_COLUMNS) {
        push(&mut page, format_args!("<th>{}", text(heading)));
    }
    batch.lines.iter().for_each(|line| row(&mut page, batch.columns.len(), line));
    push(&mut page, format_args!("\n</table>\n<footer><p>{}</footer>\n", text(&batch.foot.line())));
    page
}

fn row(page: &mut String, columns: usize, line: &BatchRow) {
    push(page, format_args!("\n<tr class={}><td class=n>{}", line.answer.status.name(), line.line));
    let own = line.own_cells(columns);
    own.for_each(|cell| push(page, format_args!("<td dir=auto>{}", text(cell))));
    for cell in line.answer.cells() {
        push(page, format_args!("<td dir=auto>{}", text(&cell)));
    }
}

pub(crate) fn push(page: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing into a string cannot fail.
    let _ = page.write_fmt(what);
}
