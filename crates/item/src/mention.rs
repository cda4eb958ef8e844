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

/// How far behind a name its date of birth or passport stands, in bytes.
const REACH: usize = 240;

/// Yields the births and passports that stand behind a person, before the next one; mentions are in the order of their
/// places, and `person` is the number of his.
pub fn facts_behind(mentions: &[Mention], person: usize) -> impl Iterator<Item = &Mention> {
    let named = &mentions[person];
    let rest = mentions[person + 1..].iter();
    rest.take_while(move |mention| {
        mention.segment == named.segment
            && mention.start < named.end + REACH
            && mention.kind != Kind::Person
    })
    .filter(|mention| {
        mention.kind == Kind::Passport
            || mention.kind == Kind::Date && mention.role == Some(DateRole::Birth)
    })
}
