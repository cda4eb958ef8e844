//! The values of one kind of mention, with their counts.

use answers::Dossier;
use askama::Template;
use item::kind::{KINDS, KindLine};

use super::frame::Frame;
use super::links;
use super::pieces::tone;
use super::shown::{Exact, Shown};
use crate::api::{known_kind, present};
use crate::asked::{Given, Parameter, Shape, address};
use crate::failure::Failure;
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
    about: &'static str,
    tone: &'static str,
    query: Exact,
    kinds: Vec<(&'static str, String)>,
    values: Vec<Value>,
    /// Where more values are listed, if there may be more.
    more: Option<String>,
}

struct Value {
    normal: Shown,
    items: Shown,
    mentions: Shown,
    link: String,
}

pub(super) fn show(dossier: &Dossier, site: &Site, given: &Given) -> Result<String, Failure> {
    let kind = known_kind(&given.id)?;
    let query = present(given.text("q"));
    let limit = given.number("limit").unwrap_or(FIRST);
    let (lines, warnings) = dossier.entities(kind.kind, query, limit)?;
    let typed = query.unwrap_or_default();
    let more = (lines.len() == limit && limit < MOST).then(|| {
        let limit = limit.saturating_mul(5).min(MOST).to_string();
        address(&format!("/entities/{}", kind.id), [("q", typed), ("limit", limit.as_str())])
    });
    let value = |line: &answers::EntityLine| Value {
        normal: Shown::text(&site.named(kind.id, &line.value)),
        items: Shown::number(line.items),
        mentions: Shown::number(line.mentions),
        link: links::search(
            typed,
            &[links::Narrowing { field: kind.id.to_owned(), value: line.value.clone() }],
        ),
    };
    let other =
        |other: &KindLine| (other.id, address(&format!("/entities/{}", other.id), [("q", typed)]));
    Ok(Entities {
        frame: Frame::new(&site.title, kind.label).at("entities").warned(&warnings),
        kind: kind.id,
        name: kind.label,
        about: kind.about,
        tone: tone(Some(kind)),
        query: Exact::text(typed),
        kinds: KINDS.iter().map(other).collect(),
        values: lines.iter().map(value).collect(),
        more,
    }
    .render()?)
}
