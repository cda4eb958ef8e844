//! Which layer of an item a text belongs to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The layer that a segment belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// What a reader sees; with tracked changes, the accepted view.
    Body,
    /// Text of a tracked deletion.
    Deleted,
    /// Comments, annotations, review notes.
    Comment,
    /// Hidden sheets, rows, slides and text.
    Hidden,
    /// Text that stands under an opaque box.
    UnderRedaction,
    /// Text of a revision that a later one replaced.
    EarlierRevision,
    /// Text read off a picture.
    Ocr,
    /// Titles, authors, headers and other properties.
    Metadata,
    /// Names of sheets; an item's own name and folders are searched with it.
    Name,
    /// Runs of letters in a content that no reader understands; searched only where it is asked for.
    Raw,
    /// What a program of the user read.
    External,
    /// A second reading of a text or property that stands garbled or in escapes: it follows from what is written, and is
    /// not what is written.
    ReadAgain,
}

impl Layer {
    /// Every layer, in the order in which answers list them.
    pub const ALL: [Self; 12] = [
        Self::Body,
        Self::Deleted,
        Self::Comment,
        Self::Hidden,
        Self::UnderRedaction,
        Self::EarlierRevision,
        Self::Ocr,
        Self::Metadata,
        Self::Name,
        Self::Raw,
        Self::External,
        Self::ReadAgain,
    ];

    /// Returns the name that queries and JSON use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Deleted => "deleted",
            Self::Comment => "comment",
            Self::Hidden => "hidden",
            Self::UnderRedaction => "under-redaction",
            Self::EarlierRevision => "earlier-revision",
            Self::Ocr => "ocr",
            Self::Metadata => "metadata",
            Self::Name => "name",
            Self::Raw => "raw",
            Self::External => "external",
            Self::ReadAgain => "read-again",
        }
    }

    /// Tells whether its texts are what somebody wrote into the item: neither properties, nor names, nor stray letters.
    pub fn is_content(self) -> bool {
        !matches!(self, Self::Metadata | Self::Name | Self::Raw)
    }

    fn bit(self) -> u16 {
        1 << self as u16
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Layer {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|layer| layer.name() == name).ok_or(())
    }
}

/// A set of layers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LayerSet(u16);

impl LayerSet {
    /// The set of every layer.
    pub const ALL: Self = Self(u16::MAX);

    /// The set of the layers that are searched where a query names none: all but [`Layer::Raw`].
    pub const SEARCHED: Self = Self(!(1 << Layer::Raw as u16));

    /// Adds `layer`.
    pub fn insert(&mut self, layer: Layer) {
        self.0 |= layer.bit();
    }

    /// Tells whether `layer` is in the set.
    pub fn contains(self, layer: Layer) -> bool {
        self.0 & layer.bit() != 0
    }

    /// Yields the layers of the set in the order of [`Layer::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Layer> {
        Layer::ALL.into_iter().filter(move |layer| self.contains(*layer))
    }

    /// Tells whether the set holds no layer.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the set as one bit for each layer, lowest first in the order of [`Layer::ALL`].
    pub fn bits(self) -> u16 {
        self.0
    }

    /// Returns the set that [`LayerSet::bits`] gave.
    pub fn from_bits(bits: u16) -> Self {
        Self(bits)
    }
}

impl FromIterator<Layer> for LayerSet {
    fn from_iter<I: IntoIterator<Item = Layer>>(layers: I) -> Self {
        let mut set = Self::default();
        layers.into_iter().for_each(|layer| set.insert(layer));
        set
    }
}
