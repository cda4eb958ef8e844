//! One item: its text with what is named in it, where it comes from, and how to cite it.

use std::collections::BTreeMap;

use answers::{Dossier, ItemAnswer, ItemLine, Part, TextPage};
use askama::Template;
use item::kind::{KINDS, KindLine};
use item::{Kind, Mention};

use super::frame::Frame;
use super::items::Row;
use super::links::{self, Trail};
use super::pieces::{self, Piece, tone};
use super::shown::Shown;
use crate::api::present;
use crate::asked::{Given, Parameter, Shape, address};
use crate::failure::Failure;
use crate::site::Site;

/// How many members of a family the page lists.
const FAMILY: usize = 200;
/// How many values of a kind are shown before the rest is folded away.
const FEW: usize = 8;
/// How many mentions are counted for the lists beside the text.
const MENTIONS: usize = 100_000;

pub(super) const PARAMETERS: &[Parameter] = &[
    Parameter { name: "q", about: "a query whose words are marked", shape: Shape::Text },
    Parameter { name: "page", about: "which page of its text", shape: Shape::Number(1_000_000) },
    Parameter { name: "plain", about: "the text without marks", shape: Shape::Word(&["yes"]) },
];

#[derive(Template)]
#[template(path = "item.html")]
pub(super) struct ItemPage {
    frame: Frame,
    title: Shown,
    trail: Trail,
    item: Row,
    about: &'static str,
    gone: Option<u64>,
    cite: Shown,
    facts: Vec<(&'static str, Shown)>,
    digests: Vec<(Shown, Shown)>,
    metadata: Vec<(Shown, Vec<Shown>)>,
    named: Vec<NamedKind>,
    parent: Option<Row>,
    children: Vec<Row>,
    more_children: usize,
    copies: Vec<Row>,
    listing: String,
    parts: Vec<PartView>,
    pages: Option<Pages>,
    is_plain: bool,
    other_view: String,
    back: Option<String>,
}

/// What an item names of one kind.
struct NamedKind {
    kind: Shown,
    tone: &'static str,
    few: Vec<NamedValue>,
    rest: Vec<NamedValue>,
}

struct NamedValue {
    normal: Shown,
    count: usize,
    link: String,
}

struct PartView {
    place: Option<Shown>,
    layer: Shown,
    is_body: bool,
    is_continued: bool,
    pieces: Vec<Piece>,
}

struct Pages {
    page: usize,
    of: usize,
    before: Option<String>,
    next: Option<String>,
    last: String,
}

/// What is known of an item.
pub(super) struct Known {
    pub(super) answer: ItemAnswer,
    pub(super) text: TextPage,
    pub(super) mentions: Vec<Mention>,
    pub(super) parent: Option<ItemLine>,
    pub(super) children: Vec<ItemLine>,
}

pub(super) fn show(dossier: &Dossier, site: &Site, given: &Given) -> Result<String, Failure> {
    let row = dossier.item_by_id(&given.id)?;
    let known = Known {
        answer: dossier.item_answer(&row)?,
        text: dossier.text_page(&row, present(given.text("q")), given.number("page"))?,
        mentions: dossier.mentions(&row, None, 0, MENTIONS)?.mentions,
        parent: dossier.parent(&row)?.map(ItemLine::from),
        children: dossier.children(&row)?.into_iter().map(ItemLine::from).collect(),
    };
    Ok(page(site, given, known).render()?)
}

pub(super) fn page(site: &Site, given: &Given, known: Known) -> ItemPage {
    let Known { answer, text, mentions, parent, children } = known;
    let query = present(given.text("q"));
    let is_plain = given.text("plain").is_some();
    let to_page = |page: usize, is_plain: bool| {
        let (page, plain) = (page.to_string(), if is_plain { "yes" } else { "" });
        let pairs = [("q", query.unwrap_or_default()), ("page", page.as_str()), ("plain", plain)];
        address(&format!("/items/{}", answer.item.id), pairs)
    };
    let trail = Trail::of(&answer.item.locator);
    let title = answer.title.as_deref().filter(|title| !title.trim().is_empty());
    let title = title.map_or_else(|| trail.name.clone(), Shown::text);
    ItemPage {
        frame: Frame::new(&site.title, title.as_str()),
        title,
        trail,
        about: status(&answer.item).map_or("", super::coverage::about),
        gone: answer.item.gone_run,
        cite: Shown::text(&answer.cite),
        facts: facts(&answer),
        digests: digests(&answer.item),
        metadata: metadata(&answer),
        named: named(mentions, site),
        parent: parent.as_ref().map(Row::of),
        children: children.iter().take(FAMILY).map(Row::of).collect(),
        more_children: children.len().saturating_sub(FAMILY),
        copies: answer.duplicates.iter().map(Row::of).collect(),
        listing: address("/items", [("under", answer.item.locator.as_str())]),
        parts: text.segments.iter().map(|part| part_view(part, is_plain)).collect(),
        pages: pages(&text, |page| to_page(page, is_plain)),
        is_plain,
        other_view: to_page(text.page, !is_plain),
        back: query.map(|query| links::search(query, &[])),
        item: Row::of(&answer.item),
    }
}

fn status(item: &ItemLine) -> Option<item::Status> {
    item.outcome.parse().ok()
}

fn facts(answer: &ItemAnswer) -> Vec<(&'static str, Shown)> {
    let item = &answer.item;
    let size = item.size.map(|size| {
        let said = Shown::size(size);
        if size < 1_000 { said } else { Shown::text(&format!("{said} ({size} bytes)")) }
    });
    let listed = |list: &[String]| (!list.is_empty()).then(|| Shown::text(&list.join(", ")));
    let text = |value: &Option<String>| value.as_deref().map(Shown::text);
    let facts = [
        ("format", Some(Shown::text(&format!("{} (by {})", item.format, item.basis)))),
        ("media type", text(&answer.media_type)),
        ("size", size),
        ("date", text(&answer.date)),
        ("changed on disk", text(&item.modified)),
        ("languages", listed(&answer.languages)),
        ("layers", listed(&answer.layers)),
        ("id", Some(Shown::text(&item.id))),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn digests(item: &ItemLine) -> Vec<(Shown, Shown)> {
    let known = [("sha256", &item.sha256), ("blake3", &item.blake3)];
    let known = known.into_iter().filter_map(|(name, digest)| Some((name, digest.as_deref()?)));
    let more = item.digests.iter().map(|(name, digest)| (name.as_str(), digest.as_str()));
    known.chain(more).map(|(name, digest)| (Shown::text(name), Shown::text(digest))).collect()
}

fn metadata(answer: &ItemAnswer) -> Vec<(Shown, Vec<Shown>)> {
    let values = |values: &Vec<String>| values.iter().map(|value| Shown::text(value)).collect();
    answer.metadata.iter().map(|(key, all)| (Shown::text(key), values(all))).collect()
}

/// Counts what the item names, by kind in the order of the kinds, the most frequent first.
fn named(mentions: Vec<Mention>, site: &Site) -> Vec<NamedKind> {
    let mut counts: BTreeMap<(Kind, String), usize> = BTreeMap::new();
    for mention in mentions {
        *counts.entry((mention.kind, mention.normal)).or_default() += 1;
    }
    let of_kind = |kind: &KindLine| {
        let of_kind = counts.iter().filter(|((known, _), _)| *known == kind.kind);
        let mut values: Vec<(&str, usize)> =
            of_kind.map(|((_, normal), count)| (normal.as_str(), *count)).collect();
        values.sort_by(|(one, few), (other, more)| more.cmp(few).then_with(|| one.cmp(other)));
        let value = |(normal, count): (&str, usize)| NamedValue {
            normal: Shown::text(&site.named(kind.id, normal)),
            count,
            link: links::of_value(kind.id, normal),
        };
        let mut few: Vec<NamedValue> = values.into_iter().map(value).collect();
        let rest = few.split_off(few.len().min(FEW));
        NamedKind { kind: Shown::text(kind.id), tone: tone(Some(kind)), few, rest }
    };
    let kinds = KINDS.iter().map(of_kind);
    kinds.filter(|kind| !kind.few.is_empty()).collect()
}

fn part_view(part: &Part, is_plain: bool) -> PartView {
    let mut pieces = pieces::of_part(part);
    if is_plain {
        for piece in &mut pieces {
            piece.mention = None;
        }
    }
    PartView {
        place: part.place.as_deref().map(Shown::text),
        layer: Shown::text(&part.layer),
        is_body: part.layer == item::Layer::Body.name(),
        is_continued: part.offset > 0,
        pieces,
    }
}

fn pages(text: &TextPage, to: impl Fn(usize) -> String) -> Option<Pages> {
    (text.pages > 1).then(|| Pages {
        page: text.page,
        of: text.pages,
        before: (text.page > 1).then(|| to(text.page - 1)),
        next: (text.page < text.pages).then(|| to(text.page + 1)),
        last: to(text.pages),
    })
}
