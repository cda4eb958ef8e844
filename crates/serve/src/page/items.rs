//! A list of items, by outcome, format, place and layer.

use answers::{Dossier, ItemLine};
use askama::Template;

use super::coverage::about;
use super::frame::Frame;
use super::links::{self, Trail};
use super::safe_text::{Exact, SafeText};
use crate::failure::Failure;
use crate::params::{Parameter, Params, Shape, address, outcome};
use crate::requests::{item_filter, present};
use crate::site::Site;

/// How many items a page holds.
const PAGE: usize = 100;

pub(super) const PARAMETERS: &[Parameter] = &[
    Parameter { name: "outcome", about: "only those that ended so", shape: Shape::Outcomes },
    Parameter { name: "format", about: "only those of these formats", shape: Shape::List },
    Parameter { name: "under", about: "only what lies beneath this locator", shape: Shape::Text },
    Parameter { name: "layer", about: "only those with text in this layer", shape: Shape::Layer },
    Parameter { name: "after", about: "the locator that the page before gave", shape: Shape::Text },
];

#[derive(Template)]
#[template(path = "items.html")]
struct Items {
    frame: Frame,
    format: Exact,
    under: Exact,
    outcomes: Vec<(&'static str, bool)>,
    layers: Vec<(&'static str, bool)>,
    about: Option<&'static str>,
    rows: Vec<Row>,
    is_later: bool,
    first: String,
    next: Option<String>,
}

/// An item in a list.
pub(super) struct Row {
    pub(super) trail: Trail,
    pub(super) link: String,
    pub(super) format: SafeText,
    pub(super) outcome: SafeText,
    pub(super) reason: Option<SafeText>,
    pub(super) is_whole: bool,
    pub(super) size: SafeText,
    pub(super) text: SafeText,
    pub(super) warnings: Vec<SafeText>,
}

impl Row {
    pub(super) fn of(line: &ItemLine) -> Self {
        Self {
            trail: Trail::of(&line.locator),
            link: links::item(&line.id),
            format: SafeText::text(&line.format),
            outcome: SafeText::text(&line.outcome),
            reason: line.reason.as_deref().map(SafeText::text),
            is_whole: line.outcome == item::Status::Extracted.name(),
            size: line.size.map_or_else(SafeText::default, SafeText::size),
            text: SafeText::size(line.text_bytes),
            warnings: line.warnings.iter().map(|warning| SafeText::text(warning)).collect(),
        }
    }
}

pub(super) fn show(dossier: &Dossier, site: &Site, params: &Params) -> Result<String, Failure> {
    let after = present(params.text("after"));
    let list = dossier.item_list(item_filter(params), after, PAGE)?;
    let value = |name| params.text(name).unwrap_or_default();
    let page = |after| {
        let kept = ["outcome", "format", "under", "layer"].map(|name| (name, value(name)));
        address("/items", kept.into_iter().chain([("after", after)]))
    };
    let layers = item::Layer::ALL.map(item::Layer::name);
    Ok(Items {
        frame: Frame::new(&site.title, "Items").at("items"),
        format: Exact::text(value("format")),
        under: Exact::text(value("under")),
        outcomes: item::Status::ALL
            .iter()
            .map(|status| (status.name(), status.name() == value("outcome")))
            .collect(),
        layers: layers.iter().map(|layer| (*layer, *layer == value("layer"))).collect(),
        about: outcome(value("outcome")).map(about),
        rows: list.items.iter().map(Row::of).collect(),
        is_later: after.is_some(),
        first: page(""),
        next: list.next.as_deref().map(page),
    }
    .render()?)
}
