//! What extraction yielded from one content.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::digest::Digests;
use crate::key::{Key, Metadata};
use crate::mention::Mention;
use crate::names::names;
use crate::outcome::Outcome;
use crate::segment::Segment;
use crate::warning::Warning;

names! {
    /// What a format verdict rests on.
    Basis {
        /// Magic bytes.
        Signature = "signature",
        /// Members of the container, or the shape of the text.
        Structure = "structure",
        /// What the container or the mail header says.
        Declared = "declared",
        /// The extension of the name alone.
        Extension = "extension",
        /// Nothing.
        None = "none",
    }
}

/// Which format a content has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identified {
    /// The id of a line in `formats::FORMATS`, or `unknown`.
    pub format: Cow<'static, str>,
    /// What the verdict rests on.
    pub basis: Basis,
    /// What is doubtful.
    pub warnings: Vec<Warning>,
}

/// What a container says of a member: a hint, never believed against the content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Declared {
    /// The media type.
    pub media_type: Option<String>,
    /// The charset of a text; with `=` before it, the one that the user names, which is believed.
    pub charset: Option<String>,
    /// The format, where the container's own format fixes it (an mbox holds mails); or what it is a part of, where it is
    /// a volume of a file that was split ([`crate::Part`]).
    pub format: Option<Cow<'static, str>>,
}

/// A child as its container yielded it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildRecord {
    /// The name as the container gives it, components joined by `/`, as bytes; never empty.
    pub name: Vec<u8>,
    /// How many siblings of the same name stand before it.
    pub ordinal: u32,
    /// What the container says of it.
    pub declared: Declared,
    /// When the container says it was changed last, ISO 8601.
    pub modified: Option<String>,
    /// The digests of its bytes, where they could be had.
    pub digests: Option<Digests>,
    /// How it ended, where it was never opened.
    pub closed: Option<Outcome>,
}

names! {
    /// Where the date of a document is taken from.
    DateSource {
        /// A date in the head of the text, with a label or a place before it.
        Text = "text",
        /// The Date of a mail.
        Sent = "sent",
        /// The property that states when the document was made.
        Created = "created",
        /// The property that states when the document was changed last.
        Modified = "modified",
    }
}

/// The date that a document bears.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DocumentDate {
    /// The date, ISO 8601, as precise as stated.
    pub date: String,
    /// Where it is taken from.
    pub source: DateSource,
}

/// What extraction and recognition yielded from one content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Extraction {
    /// Which format it has.
    pub identified: Identified,
    /// How it ended.
    pub outcome: Outcome,
    /// What is doubtful, besides what identification said.
    pub warnings: Vec<Warning>,
    /// Properties.
    pub metadata: Metadata,
    /// Texts in reading order; those of the layer `metadata` repeat the properties.
    pub segments: Vec<Segment>,
    /// What is named in the texts, by segment and start.
    pub mentions: Vec<Mention>,
    /// Children, in the order found; the first ones where they are very many.
    pub children: Vec<ChildRecord>,
    /// The date that the document bears.
    pub date: Option<DocumentDate>,
}

impl Extraction {
    /// Returns what is named in one segment, by start.
    pub fn mentions_of(&self, segment: u32) -> &[Mention] {
        let from = self.mentions.partition_point(|mention| mention.segment < segment);
        let to = self.mentions.partition_point(|mention| mention.segment <= segment);
        &self.mentions[from..to]
    }

    /// Makes the extraction of a content from which nothing came out.
    pub fn nothing(identified: Identified, outcome: Outcome) -> Self {
        Self {
            identified,
            outcome,
            warnings: Vec::new(),
            metadata: Metadata::new(),
            segments: Vec::new(),
            mentions: Vec::new(),
            children: Vec::new(),
            date: None,
        }
    }

    /// Returns how many bytes of text stand in layers of content ([`crate::Layer::is_content`]).
    pub fn text_bytes(&self) -> u64 {
        let texts = self.segments.iter().filter(|segment| segment.is_content());
        texts.map(|segment| segment.text.len() as u64).sum()
    }

    /// Returns the first value of a property.
    pub fn first(&self, key: &Key) -> Option<&str> {
        self.metadata.get(key)?.first().map(String::as_str)
    }
}
