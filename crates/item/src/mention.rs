//! One place in a text where something is named.

use serde::{Deserialize, Serialize};

use crate::kind::Kind;
use crate::layer::Layer;
use crate::names::names;
use crate::segment::Place;

names! {
    /// What a date that is mentioned is the date of, where its surroundings state it.
    DateRole {
        /// The birth of a person.
        Birth = "birth",
        /// The paper that mentions it.
        Document = "document",
    }
}

/// One place in a text where something is named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Mention {
    /// Which kind of thing.
    pub kind: Kind,
    /// The words as written.
    pub surface: String,
    /// The normal form of its kind.
    pub normal: String,
    /// Byte offset of the surface in the text of its segment.
    pub start: usize,
    /// Byte offset after the surface.
    pub end: usize,
    /// Which segment of the extraction, counted from 0.
    pub segment: u32,
    /// Where the segment stands.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub place: Place,
    /// Which layer the segment belongs to.
    pub layer: Layer,
    /// How sure the recogniser is, above 0 and up to 1.
    pub confidence: f32,
    /// Other readings of the surface, in normal form; empty where there is only one.
    pub alternatives: Vec<String>,
    /// Script-blind keys of a name, the canonical one first; empty for other kinds.
    pub keys: Vec<String>,
    /// What a date is the date of; nothing for other kinds, and where no label states it.
    pub role: Option<DateRole>,
}
