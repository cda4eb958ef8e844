//! The start page: what is in the dossier, at a glance.

use answers::Dossier;
use askama::Template;
use item::Kind;

use super::coverage::{Bar, bars};
use super::frame::Frame;
use super::links;
use super::pieces::tone;
use super::shown::Shown;
use crate::asked::Given;
use crate::failure::Failure;
use crate::site::Site;

#[derive(Template)]
#[template(path = "start.html")]
struct Start {
    frame: Frame,
    items: Shown,
    on_disk: Shown,
    with_text: Shown,
    not_searched: Shown,
    bars: Vec<Bar>,
    kinds: Vec<Card>,
    fields: Vec<Card>,
}

/// A kind with its most frequent values.
struct Card {
    id: String,
    name: &'static str,
    tone: &'static str,
    /// Where all values are listed, for a kind of mention.
    all: Option<String>,
    values: Shown,
    top: Vec<Value>,
}

struct Value {
    normal: Shown,
    items: Shown,
    link: String,
}

/// Fields of items that the start page counts, with their headings.
pub(crate) const FIELDS: [(&str, &str); 4] = [
    ("format", "formats"),
    ("lang", "languages"),
    ("has", "what comes with items"),
    ("from", "senders of mail"),
];

/// Values of `has` that nearly every item has.
const PLAIN: [&str; 2] = ["body", "metadata"];

pub(super) fn show(dossier: &Dossier, site: &Site, _: &Given) -> Result<String, Failure> {
    let figures = site.figures(dossier)?;
    let coverage = &figures.coverage;
    let mut kinds = Vec::new();
    let mut fields = Vec::new();
    for counted in figures.kinds.iter().filter(|counted| counted.values > 0) {
        let value = |value: &answers::FacetValue| Value {
            normal: Shown::text(&site.named(&counted.kind, &value.value)),
            items: Shown::number(value.items),
            link: links::of_value(&counted.kind, &value.value),
        };
        let kind = counted.kind.parse().ok().map(Kind::line);
        let heading = FIELDS.iter().find(|(field, _)| *field == counted.kind);
        let is_told = |value: &&answers::FacetValue| {
            counted.kind != "has" || !PLAIN.contains(&value.value.as_str())
        };
        let card = Card {
            id: counted.kind.clone(),
            name: kind.map(|kind| kind.label).or(heading.map(|(_, name)| *name)).unwrap_or(""),
            tone: tone(kind),
            all: kind.map(|kind| format!("/entities/{}", kind.id)),
            values: Shown::number(counted.values as u64),
            top: counted.top.iter().filter(is_told).map(value).collect(),
        };
        if kind.is_some() { kinds.push(card) } else { fields.push(card) }
    }
    let missed: u64 = coverage.not_searched.iter().map(|line| line.items).sum();
    Ok(Start {
        frame: Frame::new(&site.title, "Start").at("start").warned(&figures.warnings),
        items: Shown::number(coverage.items),
        on_disk: Shown::number(coverage.on_disk),
        with_text: Shown::number(coverage.with_text),
        not_searched: Shown::number(missed),
        bars: bars(coverage),
        kinds,
        fields,
    }
    .render()?)
}
