//! One place in a text where something is named.

use serde::{Deserialize, Serialize};

use crate::layer::Layer;
use crate::segment::Place;

/// One place in a text where something is named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Mention {
    /// Which kind of thing, by the name of its line in `entities::KINDS`.
    pub kind: String,
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
}
