//! The start page: what is in the dossier, at a glance.

use answers::Dossier;
use askama::Template;
use item::Kind;

use super::coverage::{Bar, bars};
use super::frame::Frame;
use super::links;
use super::pieces::tone;
use super::safe_text::SafeText;
use crate::failure::Failure;
use crate::fields::FIELDS;
use crate::params::Params;
use crate::site::Site;

#[derive(Template)]
#[template(path = "start.html")]
struct Start {
    frame: Frame,
    items: SafeText,
    on_disk: SafeText,
    with_text: SafeText,
    /// Contents that probably hold text that was not read: what nobody finds, and somebody has to look at.
    unread: SafeText,
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
    values: SafeText,
    top: Vec<Value>,
}

struct Value {
    normal: SafeText,
    items: SafeText,
    link: String,
}

/// The tier of what probably holds text.
const LIKELY_TEXT: &str = "likely-text";

/// Values of `has` that nearly every item has.
const PLAIN: [&str; 2] = ["body", "metadata"];

pub(super) fn show(dossier: &Dossier, site: &Site, _: &Params) -> Result<String, Failure> {
    let figures = site.figures(dossier)?;
    let coverage = &figures.coverage;
    let mut kinds = Vec::new();
    let mut fields = Vec::new();
    for counted in figures.kinds.iter().filter(|counted| counted.values > 0) {
        let value = |value: &answers::FacetValue| Value {
            normal: SafeText::text(&site.named(&counted.kind, &value.value)),
            items: SafeText::number(value.items),
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
            values: SafeText::number(counted.values as u64),
            top: counted.top.iter().filter(is_told).map(value).collect(),
        };
        if kind.is_some() { kinds.push(card) } else { fields.push(card) }
    }
    let unread = coverage.tiers.iter().find(|tier| tier.tier == LIKELY_TEXT);
    Ok(Start {
        frame: Frame::new(&site.title, "Start")
            .at("start")
            .warned(&figures.warnings)
            .refreshing(dossier.is_at_work()?),
        items: SafeText::number(coverage.items),
        on_disk: SafeText::number(coverage.on_disk),
        with_text: SafeText::number(coverage.with_text),
        unread: SafeText::number(unread.map_or(0, |tier| tier.contents)),
        bars: bars(coverage),
        kinds,
        fields,
    }
    .render()?)
}
