//! What can be asked of a dossier, and how.
//!
//! A query is read by [`parse()`] into a [`Query`]; an engine implements [`Index`], which answers one leaf of it at a
//! time; [`search()`] and [`matches()`] do the rest — the Boolean tree over items, relevance, facets and paging — so that
//! every engine answers alike. [`Memory`] is the naive engine that the others are tested against.
//!
//! ```
//! let parsed = search::parse("Иванов «красное уведомление» -draft");
//! assert!(parsed.warnings.is_empty());
//! ```

mod days;
mod divider;
mod engine;
mod evaluate;
mod fields;
mod inflect;
mod memory;
mod name_terms;
mod occurrences;
mod parse;
mod query;
mod record;
mod snippet;
mod spans;
mod terms;
mod typed_name;
mod word;

pub use days::Days;
pub use engine::{Error, Index, IndexWriter, Notes, Postings};
pub use evaluate::{
    Cursor, FacetValue, Found, Hit, Matches, Order, Request, matches, most_frequent, search,
};
pub use fields::{FIELDS, FieldEntry};
pub use memory::Memory;
pub use occurrences::Occurrences;
pub use parse::{Parsed, parse};
pub use query::{Field, Query, Spans};
pub use record::{ContentRecord, Entry, ItemRecord};
pub use snippet::{Snippet, Snippets};
pub use spans::{Positions, find_spans};
pub use terms::{
    ANALYSER, GAP, MAX_KEYWORD, TextTerms, entries_of_mention, entries_of_path,
    entries_of_property, keyword,
};
pub use typed_name::{TypedName, typed_name};
pub use word::{MAX_EXPANSION, Matcher, Word};
