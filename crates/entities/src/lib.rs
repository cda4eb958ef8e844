//! Which mentions a text holds.
//!
//! [`Recogniser::mentions`] reads segments and yields what is named in them: notices and diffusions, their numbers
//! and states, persons, bodies, places, bureaus, countries, dates, addresses, articles. A kind of mention is a file under `kinds` and
//! one line of its table of recognisers; the words it knows are tables under `data`. A sequence model reads names besides.
//!
//! ```
//! let mentions = entities::recognise("NCB Moscow asked for a Red Notice on 17 May 2024.");
//! let found: Vec<_> = mentions.iter().map(|found| (found.kind.name(), found.normal.as_str())).collect();
//! assert_eq!(found, [("ncb", "ru"), ("notice", "red-notice"), ("date", "2024-05-17")]);
//! ```
//!
//! Reading takes time linear in the text, whatever the text is, and the same segments yield the same mentions.

mod act;
mod agent;
mod block;
mod cells;
mod columns;
mod cue;
mod document_date;
mod echo;
mod edges;
mod finding;
mod fold;
mod form;
mod heading;
mod kinds;
mod lexicon;
mod numbered;
mod phrase;
mod read;
mod recogniser;
mod reference;
mod table;
mod tagger;
mod tokenized;
pub mod training;
mod unite;
mod words;

pub use act::{Act, Mode, Told, acts, is_asked, is_refused};
pub use agent::{Agent, agent};
pub use document_date::document_date;
pub use form::{Field, fields, is_of_paper, labels_of};
pub use heading::{Heading, heading};
pub use kinds::country::country_name;
pub use recogniser::{Recogniser, recognise};
pub use reference::{
    goes_on, is_before_words_about, is_of_another, is_of_press, is_request_of_another, takes_up,
};

/// The version of recognition, raised when other mentions may be found: recognition runs again on the texts in the
/// store, and nothing is read again.
pub const VERSION: u16 = 22;
