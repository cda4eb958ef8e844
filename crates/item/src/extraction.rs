//! What extraction yielded from one content.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::digest::Digests;
use crate::mention::Mention;
use crate::names::names;
use crate::outcome::Outcome;
use crate::segment::Segment;

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

/// What is doubtful about an item, with a short code first: `extension-mismatch: named .pdf, is zip`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Warning(pub Cow<'static, str>);

impl Warning {
    /// Makes a warning from its code and what it is about.
    pub fn new(code: &'static str, about: impl fmt::Display) -> Self {
        Self(format!("{code}: {about}").into())
    }

    /// Makes a warning that its code says all about.
    pub const fn code(code: &'static str) -> Self {
        Self(Cow::Borrowed(code))
    }
}

/// The key of a property of an item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(Cow<'static, str>);

macro_rules! keys {
    ($($(#[$doc:meta])* $constant:ident = $name:literal;)*) => {
        impl Key { $($(#[$doc])* pub const $constant: Self = Self(Cow::Borrowed($name));)* }
    };
}

keys! {
    /// The title.
    TITLE = "title";
    /// Who wrote it.
    AUTHOR = "author";
    /// Who changed it last.
    LAST_AUTHOR = "last-author";
    /// What it is about: a document's property, or the Subject of a mail.
    SUBJECT = "subject";
    /// Keywords.
    KEYWORDS = "keywords";
    /// A description or remark.
    DESCRIPTION = "description";
    /// When it was made, ISO 8601.
    CREATED = "created";
    /// When it was changed last, ISO 8601.
    MODIFIED = "modified";
    /// When it was printed last, ISO 8601.
    PRINTED = "printed";
    /// When the mail was sent, ISO 8601.
    SENT = "sent";
    /// From whom a mail comes: `Name <address>`.
    FROM = "from";
    /// To whom a mail goes, one value each.
    TO = "to";
    /// To whom a copy goes.
    CC = "cc";
    /// To whom a blind copy goes.
    BCC = "bcc";
    /// Where an answer goes.
    REPLY_TO = "reply-to";
    /// The Message-ID of a mail.
    MESSAGE_ID = "message-id";
    /// The Message-ID of the mail that this one answers.
    IN_REPLY_TO = "in-reply-to";
    /// The program that wrote it.
    GENERATOR = "generator";
    /// The program that made the PDF.
    PRODUCER = "producer";
    /// The company.
    COMPANY = "company";
    /// How many pages.
    PAGES = "pages";
    /// The encoding that the text was read in.
    CHARSET = "charset";
    /// The language that the content states.
    LANGUAGE = "language";
    /// How it is or was encrypted.
    ENCRYPTION = "encryption";
    /// A template that it was made from.
    TEMPLATE = "template";
}

impl Key {
    /// Makes a key that is not among the constants: lower-case words joined by dashes.
    pub fn other(name: impl Into<String>) -> Self {
        Self(Cow::Owned(name.into()))
    }

    /// Returns the key as queries and JSON name it.
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Properties of an item, each with its values in the order found.
pub type Metadata = BTreeMap<Key, Vec<String>>;

/// What a container says of a member: a hint, never believed against the content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Declared {
    /// The media type.
    pub media_type: Option<String>,
    /// The charset of a text.
    pub charset: Option<String>,
    /// The format, where the container's own format fixes it (an mbox holds mails).
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
    /// Children, in the order found.
    pub children: Vec<ChildRecord>,
    /// The date that the document bears.
    pub date: Option<DocumentDate>,
}

impl Extraction {
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

    /// Returns how many bytes of text stand in layers other than `metadata`.
    pub fn text_bytes(&self) -> u64 {
        let texts = self.segments.iter().filter(|segment| segment.layer != crate::Layer::Metadata);
        texts.map(|segment| segment.text.len() as u64).sum()
    }

    /// Returns the first value of a property.
    pub fn first(&self, key: &Key) -> Option<&str> {
        self.metadata.get(key)?.first().map(String::as_str)
    }
}
