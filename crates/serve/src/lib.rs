//! How a dossier is asked over HTTP and in a browser.
//!
//! [`Server::bind`] listens on the loopback address alone; [`Server::run`] answers until it is told to stop. Whoever
//! holds the one-time token of [`AccessGuard::link`] gets a cookie for it; scripts send [`AccessGuard::key`]. `access` decides who
//! is let in, the tables `api::ROUTES` and `page::PAGES` say what can be asked, and everything that a page shows
//! passes through `safe_text`. What a form sends is read by `form`. The dossier is only read here: what a page asks to be kept is
//! handed to a [`Desk`], if there is one. No page holds a script.

mod access;
mod api;
mod desk;
mod failure;
mod fields;
mod form;
mod lasting;
mod openapi;
mod page;
mod params;
mod readers;
mod refusal;
mod reply;
mod requests;
mod route;
mod secret;
mod server;
mod site;

pub use access::AccessGuard;
pub use desk::{Change, Desk, LastAct, Step};
pub use server::{Error, Server, Stop};
pub use site::{AboutFn, BasisFn, LabelFn, ListFn, Open, Options, SiteOptions};
