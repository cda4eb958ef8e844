//! What scripts can ask: one line a route, from which come the router, the check of parameters and the description.

use answers::{
    AnnotationLine, Asked, BatchLine, Comparison, Coverage, Dossier, EntityLine, EntityList,
    EntityRequest, Figures, HiddenFilter, HiddenLine, ItemAnswer, ItemLine, ItemList, Mails,
    Matter, MatterList, Measure, MentionList, Near, Pivot, SearchAnswer, SheetQuestion, TextPage,
    Timeline,
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::failure::Failure;
use crate::openapi;
use crate::params::{Parameter, Params, Shape};
use crate::requests::{DUPLICATES, SORTS, item_filter, known_kind, present, search_request};
use crate::route::Route;
use crate::site::Site;

/// How many hits or items a page holds, unless asked otherwise, and at most.
const PAGE: usize = 20;
const MOST: usize = 1_000;
/// How many mentions or values a page holds, unless asked otherwise.
const LIST: usize = 100;

macro_rules! routes {
    ($($path:literal $ask:ident -> $answer:ty, $about:literal, $parameters:expr;)*) => {
        /// Every question that scripts can ask.
        pub(crate) const ROUTES: &[Route] = &[$(Route {
            path: $path,
            about: $about,
            parameters: $parameters,
            schema: |generator| generator.subschema_for::<$answer>(),
            ask: |dossier, site, params| {
                let answer: $answer = $ask(dossier, site, params)?;
                Ok(serde_json::to_vec(&answer)?)
            },
        },)*];
    };
}

routes! {
    "/api" figures -> Figures, "the figures of the dossier: outcomes, and the most frequent values of each kind", NONE;
    "/api/search" search -> SearchAnswer, "what a query finds, with snippets and facets", SEARCH;
    "/api/items" items -> ItemList, "a list of items in the order of their locators", ITEMS;
    "/api/items/{id}" item -> ItemAnswer, "one item by its id, or by the beginning of it, with its properties", NONE;
    "/api/items/{id}/text" text -> TextPage, "the text of an item, page by page, with what is named in it", TEXT;
    "/api/items/{id}/mentions" mentions -> MentionList, "what is named in an item", MENTIONS;
    "/api/items/{id}/family" family -> Vec<ItemLine>, "everything that came with an item, its top item first", NONE;
    "/api/entities/{kind}" entities -> EntityAnswer, "the values of a kind of mention with their counts", ENTITIES;
    "/api/coverage" coverage -> Coverage, "what was searched, what was not, and why", NONE;
    "/api/batch" batch -> Vec<BatchLine>, "names, asked one by one: which are there, how they are written, how sure", BATCH;
    "/api/pivot" pivot -> Based<Pivot>, "items, or the rows of a sheet, counted by two things at once", PIVOT;
    "/api/timeline" timeline -> Based<Timeline>, "items by the dates that they mention", TIMELINE;
    "/api/matters" matters -> MatterList, "papers that a number, or a name with its date of birth, joins", NONE;
    "/api/matter" matter -> Matter, "one matter: its events with their sentences, its papers, what joins them", MATTER;
    "/api/hidden" hidden -> HiddenList, "what was struck out, hidden, covered or commented, text by text", HIDDEN;
    "/api/near" near -> Near, "papers that are nearly the same, group by group", NEAR;
    "/api/compare" compare -> Comparison, "what differs between two items, word by word", COMPARE;
    "/api/mail" mail -> Mails, "who writes to whom, and which mails are missing", MAIL;
    "/api/notes" notes -> Vec<AnnotationLine>, "the tags and notes that people put on items, and what they decided on names", NONE;
    "/api/openapi.json" description -> serde_json::Value, "this description", NONE;
}

const NONE: &[Parameter] = &[];

const QUERY: Parameter = Parameter { name: "q", about: "the query", shape: Shape::Needed };
const LIMIT: Parameter =
    Parameter { name: "limit", about: "how many at most", shape: Shape::Number(MOST) };

const SEARCH: &[Parameter] = &[
    QUERY,
    LIMIT,
    Parameter { name: "after", about: "the cursor that the page before gave", shape: Shape::Text },
    Parameter { name: "page", about: "which page, from 1", shape: Shape::Number(usize::MAX) },
    Parameter { name: "sort", about: "in which order", shape: Shape::Word(SORTS) },
    Parameter {
        name: "facets",
        about: "kinds and fields to count over all hits",
        shape: Shape::List,
    },
    Parameter {
        name: "duplicates",
        about: "one hit for each content, or one for each item",
        shape: Shape::Word(DUPLICATES),
    },
];

const ITEMS: &[Parameter] = &[
    Parameter { name: "outcome", about: "only those that ended so", shape: Shape::Outcomes },
    Parameter { name: "format", about: "only those of these formats", shape: Shape::List },
    Parameter { name: "under", about: "only what lies beneath this locator", shape: Shape::Text },
    Parameter { name: "layer", about: "only those with text in this layer", shape: Shape::Layer },
    Parameter { name: "after", about: "the locator that the page before gave", shape: Shape::Text },
    LIMIT,
];

const TEXT: &[Parameter] = &[
    Parameter { name: "page", about: "which page, from 1", shape: Shape::Number(usize::MAX) },
    Parameter { name: "q", about: "a query whose words are marked", shape: Shape::Text },
];

const MENTIONS: &[Parameter] = &[
    Parameter { name: "kind", about: "only those of this kind", shape: Shape::Text },
    Parameter { name: "after", about: "the number that the page before gave", shape: Shape::Count },
    LIMIT,
];

const ENTITIES: &[Parameter] = &[OVER, CONTAINING, BY_FORM, LIMIT];

/// How persons are listed.
pub(crate) const BY_FORM: Parameter = Parameter {
    name: "forms",
    about: "of persons each form of a name by itself, and not each person once",
    shape: Shape::Word(&["each"]),
};

/// Letters that values contain.
pub(crate) const CONTAINING: Parameter = Parameter {
    name: "containing",
    about: "only values that contain these letters",
    shape: Shape::Text,
};

const OVER: Parameter =
    Parameter { name: "q", about: "only in what this query finds", shape: Shape::Text };

const BATCH: &[Parameter] =
    &[Parameter { name: "name", about: "a name, any number of times", shape: Shape::Texts }];

const PIVOT: &[Parameter] = &[
    Parameter { name: "rows", about: "a kind, a field or a period", shape: Shape::Needed },
    Parameter { name: "columns", about: "a kind, a field or a period", shape: Shape::Needed },
    OVER,
    Parameter {
        name: "measure",
        about: "what is counted",
        shape: Shape::Word(&["items", "contents"]),
    },
    Parameter {
        name: "sheet_of",
        about: "the item whose table is counted instead",
        shape: Shape::Text,
    },
    Parameter { name: "sheet", about: "which sheet of it", shape: Shape::Text },
    Parameter { name: "sum", about: "the heading whose numbers are summed", shape: Shape::Text },
    LIMIT,
];

const TIMELINE: &[Parameter] = &[
    Parameter { name: "by", about: "the period", shape: Shape::Word(&["year", "month", "day"]) },
    OVER,
];

const MATTER: &[Parameter] = &[Parameter {
    name: "key",
    about: "a number of the matter, or the name of the person",
    shape: Shape::Needed,
}];

const HIDDEN: &[Parameter] = &[
    OVER,
    Parameter { name: "layer", about: "only what is hidden in this layer", shape: Shape::Layer },
    Parameter { name: "author", about: "only what this person hid", shape: Shape::Text },
    Parameter { name: "after", about: "the number that the page before gave", shape: Shape::Count },
    LIMIT,
];

const NEAR: &[Parameter] = &[
    OVER,
    Parameter {
        name: "similarity",
        about: "from how many per cent of common runs of three words on",
        shape: Shape::Number(100),
    },
];

const COMPARE: &[Parameter] = &[
    Parameter { name: "a", about: "the first item, by id or locator", shape: Shape::Needed },
    Parameter { name: "b", about: "the second item", shape: Shape::Needed },
];

const MAIL: &[Parameter] = &[OVER];

/// A page of what is hidden.
#[derive(Serialize, JsonSchema)]
struct HiddenList {
    /// The texts, by locator.
    lines: Vec<HiddenLine>,
    /// Where the next page begins, if there is one.
    next: Option<usize>,
    /// What could not be read in the query.
    warnings: Vec<String>,
}

/// The values of a kind.
#[derive(Serialize, JsonSchema)]
struct EntityAnswer {
    /// The values, the most frequent first.
    values: Vec<EntityLine>,
    /// How many there are in all.
    total: usize,
    /// What could not be read in the query.
    warnings: Vec<String>,
}

fn figures(dossier: &Dossier, site: &Site, _: &Params) -> Result<Figures, Failure> {
    site.figures(dossier)
}

fn search(dossier: &Dossier, _: &Site, params: &Params) -> Result<SearchAnswer, Failure> {
    let query = params.text("q").unwrap_or_default().to_owned();
    Ok(dossier.search(&search_request(params, query, PAGE))?)
}

fn items(dossier: &Dossier, _: &Site, params: &Params) -> Result<ItemList, Failure> {
    let limit = params.number("limit").unwrap_or(LIST);
    Ok(dossier.item_list(item_filter(params), present(params.text("after")), limit)?)
}

fn item(dossier: &Dossier, _: &Site, params: &Params) -> Result<ItemAnswer, Failure> {
    Ok(dossier.item_answer(&dossier.item_by_id(&params.id)?)?)
}

fn text(dossier: &Dossier, _: &Site, params: &Params) -> Result<TextPage, Failure> {
    let item = dossier.item_by_id(&params.id)?;
    Ok(dossier.text_page(&item, present(params.text("q")), params.number("page"))?)
}

fn mentions(dossier: &Dossier, _: &Site, params: &Params) -> Result<MentionList, Failure> {
    let item = dossier.item_by_id(&params.id)?;
    let limit = params.number("limit").unwrap_or(LIST);
    let after = params.number("after").unwrap_or(0);
    let kind = present(params.text("kind")).map(known_kind).transpose()?.map(|line| line.kind);
    Ok(dossier.mentions(&item, kind, after, limit)?)
}

fn family(dossier: &Dossier, _: &Site, params: &Params) -> Result<Vec<ItemLine>, Failure> {
    let item = dossier.item_by_id(&params.id)?;
    Ok(dossier.family(&item)?.into_iter().map(ItemLine::from).collect())
}

fn entities(dossier: &Dossier, _: &Site, params: &Params) -> Result<EntityAnswer, Failure> {
    let kind = known_kind(&params.id)?;
    let limit = params.number("limit").unwrap_or(LIST);
    let asked = EntityRequest {
        kind: kind.kind,
        query: present(params.text("q")),
        containing: present(params.text(CONTAINING.name)),
        initial: None,
        by_form: params.text(BY_FORM.name).is_some(),
        limit,
    };
    let EntityList { values, total, warnings, .. } = dossier.entities(&asked)?;
    Ok(EntityAnswer { values, total, warnings })
}

fn coverage(dossier: &Dossier, _: &Site, _: &Params) -> Result<Coverage, Failure> {
    Ok(dossier.coverage()?)
}

fn batch(dossier: &Dossier, _: &Site, params: &Params) -> Result<Vec<BatchLine>, Failure> {
    let names: Vec<&str> = params.texts("name").collect();
    if names.is_empty() || names.len() > MOST {
        return Err(Failure::bad(format!("name 1 to {MOST} names, each as `name=`")));
    }
    let asked = |name: &&str| Asked::Name { names: vec![(*name).to_owned()], born: None };
    let asked: Vec<Asked> = names.iter().map(asked).collect();
    Ok(dossier.batch_lines(&asked.iter().collect::<Vec<_>>())?)
}

/// Counts with what they rest on.
#[derive(Serialize, JsonSchema)]
struct Based<T> {
    #[serde(flatten)]
    answer: T,
    /// What they rest on.
    basis: Basis,
}

/// What counts rest on.
#[derive(Serialize, JsonSchema)]
struct Basis {
    /// How many items the dossier has.
    items: u64,
    /// How many of them were not searched to their end.
    not_searched: u64,
    /// The root of the files of the trove.
    files_root: String,
    /// The program and its version.
    program: String,
    /// When it was asked, ISO 8601.
    asked_at: String,
}

impl<T> Based<T> {
    fn of(dossier: &Dossier, site: &Site, answer: T) -> Result<Self, Failure> {
        let about = site.about(dossier, None)?;
        let program = about.program.strip_prefix("dossier ").unwrap_or(&about.program).to_owned();
        let export::About { items, not_searched, files_root, exported_at: asked_at, .. } = about;
        Ok(Self { answer, basis: Basis { items, not_searched, files_root, program, asked_at } })
    }
}

fn pivot(dossier: &Dossier, site: &Site, params: &Params) -> Result<Based<Pivot>, Failure> {
    Based::of(dossier, site, counted(dossier, params)?)
}

fn counted(dossier: &Dossier, params: &Params) -> Result<Pivot, Failure> {
    let text = |name| present(params.text(name));
    let (rows, columns) = (text("rows").unwrap_or_default(), text("columns").unwrap_or_default());
    if let Some(item) = text("sheet_of") {
        if ["q", "measure", "limit"].into_iter().any(|name| params.text(name).is_some()) {
            return Err(Failure::bad(
                "a sheet is counted whole: leave out `q`, `measure` and `limit`",
            ));
        }
        return Ok(dossier.sheet_pivot(&SheetQuestion {
            item: item.to_owned(),
            sheet: text("sheet").map(str::to_owned),
            rows: rows.to_owned(),
            columns: columns.to_owned(),
            sum: text("sum").map(str::to_owned),
        })?);
    }
    for dimension in [rows, columns] {
        if !answers::dimensions().any(|known| known == dimension) {
            let dimension = item::escape(dimension.as_bytes());
            return Err(Failure::bad(format!("`{dimension}` is no kind, field or period")));
        }
    }
    let measure =
        if text("measure") == Some("contents") { Measure::Contents } else { Measure::Items };
    let limit = params.number("limit").unwrap_or(PAGE);
    Ok(dossier.pivot(rows, columns, text("q"), measure, limit)?)
}

fn timeline(dossier: &Dossier, site: &Site, params: &Params) -> Result<Based<Timeline>, Failure> {
    let by = present(params.text("by")).unwrap_or("year");
    Based::of(dossier, site, dossier.timeline(by, present(params.text("q")))?)
}

fn matters(dossier: &Dossier, _: &Site, _: &Params) -> Result<MatterList, Failure> {
    Ok(dossier.matters()?)
}

fn matter(dossier: &Dossier, _: &Site, params: &Params) -> Result<Matter, Failure> {
    Ok(dossier.matter(params.text("key").unwrap_or_default())?)
}

fn hidden(dossier: &Dossier, _: &Site, params: &Params) -> Result<HiddenList, Failure> {
    let limit = params.number("limit").unwrap_or(LIST);
    let after = params.number("after").unwrap_or(0);
    let found = dossier.hidden(HiddenFilter {
        layer: present(params.text("layer")),
        author: present(params.text("author")),
        query: present(params.text("q")),
    })?;
    let mut lines: Vec<HiddenLine> =
        found.skip(after).take(limit.saturating_add(1)).collect::<Result<_, _>>()?;
    let next = (lines.len() > limit).then_some(after.saturating_add(limit));
    lines.truncate(limit);
    let warnings = present(params.text("q")).map(|query| dossier.query_warnings(query));
    Ok(HiddenList { lines, next, warnings: warnings.transpose()?.unwrap_or_default() })
}

fn near(dossier: &Dossier, _: &Site, params: &Params) -> Result<Near, Failure> {
    #[expect(clippy::cast_precision_loss, reason = "it is at most 100")]
    let least = params.number("similarity").unwrap_or(50) as f64 / 100.0;
    Ok(dossier.near_duplicates(present(params.text("q")), least)?)
}

fn compare(dossier: &Dossier, _: &Site, params: &Params) -> Result<Comparison, Failure> {
    let item = |name| dossier.item(params.text(name).unwrap_or_default());
    Ok(dossier.compare(&item("a")?, &item("b")?)?)
}

fn mail(dossier: &Dossier, _: &Site, params: &Params) -> Result<Mails, Failure> {
    Ok(dossier.mails(present(params.text("q")))?)
}

fn notes(dossier: &Dossier, _: &Site, _: &Params) -> Result<Vec<AnnotationLine>, Failure> {
    Ok(dossier.annotations()?)
}

#[expect(clippy::unnecessary_wraps, reason = "other routes may fail")]
fn description(_: &Dossier, _: &Site, _: &Params) -> Result<serde_json::Value, Failure> {
    Ok(openapi::document(ROUTES))
}
