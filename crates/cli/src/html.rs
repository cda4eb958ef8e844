//! What pages that are handed over as a file have in common.

use std::fmt::Write;

use export::escape;

const STYLE: &str = "body{font:15px/1.4 sans-serif;margin:2em;color:#222}table{border-collapse:collapse}th,td{border-bottom:1px solid #ccc;padding:.3em .6em;text-align:start;vertical-align:top}th{position:sticky;top:0;background:#fff}tr.absent,tr.blank{color:#666}td.n{text-align:end}footer{margin-top:2em;max-width:60em}";

/// Begins a page.
pub(crate) fn head(title: &str) -> String {
    export::page_head(title, STYLE)
}

/// Ends the last table of a page, and states what it rests on.
pub(crate) fn foot(mut page: String, basis: &str) -> String {
    push(&mut page, format_args!("\n</table>\n<footer><p>{}</footer>\n", escape(basis)));
    page
}

/// Adds to a page or a picture.
pub(crate) fn push(page: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing into a string cannot fail.
    let _ = page.write_fmt(what);
}
