//! Searches that are kept under a name, and how much of each is new.

use answers::{Dossier, SavedLine, SearchRequest};
use askama::Template;

use super::frame::Frame;
use super::links;
use super::safe_text::SafeText;
use crate::failure::Failure;
use crate::params::Params;
use crate::site::Site;

/// What finds the items that have a star.
const STARS: &str = "tag:star";

#[derive(Template)]
#[template(path = "searches.html")]
struct Searches {
    frame: Frame,
    rows: Vec<Row>,
    /// Each list with the way to it and how many places it has.
    lists: Vec<(SafeText, String, SafeText)>,
    /// The way to what has a star, and how many items that is.
    stars: (String, SafeText),
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
    let frame = Frame::new(&site.title, "Kept searches and lists").at("start");
    let of_list = |(name, items): (String, u64)| {
        let link = links::search(&format!("list:{}", answers::quoted(&name)), &[]);
        (SafeText::text(&name), link, SafeText::number(items))
    };
    let lists = dossier.lists()?.into_iter().map(of_list).collect();
    let stars = SearchRequest { limit: 1, ..SearchRequest::new(STARS) };
    let stars = dossier.search(&stars)?.items;
    let stars = (links::search(STARS, &[]), SafeText::number(stars));
    let rows = lines.iter().map(Row::of).collect();
    Ok(Searches { frame, rows, lists, stars }.render()?)
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
