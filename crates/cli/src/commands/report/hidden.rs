//! What was struck out, hidden, covered or commented, text by text.

use std::io;

use answers::{Dossier, HiddenFilter, HiddenLine};
use export::{Cell, Csv, Rows};

use crate::args::Report;
use crate::screen::Screen;
use crate::{Ended, place, print};

/// How much of a hidden text is printed for the eye, in bytes.
const SHOWN: usize = 400;

const COLUMNS: [&str; 11] = [
    "layer", "author", "date", "text", "before", "behind", "place", "locator", "copies", "id",
    "blake3",
];

pub(super) fn run(dossier: &Dossier, args: &Report, is_paged: bool) -> anyhow::Result<Ended> {
    place::warn_if_incomplete(dossier)?;
    let mut out = Screen::open(is_paged && !args.json && !args.csv);
    let mut count = 0;
    let lines = dossier.hidden(HiddenFilter {
        layer: args.layer.as_deref(),
        author: args.author.as_deref(),
        query: args.query.as_deref(),
    })?;
    let mut lines = lines.inspect(|_| count += 1);
    if args.json {
        lines.try_for_each(|line| print::json_line(&mut out, &line?))?;
    } else if args.csv {
        let mut csv = Csv::begin(&mut out)?;
        csv.row(&Cell::texts(COLUMNS))?;
        lines.try_for_each(|line| anyhow::Ok(csv.row(&cells(&line?))?))?;
    } else {
        lines.try_for_each(|line| anyhow::Ok(write(&mut out, &line?)?))?;
    }
    out.close()?;
    if let Some(query) = &args.query {
        print::warnings(&dossier.query_warnings(query)?);
    }
    Ok(Ended::found(count > 0))
}

fn cells(line: &HiddenLine) -> [Cell; COLUMNS.len()] {
    [
        Cell::from(line.layer.as_str()),
        Cell::some(line.author.as_ref()),
        Cell::some(line.date.as_ref()),
        Cell::from(line.text.as_str()),
        Cell::from(line.before.as_str()),
        Cell::from(line.behind.as_str()),
        Cell::some(line.place.as_ref()),
        Cell::from(line.locator.as_str()),
        Cell::count(line.copies),
        Cell::from(line.id.as_str()),
        Cell::some(line.blake3.as_ref()),
    ]
}

fn write(out: &mut Screen, line: &HiddenLine) -> io::Result<()> {
    let by: Vec<String> =
        [&line.author, &line.date].into_iter().flatten().map(|part| print::line(part)).collect();
    let by = if by.is_empty() { String::new() } else { format!(" ({})", by.join(", ")) };
    let place = line.place.as_ref().map(|place| format!(", {}", print::line(place)));
    let place = place.unwrap_or_default();
    let copies =
        if line.copies > 0 { format!(", and {} copies", line.copies) } else { String::new() };
    out.line(&format!("{}{by}  {}{place}{copies}", line.layer, line.locator), 4)?;
    let (before, behind) = (print::line(&line.before), print::line(&line.behind));
    out.line(&format!("    {before}[{}]{behind}", short(&print::line(&line.text))), 6)
}

/// Returns the beginning of a long text.
fn short(text: &str) -> String {
    if text.len() <= SHOWN {
        text.to_owned()
    } else {
        format!("{} …", &text[..text.floor_char_boundary(SHOWN)])
    }
}
