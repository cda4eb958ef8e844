//! Searches that are kept under a name, and how much of each is new.

use answers::{Dossier, SavedLine};
use askama::Template;

use super::frame::Frame;
use super::links;
use super::safe_text::SafeText;
use crate::failure::Failure;
use crate::params::Params;
use crate::site::Site;

#[derive(Template)]
#[template(path = "searches.html")]
struct Searches {
    frame: Frame,
    rows: Vec<Row>,
}

struct Row {
    name: SafeText,
    query: SafeText,
    link: String,
    items: SafeText,
    new: SafeText,
    since: u64,
}

pub(super) fn show(dossier: &Dossier, site: &Site, _: &Params) -> Result<String, Failure> {
    let lines = dossier.saved_lines()?;
    let frame = Frame::new(&site.title, "Kept searches").at("start");
    Ok(Searches { frame, rows: lines.iter().map(Row::of).collect() }.render()?)
}

impl Row {
    fn of(line: &SavedLine) -> Self {
        Self {
            name: SafeText::text(&line.search.name),
            query: SafeText::text(&line.search.query),
            link: links::search(&line.search.query, &[]),
            items: SafeText::number(line.items as u64),
            new: SafeText::number(line.new as u64),
            since: line.search.seen_run,
        }
    }
}
