//! The shapes that the command line and HTTP share. Fields may be added, never renamed.

use std::collections::BTreeMap;

use serde::Serialize;

/// What a search found.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SearchAnswer {
    /// The query as typed.
    pub query: String,
    /// What could not be read in the query and was taken literally.
    pub warnings: Vec<String>,
    /// How many hits there are on all pages; with duplicates folded, how many contents.
    pub total: u64,
    /// How many items match.
    pub items: u64,
    /// The cursor of the next page.
    pub next: Option<String>,
    /// The list that was asked for alone, in whose order the hits come unless another is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// One page of hits.
    pub hits: Vec<Hit>,
    /// Counts over all hits, by kind or field.
    pub facets: BTreeMap<String, Vec<FacetValue>>,
    /// What the same words find as a name, where they may be one and find more so.
    pub as_name: Option<AsName>,
    /// What may have been meant, where little or nothing was found: the same query with a word that the texts have.
    pub suggestions: Vec<Suggestion>,
}

/// A query that may have been meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Suggestion {
    /// The word as typed.
    pub word: String,
    /// The word of the texts that is near it, folded.
    pub instead: String,
    /// The whole query with that word.
    pub query: String,
    /// How many items it finds.
    pub items: u64,
}

/// What typed words find as a name, in any script, order and inflection.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AsName {
    /// The query that asks for the name.
    pub query: String,
    /// How many hits it has on all pages.
    pub total: u64,
    /// How many items match.
    pub items: u64,
    /// The first page of its hits, where the words as typed have none.
    pub hits: Vec<Hit>,
}

/// One value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FacetValue {
    /// The normal form.
    pub value: String,
    /// How many items of the hits have it.
    pub items: u64,
    /// What tells a person from another of the list who is shown by the same name: his dates of birth, or else his
    /// passports.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told_by: Vec<String>,
}

/// One item that matches, with what is needed to cite it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hit {
    /// The id.
    pub id: String,
    /// The printed locator.
    pub locator: String,
    /// The id of the format.
    pub format: String,
    /// The media type of the format.
    pub media_type: String,
    /// Bytes of the content.
    pub size: Option<u64>,
    /// BLAKE3 of the content.
    pub blake3: Option<String>,
    /// SHA-256 of the content.
    pub sha256: Option<String>,
    /// How it ended.
    pub outcome: String,
    /// The title, or the subject of a mail.
    pub title: Option<String>,
    /// The date that it bears, ISO 8601: a day, or less where no more is known.
    pub date: Option<String>,
    /// Where the date is taken from: `text`, `sent`, or the properties `created` and `modified` of the file, which may be
    /// long after the paper.
    pub date_source: Option<String>,
    /// The languages of its text, ISO 639-1.
    pub languages: Vec<String>,
    /// The layers that hold text.
    pub layers: Vec<String>,
    /// How well it matches; comparable within one answer only.
    pub score: f32,
    /// How many other matching items have the same content.
    pub duplicate_count: u64,
    /// Locators of those items; of very many only the first hundred.
    pub duplicates: Vec<String>,
    /// Where it matches.
    pub snippets: Vec<Snippet>,
    /// What is remarked on it, where one list alone was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// A piece of text that matches.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Snippet {
    /// Where it stands; nothing for the item as a whole.
    pub place: Option<String>,
    /// Its layer.
    pub layer: String,
    /// The text around the match.
    pub text: String,
    /// Byte ranges of `text` that match.
    pub highlights: Vec<[usize; 2]>,
    /// Why it matches, where that is not plain to see.
    pub why: Option<String>,
}

impl Snippet {
    /// Returns the text in pieces, each with whether it matches; a range that does not lie in the text is none.
    pub fn pieces(&self) -> impl Iterator<Item = (&str, bool)> {
        let mut pieces = Vec::new();
        let mut at = 0;
        for [start, end] in &self.highlights {
            let (before, marked) = (self.text.get(at..*start), self.text.get(*start..*end));
            let (Some(before), Some(marked)) = (before, marked) else { continue };
            pieces.extend([(before, false), (marked, true)]);
            at = *end;
        }
        pieces.push((self.text.get(at..).unwrap_or_default(), false));
        pieces.into_iter().filter(|(text, _)| !text.is_empty())
    }
}

/// One line of `items`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ItemLine {
    /// The id.
    pub id: String,
    /// The printed locator.
    pub locator: String,
    /// The id of the container.
    pub parent: Option<String>,
    /// The id of the format.
    pub format: String,
    /// What the format verdict rests on.
    pub basis: String,
    /// Bytes of the content.
    pub size: Option<u64>,
    /// How it ended.
    pub outcome: String,
    /// Why.
    pub reason: Option<String>,
    /// What is doubtful.
    pub warnings: Vec<String>,
    /// Bytes of text in layers other than `metadata`.
    pub text_bytes: u64,
    /// BLAKE3 of the content.
    pub blake3: Option<String>,
    /// SHA-256 of the content.
    pub sha256: Option<String>,
    /// Digests taken besides, in hex.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub digests: BTreeMap<String, String>,
    /// When it was changed last, ISO 8601.
    pub modified: Option<String>,
    /// The run that did not find it any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gone_run: Option<u64>,
}

/// A segment as `show --text` and `extract` print it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SegmentLine {
    /// Where it stands; nothing for the item as a whole.
    pub place: Option<String>,
    /// Its layer.
    pub layer: String,
    /// The text.
    pub text: String,
    /// Ranges with a meaning of their own.
    pub marks: Vec<item::Mark>,
}

impl From<item::Segment> for SegmentLine {
    fn from(segment: item::Segment) -> Self {
        Self {
            place: printed_place(&segment.place),
            layer: segment.layer.to_string(),
            text: segment.text,
            marks: segment.marks,
        }
    }
}

/// Returns the printed place, or nothing for the item as a whole.
pub fn printed_place(place: &item::Place) -> Option<String> {
    (*place != item::Place::Whole).then(|| place.to_string())
}

/// What was searched, what was not, and why; every count adds up to `items`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Coverage {
    /// Every item.
    pub items: u64,
    /// Files and other entries on disk.
    pub on_disk: u64,
    /// Members of containers.
    pub members: u64,
    /// Items by outcome.
    pub outcomes: BTreeMap<String, u64>,
    /// Items whose text can be found: those with text in a layer other than `metadata`.
    pub with_text: u64,
    /// Items that were not searched to their end, by outcome, reason and format.
    pub not_searched: Vec<CoverageLine>,
    /// The same by what it means: first what probably holds text, then what is damaged or locked, last what surely
    /// holds none.
    pub tiers: Vec<CoverageTier>,
    /// Whether the last run came to its end; one that did not leaves items out that nobody counted.
    pub complete: bool,
    /// Whether the counts add up, and nothing is left out.
    pub adds_up: bool,
}

/// Items that were not searched to their end and mean the same to a reporter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CoverageTier {
    /// Its name: `likely-text`, `damaged-or-locked` or `no-text`.
    pub tier: &'static str,
    /// The name for readers.
    pub label: &'static str,
    /// How many items.
    pub items: u64,
    /// How many different contents; items without one count by themselves.
    pub contents: u64,
    /// What they are, the step that helps most items first.
    pub lines: Vec<TierLine>,
}

/// Items of a tier that share an outcome, a reason and a format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TierLine {
    /// How they ended.
    pub outcome: String,
    /// Why.
    pub reason: Option<String>,
    /// The id of their format.
    pub format: String,
    /// How many.
    pub items: u64,
    /// How many different contents.
    pub contents: u64,
    /// What to do about them.
    pub next_step: &'static str,
}

/// Items that share an outcome, a reason and a format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CoverageLine {
    /// How they ended.
    pub outcome: String,
    /// Why.
    pub reason: Option<String>,
    /// The id of their format.
    pub format: String,
    /// How many.
    pub items: u64,
}
