//! What a browser sees: one line a page.

mod batch;
mod compare;
mod coverage;
mod direction;
mod entities;
mod export;
mod frame;
mod help;
mod hidden;
mod item;
mod items;
mod kept;
mod links;
mod mail;
mod matters;
mod near;
mod pieces;
mod pivot;
mod safe_text;
mod search;
mod searches;
mod start;
#[cfg(test)]
mod tests;
mod timeline;
mod who;

use answers::Dossier;
use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;

use crate::failure::Failure;
use crate::form::Form;
use crate::params::{Parameter, Params};
use crate::reply::{self, Answer, File};
use crate::site::Site;
use frame::Frame;
use safe_text::SafeText;

/// A page.
pub(crate) struct Page {
    /// The path; `{id}` and `{kind}` stand for what the address names.
    pub(crate) path: &'static str,
    pub(crate) parameters: &'static [Parameter],
    /// Returns the HTML.
    pub(crate) show: fn(&Dossier, &Site, &Params) -> Result<String, Failure>,
}

/// Every page.
pub(crate) const PAGES: &[Page] = &[
    Page { path: "/", parameters: &[], show: start::show },
    Page { path: "/search", parameters: search::PARAMETERS, show: search::show },
    Page { path: "/items", parameters: items::PARAMETERS, show: items::show },
    Page { path: "/items/{id}", parameters: item::PARAMETERS, show: item::show },
    Page { path: "/entities/{kind}", parameters: entities::PARAMETERS, show: entities::show },
    Page { path: "/matters", parameters: &[], show: matters::show_all },
    Page { path: "/matter", parameters: matters::PARAMETERS, show: matters::show },
    Page { path: "/coverage", parameters: &[], show: coverage::show },
    Page { path: links::WHO, parameters: who::PARAMETERS, show: who::show },
    Page { path: "/batch", parameters: &[], show: batch::show },
    Page { path: "/pivot", parameters: pivot::PARAMETERS, show: pivot::show },
    Page { path: "/timeline", parameters: timeline::PARAMETERS, show: timeline::show },
    Page { path: "/hidden", parameters: hidden::PARAMETERS, show: hidden::show },
    Page { path: "/near", parameters: near::PARAMETERS, show: near::show },
    Page { path: "/compare", parameters: compare::PARAMETERS, show: compare::show },
    Page { path: "/mail", parameters: mail::PARAMETERS, show: mail::show },
    Page { path: "/searches", parameters: &[], show: searches::show },
    Page { path: "/help", parameters: &[], show: help::show },
];

/// What answers a form that is posted: one that holds more than an address can, or changes what is kept.
pub(crate) struct FormPage {
    pub(crate) path: &'static str,
    /// Returns the HTML, a file, or where to go on.
    pub(crate) answer: fn(&Dossier, &Site, &Form) -> Result<Answer, Failure>,
}

/// An address that gives a file.
pub(crate) struct Download {
    pub(crate) path: &'static str,
    pub(crate) parameters: &'static [Parameter],
    /// Returns the file.
    pub(crate) give: fn(&Dossier, &Site, &Params) -> Result<File, Failure>,
}

/// Every file that can be saved.
pub(crate) const DOWNLOADS: &[Download] =
    &[Download { path: "/export", parameters: export::PARAMETERS, give: export::give }];

/// Every form that is posted.
pub(crate) const FORMS: &[FormPage] = &[
    FormPage { path: "/batch", answer: batch::answer },
    FormPage { path: kept::PATH, answer: kept::answer },
];

const STYLE: &str = include_str!("../../assets/style.css");
const ICON: &str = include_str!("../../assets/icon.svg");

/// Adds what the pages load.
pub(crate) fn with_assets(router: Router) -> Router {
    let style = || async { reply::of(StatusCode::OK, "text/css; charset=utf-8", STYLE) };
    let icon = || async { reply::of(StatusCode::OK, "image/svg+xml", ICON) };
    router.route("/style.css", get(style)).route("/icon.svg", get(icon))
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage {
    frame: Frame,
    status: u16,
    message: SafeText,
}

/// Reports why there is no page; without a title, to somebody who was not let in, without a word of the dossier.
pub(crate) fn failure(title: Option<&str>, failure: &Failure) -> String {
    let frame = title.map_or_else(Frame::outside, |title| Frame::new(title, "No answer"));
    let message = SafeText::sentence(&failure.message);
    let page = FailurePage { frame, status: failure.status.as_u16(), message };
    page.render().unwrap_or_else(|_| "no answer".to_owned())
}
