//! How text is folded, cut into tokens and sentences, stemmed, and its language told.
//!
//! What is indexed and what is asked go through the same functions, so both meet whatever the script, case or
//! spelling of accents. This crate does no input or output.
//!
//! ```
//! let folded: Vec<_> = text::tokens("l’Ёлка А-1234/5-2020").map(|token| token.folded).collect();
//! assert_eq!(folded, ["l", "елка", "а", "1234", "5", "2020"]);
//! ```

mod apostrophe;
mod arabic;
mod class;
mod clitics;
mod digits;
mod european;
mod fold;
mod hyphen;
mod language;
mod lookalike;
mod sentence;
mod stem;
mod table;
mod token;

pub use clitics::{clitic_forms, may_have_clitics, without_clitics};
pub use fold::fold;
pub use hyphen::broken_word_goes_on;
pub use language::{language, language_name};
pub use lookalike::{latin_look_alike, look_alikes};
pub use sentence::{MAX_SENTENCE, sentences};
pub use stem::stem;
pub use token::{MAX_TOKEN, Token, Tokens, tokens};
