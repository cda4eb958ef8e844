//! What a query finds: hits with snippets, and facets that narrow the query with one click.

use answers::{Dossier, FacetValue, Hit, SearchAnswer, Snippet};
use askama::Template;

use super::frame::Frame;
use super::links::{self, Narrowing, Trail};
use super::pieces::{self, Piece};
use super::shown::{Exact, Shown};
use crate::api::{DUPLICATES, SORTS, asked, present};
use crate::asked::{Given, Parameter, Shape, address};
use crate::failure::Failure;
use crate::site::Site;

/// How many hits a page holds.
const PAGE: usize = 20;
/// How many values of a facet are shown before the rest is folded away.
const FEW: usize = 7;

pub(super) const PARAMETERS: &[Parameter] = &[
    Parameter { name: "q", about: "the query", shape: Shape::Text },
    Parameter { name: "f", about: "`field:value` that narrows the query", shape: Shape::Texts },
    Parameter { name: "sort", about: "in which order", shape: Shape::Word(SORTS) },
    Parameter {
        name: "duplicates",
        about: "one hit for each content, or one for each item",
        shape: Shape::Word(DUPLICATES),
    },
    Parameter { name: "after", about: "the cursor that the page before gave", shape: Shape::Text },
];

/// Facets beside the hits, with their headings.
const FACETS: [(&str, &str); 13] = [
    ("notice", "notice"),
    ("status", "status"),
    ("person", "person"),
    ("country", "country"),
    ("ncb", "bureau"),
    ("control", "control number"),
    ("ccf", "CCF file"),
    ("article", "article"),
    ("from", "sender"),
    ("lang", "language"),
    ("format", "format"),
    ("has", "with"),
    ("outcome", "outcome"),
];

const ORDERS: [(&str, &str); 4] = [
    ("", "best first"),
    ("-date", "newest first"),
    ("date", "oldest first"),
    ("locator", "by place"),
];

#[derive(Template)]
#[template(path = "search.html")]
pub(super) struct SearchPage {
    frame: Frame,
    /// The whole query, as the command line takes it.
    whole: Shown,
    total: Shown,
    items: Shown,
    /// What the hits are called, by their number.
    noun: &'static str,
    is_folded: bool,
    has_duplicates: bool,
    chips: Vec<Chip>,
    orders: Vec<Choice>,
    duplicates: Choice,
    hits: Vec<HitView>,
    facets: Vec<Facet>,
    is_later: bool,
    first: String,
    next: Option<String>,
    /// Ways to find more, where nothing was found.
    wider: Vec<(Shown, String)>,
}

/// A narrowing, with the search without it.
struct Chip {
    field: Shown,
    value: Shown,
    without: String,
}

struct Choice {
    name: &'static str,
    link: String,
    is_chosen: bool,
}

struct Facet {
    heading: &'static str,
    few: Vec<FacetView>,
    rest: Vec<FacetView>,
}

struct FacetView {
    value: Shown,
    items: Shown,
    link: String,
    is_chosen: bool,
}

struct HitView {
    title: Shown,
    link: String,
    trail: Trail,
    format: Shown,
    size: Shown,
    date: Option<Shown>,
    languages: Shown,
    outcome: Option<Shown>,
    layers: Vec<Shown>,
    snippets: Vec<SnippetView>,
    duplicates: Vec<Shown>,
    duplicate_count: u64,
    unlisted: u64,
}

struct SnippetView {
    place: Option<Shown>,
    layer: Option<Shown>,
    why: Option<Shown>,
    pieces: Vec<Piece>,
}

/// A search as its address gives it.
pub(super) struct View<'g> {
    typed: &'g str,
    narrowings: Vec<Narrowing>,
    sort: &'g str,
    duplicates: &'g str,
}

impl<'g> View<'g> {
    pub(super) fn read(given: &'g Given) -> Result<Self, Failure> {
        let narrowing = |text: &str| {
            Narrowing::read(text).ok_or_else(|| Failure::bad("`f` is `field:value`; see the help"))
        };
        Ok(Self {
            typed: given.text("q").unwrap_or_default(),
            narrowings: given.texts("f").map(narrowing).collect::<Result<_, _>>()?,
            sort: given.text("sort").unwrap_or_default(),
            duplicates: given.text("duplicates").unwrap_or_default(),
        })
    }

    /// Returns the address of this search with something else about it.
    fn address(
        &self,
        narrowings: &[Narrowing],
        sort: &str,
        duplicates: &str,
        after: &str,
    ) -> String {
        let parameters: Vec<String> = narrowings.iter().map(Narrowing::parameter).collect();
        let pairs = std::iter::once(("q", self.typed))
            .chain(parameters.iter().map(|parameter| ("f", parameter.as_str())))
            .chain([("sort", sort), ("duplicates", duplicates), ("after", after)]);
        address("/search", pairs)
    }

    fn narrowed(&self, narrowings: &[Narrowing]) -> String {
        self.address(narrowings, self.sort, self.duplicates, "")
    }

    fn page(&self, after: &str) -> String {
        self.address(&self.narrowings, self.sort, self.duplicates, after)
    }

    fn without(&self, narrowing: &Narrowing) -> Vec<Narrowing> {
        self.narrowings.iter().filter(|known| *known != narrowing).cloned().collect()
    }

    fn chips(&self, site: &Site) -> Vec<Chip> {
        let chip = |narrowing: &Narrowing| Chip {
            field: Shown::text(&narrowing.field),
            value: Shown::text(&site.named(&narrowing.field, &narrowing.value)),
            without: self.narrowed(&self.without(narrowing)),
        };
        self.narrowings.iter().map(chip).collect()
    }

    fn orders(&self) -> Vec<Choice> {
        let chosen = if self.sort == "relevance" { "" } else { self.sort };
        let choice = |(sort, name): (&str, &'static str)| Choice {
            name,
            link: self.address(&self.narrowings, sort, self.duplicates, ""),
            is_chosen: sort == chosen,
        };
        ORDERS.map(choice).into()
    }

    /// Returns the way to the hits with their duplicates shown, or folded again.
    fn duplicates(&self) -> Choice {
        let is_chosen = self.duplicates == "show";
        let (name, other) =
            if is_chosen { ("fold equal contents", "") } else { ("show each copy", "show") };
        let link = self.address(&self.narrowings, self.sort, other, "");
        Choice { name, link, is_chosen }
    }

    fn facet(
        &self,
        site: &Site,
        (field, heading): (&'static str, &'static str),
        values: &[FacetValue],
    ) -> Facet {
        let view = |value: &FacetValue| {
            let narrowing = Narrowing { field: field.to_owned(), value: value.value.clone() };
            let is_chosen = self.narrowings.contains(&narrowing);
            let narrowings = if is_chosen {
                self.without(&narrowing)
            } else {
                self.narrowings.iter().cloned().chain([narrowing]).collect()
            };
            FacetView {
                value: Shown::text(&site.named(field, &value.value)),
                items: Shown::number(value.items),
                link: self.narrowed(&narrowings),
                is_chosen,
            }
        };
        let mut few: Vec<FacetView> = values.iter().map(view).collect();
        let rest = few.split_off(few.len().min(FEW));
        Facet { heading, few, rest }
    }

    /// Returns searches that find more than this one, which found nothing.
    fn wider(&self) -> Vec<(Shown, String)> {
        let mut wider = Vec::new();
        let words: Vec<&str> = self.typed.split_whitespace().collect();
        let is_plain = !self.typed.contains(['"', '(', ':', '«', '“']);
        if is_plain && words.len() > 1 && !words.contains(&"OR") {
            let any = words.join(" OR ");
            wider.push((Shown::text(&any), links::search(&any, &self.narrowings)));
        }
        if !self.narrowings.is_empty() && !self.typed.is_empty() {
            wider.push((Shown::text(self.typed), links::search(self.typed, &[])));
        }
        wider
    }

    /// Returns the fields that a new search from the box keeps.
    fn kept(&self) -> Vec<(&'static str, Exact)> {
        let exact = |narrowing: &Narrowing| ("f", Exact::text(&narrowing.parameter()));
        let narrowings = self.narrowings.iter().map(exact);
        let rest = [("sort", self.sort), ("duplicates", self.duplicates)];
        let rest = rest.into_iter().filter(|(_, value)| !value.is_empty());
        narrowings.chain(rest.map(|(name, value)| (name, Exact::text(value)))).collect()
    }
}

pub(super) fn show(dossier: &Dossier, site: &Site, given: &Given) -> Result<String, Failure> {
    let view = View::read(given)?;
    let mut wanted = asked(given, links::joined(view.typed, &view.narrowings), PAGE);
    wanted.facets = FACETS.iter().map(|(field, _)| (*field).to_owned()).collect();
    let answer = dossier.search(&wanted)?;
    let is_later = present(given.text("after")).is_some();
    Ok(SearchPage { is_later, ..page(site, &view, &answer) }.render()?)
}

pub(super) fn page(site: &Site, view: &View<'_>, answer: &SearchAnswer) -> SearchPage {
    let whole = answer.query.as_str();
    let is_folded = view.duplicates != "show";
    let frame = Frame::new(&site.title, &title(whole)).asking(view.typed).warned(&answer.warnings);
    SearchPage {
        frame: Frame { kept: view.kept(), ..frame },
        whole: Shown::text(whole),
        total: Shown::number(answer.total),
        items: Shown::number(answer.items),
        noun: if answer.total == 1 { "hit" } else { "hits" },
        is_folded,
        has_duplicates: answer.items > answer.total || !is_folded,
        chips: view.chips(site),
        orders: view.orders(),
        duplicates: view.duplicates(),
        hits: answer.hits.iter().map(|hit| hit_view(hit, whole)).collect(),
        facets: facets(site, view, answer),
        is_later: false,
        first: view.page(""),
        next: answer.next.as_deref().map(|next| view.page(next)),
        wider: if answer.total == 0 { view.wider() } else { Vec::new() },
    }
}

fn title(query: &str) -> String {
    const LONGEST: usize = 60;
    let short = &query[..query.floor_char_boundary(LONGEST)];
    if short.len() < query.len() { format!("{short}…") } else { query.to_owned() }
}

fn facets(site: &Site, view: &View<'_>, answer: &SearchAnswer) -> Vec<Facet> {
    let facet = |facet: &(&'static str, &'static str)| {
        let values = answer.facets.get(facet.0).filter(|values| !values.is_empty())?;
        Some(view.facet(site, *facet, values))
    };
    FACETS.iter().filter_map(facet).collect()
}

fn hit_view(hit: &Hit, query: &str) -> HitView {
    let trail = Trail::of(&hit.locator);
    let title = hit.title.as_deref().filter(|title| !title.trim().is_empty());
    let is_whole = hit.outcome == item::Status::Extracted.name();
    let is_apart = |layer: &&String| !matches!(layer.as_str(), "body" | "metadata");
    HitView {
        title: title.map_or_else(|| trail.name.clone(), Shown::text),
        link: links::item(&hit.id, query),
        trail,
        format: Shown::text(&hit.format),
        size: hit.size.map_or_else(Shown::default, Shown::size),
        date: hit.date.as_deref().map(Shown::text),
        languages: Shown::text(&hit.languages.join(" ")),
        outcome: (!is_whole).then(|| Shown::text(&hit.outcome)),
        layers: hit.layers.iter().filter(is_apart).map(|layer| Shown::text(layer)).collect(),
        snippets: hit.snippets.iter().map(snippet_view).collect(),
        duplicates: hit.duplicates.iter().map(|locator| Shown::text(locator)).collect(),
        duplicate_count: hit.duplicate_count,
        unlisted: hit.duplicate_count.saturating_sub(hit.duplicates.len() as u64),
    }
}

fn snippet_view(snippet: &Snippet) -> SnippetView {
    SnippetView {
        place: snippet.place.as_deref().map(Shown::text),
        layer: (snippet.layer != "body").then(|| Shown::text(&snippet.layer)),
        why: snippet.why.as_deref().map(Shown::text),
        pieces: pieces::of_snippet(snippet),
    }
}
