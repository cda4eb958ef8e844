//! What the parameters of a request ask of the dossier; pages and the API read them alike.

use answers::{ItemFilter, Order, SearchRequest};
use item::Kind;
use item::kind::{KINDS, KindLine};

use crate::failure::Failure;
use crate::params::{Params, outcome};

pub(crate) const SORTS: &[&str] = &["relevance", "date", "-date", "locator"];
pub(crate) const DUPLICATES: &[&str] = &["fold", "show"];

/// Reads a search as the command line would.
pub(crate) fn search_request(params: &Params, query: String, limit: usize) -> SearchRequest {
    let limit = params.number("limit").unwrap_or(limit);
    SearchRequest {
        query,
        limit,
        after: params.text("after").filter(|after| !after.is_empty()).map(str::to_owned),
        skip: params.number("page").map_or(0, |page| (page - 1).saturating_mul(limit)),
        order: match params.text("sort") {
            Some("date") => Order::OldestFirst,
            Some("-date") => Order::NewestFirst,
            Some("locator") => Order::Locator,
            _ => Order::Relevance,
        },
        facets: params.list("facets"),
        fold: params.text("duplicates") != Some("show"),
    }
}

/// Reads which items are listed.
pub(crate) fn item_filter(params: &Params) -> ItemFilter {
    ItemFilter {
        outcomes: params.list("outcome").iter().filter_map(|name| outcome(name)).collect(),
        formats: params.list("format"),
        under: present(params.text("under")).map(str::to_owned),
        layer: present(params.text("layer")).map(str::to_owned),
    }
}

/// Returns a value unless it is empty.
pub(crate) fn present(value: Option<&str>) -> Option<&str> {
    value.filter(|value| !value.is_empty())
}

/// Refuses a kind that there is not.
pub(crate) fn known_kind(id: &str) -> Result<&'static KindLine, Failure> {
    id.parse().map(Kind::line).map_err(|()| {
        let known: Vec<&str> = KINDS.iter().map(|kind| kind.id).collect();
        let id = item::escape(id.as_bytes());
        Failure::missing(format!("`{id}` is no kind of mention; kinds are {}", known.join(", ")))
    })
}
