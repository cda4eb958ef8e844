//! The answers to a list as one page.

use answers::{BATCH_COLUMNS, BatchRow};
use export::escape as text;

use crate::commands::batch::Batch;
use crate::html::{foot, head, push};

/// Makes the page. Whatever comes from list or trove is text in it and nothing else.
pub(crate) fn of(batch: &Batch) -> String {
    let mut page = head("A list, asked of a dossier");
    page.push_str("<table>\n<tr><th>line");
    for heading in batch.columns.iter().map(String::as_str).chain(BATCH_COLUMNS) {
        push(&mut page, format_args!("<th>{}", text(heading)));
    }
    batch.lines.iter().for_each(|line| row(&mut page, batch.columns.len(), line));
    foot(page, &batch.foot.line())
}

fn row(page: &mut String, columns: usize, line: &BatchRow) {
    push(page, format_args!("\n<tr class={}><td class=n>{}", line.answer.status.name(), line.line));
    let own = line.own_cells(columns);
    own.for_each(|cell| push(page, format_args!("<td dir=auto>{}", text(cell))));
    for cell in line.answer.cells() {
        push(page, format_args!("<td dir=auto>{}", text(&cell)));
    }
}
