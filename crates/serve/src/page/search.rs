//! What a query finds: hits with snippets, and facets that narrow the query with one click.

use answers::{AsName, Dossier, FacetValue, Hit, SearchAnswer, Snippet};
use askama::Template;
use item::Kind;
use item::kind::{KINDS, KindLine};

use super::direction::Direction;
use super::frame::Frame;
use super::kept::OfHit;
use super::links::{self, Narrowing, Title, Trail};
use super::pieces::{self, Piece};
use super::safe_text::{Exact, SafeText};
use crate::failure::Failure;
use crate::params::{Parameter, Params, Shape, address};
use crate::requests::{DUPLICATES, SORTS, search_request};
use crate::site::Site;

/// How many hits a page holds.
const PAGE: usize = 20;
/// How many pages on either side of the one at hand are linked to.
const AROUND: usize = 3;
/// How many values of a facet are shown before the rest is folded away.
const FEW: usize = 7;

pub(super) const PARAMETERS: &[Parameter] = &[
    Parameter { name: "q", about: "the query", shape: Shape::Text },
    Parameter { name: "f", about: "`field:value` that narrows the query", shape: Shape::Texts },
    SORT,
    FOLDING,
    Parameter { name: "after", about: "the cursor that the page before gave", shape: Shape::Text },
    NUMBER,
];

pub(super) const SORT: Parameter =
    Parameter { name: "sort", about: "in which order", shape: Shape::Word(SORTS) };
pub(super) const FOLDING: Parameter = Parameter {
    name: "duplicates",
    about: "one hit for each content, or one for each item",
    shape: Shape::Word(DUPLICATES),
};
/// The number of a hit, counted from 1: of the first one on a page of hits, of the one at hand on the page of an item.
pub(super) const NUMBER: Parameter =
    Parameter { name: "n", about: "the number of the hit", shape: Shape::Number(MOST) };
/// The highest number of a hit that is looked for again to find the ones around it.
const MOST: usize = 10_000;

/// Fields that are counted beside the hits after the kinds of mention, with their headings.
const FIELD_FACETS: [(&str, &str); 5] = [
    ("from", "sender"),
    ("lang", "language"),
    ("format", "format"),
    ("has", "with"),
    ("outcome", "outcome"),
];

/// Returns the facets beside the hits, with their headings: the kinds that searches count by themselves and those that
/// a file of the CCF is sorted by, then fields.
fn facets_shown() -> impl Iterator<Item = (&'static str, &'static str)> {
    let is_shown =
        |kind: &&KindLine| kind.is_default_facet || matches!(kind.kind, Kind::Ccf | Kind::Article);
    let kinds = KINDS.iter().filter(is_shown);
    kinds.map(|kind| (kind.id, kind.label)).chain(FIELD_FACETS)
}

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
    whole: SafeText,
    /// What is found as a file, by form.
    save: Vec<(&'static str, String)>,
    total: SafeText,
    items: SafeText,
    /// What the hits are called, by their number.
    noun: &'static str,
    is_folded: bool,
    has_duplicates: bool,
    chips: Vec<Chip>,
    orders: Vec<Choice>,
    duplicates: Choice,
    hits: Vec<HitView>,
    facets: Vec<Facet>,
    /// The pages that can be turned to by number, where there is more than one.
    pages: Vec<PageLink>,
    next: Option<String>,
    /// What the words find as a name, where they may be one.
    as_name: Option<AsNameView>,
    /// What may have been meant: the query, its link, how many items it finds.
    suggestions: Vec<(SafeText, String, SafeText)>,
    /// Ways to find more, where nothing was found.
    wider: Vec<(SafeText, String)>,
}

/// A page of hits, by its number.
struct PageLink {
    number: usize,
    link: String,
    is_here: bool,
    /// Whether pages before it are left out.
    is_after_gap: bool,
}

/// How many more the words find as a name, and the way to them.
struct AsNameView {
    query: SafeText,
    total: SafeText,
    items: SafeText,
    link: String,
    /// Whether its hits are the ones on the page, as the words as typed have none.
    is_shown: bool,
}

/// A narrowing, with the search without it.
struct Chip {
    field: SafeText,
    value: SafeText,
    without: String,
    /// For a person, the search for this spelling alone, or for the name in every script again.
    other_reading: Option<(&'static str, String)>,
    /// For a person, the page with all forms of the name.
    who: Option<String>,
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
    value: SafeText,
    /// What tells a person from another of the list by the same name.
    told_by: Option<SafeText>,
    items: SafeText,
    link: String,
    is_chosen: bool,
}

struct HitView {
    number: usize,
    title: Title,
    link: String,
    trail: Trail,
    format: SafeText,
    size: SafeText,
    date: Option<SafeText>,
    languages: SafeText,
    outcome: Option<SafeText>,
    layers: Vec<SafeText>,
    snippets: Vec<SnippetView>,
    id: SafeText,
    /// What is remarked on it on the list that is asked for.
    remark: Option<SafeText>,
    /// What can be kept of it here.
    kept: Option<OfHit>,
    duplicates: Vec<SafeText>,
    duplicate_count: u64,
    unlisted: u64,
}

struct SnippetView {
    place: Option<SafeText>,
    layer: Option<SafeText>,
    why: Option<SafeText>,
    direction: Direction,
    pieces: Vec<Piece>,
}

/// A search as its address gives it.
pub(super) struct View<'g> {
    typed: &'g str,
    narrowings: Vec<Narrowing>,
    sort: &'g str,
    duplicates: &'g str,
    /// The number of the first hit on the page, or of the one at hand.
    number: Option<usize>,
}

impl<'g> View<'g> {
    pub(super) fn read(params: &'g Params) -> Result<Self, Failure> {
        let narrowing = |text: &str| {
            Narrowing::read(text).ok_or_else(|| Failure::bad("`f` is `field:value`; see the help"))
        };
        Ok(Self {
            typed: params.text("q").unwrap_or_default(),
            narrowings: params.texts("f").map(narrowing).collect::<Result<_, _>>()?,
            sort: params.text("sort").unwrap_or_default(),
            duplicates: params.text("duplicates").unwrap_or_default(),
            number: params.number(NUMBER.name),
        })
    }

    /// Returns the address of this search with something else about it.
    fn address(
        &self,
        narrowings: &[Narrowing],
        sort: &str,
        duplicates: &str,
        after: (&str, &str),
    ) -> String {
        let (after, number) = after;
        let more =
            [("sort", sort), ("duplicates", duplicates), ("after", after), (NUMBER.name, number)];
        self.address_of(links::SEARCH, narrowings, &more)
    }

    fn address_of(&self, path: &str, narrowings: &[Narrowing], more: &[(&str, &str)]) -> String {
        let parameters: Vec<String> = narrowings.iter().map(Narrowing::parameter).collect();
        let pairs = std::iter::once(("q", self.typed))
            .chain(parameters.iter().map(|parameter| ("f", parameter.as_str())));
        address(path, pairs.chain(more.iter().copied()))
    }

    /// Returns the address of an item as a hit of this search with a number, and with something else about it.
    pub(super) fn item(&self, id: &str, number: Option<usize>, more: &[(&str, &str)]) -> String {
        let number = number.map(|number| number.to_string()).unwrap_or_default();
        let search =
            [("sort", self.sort), ("duplicates", self.duplicates), (NUMBER.name, number.as_str())];
        let more: Vec<(&str, &str)> = search.into_iter().chain(more.iter().copied()).collect();
        self.address_of(&format!("/items/{id}"), &self.narrowings, &more)
    }

    /// Returns the number of the hit at hand.
    pub(super) fn number(&self) -> Option<usize> {
        self.number
    }

    /// Returns the number of the first hit on the page.
    fn first(&self) -> usize {
        self.number.unwrap_or(1)
    }

    /// Returns the first pages, those around this one, and the last that can be turned to by number, of so many hits.
    fn pages(&self, total: u64) -> Vec<PageLink> {
        let total = usize::try_from(total).unwrap_or(usize::MAX).min(MOST);
        let here = (self.first() - 1) / PAGE + 1;
        let last = total.div_ceil(PAGE).max(1);
        let around = here.saturating_sub(AROUND)..=here + AROUND;
        let is_shown = |page: &usize| *page == 1 || *page == last || around.contains(page);
        let mut before = 0;
        let shown = (1..=last).filter(is_shown).map(|number| {
            let first = (number - 1) * PAGE + 1;
            let link =
                self.page("", if number == 1 { String::new() } else { first.to_string() }.as_str());
            let is_after_gap = number > before + 1;
            before = number;
            PageLink { number, link, is_here: number == here, is_after_gap }
        });
        let shown: Vec<PageLink> = shown.collect();
        if shown.len() > 1 { shown } else { Vec::new() }
    }

    /// Returns what was typed.
    pub(super) fn typed(&self) -> &str {
        self.typed
    }

    /// Returns the whole query, unless nothing is asked for.
    pub(super) fn whole(&self) -> Option<String> {
        let is_none = self.typed.trim().is_empty() && self.narrowings.is_empty();
        (!is_none).then(|| links::joined(self.typed, &self.narrowings))
    }

    /// Returns the address of the first page of the hits.
    pub(super) fn first_page(&self) -> String {
        self.page("", "")
    }

    /// Returns the search for a query with nothing else about it.
    fn of_query(query: &'g str) -> Self {
        Self { typed: query, narrowings: Vec::new(), sort: "", duplicates: "", number: None }
    }

    fn narrowed(&self, narrowings: &[Narrowing]) -> String {
        self.address(narrowings, self.sort, self.duplicates, ("", ""))
    }

    fn page(&self, after: &str, number: &str) -> String {
        self.address(&self.narrowings, self.sort, self.duplicates, (after, number))
    }

    fn without(&self, narrowing: &Narrowing) -> Vec<Narrowing> {
        self.narrowings.iter().filter(|known| *known != narrowing).cloned().collect()
    }

    fn chips(&self, site: &Site) -> Vec<Chip> {
        let chip = |narrowing: &Narrowing| Chip {
            field: SafeText::text(&narrowing.field),
            value: SafeText::text(&site.named(&narrowing.field, &narrowing.value)),
            without: self.narrowed(&self.without(narrowing)),
            other_reading: self.other_reading(narrowing),
            who: narrowing.who(),
        };
        self.narrowings.iter().map(chip).collect()
    }

    fn other_reading(&self, narrowing: &Narrowing) -> Option<(&'static str, String)> {
        let other = narrowing.other_reading()?;
        let name = match narrowing.field == links::NAME {
            true if narrowing.finds_family_alone() => {
                "family name alone, too, behind these: namesakes may be among them; this spelling only"
            }
            true => "this spelling only",
            false => "every script and spelling",
        };
        let swap = |known: &Narrowing| if known == narrowing { &other } else { known }.clone();
        let narrowings: Vec<Narrowing> = self.narrowings.iter().map(swap).collect();
        Some((name, self.narrowed(&narrowings)))
    }

    /// Tells whether hits come best first, or in the order of the one list that is asked for.
    fn is_in_order_of_list(&self) -> bool {
        matches!(self.sort, "" | "relevance")
    }

    fn orders(&self, is_list: bool) -> Vec<Choice> {
        let chosen = if self.sort == "relevance" { "" } else { self.sort };
        let choice = |(sort, name): (&str, &'static str)| Choice {
            name: if is_list && sort.is_empty() { "as listed" } else { name },
            link: self.address(&self.narrowings, sort, self.duplicates, ("", "")),
            is_chosen: sort == chosen,
        };
        ORDERS.map(choice).into()
    }

    /// Returns the way to the hits with their duplicates shown, or folded again.
    fn duplicates(&self) -> Choice {
        let is_chosen = self.duplicates == "show";
        let (name, other) =
            if is_chosen { ("fold equal contents", "") } else { ("show each copy", "show") };
        let link = self.address(&self.narrowings, self.sort, other, ("", ""));
        Choice { name, link, is_chosen }
    }

    fn facet(
        &self,
        site: &Site,
        (field, heading): (&'static str, &'static str),
        values: &[FacetValue],
    ) -> Facet {
        let view = |value: &FacetValue| {
            let clicked = Narrowing::click(field, &value.value);
            let is_this = |known: &&Narrowing| {
                **known == clicked || Some(*known) == clicked.other_reading().as_ref()
            };
            let chosen = self.narrowings.iter().find(is_this);
            let is_chosen = chosen.is_some();
            let narrowings = match chosen {
                Some(chosen) => self.without(chosen),
                None => self.narrowings.iter().cloned().chain([clicked]).collect(),
            };
            FacetView {
                value: SafeText::text(&site.named(field, &value.value)),
                told_by: (!value.told_by.is_empty())
                    .then(|| SafeText::text(&value.told_by.join(", "))),
                items: SafeText::number(value.items),
                link: self.narrowed(&narrowings),
                is_chosen,
            }
        };
        let mut few: Vec<FacetView> = values.iter().map(view).collect();
        let rest = few.split_off(few.len().min(FEW));
        Facet { heading, few, rest }
    }

    /// Returns searches that find more than this one, which found nothing.
    fn wider(&self) -> Vec<(SafeText, String)> {
        let mut wider = Vec::new();
        let words: Vec<&str> = self.typed.split_whitespace().collect();
        let is_plain = !self.typed.contains(|c| matches!(c, '(' | ':') || answers::is_quote(c));
        if is_plain && words.len() > 1 && !words.contains(&"OR") {
            let any = words.join(" OR ");
            wider.push((SafeText::text(&any), links::search(&any, &self.narrowings)));
        }
        if !self.narrowings.is_empty() && !self.typed.is_empty() {
            wider.push((SafeText::text(self.typed), links::search(self.typed, &[])));
        }
        wider
    }

    /// Returns the fields that a new search from the box keeps.
    pub(super) fn kept(&self) -> Vec<(&'static str, Exact)> {
        let exact = |narrowing: &Narrowing| ("f", Exact::text(&narrowing.parameter()));
        let narrowings = self.narrowings.iter().map(exact);
        let rest = [("sort", self.sort), ("duplicates", self.duplicates)];
        let rest = rest.into_iter().filter(|(_, value)| !value.is_empty());
        narrowings.chain(rest.map(|(name, value)| (name, Exact::text(value)))).collect()
    }
}

pub(super) fn show(dossier: &Dossier, site: &Site, params: &Params) -> Result<String, Failure> {
    let view = View::read(params)?;
    let mut wanted = search_request(params, links::joined(view.typed, &view.narrowings), PAGE);
    wanted.facets = facets_shown().map(|(field, _)| field.to_owned()).collect();
    if wanted.after.is_none() {
        wanted.skip = view.first() - 1;
    }
    let answer = dossier.search(&wanted)?;
    let mut page = page(site, &view, &answer);
    let name = answer.as_name.as_ref().filter(|_| answer.total == 0);
    let hits = name.map_or(&answer.hits, |name| &name.hits);
    let list = answer.list.as_deref().filter(|_| view.is_in_order_of_list());
    let here = view.page(wanted.after.as_deref().unwrap_or_default(), &view.first().to_string());
    for (shown, hit) in page.hits.iter_mut().zip(hits) {
        shown.kept = OfHit::of(site, dossier, hit, list, &here)?;
    }
    Ok(page.render()?)
}

pub(super) fn page(site: &Site, view: &View<'_>, answer: &SearchAnswer) -> SearchPage {
    let whole = answer.query.as_str();
    let is_folded = view.duplicates != "show";
    let first = view.first();
    // Where the words as typed have no hits, those of the name stand on the page, and its hits belong to that search.
    let name = answer.as_name.as_ref().filter(|_| answer.total == 0);
    let hits = name.map_or(&answer.hits, |name| &name.hits);
    let named = name.map(|name| View::of_query(&name.query));
    let of_hits = named.as_ref().unwrap_or(view);
    let frame = Frame::new(&site.title, &title(whole)).asking(view.typed).warned(&answer.warnings);
    SearchPage {
        frame: Frame { kept: view.kept(), ..frame },
        whole: SafeText::text(whole),
        save: save(whole),
        total: SafeText::number(answer.total),
        items: SafeText::number(answer.items),
        noun: if answer.total == 1 { "hit" } else { "hits" },
        is_folded,
        has_duplicates: answer.items > answer.total || !is_folded,
        chips: view.chips(site),
        orders: view.orders(answer.list.is_some()),
        duplicates: view.duplicates(),
        hits: hits
            .iter()
            .zip(first..)
            .map(|(hit, number)| hit_view(hit, number, of_hits))
            .collect(),
        facets: facets(site, view, answer),
        as_name: answer.as_name.as_ref().map(|name| as_name(name, answer.total == 0)),
        pages: view.pages(answer.total),
        next: answer.next.as_deref().map(|next| {
            let number = first.saturating_add(answer.hits.len()).min(MOST).to_string();
            view.page(next, &number)
        }),
        suggestions: suggestions(answer),
        wider: if answer.total == 0 { view.wider() } else { Vec::new() },
    }
}

/// Returns what may have been meant, with the way to it and how many items it finds.
fn suggestions(answer: &SearchAnswer) -> Vec<(SafeText, String, SafeText)> {
    let shown = answer.suggestions.iter().map(|meant| {
        let link = links::search(&meant.query, &[]);
        (SafeText::text(&meant.query), link, SafeText::number(meant.items))
    });
    shown.collect()
}

fn as_name(name: &AsName, is_shown: bool) -> AsNameView {
    AsNameView {
        query: SafeText::text(&name.query),
        total: SafeText::number(name.total),
        items: SafeText::number(name.items),
        link: links::search(&name.query, &[]),
        is_shown,
    }
}

fn title(query: &str) -> String {
    const LONGEST: usize = 60;
    let short = &query[..query.floor_char_boundary(LONGEST)];
    if short.len() < query.len() { format!("{short}…") } else { query.to_owned() }
}

/// Returns the date of an item, with its source where that is a file's and no paper's.
pub(super) fn dated(date: Option<&str>, source: Option<&str>) -> Option<SafeText> {
    date.map(|date| SafeText::text(&answers::date_with_source(date, source)))
}

fn facets(site: &Site, view: &View<'_>, answer: &SearchAnswer) -> Vec<Facet> {
    let facet = |facet: (&'static str, &'static str)| {
        let values = answer.facets.get(facet.0).filter(|values| !values.is_empty())?;
        Some(view.facet(site, facet, values))
    };
    facets_shown().filter_map(facet).collect()
}

fn hit_view(hit: &Hit, number: usize, view: &View<'_>) -> HitView {
    let trail = Trail::of(&hit.locator);
    let is_whole = hit.outcome == item::Status::Extracted.name();
    let is_apart = |layer: &&String| !matches!(layer.as_str(), "body" | "metadata");
    HitView {
        number,
        title: Title::of(hit.title.as_deref(), &trail),
        link: view.item(&hit.id, (number <= MOST).then_some(number), &[]),
        trail,
        format: SafeText::text(&hit.format),
        size: hit.size.map_or_else(SafeText::default, SafeText::size),
        date: dated(hit.date.as_deref(), hit.date_source.as_deref()),
        languages: SafeText::text(&hit.languages.join(" ")),
        outcome: (!is_whole).then(|| SafeText::text(&hit.outcome)),
        layers: hit.layers.iter().filter(is_apart).map(|layer| SafeText::text(layer)).collect(),
        snippets: hit.snippets.iter().map(snippet_view).collect(),
        id: SafeText::text(&hit.id),
        remark: hit.remark.as_deref().map(SafeText::text),
        kept: None,
        duplicates: hit.duplicates.iter().map(|locator| SafeText::text(locator)).collect(),
        duplicate_count: hit.duplicate_count,
        unlisted: hit.duplicate_count.saturating_sub(hit.duplicates.len() as u64),
    }
}

fn snippet_view(snippet: &Snippet) -> SnippetView {
    SnippetView {
        place: snippet.place.as_deref().map(SafeText::text),
        layer: (snippet.layer != "body").then(|| SafeText::text(&snippet.layer)),
        why: snippet.why.as_deref().map(SafeText::text),
        direction: Direction::of(&snippet.text),
        pieces: pieces::of_snippet(snippet),
    }
}
/// Returns where what a query finds is saved from, by form.
fn save(query: &str) -> Vec<(&'static str, String)> {
    let forms = [
        ("CSV", "csv"),
        ("workbook", "xlsx"),
        ("mentions", "mentions"),
        ("graph", "graphml"),
        ("FollowTheMoney", "ftm"),
        ("one page", "html"),
    ];
    forms.map(|(name, form)| (name, address("/export", [("format", form), ("q", query)]))).to_vec()
}
