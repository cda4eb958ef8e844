//! The values of one kind of mention, with their counts.

use answers::Dossier;
use askama::Template;
use item::kind::{KINDS, KindLine};

use super::frame::Frame;
use super::links;
use super::pieces::tone;
use super::safe_text::{Exact, SafeText};
use crate::failure::Failure;
use crate::params::{Parameter, Params, Shape, address};
use crate::requests::{known_kind, present};
use crate::site::Site;

/// How many values a page holds, unless more are asked for.
const FIRST: usize = 200;
const MOST: usize = 20_000;

pub(super) const PARAMETERS: &[Parameter] = &[
    Parameter { name: "q", about: "only in what this query finds", shape: Shape::Text },
    Parameter { name: "limit", about: "how many values at most", shape: Shape::Number(MOST) },
];

#[derive(Template)]
#[template(path = "entities.html")]
struct Entities {
    frame: Frame,
    kind: &'static str,
    name: &'static str,
    about: SafeText,
    tone: &'static str,
    query: Exact,
    kinds: Vec<(&'static str, String)>,
    values: Vec<Value>,
    /// Where more values are listed, if there may be more.
    more: Option<String>,
}

struct Value {
    normal: SafeText,
    items: SafeText,
    mentions: SafeText,
    link: String,
}

pub(super) fn show(dossier: &Dossier, site: &Site, params: &Params) -> Result<String, Failure> {
    let kind = known_kind(&params.id)?;
    let query = present(params.text("q"));
    let limit = params.number("limit").unwrap_or(FIRST);
    let (lines, warnings) = dossier.entities(kind.kind, query, limit)?;
    let typed = query.unwrap_or_default();
    let more = (lines.len() == limit && limit < MOST).then(|| {
        let limit = limit.saturating_mul(5).min(MOST).to_string();
        address(&format!("/entities/{}", kind.id), [("q", typed), ("limit", limit.as_str())])
    });
    let value = |line: &answers::EntityLine| Value {
        normal: SafeText::text(&site.named(kind.id, &line.value)),
        items: SafeText::number(line.items),
        mentions: SafeText::number(line.mentions),
        link: links::search(typed, &[links::Narrowing::click(kind.id, &line.value)]),
    };
    let other =
        |other: &KindLine| (other.id, address(&format!("/entities/{}", other.id), [("q", typed)]));
    Ok(Entities {
        frame: Frame::new(&site.title, kind.label).at("entities").warned(&warnings),
        kind: kind.id,
        name: kind.label,
        about: SafeText::sentence(kind.about),
        tone: tone(Some(kind)),
        query: Exact::text(typed),
        kinds: KINDS.iter().map(other).collect(),
        values: lines.iter().map(value).collect(),
        more,
    }
    .render()?)
}
