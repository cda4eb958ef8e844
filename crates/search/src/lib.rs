//! What can be asked of a dossier, and how.
//!
//! A query is read by [`parse()`] into a [`Query`]. Callers ask an [`Engine`] for hits, counts, values and cross-counts. An
//! index in this process implements [`Leaves`], which answers one leaf of a query at a time; the Boolean tree over items,
//! relevance, facets and paging are evaluated here, so that every index answers alike. [`Memory`] is the naive one that
//! the others are tested against.
//!
//! ```
//! let parsed = search::parse("Иванов «красное уведомление» -draft");
//! assert!(parsed.warnings.is_empty());
//! ```

mod bearers;
mod days;
mod divider;
mod engine;
mod evaluate;
mod fields;
mod grouping;
mod inflect;
mod leaves;
mod marks;
mod memory;
mod name_terms;
mod near_words;
mod occurrences;
mod ords;
mod parse;
mod periods;
mod query;
mod quote;
mod record;
mod sign;
mod snippet;
mod spans;
mod suggest;
mod terms;
mod typed_name;
mod values;
mod warnings;
mod word;

pub use bearers::{BEARER, bearer_value, bearers, read_bearer};
pub use days::Days;
pub use engine::{Count, Cross, CrossCount, Engine, Groups, Tally, TallyCount, Values};
pub use evaluate::{Cursor, Found, Hit, Order, Request, most_frequent};
pub use fields::{FIELDS, FieldEntry};
pub use grouping::Grouping;
pub use leaves::{Error, FacetValue, GroupCount, IndexWriter, Leaves, Postings};
pub use marks::{Mark, written as marked_text};
pub use memory::Memory;
pub use occurrences::Occurrences;
pub use ords::{find_ord, set_of, summed};
pub use parse::{Parsed, parse};
pub use periods::periods;
pub use query::{Field, Query, Spans};
pub use quote::{is_quote, quoted};
pub use record::{ContentRecord, ItemRecord, own_name};
pub use snippet::{Snippet, Snippets};
pub use spans::{Positions, count_spans, find_spans};
pub use suggest::{FEW_ITEMS, Suggestion, suggestions, suggestions_for_each};
pub use terms::{
    ANALYSER, Entry, GAP, MAX_KEYWORD, TextTerms, entries_of_mention, entries_of_path,
    entries_of_property, keyword,
};
pub use typed_name::{TypedName, family_in_capitals, typed_name};
pub use values::{Letters, initial, initials};
pub use warnings::QueryWarnings;
pub use word::{MAX_EXPANSION, Matcher, Word};
