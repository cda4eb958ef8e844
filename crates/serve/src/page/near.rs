//! Papers that are nearly the same, group by group.

use answers::{Dossier, Near, NearGroup};
use askama::Template;

use super::frame::Frame;
use super::links::{self, Trail};
use super::safe_text::{Exact, SafeText};
use crate::failure::Failure;
use crate::params::{Parameter, Params, Shape, address};
use crate::requests::present;
use crate::site::Site;

/// How many groups a page shows, and how many papers of each.
const MOST: usize = 100;
const MOST_PAPERS: usize = 50;

pub(super) const PARAMETERS: &[Parameter] = &[
    Parameter { name: "q", about: "only among what this query finds", shape: Shape::Text },
    Parameter {
        name: "similarity",
        about: "from how many per cent of common runs of three words on",
        shape: Shape::Number(100),
    },
];

#[derive(Template)]
#[template(path = "near.html")]
pub(super) struct NearPage {
    frame: Frame,
    query: Exact,
    similarity: usize,
    groups: Vec<Group>,
    left_out: SafeText,
    has_more: bool,
    compared: SafeText,
    too_short: SafeText,
    basis: SafeText,
}

struct Group {
    number: usize,
    total: SafeText,
    papers: Vec<Paper>,
    /// How many papers are left out of the page, where any are.
    unlisted: Option<SafeText>,
    /// Of how many numbers it was not looked up whether they were deleted, where there are any.
    unchecked: Option<SafeText>,
    varies: Vec<(SafeText, Vec<SafeText>)>,
    again: Vec<SafeText>,
}

struct Paper {
    trail: Trail,
    link: String,
    date: Option<SafeText>,
    similarity: String,
    copies: usize,
    /// What differs from the first paper; nothing for the first.
    compare: Option<String>,
}

pub(super) fn show(dossier: &Dossier, site: &Site, params: &Params) -> Result<String, Failure> {
    let similarity = params.number("similarity").unwrap_or(50);
    #[expect(clippy::cast_precision_loss, reason = "it is at most 100")]
    let near = dossier.near_duplicates(present(params.text("q")), similarity as f64 / 100.0)?;
    Ok(page(site, params, similarity, &near, &site.basis(dossier)?).render()?)
}

pub(super) fn page(
    site: &Site,
    params: &Params,
    similarity: usize,
    near: &Near,
    basis: &str,
) -> NearPage {
    let left_out = near.groups.len().saturating_sub(MOST);
    NearPage {
        frame: Frame::new(&site.title, "Nearly the same").at("start").warned(&near.warnings),
        query: Exact::text(params.text("q").unwrap_or_default()),
        similarity,
        groups: (1..)
            .zip(near.groups.iter().take(MOST))
            .map(|(at, group)| Group::of(at, group))
            .collect(),
        left_out: SafeText::number(left_out as u64),
        has_more: left_out > 0,
        compared: SafeText::number(near.compared as u64),
        too_short: SafeText::number(near.too_short as u64),
        basis: SafeText::sentence(basis),
    }
}

impl Group {
    fn of(number: usize, group: &NearGroup) -> Self {
        let first = group.papers.first().map(|paper| paper.id.as_str()).unwrap_or_default();
        let paper = |paper: &answers::NearPaper| Paper {
            trail: Trail::of(&paper.locator),
            link: links::item(&paper.id),
            date: paper.date.as_deref().map(SafeText::text),
            similarity: format!("{:.0} %", paper.similarity * 100.0),
            copies: paper.copies,
            compare: (paper.id != first)
                .then(|| address("/compare", [("a", first), ("b", paper.id.as_str())])),
        };
        let varies = |(kind, values): (&String, &Vec<String>)| {
            let more =
                group.unlisted.get(kind).map(|more| SafeText::sentence(&format!("{more} more")));
            let values = values.iter().map(|value| SafeText::text(value)).chain(more);
            (SafeText::text(kind), values.collect())
        };
        let again = |again: &answers::Again| {
            SafeText::text(&format!(
                "{} stands with a deletion in {} ({}), and {} ({}) follows under another number",
                again.deleted, again.deleted_in, again.deleted_on, again.again_in, again.again_on
            ))
        };
        let some = |count: usize| (count > 0).then(|| SafeText::number(count as u64));
        Self {
            number,
            total: SafeText::number(group.papers.len() as u64),
            papers: group.papers.iter().take(MOST_PAPERS).map(paper).collect(),
            unlisted: some(group.papers.len().saturating_sub(MOST_PAPERS)),
            unchecked: some(group.unchecked_numbers),
            varies: group.varies.iter().map(varies).collect(),
            again: group.again.iter().map(again).collect(),
        }
    }
}
