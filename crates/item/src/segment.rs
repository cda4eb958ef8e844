//! A piece of text, and where it stands.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::layer::Layer;
use crate::names::names;

/// Where in an item a text stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The item as a whole.
    Whole,
    /// A page, counted from 1.
    Page(u32),
    /// A sheet of a workbook, by name.
    Sheet(String),
    /// A slide, counted from 1.
    Slide(u32),
    /// A header or property, by its key (`subject`, `author`).
    Field(String),
    /// Another named part: `notes 3`, `footnotes`, `header`, `comments`.
    Part(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Page(number) => write!(f, "page {number}"),
            Self::Sheet(name) => write!(f, "sheet \"{name}\""),
            Self::Slide(number) => write!(f, "slide {number}"),
            Self::Field(key) => write!(f, "field {key}"),
            Self::Part(name) => f.write_str(name),
        }
    }
}

#[derive(Serialize, Deserialize)]
enum PlaceForm {
    Whole,
    Page(u32),
    Sheet(String),
    Slide(u32),
    Field(String),
    Part(String),
}

/// JSON gives the printed form, or null for the whole; other encodings keep the variants.
impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return match self {
                Self::Whole => serializer.serialize_none(),
                _ => serializer.collect_str(self),
            };
        }
        let form = match self.clone() {
            Self::Whole => PlaceForm::Whole,
            Self::Page(number) => PlaceForm::Page(number),
            Self::Sheet(name) => PlaceForm::Sheet(name),
            Self::Slide(number) => PlaceForm::Slide(number),
            Self::Field(key) => PlaceForm::Field(key),
            Self::Part(name) => PlaceForm::Part(name),
        };
        form.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return Err(serde::de::Error::custom(
                "a place is read back from binary encodings only",
            ));
        }
        Ok(match PlaceForm::deserialize(deserializer)? {
            PlaceForm::Whole => Self::Whole,
            PlaceForm::Page(number) => Self::Page(number),
            PlaceForm::Sheet(name) => Self::Sheet(name),
            PlaceForm::Slide(number) => Self::Slide(number),
            PlaceForm::Field(key) => Self::Field(key),
            PlaceForm::Part(name) => Self::Part(name),
        })
    }
}

/// A piece of text with its place and layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Where it stands.
    pub place: Place,
    /// Which layer it belongs to.
    pub layer: Layer,
    /// The text, in logical order.
    pub text: String,
    /// Ranges with a meaning of their own, in order of their start.
    pub marks: Vec<Mark>,
}

impl Segment {
    /// Makes a segment without marks.
    pub fn new(place: Place, layer: Layer, text: impl Into<String>) -> Self {
        Self { place, layer, text: text.into(), marks: Vec::new() }
    }

    /// Tells whether it is what somebody wrote into the item ([`Layer::is_content`]): a property that was read again is
    /// none.
    pub fn is_content(&self) -> bool {
        let is_property = self.layer == Layer::ReadAgain && matches!(self.place, Place::Field(_));
        self.layer.is_content() && !is_property
    }

    /// Tells whether there is a letter or a digit in the text.
    pub fn has_text(&self) -> bool {
        self.text.chars().any(char::is_alphanumeric)
    }
}

names! {
    /// What a mark says of its range.
    MarkKind {
        /// Inserted with change tracking on.
        Inserted = "inserted",
        /// Deleted with change tracking on.
        Deleted = "deleted",
        /// Moved here or away with change tracking on.
        Moved = "moved",
        /// Hidden text.
        Hidden = "hidden",
        /// Commented upon.
        Commented = "commented",
        /// Read off a picture without certainty.
        Uncertain = "uncertain",
    }
}

/// A range of a segment with a kind, an author and a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Mark {
    /// Byte offset of the first byte.
    pub start: usize,
    /// Byte offset after the last byte.
    pub end: usize,
    /// What it says.
    pub kind: MarkKind,
    /// Who made it, as written.
    pub author: Option<String>,
    /// When, as written (ISO 8601 in Office files).
    pub date: Option<String>,
}
