//! What was struck out, hidden, covered or commented: one row for each such text.

use answers::{Dossier, HiddenFilter, HiddenLine};
use askama::Template;

use super::frame::Frame;
use super::links::{self, Trail};
use super::safe_text::{Exact, SafeText};
use crate::failure::Failure;
use crate::params::{Parameter, Params, Shape, address};
use crate::requests::present;
use crate::site::Site;

/// How many texts a page holds.
const PAGE: usize = 100;
/// How much of a text is shown, in bytes.
const SHOWN: usize = 600;

pub(super) const PARAMETERS: &[Parameter] = &[
    Parameter { name: "layer", about: "only what is hidden so", shape: Shape::Layer },
    Parameter { name: "author", about: "only what this person hid", shape: Shape::Text },
    Parameter { name: "q", about: "only in what this query finds", shape: Shape::Text },
    Parameter { name: "after", about: "the number that the page before gave", shape: Shape::Count },
];

#[derive(Template)]
#[template(path = "hidden.html")]
pub(super) struct Hidden {
    frame: Frame,
    /// By layer, in how many items there is such text.
    layers: Vec<(&'static str, SafeText, bool)>,
    author: Exact,
    query: Exact,
    rows: Vec<Row>,
    is_later: bool,
    first: String,
    next: Option<String>,
    foot: SafeText,
}

struct Row {
    layer: SafeText,
    author: SafeText,
    date: SafeText,
    before: SafeText,
    text: SafeText,
    is_cut: bool,
    behind: SafeText,
    trail: Trail,
    link: String,
    place: Option<SafeText>,
    copies: u64,
}

pub(super) fn show(dossier: &Dossier, site: &Site, params: &Params) -> Result<String, Failure> {
    let filter = filter(params);
    let found = dossier.hidden(filter)?.skip(after(params)).take(PAGE + 1);
    let lines = found.collect::<Result<Vec<HiddenLine>, _>>()?;
    let counts = dossier.hidden_counts(filter.query)?;
    let warnings = filter.query.map(|query| dossier.query_warnings(query)).transpose()?;
    let page = page(site, params, &lines, &counts, &site.basis(dossier)?);
    Ok(page.warned(&warnings.unwrap_or_default()).render()?)
}

fn filter(params: &Params) -> HiddenFilter<'_> {
    HiddenFilter {
        layer: present(params.text("layer")),
        author: present(params.text("author")),
        query: present(params.text("q")),
    }
}

fn after(params: &Params) -> usize {
    params.number("after").unwrap_or(0)
}

impl Hidden {
    fn warned(self, warnings: &[String]) -> Self {
        Self { frame: self.frame.warned(warnings), ..self }
    }
}

/// Makes the page of texts, of which there are more where it holds more than a page.
pub(super) fn page(
    site: &Site,
    params: &Params,
    lines: &[HiddenLine],
    counts: &[(&'static str, u64)],
    basis: &str,
) -> Hidden {
    let filter = filter(params);
    let value = |name| params.text(name).unwrap_or_default();
    let page = |after: &str| {
        let kept = ["layer", "author", "q"].map(|name| (name, value(name)));
        address("/hidden", kept.into_iter().chain([("after", after)]))
    };
    let layer = |(name, items): &(&'static str, u64)| {
        (*name, SafeText::number(*items), Some(*name) == filter.layer)
    };
    let next = after(params).saturating_add(PAGE).to_string();
    Hidden {
        frame: Frame::new(&site.title, "Hidden").at("start"),
        layers: counts.iter().map(layer).collect(),
        author: Exact::text(value("author")),
        query: Exact::text(value("q")),
        rows: lines.iter().take(PAGE).map(Row::of).collect(),
        is_later: after(params) > 0,
        first: page(""),
        next: (lines.len() > PAGE).then(|| page(&next)),
        foot: SafeText::sentence(basis),
    }
}

impl Row {
    fn of(line: &HiddenLine) -> Self {
        let some = |text: &Option<String>| SafeText::text(text.as_deref().unwrap_or_default());
        Self {
            layer: SafeText::text(&line.layer),
            author: some(&line.author),
            date: some(&line.date),
            before: SafeText::text(&line.before),
            text: SafeText::text(&line.text[..line.text.floor_char_boundary(SHOWN)]),
            is_cut: line.text.len() > SHOWN,
            behind: SafeText::text(&line.behind),
            trail: Trail::of(&line.locator),
            link: links::item(&line.id),
            place: line.place.as_deref().map(SafeText::text),
            copies: line.copies,
        }
    }
}
