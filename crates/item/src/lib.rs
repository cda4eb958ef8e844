//! What an item, a locator, a content, a digest, a segment, a mention and an outcome are.
//!
//! This crate holds the nouns that every other crate shares and does no input or output.

mod digest;
mod direction;
mod extraction;
mod key;
pub mod kind;
mod layer;
mod location;
mod locator;
mod mention;
mod names;
mod outcome;
mod printed;
mod segment;
mod series;
mod stamps;
mod volume;
mod warning;

pub use digest::{Algorithm, Digest, Digests, ItemId, ParseHexError};
pub use direction::is_right_to_left;
pub use extraction::{
    Basis, ChildRecord, DateSource, Declared, DocumentDate, Extraction, Identified,
};
pub use key::{Key, Metadata};
pub use kind::Kind;
pub use layer::{Layer, LayerSet};
pub use location::Location;
pub use locator::{Locator, Member, ParseLocatorError};
pub use mention::{DateRole, Mention, facts_behind};
pub use outcome::{
    EmptyReason, EncryptedReason, FailedReason, LimitReason, Outcome, PartialReason, Reason,
    SkippedReason, Status, UnreadableReason, UnsupportedReason,
};
pub use printed::{escape, escape_path, is_harmful, unescape, visible};
pub use segment::{Mark, MarkKind, Place, Segment};
pub use series::{Series, SeriesKind, begins_archive};
pub use stamps::Stamps;
pub use volume::Part;
pub use warning::{Warning, WarningCode};
