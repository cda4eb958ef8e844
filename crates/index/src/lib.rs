//! What can be asked of a dossier, answered by tantivy.
//!
//! tantivy keeps terms, positions and columns, and nothing else: words are cut and folded by `search` and `text`, and
//! the spans of a leaf are found by `search` on the positions that tantivy kept. Only this crate knows tantivy.
//!
//! A content is one document with its words, however many items carry it; an item is one thin document. A [`Folder`]
//! holds the index on disk, a [`Writer`] changes it — one at a time — and a [`Reader`] gives [`Snapshot`]s, each one
//! unchanging state that implements `search::Leaves`. [`open()`] and [`open_for_writing()`] are all that a program needs.

mod analysis;
mod backend;
pub mod baseline;
mod column;
mod disk;
mod error;
mod expand;
mod facet;
mod folder;
mod leaf;
mod queue;
mod schema;
mod segment;
mod snapshot;
mod values;
mod writer;

pub use backend::{ForWriting, open, open_for_writing};
pub use error::Error;
pub use folder::Folder;
pub use snapshot::{Reader, Snapshot};
pub use writer::{Options, Writer};
