//! How a dossier is asked over HTTP and in a browser.
//!
//! [`Server::bind`] listens on the loopback address alone; [`Server::run`] answers until it is told to stop. Whoever
//! holds the one-time token of [`Door::link`] gets a cookie for it; scripts send [`Door::key`]. The `door` decides who
//! is let in, the tables `api::ROUTES` and `page::PAGES` say what can be asked, and everything that a page shows
//! passes through `shown`. Nothing is written, and no page holds a script.

mod api;
mod asked;
mod door;
mod failure;
mod openapi;
mod page;
mod readers;
mod reply;
mod secret;
mod server;
mod site;

pub use door::Door;
pub use server::{Error, Server, Stop};
pub use site::{Called, Open, Options};
