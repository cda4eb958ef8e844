//! What differs between two items, word by word.

use answers::{Comparison, Dossier, PieceOf};
use askama::Template;

use super::direction::Direction;
use super::frame::Frame;
use super::links::{self, Trail};
use super::safe_text::{Exact, SafeText};
use crate::failure::Failure;
use crate::params::{Parameter, Params, Shape};
use crate::requests::present;
use crate::site::Site;

pub(super) const PARAMETERS: &[Parameter] = &[
    Parameter { name: "a", about: "the first item, by id or locator", shape: Shape::Text },
    Parameter { name: "b", about: "the second item", shape: Shape::Text },
];

#[derive(Template)]
#[template(path = "compare.html")]
pub(super) struct Compare {
    frame: Frame,
    a: Exact,
    b: Exact,
    compared: Option<Compared>,
}

struct Compared {
    one: Side,
    other: Side,
    same: SafeText,
    similarity: Option<String>,
    direction: Direction,
    pieces: Vec<(&'static str, SafeText)>,
}

/// One of the two items.
struct Side {
    trail: Trail,
    link: String,
    alone: SafeText,
}

pub(super) fn show(dossier: &Dossier, site: &Site, params: &Params) -> Result<String, Failure> {
    let text = |name| present(params.text(name)).map(str::trim);
    let compared = match (text("a"), text("b")) {
        (Some(a), Some(b)) => Some(dossier.compare(&dossier.item(a)?, &dossier.item(b)?)?),
        _ => None,
    };
    Ok(page(site, params, compared.as_ref()).render()?)
}

pub(super) fn page(site: &Site, params: &Params, compared: Option<&Comparison>) -> Compare {
    let value = |name| Exact::text(params.text(name).unwrap_or_default());
    Compare {
        frame: Frame::new(&site.title, "What differs").at("start"),
        a: value("a"),
        b: value("b"),
        compared: compared.map(Compared::of),
    }
}

impl Compared {
    fn of(comparison: &Comparison) -> Self {
        let side = |line: &answers::ItemLine, alone: usize| Side {
            trail: Trail::of(&line.locator),
            link: links::item(&line.id),
            alone: SafeText::number(alone as u64),
        };
        let name = |of| match of {
            PieceOf::Both => "both",
            PieceOf::One => "one",
            PieceOf::Other => "other",
        };
        let text: String = comparison.pieces.iter().map(|piece| piece.text.as_str()).collect();
        Self {
            one: side(&comparison.one, comparison.words.one),
            other: side(&comparison.other, comparison.words.other),
            same: SafeText::number(comparison.words.same as u64),
            similarity: comparison.similarity.map(|of| format!("{:.0} %", of * 100.0)),
            direction: Direction::of(&text),
            pieces: comparison
                .pieces
                .iter()
                .map(|piece| (name(piece.of), SafeText::text(&piece.text)))
                .collect(),
        }
    }
}
